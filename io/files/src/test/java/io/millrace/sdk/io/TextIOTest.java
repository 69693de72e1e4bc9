package io.millrace.sdk.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.io.fs.EmptyMatchTreatment;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.TestPipeline;
import io.millrace.sdk.transforms.Count;
import io.millrace.sdk.transforms.Create;
import io.millrace.sdk.transforms.MapElements;
import io.millrace.sdk.transforms.Values;
import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TypeDescriptors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class TextIOTest {

  @RegisterExtension final TestPipeline p = TestPipeline.create();

  @TempDir Path directory;

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted().toList();
    }
  }

  private List<String> names() throws IOException {
    return files().stream().map(file -> file.getFileName().toString()).toList();
  }

  private List<String> linesOfAllFiles() throws IOException {
    List<String> lines = new ArrayList<>();
    for (Path file : files()) {
      lines.addAll(Files.readAllLines(file));
    }
    return lines;
  }

  private static List<String> numbers(int count) {
    return IntStream.range(0, count).mapToObj(Integer::toString).collect(Collectors.toList());
  }

  @Test
  void linesAreRead() throws IOException {
    Files.writeString(directory.resolve("a.txt"), "one\ntwo\r\nthré");
    PCollection<String> lines = p.apply(TextIO.read().from(directory + "/*.txt"));
    PAssert.that(lines).containsInAnyOrder("one", "two", "thré");
    p.run();
  }

  @Test
  void linesAreReadWithDelimiterAndWithoutHeaders() throws IOException {
    Files.writeString(directory.resolve("a.txt"), "header|a\nb|c");
    Files.writeString(directory.resolve("b.txt"), "header|d|");
    PCollection<String> lines =
        p.apply(
            TextIO.read()
                .from(directory + "/*")
                .withDelimiter(new byte[] {'|'})
                .withSkipHeaderLines(1));
    PAssert.that(lines).containsInAnyOrder("a\nb", "c", "d");
    p.run();
  }

  @Test
  void aFileThatIsReadInPartsGivesEachLineOnce() throws IOException {
    // several times the smallest part
    Path file = directory.resolve("a.txt");
    String padding = "x".repeat(1000);
    try (var out = Files.newBufferedWriter(file)) {
      for (int i = 0; i < 20_000; i++) {
        out.write(padding + i + "\n");
      }
    }
    PAssert.thatSingleton(p.apply(TextIO.read().from(file.toString())).apply(Count.globally()))
        .isEqualTo(20_000L);
    p.run();
  }

  @Test
  void aMissingFileFailsTheJobWithItsName() {
    p.apply(TextIO.read().from(directory + "/none.txt"));
    assertThatThrownBy(p::run)
        .hasStackTraceContaining("cannot read " + directory + "/none.txt: no such file");
  }

  @Test
  void aPatternWithoutFilesMayBeAllowed() {
    PCollection<String> lines =
        p.apply(
            TextIO.read()
                .from(directory + "/*.none")
                .withEmptyMatchTreatment(EmptyMatchTreatment.ALLOW));
    PAssert.that(lines).empty();
    p.run();
  }

  @Test
  void patternsInACollectionAreRead() throws IOException {
    Files.writeString(directory.resolve("a1"), "x\ny\n");
    Files.writeString(directory.resolve("a2"), "z\n");
    Files.writeString(directory.resolve("b"), "w");
    PCollection<String> lines =
        p.apply(Create.of(directory + "/a*", directory + "/b", directory + "/none*"))
            .apply(TextIO.readAll());
    PAssert.that(lines).containsInAnyOrder("x", "y", "z", "w");
    p.run();
  }

  @Test
  void oneOfThePatternsInACollectionMayNameAFileThatIsMissing() {
    p.apply(Create.of(directory + "/none")).apply(TextIO.readAll());
    assertThatThrownBy(p::run)
        .hasStackTraceContaining("cannot read " + directory + "/none: no such file");
  }

  @Test
  void writtenLinesCanBeReadAgain() throws IOException {
    List<String> numbers = numbers(1000);
    p.apply(Create.of(numbers)).apply(TextIO.write().to(directory + "/out").withSuffix(".txt"));
    p.run();
    assertThat(names()).allMatch(name -> name.matches("out-0000\\d-of-0000\\d\\.txt"));
    assertThat(linesOfAllFiles()).containsExactlyInAnyOrderElementsOf(numbers);
  }

  @Test
  void aFixedNumberOfShardsIsWritten() throws IOException {
    List<String> numbers = numbers(1000);
    p.apply(Create.of(numbers))
        .apply(Window.into(FixedWindows.of(Duration.ofMinutes(1))))
        .apply(TextIO.write().to(directory + "/out").withNumShards(3));
    p.run();
    assertThat(names())
        .containsExactly("out-00000-of-00003", "out-00001-of-00003", "out-00002-of-00003");
    assertThat(linesOfAllFiles()).containsExactlyInAnyOrderElementsOf(numbers);
    for (Path file : files()) {
      assertThat(Files.readAllLines(file)).as("a fair share").hasSizeBetween(320, 350);
    }
  }

  @Test
  void oneFileIsWrittenWithoutSharding() throws IOException {
    p.apply(Create.of("x"))
        .apply(
            TextIO.write()
                .to(directory + "/out")
                .withSuffix(".csv")
                .withHeader("h")
                .withFooter("f")
                .withDelimiter(new char[] {'\r', '\n'})
                .withoutSharding());
    p.run();
    assertThat(names()).containsExactly("out.csv");
    assertThat(directory.resolve("out.csv")).hasContent("h\r\nx\r\nf\r\n");
  }

  @Test
  void anEmptyCollectionGivesAnEmptyFile() throws IOException {
    p.apply(Create.empty(TypeDescriptors.strings())).apply(TextIO.write().to(directory + "/out"));
    p.run();
    assertThat(names()).containsExactly("out-00000-of-00001");
    assertThat(directory.resolve("out-00000-of-00001")).isEmptyFile();
  }

  @Test
  void theNamesOfTheFilesAreKnownDownstreamWhenTheyCanBeRead() throws IOException {
    PCollection<String> names =
        p.apply(Create.of("a", "b"))
            .apply(TextIO.write().to(directory + "/out").withNumShards(2).withOutputFilenames())
            .getPerDestinationOutputFilenames()
            .apply(Values.create());
    PAssert.that(names)
        .containsInAnyOrder(directory + "/out-00000-of-00002", directory + "/out-00001-of-00002");
    PAssert.that(names.apply(TextIO.readAll())).containsInAnyOrder("a", "b");
    p.run();
  }

  @Test
  void elementsOfAnyTypeAreWrittenByAFunction() throws IOException {
    p.apply(Create.of(1, 2))
        .apply(
            TextIO.<Integer>writeCustomType()
                .withFormatFunction(n -> "n" + n)
                .to(directory + "/out")
                .withoutSharding());
    p.run();
    assertThat(Files.readAllLines(directory.resolve("out"))).containsExactlyInAnyOrder("n1", "n2");
  }

  @Test
  void compressedFilesAreWrittenAndReadAgain() throws IOException {
    p.apply(Create.of(numbers(100)))
        .apply(TextIO.write().to(directory + "/out").withCompression(Compression.GZIP));
    p.run();
    assertThat(names()).allMatch(name -> name.endsWith(".gz"));
    Pipeline again = Pipeline.create(p.getOptions());
    PAssert.that(again.apply(TextIO.read().from(directory + "/out*")))
        .containsInAnyOrder(numbers(100));
    again.run().waitUntilFinish();
  }

  @Test
  void aFailedJobLeavesNothing() throws IOException {
    p.apply(Create.of(numbers(1000)))
        .apply(
            MapElements.into(TypeDescriptors.strings())
                .via(
                    number -> {
                      if (number.equals("777")) {
                        throw new IllegalStateException("no 777");
                      }
                      return number;
                    }))
        .apply(TextIO.write().to(directory + "/out"));
    assertThatThrownBy(p::run).hasStackTraceContaining("no 777");
    assertThat(names()).isEmpty();
  }

  @Test
  void whereNothingCanBeWrittenTheJobFailsWithTheName() throws IOException {
    Files.writeString(directory.resolve("file"), "");
    p.apply(Create.of("a")).apply(TextIO.write().to(directory + "/file/out"));
    assertThatThrownBy(p::run).hasStackTraceContaining(directory + "/file");
  }

  @Nested
  class Construction {

    private final Pipeline q = Pipeline.create(PipelineOptionsFactory.create());

    @Test
    void readingNeedsAPattern() {
      assertThatThrownBy(() -> q.apply(TextIO.read()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("TextIO.read()")
          .hasMessageContaining(".from(");
    }

    @Test
    void aSchemeNeedsAFileSystem() {
      assertThatThrownBy(() -> q.apply(TextIO.read().from("nope://bucket/x*")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("no file system is known for the scheme nope");
      assertThatThrownBy(() -> q.apply(Create.of("a")).apply(TextIO.write().to("nope://bucket/x")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("no file system is known for the scheme nope");
    }

    @Test
    void unsupportedCompressionIsRefused() {
      assertThatThrownBy(() -> TextIO.read().withCompression(Compression.ZIP))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining("ZIP is not supported");
      assertThatThrownBy(() -> TextIO.write().withCompression(Compression.LZO))
          .isInstanceOf(UnsupportedOperationException.class);
      assertThatThrownBy(() -> FileIO.write().withCompression(Compression.AUTO))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("FileIO.write() cannot write with AUTO");
    }

    @Test
    void negativeNumbersAreRefused() {
      assertThatThrownBy(() -> TextIO.read().withSkipHeaderLines(-1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("-1");
      assertThatThrownBy(() -> TextIO.write().withNumShards(-2))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("-2");
    }

    @Test
    void writingNeedsAPlaceAndNamesThatDiffer() {
      PCollection<String> lines = q.apply(Create.of("a"));
      assertThatThrownBy(() -> lines.apply("1", TextIO.write()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(".to(");
      assertThatThrownBy(() -> lines.apply("2", TextIO.write().to("out").withShardNameTemplate("")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("withoutSharding()");
      assertThatThrownBy(() -> lines.apply("3", TextIO.<String>writeCustomType().to("out")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("withFormatFunction");
    }

    @Test
    void whatIsThereNowOfACollectionWithoutEndIsWritten() throws IOException {
      Pipeline now =
          Pipeline.create(PipelineOptionsFactory.fromArgs("--mode=available-now").create());
      now.apply(GenerateSequence.from(7).withRate(1, Duration.ofHours(1)))
          .apply(MapElements.into(TypeDescriptors.strings()).via(n -> "number " + n))
          .apply(TextIO.write().to(directory.resolve("out").toString()).withNumShards(1));

      now.run();

      assertThat(Files.readString(directory.resolve("out-00000-of-00001"))).isEqualTo("number 7\n");
    }

    @Test
    void transformsTellWhatTheyDo() {
      assertThat(
              DisplayData.from(
                      TextIO.read()
                          .from("in*")
                          .withDelimiter("||x".getBytes(StandardCharsets.UTF_8))
                          .withSkipHeaderLines(2))
                  .toString())
          .contains("in*", "AUTO", "||x", "skipHeaderLines=2");
      assertThat(
              DisplayData.from(
                      TextIO.write().to("out").withNumShards(3).withHeader("h").withSuffix(".t"))
                  .toString())
          .contains("out", "numShards=3", "fileHeader=h", ".t", "UNCOMPRESSED");
    }
  }
}
