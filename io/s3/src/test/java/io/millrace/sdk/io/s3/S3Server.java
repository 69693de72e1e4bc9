package io.millrace.sdk.io.s3;

import io.millrace.sdk.io.FileSystems;
import io.millrace.sdk.options.PipelineOptionsFactory;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * A server of this JVM that speaks the protocol of S3, and checks signatures; one for all tests.
 */
final class S3Server {

  static final String SECRET = "not-to-be-shown";

  private static final S3Server ONE = new S3Server();

  private final AtomicInteger buckets = new AtomicInteger();
  private final String endpoint;

  private S3Server() {
    S3Proxy proxy =
        S3Proxy.builder()
            .blobStore(new TransientNio2BlobStore())
            .endpoint(URI.create("http://127.0.0.1:0"))
            .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, "test", SECRET)
            .build();
    try {
      proxy.start();
    } catch (Exception e) {
      throw new IllegalStateException("the server does not start", e);
    }
    endpoint = "http://127.0.0.1:" + proxy.getPort();
    // where the client's chain of providers looks first
    System.setProperty("aws.accessKeyId", "test");
    System.setProperty("aws.secretAccessKey", SECRET);
  }

  static S3Server get() {
    return ONE;
  }

  String endpoint() {
    return endpoint;
  }

  /** What a command line needs to say. */
  String[] args(String... others) {
    String[] own = {"--s3Endpoint=" + endpoint, "--s3PathStyle", "--s3PartMebibytes=5"};
    String[] all = new String[own.length + others.length];
    System.arraycopy(own, 0, all, 0, own.length);
    System.arraycopy(others, 0, all, own.length, others.length);
    return all;
  }

  S3Options options(String... others) {
    return PipelineOptionsFactory.fromArgs(args(others)).as(S3Options.class);
  }

  S3Client client() {
    return S3Clients.of(S3Settings.of(options()));
  }

  /** A new bucket, its name with a slash behind it; file systems know this server from now on. */
  String newBucket() {
    FileSystems.setDefaultPipelineOptions(options());
    String bucket = "bucket-" + buckets.incrementAndGet();
    client().createBucket(b -> b.bucket(bucket));
    return "s3://" + bucket + "/";
  }
}
