package io.millrace.sdk.io.fs.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.millrace.sdk.io.FileSystems;
import io.millrace.sdk.io.fs.CreateOptions.StandardCreateOptions;
import io.millrace.sdk.io.fs.MoveOptions.StandardMoveOptions;
import io.millrace.sdk.io.fs.ResolveOptions.StandardResolveOptions;
import io.millrace.sdk.io.fs.ResourceId;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalFileSystemTest {

  @TempDir Path directory;

  private ResourceId file(String name) {
    return FileSystems.matchNewResource(directory.resolve(name).toString(), false);
  }

  private Path write(String name, String content) throws IOException {
    return Files.writeString(directory.resolve(name), content);
  }

  @Test
  void createMakesDirectoriesAndReplacesWhatIsThere() throws IOException {
    for (String content : List.of("first, longer", "second")) {
      try (WritableByteChannel channel = FileSystems.create(file("a/b/c.txt"), "text/plain")) {
        channel.write(UTF_8.encode(content));
      }
    }
    assertThat(directory.resolve("a/b/c.txt")).hasContent("second");
  }

  @Test
  void createCanInsistOnANewFile() throws IOException {
    write("x", "old");
    StandardCreateOptions options =
        StandardCreateOptions.builder().setExpectFileToNotExist(true).build();
    assertThatThrownBy(() -> FileSystems.create(file("x"), options))
        .isInstanceOf(FileAlreadyExistsException.class)
        .hasMessage("cannot create " + directory + "/x: it exists already");
    assertThat(directory.resolve("x")).hasContent("old");
  }

  @Test
  void aFullDiskIsSaidInOneLine() throws IOException {
    assumeThat(Path.of("/dev/full")).exists();
    try (WritableByteChannel full =
        FileSystems.create(FileSystems.matchNewResource("/dev/full", false), "text/plain")) {
      assertThatThrownBy(() -> full.write(ByteBuffer.allocate(1)))
          .isInstanceOf(IOException.class)
          .hasMessage("cannot write /dev/full: the disk is full");
    } catch (IOException closing) {
      assertThat(closing).hasMessageContaining("/dev/full"); // a device cannot be synced
    }
  }

  @Test
  void openGivesASeekableChannel() throws IOException {
    write("x", "0123456789");
    try (ReadableByteChannel channel = FileSystems.open(file("x"))) {
      ByteBuffer buffer = ByteBuffer.allocate(3);
      ((SeekableByteChannel) channel).position(4);
      channel.read(buffer);
      assertThat(new String(buffer.array(), UTF_8)).isEqualTo("456");
    }
  }

  @Test
  void whatCannotBeReadIsNamedWithTheReason() throws IOException {
    write("file", "");
    assertThatThrownBy(() -> FileSystems.open(file("missing")))
        .isInstanceOf(FileNotFoundException.class)
        .hasMessage("cannot read " + directory + "/missing: no such file");
    assertThatThrownBy(() -> FileSystems.open(file("")))
        .hasMessage("cannot read " + directory + ": it is a directory");
    assertThatThrownBy(() -> FileSystems.open(file("file/x")))
        .isInstanceOf(IOException.class)
        .hasMessage("cannot read " + directory + "/file/x: not a directory");
  }

  @Test
  void aFileInPlaceOfADirectoryCannotBeWrittenInto() throws IOException {
    write("file", "");
    assertThatThrownBy(() -> FileSystems.create(file("file/x"), "text/plain"))
        .isInstanceOf(IOException.class)
        .hasMessage("cannot write to " + directory + "/file: not a directory");
    assertThatThrownBy(
            () -> FileSystems.createDirectory(FileSystems.matchNewDirectory(directory + "/file")))
        .hasMessage("cannot write to " + directory + "/file: not a directory");
  }

  @Test
  void renameFailsIfTheTargetExistsUnlessToldOtherwise() throws IOException {
    write("from", "new");
    write("to", "old");
    List<ResourceId> from = List.of(file("from"));
    List<ResourceId> to = List.of(file("to"));
    assertThatThrownBy(() -> FileSystems.rename(from, to))
        .isInstanceOf(FileAlreadyExistsException.class)
        .hasMessage(
            "cannot rename " + directory + "/from to " + directory + "/to: it exists already");
    FileSystems.rename(from, to, StandardMoveOptions.SKIP_IF_DESTINATION_EXISTS);
    assertThat(directory.resolve("from")).exists();
    assertThat(directory.resolve("to")).hasContent("old");

    FileSystems.rename(from, to, StandardMoveOptions.REPLACE_EXISTING);
    assertThat(directory.resolve("from")).doesNotExist();
    assertThat(directory.resolve("to")).hasContent("new");

    FileSystems.rename(to, List.of(file("new/directory/to")));
    assertThat(directory.resolve("new/directory/to")).hasContent("new");
  }

  @Test
  void renamingWhatIsMissingFailsUnlessToldOtherwise() throws IOException {
    List<ResourceId> from = List.of(file("missing"));
    List<ResourceId> to = List.of(file("to"));
    assertThatThrownBy(() -> FileSystems.rename(from, to))
        .isInstanceOf(FileNotFoundException.class)
        .hasMessageContaining("cannot rename " + directory + "/missing");
    FileSystems.rename(from, to, StandardMoveOptions.IGNORE_MISSING_FILES);
    assertThat(directory.resolve("to")).doesNotExist();
  }

  @Test
  void copyReplacesOrSkipsAsTold() throws IOException {
    write("from", "new");
    write("to", "old");
    List<ResourceId> from = List.of(file("from"), file("missing"));
    List<ResourceId> to = List.of(file("to"), file("nowhere"));
    FileSystems.copy(
        from,
        to,
        StandardMoveOptions.IGNORE_MISSING_FILES,
        StandardMoveOptions.SKIP_IF_DESTINATION_EXISTS);
    assertThat(directory.resolve("to")).hasContent("old");
    FileSystems.copy(from, to, StandardMoveOptions.IGNORE_MISSING_FILES);
    assertThat(directory.resolve("to")).hasContent("new");
    assertThat(directory.resolve("from")).hasContent("new");
    assertThatThrownBy(() -> FileSystems.copy(from, to)).hasMessageContaining("missing");
  }

  @Test
  void deletingWhatIsMissingIsNoError() throws IOException {
    write("x", "");
    FileSystems.delete(List.of(file("x"), file("missing")));
    assertThat(directory.resolve("x")).doesNotExist();
  }

  @Test
  void aDirectoryIsDeletedWithAllThatIsInItButNotWhatItsLinksLeadTo() throws IOException {
    Files.createDirectories(directory.resolve("d/e"));
    write("d/e/x", "");
    write("kept", "kept");
    Files.createSymbolicLink(directory.resolve("d/link"), directory.resolve("kept"));
    ResourceId d = FileSystems.matchNewDirectory(directory.toString(), "d");
    FileSystems.deleteRecursively(d);
    FileSystems.deleteRecursively(d);
    assertThat(directory.resolve("d")).doesNotExist();
    assertThat(directory.resolve("kept")).hasContent("kept");
  }

  @Test
  void namesResolveLikePaths() {
    ResourceId base = FileSystems.matchNewDirectory("/a", "b");
    ResourceId x = base.resolve("x", StandardResolveOptions.RESOLVE_FILE);
    assertThat(base).hasToString("/a/b/");
    assertThat(x).hasToString("/a/b/x").isEqualTo(FileSystems.matchNewResource("/a/b/x", false));
    assertThat(x.getFilename()).isEqualTo("x");
    assertThat(x.getCurrentDirectory()).isEqualTo(base);
    assertThat(base.resolve("..", StandardResolveOptions.RESOLVE_DIRECTORY)).hasToString("/a/");
    assertThat(FileSystems.matchNewResource("/", true)).hasToString("/");
    assertThatThrownBy(() -> x.resolve("y", StandardResolveOptions.RESOLVE_FILE))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> base.resolve("y/", StandardResolveOptions.RESOLVE_FILE))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> FileSystems.matchNewResource("/a/", false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("/a/");
  }

  @Test
  void anUnknownSchemeIsRefusedByName() {
    assertThatThrownBy(() -> FileSystems.match("nowhere://x/y"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nowhere")
        .hasMessageContaining("known are: file");
  }

  @Test
  void aSchemeOfAModuleThatIsNotThereIsRefusedWithTheNameOfTheLibrary() {
    assertThatThrownBy(() -> FileSystems.match("s3://bucket/x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "no file system is known for the scheme s3 of s3://bucket/x; known are: file. Add the"
                + " library io.millrace:millrace-io-s3 to the class path.");
    assertThatThrownBy(() -> FileSystems.matchNewResource("hdfs://host/x", false))
        .hasMessageContaining("io.millrace:millrace-io-hdfs");
  }

  @Test
  void listsOfDifferentLengthAreRefused() {
    assertThatThrownBy(() -> FileSystems.rename(List.of(file("a")), List.of()))
        .hasMessageContaining("1 sources and 0 destinations");
  }
}
