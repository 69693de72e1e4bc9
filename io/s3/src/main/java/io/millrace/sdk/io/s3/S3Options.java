package io.millrace.sdk.io.s3;

import io.millrace.sdk.options.Default;
import io.millrace.sdk.options.Description;
import io.millrace.sdk.options.PipelineOptions;
import org.jspecify.annotations.Nullable;

/**
 * Where S3 is and how it is used. Credentials are not among it: see {@code docs/file-systems.md}.
 */
public interface S3Options extends PipelineOptions {

  @Description(
      "The region of the buckets, such as eu-north-1; by default that of AWS_REGION, the profile or"
          + " the machine.")
  @Nullable String getS3Region();

  void setS3Region(@Nullable String value);

  @Description(
      "Where a server is that speaks the protocol of S3, such as http://127.0.0.1:9000; by default"
          + " Amazon's of the region.")
  @Nullable String getS3Endpoint();

  void setS3Endpoint(@Nullable String value);

  @Description(
      "Whether the bucket is put into the path of requests rather than into the host's name; most"
          + " servers other than Amazon's need it.")
  @Default.Boolean(false)
  boolean isS3PathStyle();

  void setS3PathStyle(boolean value);

  @Description(
      "How large the parts are in which a file is written, in MiB, from 5 to 1024. Each open file"
          + " holds one in memory.")
  @Default.Integer(8)
  int getS3PartMebibytes();

  void setS3PartMebibytes(int value);

  @Description("How often a request is tried, with growing pauses, before it has failed.")
  @Default.Integer(5)
  int getS3Attempts();

  void setS3Attempts(int value);
}
