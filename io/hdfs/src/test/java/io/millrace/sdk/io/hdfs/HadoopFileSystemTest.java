package io.millrace.sdk.io.hdfs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.io.FileSystems;
import io.millrace.sdk.io.fs.RemoteResourceId;
import io.millrace.sdk.io.fs.ResourceId;
import io.millrace.sdk.options.PipelineOptionsFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.SafeModeAction;
import org.junit.jupiter.api.Test;

/** What only HDFS does. */
class HadoopFileSystemTest {

  private final HdfsCluster server = HdfsCluster.get();
  private final String directory = server.newDirectory();

  private ResourceId file(String name) {
    return FileSystems.matchNewResource(directory + name, false);
  }

  private FileSystem hadoop() throws IOException {
    return server.cluster().getFileSystem();
  }

  private void write(String name, String text) throws IOException {
    try (WritableByteChannel channel = FileSystems.create(file(name), "text/plain")) {
      channel.write(UTF_8.encode(text));
    }
  }

  @Test
  void aPutThatIsNotTheFirstLeavesNoTemporaryFile() throws IOException {
    assertThat(FileSystems.putIfAbsent(file("log/1"), "one".getBytes(UTF_8))).isTrue();
    assertThat(FileSystems.putIfAbsent(file("log/1"), "two".getBytes(UTF_8))).isFalse();
    assertThat(hadoop().listStatus(new Path(directory + "log")))
        .extracting(status -> status.getPath().getName())
        .containsExactly("1");
  }

  @Test
  void aPutThatCannotBeDoneIsNamedAndLeavesNothing() throws IOException {
    write("file", "");
    assertThatThrownBy(() -> FileSystems.putIfAbsent(file("file/1"), new byte[1]))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("cannot create " + directory + "file/1: not a directory");
    write("log/x", "");
    hadoop().setQuota(new Path(directory + "log"), 2, Long.MAX_VALUE);
    assertThatThrownBy(() -> FileSystems.putIfAbsent(file("log/1"), new byte[1]))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("cannot create " + directory + "log/1: ")
        .message()
        .doesNotContain("\n");
    assertThat(hadoop().listStatus(new Path(directory + "log"))).hasSize(1);
  }

  @Test
  void aWriterWhoseAnswerWasLostFindsOutWhetherItHasWon() throws IOException {
    RemoteResourceId target = RemoteResourceId.of(directory + "log/1", false);
    Path temporary = new Path(directory + "log/.millrace-put-x");
    HadoopClient client = new HadoopClients(HadoopSettings.of(server.options(), null)).of(target);
    IOException lost = new IOException("the connection broke");
    byte[] own = "own".getBytes(UTF_8);

    write("log/.millrace-put-x", "own"); // not renamed, and nobody else has won
    assertThatThrownBy(() -> HadoopFileSystem.wasRenamed(client, target, temporary, own, lost))
        .isSameAs(lost);
    assertThat(hadoop().exists(temporary)).isFalse();

    write("log/1", "own"); // renamed
    assertThat(HadoopFileSystem.wasRenamed(client, target, temporary, own, lost)).isTrue();

    write("log/1", "another's");
    assertThat(HadoopFileSystem.wasRenamed(client, target, temporary, own, lost)).isFalse();

    write("log/.millrace-put-x", "own"); // not renamed: what is there is another's
    assertThatThrownBy(() -> HadoopFileSystem.wasRenamed(client, target, temporary, own, lost))
        .isSameAs(lost);
    assertThat(hadoop().exists(temporary)).isFalse();
  }

  @Test
  void aDirectoryThatIsNotEmptyIsNotDeleted() throws IOException {
    write("d/x", "1");
    assertThatThrownBy(
            () -> FileSystems.delete(List.of(FileSystems.matchNewDirectory(directory + "d"))))
        .isInstanceOf(IOException.class)
        .hasMessage("cannot delete " + directory + "d/: the directory is not empty");
  }

  @Test
  void aFileIsNotRenamedToAnotherCluster() throws IOException {
    write("x", "1");
    assertThatThrownBy(
            () ->
                FileSystems.rename(
                    List.of(file("x")),
                    List.of(FileSystems.matchNewResource("hdfs://elsewhere:8020/x", false))))
        .hasMessageContaining("another cluster");
  }

  @Test
  void blocksAreAsLargeAsTheSettingsSay() throws IOException {
    write("x", "1");
    FileStatus status = hadoop().getFileStatus(new Path(directory + "x"));
    assertThat(status.getBlockSize()).isEqualTo(1 << 20);
    assertThat(status.getReplication()).isEqualTo((short) 1);
  }

  @Test
  void whatTheClusterForbidsIsSaidInOneLine() throws IOException {
    write("x", "1");
    server.cluster().getFileSystem().setSafeMode(SafeModeAction.ENTER);
    try (ReadableByteChannel channel = FileSystems.open(file("x"))) {
      assertThat(channel.isOpen()).isTrue();
      assertThatThrownBy(() -> FileSystems.delete(List.of(file("x"))))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("cannot delete " + directory + "x: ")
          .hasMessageContaining("safe mode")
          .message()
          .doesNotContain("\n");
    } finally {
      server.cluster().getFileSystem().setSafeMode(SafeModeAction.LEAVE);
    }
    FileSystems.delete(List.of(file("x")));
  }

  @Test
  void inSafeModeNothingIsWrittenAndWhatIsThereIsRead() throws IOException {
    write("x", "1");
    server.cluster().getFileSystem().setSafeMode(SafeModeAction.ENTER);
    try {
      assertThatThrownBy(() -> write("new", "2"))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("cannot create " + directory + "new: ")
          .hasMessageContaining("safe mode")
          .message()
          .doesNotContain("\n");
      assertThat(FileSystems.match(directory + "*").metadata()).hasSize(1);
    } finally {
      server.cluster().getFileSystem().setSafeMode(SafeModeAction.LEAVE);
    }
    write("new", "2");
    assertThat(FileSystems.match(directory + "*").metadata()).hasSize(2);
  }

  @Test
  void aDirectoryThatIsFullIsToldWithTheFile() throws IOException {
    write("full/x", "1");
    hadoop().setQuota(new Path(directory + "full"), Long.MAX_VALUE, 3 << 20);
    assertThatThrownBy(() -> write("full/large", "x".repeat(8 << 20)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(directory + "full/large: ")
        .hasMessageContaining("quota")
        .message()
        .doesNotContain("\n");
    write("elsewhere", "2");
    assertThat(FileSystems.match(directory + "elsewhere").metadata()).hasSize(1);
  }

  @Test
  void aNamenodeThatIsNotThereIsToldByItsAddress() throws IOException {
    String nobody;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = "hdfs://localhost:" + socket.getLocalPort() + "/x";
    }
    FileSystems.setDefaultPipelineOptions(
        PipelineOptionsFactory.fromArgs(
                "--hadoopConfiguration=ipc.client.connect.max.retries=2,"
                    + "ipc.client.connect.retry.interval=100")
            .create());
    assertThatThrownBy(() -> FileSystems.match(nobody).metadata())
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("cannot read " + nobody + ": ")
        .hasMessageContaining("no connection")
        .message()
        .doesNotContain("\n");
  }
}
