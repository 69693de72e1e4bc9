package io.millrace.sdk.io.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VoidCoder;
import io.millrace.sdk.io.Compression;
import io.millrace.sdk.io.FileIO;
import io.millrace.sdk.io.FileSystems;
import io.millrace.sdk.io.ShardNameTemplate;
import io.millrace.sdk.io.fs.EmptyMatchTreatment;
import io.millrace.sdk.io.fs.MatchResult.Metadata;
import io.millrace.sdk.io.sink.SinkCommitter;
import io.millrace.sdk.io.sink.SinkContext;
import io.millrace.sdk.io.sink.SinkWriter;
import io.millrace.sdk.io.text.TextFormat;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.util.CoderUtils;
import io.millrace.sdk.util.SerializableUtils;
import io.millrace.sdk.values.KV;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSinkTest {

  private static final TextFormat<String> LINES = new TextFormat<>(line -> line, null, null, "\n");

  @TempDir Path directory;

  @BeforeEach
  void resetFileSystem() {
    TestFileSystem.reset();
  }

  private static SinkContext context(String part, int taskIndex) {
    return new SinkContext(PipelineOptionsFactory.create(), "job-7", "Out/" + part, taskIndex, 2);
  }

  private FileOutput<@Nullable Void, String> output(int numShards) {
    return output(directory + "/out", numShards);
  }

  private static FileOutput<@Nullable Void, String> output(String prefix, int numShards) {
    return output(names(prefix), LINES, Compression.UNCOMPRESSED, numShards);
  }

  private static TemplateNames names(String prefix) {
    return new TemplateNames(
        prefix, ShardNameTemplate.INDEX_OF_MAX, ShardNameTemplate.WINDOW_PANE_INDEX_OF_MAX, ".txt");
  }

  private static FileOutput<@Nullable Void, String> output(
      ShardNames names, FileIO.Sink<String> format, Compression compression, int numShards) {
    return new FileOutput<>(
        new OneDestination<>(names, format),
        compression,
        numShards,
        Rolling.NEVER,
        FileOutput.DEFAULT_OPEN_FILES);
  }

  /** A shard of the only destination. */
  @SuppressWarnings("NullAway") // does not see that the key's type allows null
  private static KV<KV<@Nullable Void, Integer>, Iterable<String>> shard(
      int shard, Iterable<String> lines) {
    return KV.of(KV.of(null, shard), lines);
  }

  private static FileSink<String, @Nullable Void, String> sink(
      FileOutput<@Nullable Void, String> output) {
    return SerializableUtils.clone(new ElementFileSink<>(output, StringUtf8Coder.of()));
  }

  private static SinkWriter<String, WrittenFile<@Nullable Void>> writer(
      FileSink<String, @Nullable Void, String> sink, int task) throws IOException {
    return sink.createWriter(context("WriteToSink", task));
  }

  private static List<WrittenFile<@Nullable Void>> write(
      FileSink<String, @Nullable Void, String> sink, int task, String... lines) throws IOException {
    try (SinkWriter<String, WrittenFile<@Nullable Void>> writer = writer(sink, task)) {
      for (String line : lines) {
        writer.write(line, 0);
      }
      return overTheWire(writer.prepareCommit());
    }
  }

  private static List<WrittenFile<@Nullable Void>> overTheWire(
      List<WrittenFile<@Nullable Void>> committables) throws IOException {
    List<WrittenFile<@Nullable Void>> copies = new ArrayList<>();
    for (WrittenFile<@Nullable Void> committable : committables) {
      copies.add(CoderUtils.clone(WrittenFileCoder.of(VoidCoder.of()), committable));
    }
    return copies;
  }

  private static List<String> commit(
      FileSink<?, @Nullable Void, ?> sink, List<WrittenFile<@Nullable Void>> committables)
      throws IOException {
    try (SinkCommitter<WrittenFile<@Nullable Void>, KV<@Nullable Void, String>> committer =
        sink.createCommitter(context("CommitSink", 0))) {
      return committer.commit(committables).stream().map(KV::getValue).toList();
    }
  }

  private static void abort(
      FileSink<?, @Nullable Void, ?> sink, List<WrittenFile<@Nullable Void>> committables)
      throws IOException {
    try (SinkCommitter<WrittenFile<@Nullable Void>, KV<@Nullable Void, String>> committer =
        sink.createCommitter(context("CommitSink", 0))) {
      committer.abort(committables);
    }
  }

  private static List<WrittenFile<@Nullable Void>> all(
      List<WrittenFile<@Nullable Void>> some, List<WrittenFile<@Nullable Void>> more) {
    return Stream.concat(some.stream(), more.stream()).toList();
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private String content(String name) throws IOException {
    return Files.readString(directory.resolve(name));
  }

  private List<String> seenBy(String pattern) throws IOException {
    return FileSystems.match(pattern, EmptyMatchTreatment.ALLOW).metadata().stream()
        .map(Metadata::resourceId)
        .map(Object::toString)
        .toList();
  }

  @Test
  void eachWriterGivesAShardAndNothingElseIsLeft() throws IOException {
    FileSink<String, @Nullable Void, String> sink = sink(output(FileOutput.ANY_NUMBER));
    List<WrittenFile<@Nullable Void>> committables =
        all(write(sink, 3, "a", "b"), write(sink, 1, "c"));

    assertThat(commit(sink, committables))
        .containsExactly(
            directory + "/out-00000-of-00002.txt", directory + "/out-00001-of-00002.txt");

    assertThat(files()).containsExactly("out-00000-of-00002.txt", "out-00001-of-00002.txt");
    assertThat(content("out-00000-of-00002.txt")).isEqualTo("c\n");
    assertThat(content("out-00001-of-00002.txt")).isEqualTo("a\nb\n");
  }

  @Test
  void nothingIsSeenBeforeTheCommitNotEvenByWidePatterns() throws IOException {
    FileSink<String, @Nullable Void, String> sink = sink(output(FileOutput.ANY_NUMBER));
    try (SinkWriter<String, WrittenFile<@Nullable Void>> writer = writer(sink, 0)) {
      writer.write("a", 0);
      for (String pattern : List.of("/out*", "/*", "/**", "/*/*", "/.*", "/**/*")) {
        assertThat(seenBy(directory + pattern)).as(pattern).isEmpty();
      }
      assertThat(files()).hasSize(1).allMatch(name -> name.startsWith(".millrace-temp-job-7-"));
    }
  }

  @Test
  void committingAgainChangesNothing() throws IOException {
    FileSink<String, @Nullable Void, String> sink = sink(output(FileOutput.ANY_NUMBER));
    List<WrittenFile<@Nullable Void>> committables = all(write(sink, 0, "a"), write(sink, 1, "b"));
    List<String> names = commit(sink, committables);
    List<WrittenFile<@Nullable Void>> inAnotherOrder = new ArrayList<>(committables);
    Collections.reverse(inAnotherOrder);

    assertThat(commit(sink, inAnotherOrder)).isEqualTo(names);

    assertThat(files()).containsExactly("out-00000-of-00002.txt", "out-00001-of-00002.txt");
    assertThat(content("out-00000-of-00002.txt")).isEqualTo("a\n");
    assertThat(content("out-00001-of-00002.txt")).isEqualTo("b\n");
  }

  @Test
  void aCommitThatWasCutOffHalfwayIsCompletedByTheNext() throws IOException {
    FileSink<String, @Nullable Void, String> sink = sink(output(FileOutput.ANY_NUMBER));
    List<WrittenFile<@Nullable Void>> committables = all(write(sink, 0, "a"), write(sink, 1, "bb"));
    Files.move(
        Path.of(committables.get(0).file().toString()),
        directory.resolve("out-00000-of-00002.txt"));

    commit(sink, committables);

    assertThat(files()).containsExactly("out-00000-of-00002.txt", "out-00001-of-00002.txt");
    assertThat(content("out-00001-of-00002.txt")).isEqualTo("bb\n");
  }

  @Test
  void aLostTemporaryFileIsAnErrorAndAnOlderResultIsNotTakenForIt() throws IOException {
    FileSink<String, @Nullable Void, String> sink = sink(output(FileOutput.ANY_NUMBER));
    List<WrittenFile<@Nullable Void>> committables = all(write(sink, 0, "a"), write(sink, 1, "b"));
    Files.delete(Path.of(committables.get(1).file().toString()));
    Files.writeString(directory.resolve("out-00001-of-00002.txt"), "older\n");

    assertThatThrownBy(() -> commit(sink, committables))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(
            "cannot write " + directory + "/out-00001-of-00002.txt: its content")
        .hasMessageEndingWith("which is gone");

    assertThat(seenBy(directory + "/out*")).containsExactly(directory + "/out-00001-of-00002.txt");
    assertThat(content("out-00001-of-00002.txt")).isEqualTo("older\n");
  }

  @Test
  void anEmptyCollectionGivesOneEmptyFile() throws IOException {
    FileSink<String, @Nullable Void, String> sink = sink(output(FileOutput.ANY_NUMBER));
    List<WrittenFile<@Nullable Void>> committables = all(write(sink, 0), write(sink, 1));
    assertThat(committables).isEmpty();

    commit(sink, committables);
    commit(sink, committables);

    assertThat(files()).containsExactly("out-00000-of-00001.txt");
    assertThat(content("out-00000-of-00001.txt")).isEmpty();
  }

  @Test
  void everyFileHasHeaderAndFooterAlsoAnEmptyOne() throws IOException {
    FileOutput<@Nullable Void, String> output =
        output(
            names(directory + "/out"),
            new TextFormat<>(line -> line, "<", ">", "\n"),
            Compression.UNCOMPRESSED,
            FileOutput.ANY_NUMBER);
    commit(sink(output), write(sink(output), 0, "x"));
    assertThat(content("out-00000-of-00001.txt")).isEqualTo("<\nx\n>\n");
    commit(sink(output), List.of());
    assertThat(content("out-00000-of-00001.txt")).isEqualTo("<\n>\n");
  }

  @Test
  void aWriterGoesOnAfterACheckpoint() throws IOException {
    FileSink<String, @Nullable Void, String> sink = sink(output(FileOutput.ANY_NUMBER));
    List<WrittenFile<@Nullable Void>> committables = new ArrayList<>();
    try (SinkWriter<String, WrittenFile<@Nullable Void>> writer = writer(sink, 0)) {
      writer.write("a", 0);
      committables.addAll(writer.prepareCommit());
      assertThat(writer.prepareCommit()).isEmpty();
      writer.write("b", 0);
      committables.addAll(writer.prepareCommit());
    }
    assertThat(commit(sink, committables)).hasSize(2);
  }

  @Test
  void aWriterThatReplacesAnotherDoesNotTouchItsFiles() throws IOException {
    FileSink<String, @Nullable Void, String> sink = sink(output(FileOutput.ANY_NUMBER));
    List<WrittenFile<@Nullable Void>> handedOut = write(sink, 0, "first");
    List<WrittenFile<@Nullable Void>> second = write(sink, 0, "second");
    commit(sink, all(handedOut, second));
    assertThat(List.of(content("out-00000-of-00002.txt"), content("out-00001-of-00002.txt")))
        .containsExactlyInAnyOrder("first\n", "second\n");
  }

  @Test
  void abortedAndClosedWritersLeaveNothing() throws IOException {
    FileSink<String, @Nullable Void, String> sink = sink(output(FileOutput.ANY_NUMBER));
    try (SinkWriter<String, WrittenFile<@Nullable Void>> one = writer(sink, 0);
        SinkWriter<String, WrittenFile<@Nullable Void>> other = writer(sink, 1)) {
      one.write("a", 0);
      other.write("b", 0);
      one.abort();
      other.abort();
      assertThat(files()).isEmpty();
    }
    try (SinkWriter<String, WrittenFile<@Nullable Void>> closed = writer(sink, 2)) {
      closed.write("c", 0);
    }
    abort(sink, List.of());
    assertThat(files()).isEmpty();
  }

  @Test
  void anAbortedCommitLeavesNothing() throws IOException {
    FileSink<String, @Nullable Void, String> sink = sink(output(FileOutput.ANY_NUMBER));
    List<WrittenFile<@Nullable Void>> committables = all(write(sink, 0, "a"), write(sink, 1, "b"));
    abort(sink, committables);
    abort(sink, committables);
    assertThat(files()).isEmpty();
  }

  @Test
  void shardsOfAnOlderOutputOfThisNameDisappear() throws IOException {
    for (String older : List.of("out-00000-of-00003.txt", "out-00002-of-00003.txt")) {
      Files.writeString(directory.resolve(older), "old");
    }
    List<String> others =
        List.of(
            "out-00000-of-00003.csv", // another suffix
            "out-00003-of-00003.txt", // no shard of three
            "out-0000-of-00003.txt", // too short to be made by the template
            "out-00000-of-000003.txt", // too long
            "out-2-00000-of-00003.txt", // another prefix
            "out.txt",
            "xout-00000-of-00003.txt");
    for (String other : others) {
      Files.writeString(directory.resolve(other), "other");
    }
    Files.writeString(directory.resolve("out-00001-of-00002.txt"), "replaced");
    FileSink<String, @Nullable Void, String> sink = sink(output(FileOutput.ANY_NUMBER));

    commit(sink, all(write(sink, 0, "a"), write(sink, 1, "b")));

    List<String> expected = new ArrayList<>(others);
    expected.addAll(List.of("out-00000-of-00002.txt", "out-00001-of-00002.txt"));
    assertThat(files()).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(content("out-00001-of-00002.txt")).isEqualTo("b\n");
  }

  @Test
  void withoutTheNumberInTheNameOlderFilesStay() throws IOException {
    Files.writeString(directory.resolve("out-07"), "who knows");
    FileOutput<@Nullable Void, String> output =
        output(
            new TemplateNames(directory + "/out", "-SS", "-W-P-SS", ""),
            LINES,
            Compression.UNCOMPRESSED,
            0);
    commit(sink(output), write(sink(output), 0, "a"));
    assertThat(files()).containsExactly("out-00", "out-07");
  }

  @Test
  void wildcardsInAPrefixHaveNoMeaning() throws IOException {
    Files.writeString(directory.resolve("abc-00000-of-00003"), "other");
    Files.writeString(directory.resolve("a*c-00000-of-00003"), "old");
    FileOutput<@Nullable Void, String> output =
        output(
            new TemplateNames(
                directory + "/a*c",
                ShardNameTemplate.INDEX_OF_MAX,
                ShardNameTemplate.WINDOW_PANE_INDEX_OF_MAX,
                ""),
            LINES,
            Compression.UNCOMPRESSED,
            0);
    commit(sink(output), write(sink(output), 0, "x"));
    assertThat(files()).containsExactly("a*c-00000-of-00001", "abc-00000-of-00003");
  }

  @Test
  void aFixedNumberOfShardsIsWrittenWhateverThereIs() throws IOException {
    ShardFileSink<@Nullable Void, String> sink =
        SerializableUtils.clone(new ShardFileSink<>(output(3), StringUtf8Coder.of()));
    List<WrittenFile<@Nullable Void>> committables = new ArrayList<>();
    for (int task = 0; task < 2; task++) {
      try (SinkWriter<
              KV<KV<@Nullable Void, Integer>, Iterable<String>>, WrittenFile<@Nullable Void>>
          writer = sink.createWriter(context("WriteToSink", task))) {
        writer.write(shard(2 - task * 2, List.of("x" + task, "y" + task)), 0);
        committables.addAll(overTheWire(writer.prepareCommit()));
      }
    }
    assertThat(commit(sink, committables)).hasSize(3);
    assertThat(files())
        .containsExactly(
            "out-00000-of-00003.txt", "out-00001-of-00003.txt", "out-00002-of-00003.txt");
    assertThat(content("out-00000-of-00003.txt")).isEqualTo("x1\ny1\n");
    assertThat(content("out-00001-of-00003.txt")).isEmpty();
    assertThat(content("out-00002-of-00003.txt")).isEqualTo("x0\ny0\n");
  }

  @Test
  void aShardThatIsWrittenTwiceIsAnError() throws IOException {
    ShardFileSink<@Nullable Void, String> sink =
        new ShardFileSink<>(output(3), StringUtf8Coder.of());
    try (SinkWriter<KV<KV<@Nullable Void, Integer>, Iterable<String>>, WrittenFile<@Nullable Void>>
        writer = sink.createWriter(context("WriteToSink", 0))) {
      writer.write(shard(1, List.of("x")), 0);
      writer.write(shard(1, List.of("y")), 0);
      List<WrittenFile<@Nullable Void>> committables = writer.prepareCommit();
      assertThatThrownBy(() -> commit(sink, committables))
          .hasMessageContaining("shard 1 of the 3")
          .hasMessageContaining("twice");
    }
    assertThat(seenBy(directory + "/*")).isEmpty();
  }

  @Test
  void anAbortedWriterOfShardsLeavesNothing() throws IOException {
    ShardFileSink<@Nullable Void, String> sink =
        new ShardFileSink<>(output(3), StringUtf8Coder.of());
    try (SinkWriter<KV<KV<@Nullable Void, Integer>, Iterable<String>>, WrittenFile<@Nullable Void>>
        writer = sink.createWriter(context("WriteToSink", 0))) {
      writer.write(shard(1, List.of("x")), 0);
      Iterable<String> failing =
          () -> {
            throw new IllegalStateException("cannot decode");
          };
      assertThatThrownBy(() -> writer.write(shard(2, failing), 0)).hasMessage("cannot decode");
      writer.abort();
    }
    assertThat(files()).isEmpty();
  }

  @Test
  void missingDirectoriesAreMade() throws IOException {
    FileSink<String, @Nullable Void, String> sink = sink(output(directory + "/some/deep/out", 0));
    commit(sink, write(sink, 0, "a"));
    assertThat(content("some/deep/out-00000-of-00001.txt")).isEqualTo("a\n");
  }

  @Test
  void aTargetThatCannotBeADirectoryIsKnownBeforeTheFirstElement() throws IOException {
    Files.writeString(directory.resolve("file"), "");
    FileSink<String, @Nullable Void, String> sink = sink(output(directory + "/file/out", 0));
    assertThatThrownBy(() -> writer(sink, 0))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("cannot ")
        .hasMessageContaining(directory + "/file");
  }

  @Test
  void aDirectoryOfTheNameOfAShardIsKnownBeforeAnythingIsRenamed() throws IOException {
    Files.createDirectory(directory.resolve("out-00001-of-00002.txt"));
    FileSink<String, @Nullable Void, String> sink = sink(output(0));
    List<WrittenFile<@Nullable Void>> committables = all(write(sink, 0, "a"), write(sink, 1, "b"));
    assertThatThrownBy(() -> commit(sink, committables))
        .hasMessage("cannot write " + directory + "/out-00001-of-00002.txt: it is a directory");
    assertThat(seenBy(directory + "/out*00000*")).isEmpty();
    abort(sink, committables);
    assertThat(files()).containsExactly("out-00001-of-00002.txt");
  }

  @Test
  void aFullDiskIsReportedWithTheFileAndLeavesNothing() throws IOException {
    FileSink<String, @Nullable Void, String> sink = sink(output("failing:/dir/out", 0));
    try (SinkWriter<String, WrittenFile<@Nullable Void>> writer = writer(sink, 0)) {
      writer.write("much too long", 0);
      TestFileSystem.bytesFree = 5;
      assertThatThrownBy(writer::prepareCommit)
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("cannot write failing:/dir/.millrace-temp-job-7-")
          .hasMessageEndingWith(": the disk is full");
      writer.abort();
    }
    assertThat(TestFileSystem.FILES).isEmpty();
  }

  @Test
  void aFullDiskLeavesNothingOfACompressedFile() throws IOException {
    for (Compression compression : List.of(Compression.GZIP, Compression.ZSTD)) {
      TestFileSystem.reset();
      FileOutput<@Nullable Void, String> output =
          output(names("failing:/dir/out"), LINES, compression, 0);
      try (SinkWriter<String, WrittenFile<@Nullable Void>> writer = writer(sink(output), 0)) {
        writer.write("much too long for this disk", 0);
        TestFileSystem.bytesFree = 5;
        assertThatThrownBy(writer::prepareCommit).hasMessageEndingWith(": the disk is full");
        writer.abort();
      }
      assertThat(TestFileSystem.FILES).isEmpty();
    }
  }

  @Test
  void aFailingRenameTakesBackWhatWasRenamed() throws IOException {
    FileSink<String, @Nullable Void, String> sink = sink(output("failing:/dir/out", 0));
    List<WrittenFile<@Nullable Void>> committables =
        all(all(write(sink, 0, "a"), write(sink, 1, "b")), write(sink, 2, "c"));
    TestFileSystem.renamesUntilFailure = 2;

    assertThatThrownBy(() -> commit(sink, committables)).hasMessageContaining("connection lost");

    assertThat(TestFileSystem.FILES.keySet()).hasSize(3).allMatch(f -> f.contains("/.millrace"));
    commit(sink, committables);
    assertThat(TestFileSystem.FILES.keySet())
        .containsExactly(
            "failing:/dir/out-00000-of-00003.txt",
            "failing:/dir/out-00001-of-00003.txt",
            "failing:/dir/out-00002-of-00003.txt");
  }

  @Test
  void compressedShardsAreWhole() throws IOException {
    FileOutput<@Nullable Void, String> output =
        output(names(directory + "/out"), LINES, Compression.GZIP, FileOutput.ANY_NUMBER);
    commit(sink(output), write(sink(output), 0, "a", "é"));
    try (java.util.zip.GZIPInputStream in =
        new java.util.zip.GZIPInputStream(
            Files.newInputStream(directory.resolve("out-00000-of-00001.txt")))) {
      assertThat(new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
          .isEqualTo("a\né\n");
    }
  }

  @Test
  void twoTransformsOfAJobDoNotShareTemporaryFiles() throws IOException {
    FileSink<String, @Nullable Void, String> sink = sink(output(0));
    List<WrittenFile<@Nullable Void>> committables = write(sink, 0, "a");
    SinkContext other =
        new SinkContext(PipelineOptionsFactory.create(), "job-7", "Other/WriteToSink", 0, 2);
    FileSink<String, @Nullable Void, String> otherSink = sink(output(directory + "/other", 0));
    try (SinkWriter<String, WrittenFile<@Nullable Void>> writer = otherSink.createWriter(other)) {
      writer.write("b", 0);
      commit(sink, committables);
      assertThat(writer.prepareCommit()).allMatch(w -> Files.exists(Path.of(w.file().toString())));
    }
  }
}
