package io.millrace.benchmarks.connectors;

import io.millrace.benchmarks.connectors.Throughput.Candidate;
import io.millrace.sdk.io.FileSystems;
import io.millrace.sdk.options.PipelineOptionsFactory;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/** Writes and reads an object with {@code FileSystems}, and as Amazon's client is used plainly. */
@Command(name = "s3", description = "Objects by FileSystems beside the plain client of S3.")
public final class S3Command implements Callable<Integer> {

  private static final int PART = 8 << 20;

  @Option(names = "--endpoint", required = true, description = "Where the server is.")
  String endpoint = "";

  @Option(names = "--mebibytes", description = "Of the object (default: ${DEFAULT-VALUE}).")
  int mebibytes = 256;

  @Option(names = "--reps", description = "The best of so many (default: ${DEFAULT-VALUE}).")
  int reps = 3;

  @Override
  public Integer call() throws Exception {
    ByFileSystems files = new ByFileSystems(mebibytes);
    String bucket = "bench-" + System.nanoTime();
    String name = "s3://" + bucket + "/object";
    FileSystems.setDefaultPipelineOptions(
        PipelineOptionsFactory.fromArgs(
                "--s3Endpoint=" + endpoint, "--s3PathStyle", "--s3Region=us-east-1")
            .create());
    try (S3Client client =
        S3Client.builder()
            .endpointOverride(URI.create(endpoint))
            .forcePathStyle(true)
            .region(Region.US_EAST_1)
            .build()) {
      client.createBucket(b -> b.bucket(bucket));
      Throughput.print(
          reps,
          files.bytes(),
          new Candidate("s3-write plain", () -> writePlainly(client, bucket)),
          new Candidate("s3-write millrace", () -> files.write(name)));
      Throughput.print(
          reps,
          files.bytes(),
          new Candidate(
              "s3-read plain",
              () -> {
                try (InputStream in = client.getObject(b -> b.bucket(bucket).key("object"))) {
                  files.read(in);
                }
              }),
          new Candidate("s3-read millrace", () -> files.read(name)));
    }
    return 0;
  }

  private void writePlainly(S3Client client, String bucket) {
    String upload = client.createMultipartUpload(b -> b.bucket(bucket).key("object")).uploadId();
    byte[] part = new byte[PART];
    List<CompletedPart> parts = new ArrayList<>();
    for (int i = 1; i <= (mebibytes << 20) / PART; i++) {
      int number = i;
      String tag =
          client
              .uploadPart(
                  b -> b.bucket(bucket).key("object").uploadId(upload).partNumber(number),
                  RequestBody.fromBytes(part))
              .eTag();
      parts.add(CompletedPart.builder().partNumber(number).eTag(tag).build());
    }
    client.completeMultipartUpload(
        b ->
            b.bucket(bucket)
                .key("object")
                .uploadId(upload)
                .multipartUpload(all -> all.parts(parts)));
  }
}
