package io.millrace.sdk.io.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.io.FileSystems;
import io.millrace.sdk.io.fs.EmptyMatchTreatment;
import io.millrace.sdk.io.fs.RemoteResourceId;
import io.millrace.sdk.io.fs.ResourceId;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What only S3 does. */
class S3FileSystemTest {

  private final S3Server server = S3Server.get();
  private final String directory = server.newBucket();

  private String bucket() {
    return directory.substring("s3://".length(), directory.length() - 1);
  }

  private ResourceId file(String name) {
    return FileSystems.matchNewResource(directory + name, false);
  }

  private void put(String key, String text) {
    server.client().putObject(b -> b.bucket(bucket()).key(key), RequestBody.fromString(text));
  }

  private boolean exists(String name) throws IOException {
    return !FileSystems.match(directory + name, EmptyMatchTreatment.ALLOW).metadata().isEmpty();
  }

  private List<MultipartUpload> unfinished() {
    return server.client().listMultipartUploads(b -> b.bucket(bucket())).uploads();
  }

  @Test
  void anObjectAppearsWhenItsWriterIsClosed() throws IOException {
    try (WritableByteChannel channel = FileSystems.create(file("large"), "text/x-large")) {
      for (int i = 0; i < 6; i++) {
        channel.write(ByteBuffer.allocate(1 << 20));
        assertThat(exists("large")).isFalse();
      }
      assertThat(unfinished()).hasSize(1);
    }
    assertThat(FileSystems.matchSingleFileSpec(directory + "large").sizeBytes()).isEqualTo(6 << 20);
    assertThat(server.client().headObject(b -> b.bucket(bucket()).key("large")).contentType())
        .isEqualTo("text/x-large");
    assertThat(unfinished()).isEmpty();
  }

  @Test
  void anObjectThatIsReplacedWhileItIsReadIsNotMixedWithTheNewOne() throws IOException {
    put("x", "a".repeat(1 << 20));
    try (ReadableByteChannel channel = FileSystems.open(file("x"))) {
      channel.read(ByteBuffer.allocate(100));
      put("x", "b".repeat(1 << 20));
      ByteBuffer rest = ByteBuffer.allocate(1 << 20);
      assertThatThrownBy(
              () -> {
                while (channel.read(rest) > 0) {
                  assertThat(rest.array()).doesNotContain((byte) 'b');
                }
              })
          .isInstanceOf(IOException.class)
          .hasMessage("cannot read " + file("x") + ": it was replaced while it was being read");
    }
  }

  @Test
  void whatProgramsPutInPlaceOfDirectoriesIsNoFile() throws IOException {
    put("marked/", "");
    put("marked/x", "1");
    assertThat(FileSystems.match(directory + "marked/*").metadata())
        .extracting(metadata -> metadata.resourceId().toString())
        .containsExactly(directory + "marked/x");
    assertThat(FileSystems.match(directory + "**").metadata()).hasSize(1);
    FileSystems.deleteRecursively(FileSystems.matchNewDirectory(directory + "marked"));
    assertThat(server.client().listObjectsV2(b -> b.bucket(bucket())).contents()).isEmpty();
  }

  @Test
  void aBucketIsNotEmptiedAtOnce() {
    put("x", "1");
    assertThatThrownBy(
            () -> FileSystems.deleteRecursively(FileSystems.matchNewDirectory(directory)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(directory);
  }

  @Test
  void aWriterWhoseAnswerWasLostFindsItsOwnObject() throws IOException {
    Queue<String> marks = new ArrayDeque<>(List.of("first", "second"));
    // does what it is asked, and after that the connection breaks; the client tries again
    S3Client breaking =
        (S3Client)
            Proxy.newProxyInstance(
                S3Client.class.getClassLoader(),
                new Class<?>[] {S3Client.class},
                (proxy, method, args) -> {
                  try {
                    if (method.getName().equals("putObject")) {
                      call(method, args);
                    }
                    return call(method, args);
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                });
    S3FileSystem fileSystem = new S3FileSystem(() -> breaking, 5 << 20, marks::remove);
    RemoteResourceId id = RemoteResourceId.of(directory + "log/1", false);
    assertThat(fileSystem.putIfAbsent(id, "same bytes".getBytes(UTF_8))).isTrue();
    assertThat(fileSystem.putIfAbsent(id, "same bytes".getBytes(UTF_8))).isFalse();
  }

  private Object call(java.lang.reflect.Method method, Object[] args) throws Throwable {
    return method.invoke(server.client(), args);
  }

  @Test
  void afterAFailureNoObjectIsMadeOfWhatWasWritten() throws IOException {
    S3Client failing =
        (S3Client)
            Proxy.newProxyInstance(
                S3Client.class.getClassLoader(),
                new Class<?>[] {S3Client.class},
                (proxy, method, args) -> {
                  if (method.getName().equals("uploadPart")) {
                    throw SdkClientException.create("the connection was\nreset");
                  }
                  try {
                    return call(method, args);
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                });
    S3Upload upload =
        new S3Upload(
            failing, RemoteResourceId.of(directory + "x", false), "text/plain", false, 5 << 20);
    assertThatThrownBy(() -> upload.write(ByteBuffer.allocate(6 << 20)))
        .isInstanceOf(IOException.class)
        .hasMessage("cannot create " + directory + "x: the connection was");
    upload.close();
    assertThat(exists("x")).isFalse();
    assertThat(unfinished()).isEmpty();
  }

  @Test
  void whatIsTooLargeToBeCopiedAtOnceIsCopiedInParts() throws IOException {
    byte[] content = new byte[12 << 20];
    new Random(7).nextBytes(content);
    server
        .client()
        .putObject(
            b -> b.bucket(bucket()).key("from").contentType("text/x-large"),
            RequestBody.fromBytes(content));
    RemoteResourceId from = RemoteResourceId.of(directory + "from", false);
    RemoteResourceId to = RemoteResourceId.of(directory + "to", false);
    S3Found object = new S3Bucket(server.client(), bucket()).file("from");
    new S3Copy(server.client(), from, to, object, 10 << 20, 5 << 20).run(false);
    ResponseBytes<GetObjectResponse> copy =
        server.client().getObjectAsBytes(b -> b.bucket(bucket()).key("to"));
    assertThat(copy.asByteArray()).isEqualTo(content);
    assertThat(copy.response().contentType()).isEqualTo("text/x-large");
    assertThat(copy.response().eTag()).endsWith("-3\""); // so many parts
    assertThatThrownBy(() -> new S3Copy(server.client(), from, to, object, 1, 5 << 20).run(true))
        .isInstanceOfSatisfying(S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(412));
    assertThat(unfinished()).isEmpty();
  }

  @Test
  void aPatternThatWildcardsCannotFollowIsRefused() throws IOException {
    assertThatThrownBy(() -> FileSystems.match(directory + "a//*").metadata())
        .hasMessageContaining("two slashes in a row");
    put("a//b", "1");
    assertThat(exists("a//b")).isTrue();
  }

  @Test
  void wrongCredentialsAndMissingBucketsAreSaidInOneLine() {
    assertThatThrownBy(() -> FileSystems.open(FileSystems.matchNewResource("s3://none/x", false)))
        .isInstanceOf(FileNotFoundException.class)
        .message()
        .startsWith("cannot read s3://none/x: ")
        .doesNotContain("\n");
    String id = System.setProperty("aws.accessKeyId", "stranger");
    try {
      assertThatThrownBy(() -> FileSystems.open(file("x")))
          .isInstanceOf(IOException.class)
          .message()
          .startsWith("cannot read " + directory + "x: permission denied")
          .doesNotContain(S3Server.SECRET)
          .doesNotContain("\n");
    } finally {
      System.setProperty("aws.accessKeyId", id);
    }
  }
}
