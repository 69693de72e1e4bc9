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
import io.millrace.sdk.transforms.Values;
import io.millrace.sdk.transforms.windowing.AfterPane;
import io.millrace.sdk.transforms.windowing.AfterWatermark;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.GlobalWindows;
import io.millrace.sdk.transforms.windowing.Repeatedly;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TimestampedValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Files of input without end. */
class WindowedWritesTest {

  private static final Instant NOON = Instant.parse("2026-11-27T12:00:00Z");
  private static final Duration TEN_MINUTES = Duration.ofMinutes(10);
  private static final String FIRST_WINDOW = "20261127T120000.000Z-20261127T121000.000Z";
  private static final String SECOND_WINDOW = "20261127T121000.000Z-20261127T122000.000Z";

  @RegisterExtension final TestPipeline p = TestPipeline.create();

  @TempDir Path directory;

  private static TimestampedValue<String> at(String line, int minute) {
    return TimestampedValue.of(line, time(minute));
  }

  private static Instant time(int minute) {
    return NOON.plus(Duration.ofMinutes(minute));
  }

  private static Window<String> windows() {
    return Window.into(FixedWindows.of(TEN_MINUTES));
  }

  /** The content of each file by its name, whatever else is in the directory. */
  private Map<String, String> contents() throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        contents.put(
            file.getFileName().toString(),
            Files.isDirectory(file) ? "a directory" : Files.readString(file));
      }
    }
    return contents;
  }

  @Test
  void eachWindowHasFilesOfItsOwn() throws IOException {
    p.apply(
            TestStream.create(StringUtf8Coder.of())
                .addElements(at("a", 1), at("b", 9), at("c", 11))
                .advanceWatermarkToInfinity())
        .apply(windows())
        .apply(TextIO.write().to(directory.resolve("out").toString()).withNumShards(1));

    p.run();

    assertThat(contents())
        .hasEntrySatisfying(
            "out-" + FIRST_WINDOW + "-pane-0-00000-of-00001",
            content -> assertThat(content.lines()).containsExactlyInAnyOrder("a", "b"))
        .containsEntry("out-" + SECOND_WINDOW + "-pane-0-00000-of-00001", "c\n")
        .hasSize(2);
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
  void filesOfAWindowAreSeenWhileTheInputGoesOn() {
    PCollection<String> lines =
        p.apply(
            TestStream.create(StringUtf8Coder.of())
                .addElements(at("a", 1), at("c", 11))
                .advanceWatermarkTo(time(10))
                .advanceProcessingTime(Duration.ofMinutes(1))
                .addElements(at("list", 12))
                .advanceWatermarkToInfinity());
    lines
        .apply(windows())
        .apply(TextIO.write().to(directory.resolve("out").toString()).withNumShards(1));

    PAssert.that(lines.apply("List", ParDo.of(new Lists(directory))))
        .containsInAnyOrder("out-" + FIRST_WINDOW + "-pane-0-00000-of-00001");
    p.run();
  }

  @Test
  void eachPaneHasAFileOfItsOwn() throws IOException {
    p.apply(
            TestStream.create(StringUtf8Coder.of())
                .addElements(at("a", 1))
                .advanceWatermarkTo(time(10))
                .addElements(at("late", 2))
                .advanceWatermarkToInfinity())
        .apply(
            Window.<String>into(FixedWindows.of(TEN_MINUTES))
                .triggering(
                    AfterWatermark.pastEndOfWindow()
                        .withLateFirings(AfterPane.elementCountAtLeast(1)))
                .withAllowedLateness(Duration.ofHours(1))
                .discardingFiredPanes())
        .apply(
            TextIO.write()
                .to(directory.resolve("out").toString())
                .withNumShards(1)
                .withSuffix(".txt"));

    p.run();

    assertThat(contents())
        .containsEntry("out-" + FIRST_WINDOW + "-pane-0-00000-of-00001.txt", "a\n")
        .containsEntry("out-" + FIRST_WINDOW + "-pane-1-00000-of-00001.txt", "late\n");
  }

  @Test
  void panesOfTheGlobalWindowHaveFilesToo() throws IOException {
    p.apply(
            TestStream.create(StringUtf8Coder.of())
                .addElements("a")
                .addElements("b")
                .advanceWatermarkToInfinity())
        .apply(
            Window.<String>into(new GlobalWindows())
                .triggering(Repeatedly.forever(AfterPane.elementCountAtLeast(1)))
                .withAllowedLateness(Duration.ZERO)
                .discardingFiredPanes())
        .apply(
            FileIO.<String>write()
                .via(TextIO.sink())
                .to(directory.toString())
                .withPrefix("lines")
                .withNumShards(1));

    p.run();

    assertThat(contents())
        .containsEntry("lines-global-pane-0-00000-of-00001", "a\n")
        .containsEntry("lines-global-pane-1-00000-of-00001", "b\n");
  }

  @Test
  void shardsOfAWindowAreFilesOfTheirOwn() throws IOException {
    PCollection<String> names =
        p.apply(
                TestStream.create(StringUtf8Coder.of())
                    .addElements(at("a", 1), at("b", 2), at("c", 3), at("d", 4))
                    .advanceWatermarkToInfinity())
            .apply(windows())
            .apply(
                TextIO.<String>writeCustomType()
                    .withFormatFunction(line -> line)
                    .to(directory.resolve("out").toString())
                    .withNumShards(2))
            .getPerDestinationOutputFilenames()
            .apply(Values.create());

    PAssert.that(names)
        .containsInAnyOrder(
            directory + "/out-" + FIRST_WINDOW + "-pane-0-00000-of-00002",
            directory + "/out-" + FIRST_WINDOW + "-pane-0-00001-of-00002");
    p.run();

    assertThat(contents())
        .containsOnlyKeys(
            "out-" + FIRST_WINDOW + "-pane-0-00000-of-00002",
            "out-" + FIRST_WINDOW + "-pane-0-00001-of-00002");
  }

  @Test
  void inputThatEndsIsWrittenByWindowsIfThatIsAskedFor() throws IOException {
    p.apply(Create.timestamped(at("a", 1), at("c", 11)))
        .apply(windows())
        .apply(
            TextIO.write()
                .to(directory.resolve("out").toString())
                .withShardNameTemplate("-W")
                .withNumShards(1)
                .withWindowedWrites());

    p.run();

    assertThat(contents())
        .containsEntry("out-" + FIRST_WINDOW, "a\n")
        .containsEntry("out-" + SECOND_WINDOW, "c\n")
        .hasSize(2);
  }

  @Test
  void namesThatDoNotTellWindowsApartAreRefused() {
    PCollection<String> lines =
        p.apply(TestStream.create(StringUtf8Coder.of()).advanceWatermarkToInfinity())
            .apply(windows());
    TextIO.Write write = TextIO.write().to(directory.resolve("out").toString()).withNumShards(1);

    assertThatThrownBy(() -> lines.apply("1", write.withShardNameTemplate("-SS")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("put W");
    PCollection<String> ends = p.apply("Ends", Create.of("a"));
    assertThatThrownBy(() -> ends.apply("2", write.withShardNameTemplate("-W-SS")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("withWindowedWrites()");
    p.run();
  }

  @Test
  void withoutANumberOfShardsAStreamIsRefused() {
    PCollection<String> lines =
        p.apply(TestStream.create(StringUtf8Coder.of()).advanceWatermarkToInfinity())
            .apply(windows());

    assertThatThrownBy(() -> lines.apply(TextIO.write().to(directory.resolve("out").toString())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("withNumShards");
    p.run();
  }

  @Test
  void twoFilesOfOneNameFailTheJob() {
    p.apply(
            TestStream.create(StringUtf8Coder.of())
                .addElements(at("a", 1), at("c", 11))
                .advanceWatermarkToInfinity())
        .apply(windows())
        .apply(
            FileIO.<String>write()
                .via(TextIO.sink())
                .to(directory.toString())
                .withNaming((window, pane, shards, shard, compression) -> "same")
                .withNumShards(1));

    assertThatThrownBy(p::run).hasStackTraceContaining("two files would be called so");
  }
}
