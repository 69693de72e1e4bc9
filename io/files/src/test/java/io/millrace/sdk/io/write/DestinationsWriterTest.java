package io.millrace.sdk.io.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.io.Compression;
import io.millrace.sdk.io.sink.SinkContext;
import io.millrace.sdk.io.sink.SinkWriter;
import io.millrace.sdk.options.PipelineOptionsFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A task that writes to many destinations. */
class DestinationsWriterTest {

  private static final int OPEN_FILES = 3;

  @TempDir Path directory;

  @BeforeEach
  void resetFileSystem() {
    TestFileSystem.reset();
  }

  private static SinkWriter<String, WrittenFile<String>> writer(String target) throws IOException {
    ElementFileSink<String, String> sink =
        new ElementFileSink<>(
            new FileOutput<>(
                new ByLastLetter(target),
                Compression.UNCOMPRESSED,
                FileOutput.ANY_NUMBER,
                Rolling.NEVER,
                OPEN_FILES),
            StringUtf8Coder.of());
    return sink.createWriter(
        new SinkContext(PipelineOptionsFactory.create(), "job", "Out/WriteToSink", 0, 1));
  }

  private long filesInTheMaking() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).count();
    }
  }

  @Test
  void noMoreFilesAreOpenThanMayBe() throws IOException {
    List<String> expected = new ArrayList<>();
    try (SinkWriter<String, WrittenFile<String>> writer = writer(directory.toString())) {
      for (int i = 0; i < 100; i++) {
        writer.write("line" + i, 0);
        expected.add("line" + i);
      }
      assertThat(filesInTheMaking()).isEqualTo(OPEN_FILES);

      List<WrittenFile<String>> written = writer.prepareCommit();

      assertThat(written).extracting(WrittenFile::destination).doesNotHaveDuplicates().hasSize(10);
      List<String> lines = new ArrayList<>();
      for (WrittenFile<String> each : written) {
        List<String> content = Files.readAllLines(Path.of(each.file().toString()));
        assertThat(content).hasSize(10).allMatch(line -> line.endsWith(each.destination()));
        lines.addAll(content);
      }
      assertThat(lines).containsExactlyInAnyOrderElementsOf(expected);
    }
  }

  @Test
  void aWriterGoesOnAfterACheckpoint() throws IOException {
    try (SinkWriter<String, WrittenFile<String>> writer = writer(directory.toString())) {
      for (int checkpoint = 0; checkpoint < 3; checkpoint++) {
        for (int i = 0; i < 7; i++) {
          writer.write("line" + i, 0);
        }
        assertThat(writer.prepareCommit()).hasSize(7);
      }
      assertThat(writer.prepareCommit()).isEmpty();
    }
  }

  @Test
  void aFullDiskIsToldByTheNameOfAFileAndLeavesNothing() throws IOException {
    for (int bytes = 0; bytes < 60; bytes += 6) {
      TestFileSystem.reset();
      SinkWriter<String, WrittenFile<String>> writer = writer("failing:/dir");
      for (int i = 0; i < 10; i++) {
        writer.write("line" + i, 0);
      }
      TestFileSystem.bytesFree = bytes;
      assertThatThrownBy(writer::prepareCommit)
          .hasMessageContaining("cannot write failing:/dir/.millrace-temp-")
          .hasMessageEndingWith(": the disk is full");
      writer.abort();
      assertThat(TestFileSystem.FILES).as("after %d bytes", bytes).isEmpty();
    }
  }

  @Test
  void anAbortedWriterLeavesNothing() throws IOException {
    SinkWriter<String, WrittenFile<String>> writer = writer(directory.toString());
    for (int i = 0; i < 10; i++) {
      writer.write("line" + i, 0);
    }
    writer.abort();
    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left).isEmpty();
    }
  }
}
