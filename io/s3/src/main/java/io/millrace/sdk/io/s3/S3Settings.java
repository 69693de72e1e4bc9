package io.millrace.sdk.io.s3;

import io.millrace.sdk.options.PipelineOptions;
import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * {@link S3Options}, checked.
 *
 * @param region null for that of the environment
 * @param endpoint null for Amazon's
 * @param pathStyle whether the bucket is put into the path
 * @param partBytes how large the first parts of a file are
 * @param attempts how often a request is tried
 */
record S3Settings(
    @Nullable String region,
    @Nullable URI endpoint,
    boolean pathStyle,
    int partBytes,
    int attempts) {

  private static final int MIN_PART_MEBIBYTES = 5;
  private static final int MAX_PART_MEBIBYTES = 1024;

  /**
   * The settings of options.
   *
   * @throws IllegalArgumentException if an option cannot be, by its name
   */
  static S3Settings of(PipelineOptions pipelineOptions) {
    S3Options options = pipelineOptions.as(S3Options.class);
    int part = options.getS3PartMebibytes();
    if (part < MIN_PART_MEBIBYTES || part > MAX_PART_MEBIBYTES) {
      throw new IllegalArgumentException(
          String.format(
              "--s3PartMebibytes=%d is not valid: S3 takes parts from %d MiB on, and %d MiB is the"
                  + " most that is held in memory",
              part, MIN_PART_MEBIBYTES, MAX_PART_MEBIBYTES));
    }
    if (options.getS3Attempts() < 1) {
      throw new IllegalArgumentException(
          "--s3Attempts=" + options.getS3Attempts() + " is not valid: one is the least");
    }
    return new S3Settings(
        options.getS3Region(),
        endpoint(options.getS3Endpoint()),
        options.isS3PathStyle(),
        part << 20,
        options.getS3Attempts());
  }

  private static @Nullable URI endpoint(@Nullable String text) {
    if (text == null) {
      return null;
    }
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      // not shown as it stands: there may be a password in it
      throw new IllegalArgumentException("--s3Endpoint is not valid: " + e.getReason());
    }
    if (uri.getUserInfo() != null) {
      throw new IllegalArgumentException(
          "--s3Endpoint has credentials in it, which options must not have: they are shown and"
              + " logged. Give them as docs/file-systems.md says.");
    }
    if (uri.getHost() == null
        || !("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
      throw new IllegalArgumentException(
          "--s3Endpoint=" + text + " is not valid: expected http://host:port or https://host:port");
    }
    return uri;
  }
}
