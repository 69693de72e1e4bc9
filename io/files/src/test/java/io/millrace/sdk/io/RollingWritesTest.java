package io.millrace.sdk.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.TestPipeline;
import io.millrace.sdk.testing.TestStream;
import io.millrace.sdk.transforms.Create;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TimestampedValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Files that get full, and those that follow. */
class RollingWritesTest {

  private static final Instant NOON = Instant.parse("2026-11-27T12:00:00Z");

  @RegisterExtension final TestPipeline p = TestPipeline.create();

  @TempDir Path directory;

  private String prefix() {
    return directory.resolve("out").toString();
  }

  private static List<String> lines(int count) {
    return IntStream.range(0, count).mapToObj(i -> "line " + i).toList();
  }

  private static TestStream<String> stream(List<String> lines) {
    return TestStream.create(StringUtf8Coder.of())
        .addElements(lines.get(0), lines.subList(1, lines.size()).toArray(String[]::new))
        .advanceWatermarkToInfinity();
  }

  private Map<String, List<String>> contents() throws IOException {
    Map<String, List<String>> contents = new TreeMap<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        contents.put(file.getFileName().toString(), Files.readAllLines(file));
      }
    }
    return contents;
  }

  private static List<String> all(Map<String, List<String>> contents) {
    return contents.values().stream().flatMap(Collection::stream).toList();
  }

  @Test
  void filesOfInputThatEndsHaveAsManyElementsAsTheyMay() throws IOException {
    p.apply(Create.of(lines(103)))
        .apply(TextIO.write().to(prefix()).withSuffix(".txt").withMaxElements(10));

    p.run();

    Map<String, List<String>> contents = contents();
    assertThat(contents.values()).allSatisfy(lines -> assertThat(lines).hasSizeBetween(1, 10));
    assertThat(all(contents)).containsExactlyInAnyOrderElementsOf(lines(103));
    int files = contents.size();
    assertThat(files).isGreaterThanOrEqualTo(11);
    assertThat(contents)
        .containsOnlyKeys(
            IntStream.range(0, files)
                .mapToObj(i -> String.format("out-%05d-of-%05d.txt", i, files))
                .toList());
  }

  @Test
  void shardsOfInputThatEndsHaveParts() throws IOException {
    p.apply(Create.of(lines(50)))
        .apply(TextIO.write().to(prefix()).withNumShards(1).withMaxElements(20));

    p.run();

    Map<String, List<String>> contents = contents();
    assertThat(contents)
        .containsOnlyKeys(
            "out-00000-of-00001-part-00000",
            "out-00000-of-00001-part-00001",
            "out-00000-of-00001-part-00002");
    assertThat(all(contents)).containsExactlyInAnyOrderElementsOf(lines(50));
  }

  @Test
  void partsOfAnOlderOutputOfThisNameDisappear() throws IOException {
    for (String older :
        List.of(
            "out-00000-of-00001",
            "out-00000-of-00001-part-00007",
            "out-00001-of-00002-part-00000")) {
      Files.writeString(directory.resolve(older), "old\n");
    }
    Files.writeString(directory.resolve("out-00000-of-00001-part-seven"), "another\n");
    p.apply(Create.of(lines(3)))
        .apply(TextIO.write().to(prefix()).withNumShards(1).withMaxElements(2));

    p.run();

    assertThat(contents())
        .containsOnlyKeys(
            "out-00000-of-00001-part-00000",
            "out-00000-of-00001-part-00001",
            "out-00000-of-00001-part-seven");
  }

  /** A line of text is encoded as its length, in a byte, and its letters. */
  @Test
  void filesHaveAsManyBytesAsTheyMay() throws IOException {
    List<String> lines = new ArrayList<>(lines(10));
    lines.add("x".repeat(100));
    p.apply(Create.of(lines)).apply(TextIO.write().to(prefix()).withNumShards(1).withMaxBytes(16));

    p.run();

    Map<String, List<String>> contents = contents();
    assertThat(contents.values())
        .allSatisfy(
            file ->
                assertThat(file)
                    .hasSizeBetween(1, 2)
                    .satisfiesAnyOf(
                        some -> assertThat(some).hasSize(1),
                        some -> assertThat(some).noneMatch(line -> line.length() > 20)));
    assertThat(all(contents)).containsExactlyInAnyOrderElementsOf(lines);
  }

  @Test
  void headerAndFooterAreInEachFileOfAStream() throws IOException {
    p.apply(stream(lines(5)))
        .apply(
            FileIO.<String>write()
                .via(TextIO.sink().withHeader("<").withFooter(">"))
                .to(directory.toString())
                .withNumShards(1)
                .withMaxElements(2));

    p.run();

    Map<String, List<String>> contents = contents();
    assertThat(contents)
        .containsOnlyKeys(
            "output-global-00000-of-00001-part-00000",
            "output-global-00000-of-00001-part-00001",
            "output-global-00000-of-00001-part-00002");
    assertThat(contents.values())
        .allSatisfy(file -> assertThat(file).startsWith("<").endsWith(">"));
    assertThat(all(contents)).filteredOn(line -> line.length() > 1).hasSize(5);
  }

  /** Lists the directory when it is told to. */
  private static final class Lists extends DoFn<String, String> {
    private static final long serialVersionUID = 1;

    private final String directory;

    Lists(Path directory) {
      this.directory = directory.toString();
    }

    @ProcessElement
    public void process(@Element String element, OutputReceiver<String> out) {
      if (element.equals("list")) {
        try (Stream<Path> files = Files.list(Path.of(directory))) {
          files.filter(Files::isRegularFile).forEach(file -> out.output(file.getFileName() + ""));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  @Test
  void aStreamIsSeenAfterTheLongestWaitWithoutEndOfAnything() {
    PCollection<String> lines =
        p.apply(
            TestStream.create(StringUtf8Coder.of())
                .addElements("a", "b")
                .advanceProcessingTime(Duration.ofSeconds(11))
                .advanceProcessingTime(Duration.ofMinutes(1))
                .addElements("list")
                .advanceWatermarkToInfinity());
    lines.apply(
        TextIO.write().to(prefix()).withNumShards(1).withMaxDuration(Duration.ofSeconds(10)));

    PAssert.that(lines.apply("List", ParDo.of(new Lists(directory))))
        .containsInAnyOrder("out-global-00000-of-00001-part-00000");
    p.run();
  }

  @Test
  void partsAreOfOneWindow() throws IOException {
    p.apply(
            TestStream.create(StringUtf8Coder.of())
                .addElements(
                    TimestampedValue.of("a", NOON),
                    TimestampedValue.of("b", NOON.plusSeconds(61)),
                    TimestampedValue.of("c", NOON.plusSeconds(1)),
                    TimestampedValue.of("d", NOON.plusSeconds(2)))
                .advanceWatermarkToInfinity())
        .apply(Window.into(FixedWindows.of(Duration.ofMinutes(1))))
        .apply(TextIO.write().to(prefix()).withNumShards(1).withMaxElements(2));

    p.run();

    String first = "out-20261127T120000.000Z-20261127T120100.000Z-00000-of-00001-part-0000";
    Map<String, List<String>> contents = contents();
    assertThat(contents)
        .containsOnlyKeys(
            first + "0",
            first + "1",
            "out-20261127T120100.000Z-20261127T120200.000Z-00000-of-00001-part-00000");
    assertThat(contents.get(first + "0")).hasSize(2);
    assertThat(all(contents)).containsExactlyInAnyOrder("a", "b", "c", "d");
  }

  @Test
  void namesOfUsersHaveThePartBeforeTheirExtension() throws IOException {
    p.apply(stream(lines(3)))
        .apply(
            FileIO.<String>write()
                .via(TextIO.sink())
                .to(directory.toString())
                .withNaming((window, pane, shards, shard, compression) -> "v1.2-s" + shard + ".csv")
                .withNumShards(1)
                .withMaxElements(2));

    p.run();

    assertThat(contents()).containsOnlyKeys("v1.2-s0-part-00000.csv", "v1.2-s0-part-00001.csv");
  }

  @Test
  void whereAPartGoesInAName() {
    assertThat(PartNames.insert("a.csv", 3, Compression.UNCOMPRESSED))
        .isEqualTo("a-part-00003.csv");
    assertThat(PartNames.insert("a.csv.gz", 3, Compression.GZIP)).isEqualTo("a-part-00003.csv.gz");
    assertThat(PartNames.insert("a", 3, Compression.UNCOMPRESSED)).isEqualTo("a-part-00003");
    assertThat(PartNames.insert("x.y/a-120000.000Z", 3, Compression.UNCOMPRESSED))
        .isEqualTo("x.y/a-120000.000Z-part-00003");
    assertThat(PartNames.insert("a.gz", 0, Compression.GZIP)).isEqualTo("a-part-00000.gz");
  }

  @Test
  void theSuffixTellsTheCompression() throws IOException {
    p.apply(Create.of("a"))
        .apply(
            TextIO.write()
                .to(prefix())
                .withSuffix(".txt.gz")
                .withCompression(Compression.AUTO)
                .withNumShards(1));
    p.apply("Plain", Create.of("b"))
        .apply(
            "WritePlain",
            TextIO.write()
                .to(directory + "/plain")
                .withSuffix(".txt")
                .withCompression(Compression.AUTO)
                .withoutSharding());

    p.run();

    try (InputStream in =
        new GZIPInputStream(Files.newInputStream(directory.resolve("out-00000-of-00001.txt.gz")))) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("a\n");
    }
    assertThat(Files.readString(directory.resolve("plain.txt"))).isEqualTo("b\n");
  }

  @Test
  void limitsMustBePositive() {
    assertThatThrownBy(() -> TextIO.write().withMaxElements(0)).hasMessageContaining("0 elements");
    assertThatThrownBy(() -> TextIO.write().withMaxBytes(-1)).hasMessageContaining("-1 bytes");
    assertThatThrownBy(() -> FileIO.write().withMaxDuration(Duration.ZERO))
        .hasMessageContaining("positive time");
  }

  @Test
  void aStreamWithoutANumberOfShardsIsRefusedAlsoWhereFilesGetFull() {
    PCollection<String> lines = p.apply(stream(lines(1)));
    assertThatThrownBy(() -> lines.apply(TextIO.write().to(prefix()).withMaxElements(5)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("withNumShards");
    p.run();
  }
}
