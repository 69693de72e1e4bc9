package io.millrace.sdk.io.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.io.Compression;
import io.millrace.sdk.io.FileSystems;
import io.millrace.sdk.io.fs.EmptyMatchTreatment;
import io.millrace.sdk.io.fs.MatchResult.Metadata;
import io.millrace.sdk.io.source.SourceContext;
import io.millrace.sdk.io.source.SourceReader;
import io.millrace.sdk.io.source.SplitEnumerator;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.testing.SourceLaws;
import io.millrace.sdk.util.SerializableUtils;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextSourceTest {

  private static final SourceContext CONTEXT =
      new SourceContext(PipelineOptionsFactory.create(), 2);
  private static final FileSplitter LINES = new FileSplitter(LineEnd.of(null), 0);

  @TempDir Path directory;

  private static TextSource source(String pattern, EmptyMatchTreatment treatment) {
    return SerializableUtils.clone(new TextSource(pattern, treatment, Compression.AUTO, LINES));
  }

  private static List<FileRange> discover(TextSource source) throws IOException {
    try (SplitEnumerator<FileRange> enumerator = source.createEnumerator(CONTEXT, null)) {
      return enumerator.discover(0);
    }
  }

  private static List<String> read(TextSource source) throws IOException {
    return read(source, discover(source));
  }

  private static List<String> read(TextSource source, List<FileRange> ranges) throws IOException {
    List<String> lines = new ArrayList<>();
    for (FileRange range : ranges) {
      try (SourceReader<String, FileRange> reader = source.createReader(CONTEXT, range)) {
        SourceReader.Status status;
        do {
          status = reader.poll(new ListOutput(lines), 1000);
        } while (status == SourceReader.Status.MORE);
      }
    }
    return lines;
  }

  @Test
  void readsAllFilesOfAPattern() throws IOException {
    Files.writeString(directory.resolve("b.txt"), "b1\nb2\n");
    Files.writeString(directory.resolve("a.txt"), "a1");
    Files.writeString(directory.resolve("empty.txt"), "");
    Files.writeString(directory.resolve("other.csv"), "no");
    try (GZIPOutputStream out =
        new GZIPOutputStream(Files.newOutputStream(directory.resolve("c.txt.gz")))) {
      out.write("c1\nc2".getBytes());
    }
    assertThat(read(source(directory + "/*.txt*", EmptyMatchTreatment.DISALLOW)))
        .containsExactlyInAnyOrder("b1", "b2", "a1", "c1", "c2");
  }

  @Test
  void aMissingFileIsReportedWithItsNameWhenTheJobStarts() {
    TextSource source = source(directory + "/none.txt", EmptyMatchTreatment.ALLOW_IF_WILDCARD);
    source.validate();
    assertThatThrownBy(() -> discover(source))
        .isInstanceOf(FileNotFoundException.class)
        .hasMessage("cannot read " + directory + "/none.txt: no such file");
  }

  @Test
  void aPatternWithoutFilesIsTreatedAsAsked() throws IOException {
    String pattern = directory + "/*.none";
    assertThat(read(source(pattern, EmptyMatchTreatment.ALLOW))).isEmpty();
    assertThat(read(source(pattern, EmptyMatchTreatment.ALLOW_IF_WILDCARD))).isEmpty();
    assertThatThrownBy(() -> discover(source(pattern, EmptyMatchTreatment.DISALLOW)))
        .isInstanceOf(FileNotFoundException.class)
        .hasMessage("no file matches " + pattern);
  }

  @Test
  void aMalformedPatternIsReported() {
    String pattern = directory + "/x[";
    assertThatThrownBy(() -> discover(source(pattern, EmptyMatchTreatment.ALLOW)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(pattern);
  }

  @Test
  void aDirectoryIsReportedWithWhatToDo() {
    assertThatThrownBy(() -> discover(source(directory.toString(), EmptyMatchTreatment.ALLOW)))
        .isInstanceOf(IOException.class)
        .hasMessage(
            String.format(
                "cannot read %s/: it is a directory; the pattern for the files in it is %s/*",
                directory, directory));
  }

  @Test
  void aFileThatDisappearsAfterItWasFoundIsReported() throws IOException {
    Path file = Files.writeString(directory.resolve("a.txt"), "a");
    TextSource source = source(file.toString(), EmptyMatchTreatment.DISALLOW);
    List<FileRange> found = discover(source);
    Files.delete(file);
    assertThatThrownBy(() -> read(source, found))
        .isInstanceOf(FileNotFoundException.class)
        .hasMessage("cannot read " + file + ": no such file");
  }

  @Test
  void anUnsupportedCompressionIsReportedRatherThanReadAsText() throws IOException {
    Path file = Files.writeString(directory.resolve("a.zip"), "PK");
    TextSource source = source(file.toString(), EmptyMatchTreatment.DISALLOW);
    assertThatThrownBy(() -> read(source))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot read " + file + ": ZIP is not supported");
  }

  @Test
  void splitsAreGivenOutOnceAlsoAfterARestart() throws IOException {
    Path file = Files.writeString(directory.resolve("a.txt"), "a");
    TextSource source = source(file.toString(), EmptyMatchTreatment.DISALLOW);
    byte[] before;
    byte[] after;
    try (SplitEnumerator<FileRange> enumerator = source.createEnumerator(CONTEXT, null)) {
      assertThat(enumerator.isFinished()).isFalse();
      before = enumerator.snapshot();
      assertThat(enumerator.discover(0)).hasSize(1);
      assertThat(enumerator.isFinished()).isTrue();
      assertThat(enumerator.discover(0)).isEmpty();
      after = enumerator.snapshot();
    }
    try (SplitEnumerator<FileRange> enumerator = source.createEnumerator(CONTEXT, before)) {
      assertThat(enumerator.discover(0)).hasSize(1);
    }
    try (SplitEnumerator<FileRange> enumerator = source.createEnumerator(CONTEXT, after)) {
      assertThat(enumerator.isFinished()).isTrue();
      assertThat(enumerator.discover(0)).isEmpty();
    }
  }

  @Test
  void readersGoOnExactlyWhereASnapshotWasTaken() throws IOException {
    StringBuilder text = new StringBuilder("header\n");
    for (int i = 0; i < 400; i++) {
      text.append("line ").append(i).append(i % 3 == 0 ? "\r\n" : i % 7 == 0 ? "\n\n" : "\n");
    }
    Files.writeString(directory.resolve("a.txt"), text + "the last, not ended");
    Files.writeString(directory.resolve("b.txt"), text);
    try (GZIPOutputStream zip =
        new GZIPOutputStream(Files.newOutputStream(directory.resolve("c.txt.gz")))) {
      zip.write(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    SourceLaws.of(source(1)).assertAll();
  }

  @Test
  void emptyFilesGiveNothing() throws IOException {
    Files.createFile(directory.resolve("empty.txt"));

    SourceLaws.of(source(1)).assertNoElements();
  }

  private TextSource source(int headerLines) {
    return new TextSource(
        directory + "/*",
        EmptyMatchTreatment.DISALLOW,
        Compression.AUTO,
        new FileSplitter(LineEnd.of(null), headerLines));
  }

  @Test
  void largeFilesAreSplitAndTheHeaderIsLeftOutOnce() throws IOException {
    List<String> numbers = IntStream.range(0, 1000).mapToObj(Integer::toString).toList();
    // the header is longer than a range
    String header = "h".repeat(700) + "\n" + "i".repeat(50) + "\n";
    Path file =
        Files.writeString(directory.resolve("a.txt"), header + String.join("\n", numbers) + "\n");
    FileSplitter splitter = LINES.withHeaderLines(2);
    Metadata metadata = FileSystems.matchSingleFileSpec(file.toString());
    TextSource source =
        new TextSource(file.toString(), EmptyMatchTreatment.DISALLOW, Compression.AUTO, splitter);
    for (long rangeBytes : new long[] {100, 333, 1000, 5000, 1_000_000}) {
      List<FileRange> ranges = splitter.split(metadata, Compression.AUTO, rangeBytes);
      assertThat(ranges.size())
          .isEqualTo(rangeBytes > 4640 ? 1 : (int) Math.ceil(3890.0 / rangeBytes));
      assertThat(read(source, ranges)).isEqualTo(numbers);
    }
  }

  @Test
  void aHeaderMayBeAllThereIs() throws IOException {
    Path file = Files.writeString(directory.resolve("a.txt"), "h".repeat(100));
    FileSplitter splitter = LINES.withHeaderLines(3);
    Metadata metadata = FileSystems.matchSingleFileSpec(file.toString());
    assertThat(splitter.split(metadata, Compression.AUTO, 10)).isEmpty();
  }

  @Test
  void compressedFilesAreNotSplit() throws IOException {
    Path file = directory.resolve("a.gz");
    try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write("0123456789\n".repeat(1000).getBytes());
    }
    Metadata metadata = FileSystems.matchSingleFileSpec(file.toString());
    assertThat(LINES.split(metadata, Compression.AUTO, 10)).hasSize(1);
    assertThat(LINES.split(metadata, Compression.UNCOMPRESSED, 10).size()).isGreaterThan(1);
  }

  @Test
  void aReaderOfACompressedFileContinuesFromItsSnapshot() throws IOException {
    Path file = directory.resolve("a.gz");
    try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write("a\nbb\nccc\n".getBytes());
    }
    TextSource source = source(file.toString(), EmptyMatchTreatment.DISALLOW);
    List<String> lines = new ArrayList<>();
    FileRange rest = discover(source).get(0);
    for (int i = 0; i < 4; i++) {
      try (SourceReader<String, FileRange> reader = source.createReader(CONTEXT, rest)) {
        reader.poll(new ListOutput(lines), 1);
        rest = reader.snapshot();
      }
    }
    assertThat(lines).containsExactly("a", "bb", "ccc");
  }

  @Test
  void aFileWithoutASizeIsReadToItsEnd() throws IOException {
    TextSource source = source("/proc/self/status", EmptyMatchTreatment.DISALLOW);
    assertThat(read(source)).anyMatch(line -> line.startsWith("Pid:"));
  }

  @Test
  void rangesAreNeitherTinyNorHugeAndSeveralForEachReader() {
    assertThat(FileSplitter.rangeBytes(1L << 30, 2)).isEqualTo(64L << 20);
    assertThat(FileSplitter.rangeBytes(1L << 30, 4)).isEqualTo(32L << 20);
    assertThat(FileSplitter.rangeBytes(1L << 40, 4)).isEqualTo(64L << 20);
    assertThat(FileSplitter.rangeBytes(1000, 4)).isEqualTo(4L << 20);
  }
}
