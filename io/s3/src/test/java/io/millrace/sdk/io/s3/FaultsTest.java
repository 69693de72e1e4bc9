package io.millrace.sdk.io.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.io.FileSystems;
import io.millrace.sdk.io.fs.ResourceId;
import io.millrace.sdk.options.PipelineOptionsFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server that fails now and then, and one that does not stop to. */
@Timeout(120)
class FaultsTest {

  /** More than a part. */
  private static final byte[] LARGE = new byte[6 << 20];

  static {
    Arrays.fill(LARGE, (byte) 'x');
  }

  private FaultyServer server;
  private String bucket;

  @BeforeEach
  void standBefore() throws IOException {
    bucket = S3Server.get().newBucket();
    server = new FaultyServer(S3Server.get().endpoint());
    FileSystems.setDefaultPipelineOptions(
        PipelineOptionsFactory.fromArgs(
                "--s3Endpoint=" + server.endpoint(),
                "--s3PathStyle",
                "--s3PartMebibytes=5",
                "--s3Attempts=3")
            .create());
  }

  @AfterEach
  void close() {
    server.close();
  }

  private ResourceId file(String name) {
    return FileSystems.matchNewResource(bucket + name, false);
  }

  private static void write(ResourceId file, byte[] content) throws IOException {
    try (WritableByteChannel channel = FileSystems.create(file, "text/plain")) {
      channel.write(ByteBuffer.wrap(content));
    }
  }

  private static byte[] read(ResourceId file) throws IOException {
    try (ReadableByteChannel channel = FileSystems.open(file)) {
      return Channels.newInputStream(channel).readAllBytes();
    }
  }

  @ParameterizedTest
  @CsvSource({"500, InternalError", "503, SlowDown", "503, ServiceUnavailable"})
  void aFailureThatPassesIsNotNoticed(int status, String code) throws IOException {
    server.fail(2, status, code, request -> request.startsWith("PUT"));
    write(file("small"), "a".getBytes(UTF_8));
    assertThat(server.failed()).isEqualTo(2);
    server.fail(2, status, code, request -> request.contains("partNumber"));
    write(file("large"), LARGE);
    assertThat(server.failed()).isEqualTo(2);
    server.fail(2, status, code, request -> request.startsWith("GET"));
    assertThat(read(file("small"))).asString(UTF_8).isEqualTo("a");
    assertThat(read(file("large"))).isEqualTo(LARGE);
    assertThat(server.failed()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({"500, InternalError", "503, SlowDown"})
  void aFailureThatStaysIsToldWithTheFileAndNothingIsThere(int status, String code)
      throws IOException {
    server.fail(1_000, status, code, request -> request.startsWith("PUT"));
    assertThatThrownBy(() -> write(file("small"), "a".getBytes(UTF_8)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot create " + bucket + "small: " + status + " " + code);
    assertThat(server.failed()).as("attempts").isEqualTo(3);
    server.fail(0, status, code, request -> false);
    assertThatThrownBy(() -> read(file("small"))).hasMessageContaining("no such file");
  }

  @Test
  void anUploadThatFailsHalfWayIsAbortedAndLeavesNeitherFileNorParts() throws IOException {
    server.fail(1_000, 500, "InternalError", request -> request.contains("partNumber=2"));
    assertThatThrownBy(
            () -> {
              try (WritableByteChannel channel = FileSystems.create(file("half"), "text/plain")) {
                for (int i = 0; i < 3; i++) {
                  channel.write(ByteBuffer.wrap(LARGE));
                }
              }
            })
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot create " + bucket + "half: 500 InternalError");
    String name = bucket.split("/")[2];
    assertThat(S3Server.get().client().listMultipartUploads(b -> b.bucket(name)).uploads())
        .as("uploads that were begun and cost money")
        .isEmpty();
    server.fail(0, 500, "", request -> false);
    assertThatThrownBy(() -> read(file("half"))).hasMessageContaining("no such file");
  }

  @Test
  void anUploadThatSomebodyElseHasAbortedIsToldAndNoFileIsThere() throws IOException {
    String name = bucket.split("/")[2];
    WritableByteChannel channel = FileSystems.create(file("aborted"), "text/plain");
    channel.write(ByteBuffer.wrap(LARGE));
    var client = S3Server.get().client();
    client
        .listMultipartUploads(b -> b.bucket(name))
        .uploads()
        .forEach(
            upload ->
                client.abortMultipartUpload(
                    b -> b.bucket(name).key(upload.key()).uploadId(upload.uploadId())));
    assertThatThrownBy(channel::close)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot create " + bucket + "aborted");
    assertThatThrownBy(() -> read(file("aborted"))).hasMessageContaining("no such file");
  }

  @Test
  void aServerThatIsNotThereIsToldByItsAddress() throws IOException {
    String nobody;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = "http://127.0.0.1:" + socket.getLocalPort();
    }
    FileSystems.setDefaultPipelineOptions(
        PipelineOptionsFactory.fromArgs("--s3Endpoint=" + nobody, "--s3PathStyle", "--s3Attempts=2")
            .create());
    assertThatThrownBy(() -> read(file("x")))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("cannot read " + bucket + "x: no connection to " + nobody + ": ");
    assertThatThrownBy(() -> write(file("x"), new byte[1]))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("cannot create " + bucket + "x: no connection to " + nobody + ": ");
  }
}
