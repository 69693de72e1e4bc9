package io.millrace.runners.host.scratch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.runners.core.host.ScratchFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileScratchTest {
  @TempDir Path directory;

  @Test
  void whatIsAppendedCanBeReadAnywhere() throws IOException {
    try (ScratchFile file = new FileScratch(directory).create("group-by-key")) {
      append(file, "mill");
      append(file, "race");
      assertThat(file.size()).isEqualTo(8);
      assertThat(read(file, 2, 4)).isEqualTo("llra");
      append(file, "!");
      assertThat(read(file, 7, 10)).isEqualTo("e!");
      assertThat(file.read(9, new byte[1], 0, 1)).isEqualTo(-1);
      assertThat(file.read(9, new byte[1], 0, 0)).isZero();
    }
  }

  @Test
  void filesAreGoneOnceClosed() throws IOException {
    FileScratch scratch = new FileScratch(directory.resolve("made/on/demand"));
    ScratchFile one = scratch.create("sort of/anything");
    ScratchFile two = scratch.create("sort of/anything");
    append(one, "1");
    append(two, "2");
    assertThat(directory.resolve("made/on/demand")).isDirectoryContaining("glob:**.scratch");
    assertThat(read(one, 0, 1)).isEqualTo("1");
    assertThat(read(two, 0, 1)).isEqualTo("2");
    one.close();
    one.close();
    two.close();
    assertThat(directory.resolve("made/on/demand")).isEmptyDirectory();
  }

  @Test
  void twoTasksMayShareADirectory() throws IOException {
    try (ScratchFile one = new FileScratch(directory).create("x");
        ScratchFile two = new FileScratch(directory).create("x")) {
      append(one, "1");
      append(two, "2");
      assertThat(read(one, 0, 1) + read(two, 0, 1)).isEqualTo("12");
    }
  }

  @Test
  void aFullDiskIsOneClearLine() throws IOException {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.isWritable(full));
    Path path = directory.resolve("x.scratch");
    try (ScratchFile file =
        new ChannelFile(path, FileChannel.open(full, StandardOpenOption.WRITE))) {
      assertThatThrownBy(() -> append(file, "some"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("cannot append 4 bytes to scratch file " + path + " of 0 bytes")
          .hasMessageContaining("choose another scratch directory")
          .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
      assertThat(file.size()).isZero();
    }
  }

  @Test
  void aDirectoryThatCannotBeIsNamed() throws IOException {
    Path occupied = Files.writeString(directory.resolve("file"), "not a directory");
    assertThatThrownBy(() -> new FileScratch(occupied).create("combine"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot create a scratch file for combine in " + occupied);
  }

  private static void append(ScratchFile file, String text) throws IOException {
    byte[] bytes = ("<" + text + ">").getBytes(StandardCharsets.UTF_8);
    file.append(bytes, 1, bytes.length - 2);
  }

  private static String read(ScratchFile file, long position, int length) throws IOException {
    byte[] into = new byte[length + 1];
    int count = file.read(position, into, 1, length);
    return new String(into, 1, count, StandardCharsets.UTF_8);
  }
}
