package io.millrace.sdk.io.s3;

import io.millrace.sdk.io.fs.FileFailures;
import java.io.IOException;
import java.io.InterruptedIOException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Says in one line what could not be done to which object, and why. */
final class S3Errors {

  private S3Errors() {}

  /** The failure {@code "cannot <verb> <name>: <cause>"}, of the type that callers look for. */
  static IOException cannot(String verb, Object name, SdkException cause) {
    if (isNotFound(cause)) {
      return FileFailures.notFound(verb, name.toString(), reason(cause), cause);
    } else if (isConditionFailed(cause)) {
      return FileFailures.exists(verb, name.toString(), cause);
    } else if (cause instanceof AbortedException) {
      InterruptedIOException interrupted =
          new InterruptedIOException("cannot " + verb + " " + name + ": interrupted");
      interrupted.initCause(cause);
      return interrupted;
    }
    return FileFailures.cannot(verb, name.toString(), reason(cause), cause);
  }

  static boolean isNotFound(SdkException e) {
    return e instanceof S3Exception s3 && s3.statusCode() == 404;
  }

  /** Whether the object was there already, or is not the one any more that it was. */
  static boolean isConditionFailed(SdkException e) {
    return e instanceof S3Exception s3 && s3.statusCode() == 412;
  }

  static boolean isDenied(SdkException e) {
    return e instanceof S3Exception s3 && s3.statusCode() == 403;
  }

  static String reason(SdkException e) {
    if (!(e instanceof S3Exception s3)) {
      return ofClient(e);
    }
    String code = code(s3);
    return switch (s3.statusCode()) {
      case 301, 307 -> "the bucket is in another region; give it with --s3Region";
      case 403 -> "permission denied" + (code.isEmpty() ? "" : " (" + code + ")");
      case 404 -> code.equals("NoSuchBucket") ? "no such bucket" : "no such file";
      default -> s3.statusCode() + (code.isEmpty() ? "" : " " + code) + message(s3);
    };
  }

  private static String ofClient(SdkException e) {
    String said = oneLine(e.getMessage());
    if (said.startsWith("Unable to load credentials")) {
      return "there are no credentials in the environment, in a profile or of this machine's role";
    } else if (said.startsWith("Unable to load region")) {
      return "the region is not known; give it with --s3Region";
    }
    return said;
  }

  private static String code(S3Exception e) {
    AwsErrorDetails details = e.awsErrorDetails();
    String code = details == null ? null : details.errorCode();
    return code == null ? "" : code;
  }

  private static String message(S3Exception e) {
    AwsErrorDetails details = e.awsErrorDetails();
    String said = oneLine(details == null ? null : details.errorMessage());
    String request = e.requestId() == null ? "" : " (request " + e.requestId() + ")";
    return (said.isEmpty() ? "" : ": " + said) + request;
  }

  private static String oneLine(@Nullable String said) {
    return said == null ? "" : said.lines().findFirst().orElse("").strip();
  }
}
