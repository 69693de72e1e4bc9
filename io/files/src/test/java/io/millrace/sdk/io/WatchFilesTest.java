package io.millrace.sdk.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.PipelineResult;
import io.millrace.sdk.PipelineResult.State;
import io.millrace.sdk.io.fs.EmptyMatchTreatment;
import io.millrace.sdk.io.fs.MatchResult.Metadata;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.TestPipeline;
import io.millrace.sdk.testing.contract.kit.Elements;
import io.millrace.sdk.testing.contract.kit.Script;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.Values;
import io.millrace.sdk.transforms.Watch.Growth;
import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollection.IsBounded;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files that come while a pipeline looks for them. Who reads a file writes the next one, and the
 * time between looks is that of a script, so that nobody waits.
 */
@Timeout(120)
class WatchFilesTest {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration HOUR = Duration.ofHours(1);

  @RegisterExtension final TestPipeline p = TestPipeline.create();

  @TempDir Path directory;

  private PCollection<String> patterns(String script) {
    return p.apply(Script.of(script)).apply(Values.create());
  }

  private static <T> PCollection<T> windowed(PCollection<T> collection) {
    return collection.apply("InOneWindow", Window.into(FixedWindows.of(HOUR)));
  }

  private static void write(Path file, String line, long modifiedSeconds) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, line + "\n");
    Files.setLastModifiedTime(file, FileTime.from(modifiedSeconds, TimeUnit.SECONDS));
  }

  /** On reading one line, writes another one to a file, as a map says. */
  private static final class WriteNext extends DoFn<String, String> {

    /** A line, and the file that it goes to, below the directory. */
    private record Next(String file, String line) implements Serializable {}

    private final String directory;
    private final HashMap<String, Next> next = new HashMap<>();

    WriteNext(Path directory) {
      this.directory = directory.toString();
    }

    WriteNext after(String read, String file, String line) {
      next.put(read, new Next(file, line));
      return this;
    }

    @ProcessElement
    public void process(@Element String line, OutputReceiver<String> out) throws IOException {
      out.output(line);
      Next now = next.get(line);
      if (now != null) {
        write(Path.of(directory, now.file), now.line, 1000 + now.line.length());
      }
    }
  }

  @Test
  void newFilesAreReadAsTheyCome() throws IOException {
    write(directory.resolve("1.txt"), "one", 1000);
    PCollection<String> lines =
        patterns(directory + "/*.txt@0 | +1 | +1 | +1 | inf")
            .apply(TextIO.readAll().watchForNewFiles(SECOND, Growth.afterIterations(4)))
            .apply(
                ParDo.of(
                    new WriteNext(directory)
                        .after("one", "2.txt", "two")
                        .after("two", "3.csv", "not asked for")));

    assertThat(lines.isBounded()).isEqualTo(IsBounded.UNBOUNDED);
    PAssert.that(windowed(lines)).containsInAnyOrder("one", "two");
    p.run();
    assertThat(directory.resolve("3.csv")).exists();
  }

  private static final class NameOf extends DoFn<Metadata, String> {
    @ProcessElement
    public void process(@Element Metadata file, OutputReceiver<String> out) throws IOException {
      out.output(file.resourceId().getFilename());
      if (file.resourceId().getFilename().equals("a")) {
        Path next = Path.of(file.resourceId().toString()).resolveSibling("b");
        write(next, "b", 1000);
      }
    }
  }

  /** Rule D3 too. */
  @Test
  void filesHaveTheTimeWhenTheyWereFound() throws IOException {
    write(directory.resolve("a"), "a", 1000);
    PCollection<String> names =
        patterns(directory + "/*@0 | +0.5 | +0.5 | +1 | inf")
            .apply(FileIO.matchAll().continuously(SECOND, Growth.afterIterations(3)))
            .apply(ParDo.of(new NameOf()));

    PAssert.that(windowed(names.apply(Elements.asText())))
        .containsInAnyOrder("a global @0", "b global @1");
    p.run();
  }

  private PCollection<String> updates(boolean matchUpdatedFiles) throws IOException {
    write(directory.resolve("a"), "v1", 1000);
    return patterns(directory + "/*@0 | +1 | +1 | +1 | inf")
        .apply(
            TextIO.readAll().watchForNewFiles(SECOND, Growth.afterIterations(4), matchUpdatedFiles))
        .apply(ParDo.of(new WriteNext(directory).after("v1", "a", "version two")));
  }

  @Test
  void aFileThatHasChangedIsReadOnce() throws IOException {
    PAssert.that(windowed(updates(false))).containsInAnyOrder("v1");
    p.run();
    assertThat(directory.resolve("a")).hasContent("version two");
  }

  @Test
  void aFileThatHasChangedIsReadAgainIfThatIsAskedFor() throws IOException {
    PAssert.that(windowed(updates(true))).containsInAnyOrder("v1", "version two");
    p.run();
  }

  @Test
  void aDirectoryThatIsNotThereYetIsWatched() throws IOException {
    write(directory.resolve("first"), "one", 1000);
    PCollection<String> lines =
        patterns(String.format("%s/first@0 %s/later/*@0 | +1 | +1 | inf", directory, directory))
            .apply(TextIO.readAll().watchForNewFiles(SECOND, Growth.afterIterations(3)))
            .apply(ParDo.of(new WriteNext(directory).after("one", "later/2", "two")));

    PAssert.that(windowed(lines)).containsInAnyOrder("one", "two");
    p.run();
  }

  @Test
  void anEmptyDirectoryGivesNothing() {
    PCollection<Metadata> files =
        patterns(directory + "/*@0 | +1 | inf")
            .apply(FileIO.matchAll().continuously(SECOND, Growth.afterIterations(2)));
    PAssert.that(windowed(files)).empty();
    p.run();
  }

  @Test
  void aPatternWithoutFilesFailsIfThatIsAskedFor() {
    patterns(directory + "/*@0 | inf")
        .apply(
            "Look",
            FileIO.matchAll()
                .continuously(SECOND, Growth.never())
                .withEmptyMatchTreatment(EmptyMatchTreatment.DISALLOW));
    assertThatThrownBy(p::run)
        .hasMessageContaining("Look")
        .hasStackTraceContaining("no file matches " + directory + "/*");
  }

  /** Without a script: the end comes as nothing new is found for a while. */
  @Test
  void onePatternCanBeWatched() throws IOException {
    write(directory.resolve("a.txt"), "header\na", 1000);
    PAssert.that(
            windowed(
                p.apply(
                    TextIO.read()
                        .from(directory + "/*.txt")
                        .withSkipHeaderLines(1)
                        .watchForNewFiles(
                            Duration.ofMillis(1),
                            Growth.afterTimeSinceNewOutput(Duration.ofMillis(5))))))
        .containsInAnyOrder("a");
    p.run();
  }

  private static final Map<String, CountDownLatch> READ = new ConcurrentHashMap<>();

  private static final class Tell extends DoFn<String, Void> {
    private final String directory;

    Tell(Path directory) {
      this.directory = directory.toString();
    }

    @ProcessElement
    public void process() {
      READ.get(directory).countDown();
    }
  }

  /** Rule D4. */
  @Test
  void drainingEndsTheLooking() throws Exception {
    CountDownLatch read = new CountDownLatch(2);
    READ.put(directory.toString(), read);
    write(directory.resolve("a"), "one\ntwo", 1000);
    Pipeline pipeline =
        Pipeline.create(PipelineOptionsFactory.fromArgs("--blockOnRun=false").create());
    pipeline
        .apply(TextIO.read().from(directory + "/*").watchForNewFiles(HOUR, Growth.never()))
        .apply(ParDo.of(new Tell(directory)));
    PipelineResult result = pipeline.run();
    assertThat(read.await(1, TimeUnit.MINUTES)).isTrue();

    result.drain();

    assertThat(result.waitUntilFinish()).isEqualTo(State.DONE);
  }

  @Test
  void inAvailableNowWhatIsThereIsReadAndWritten() throws IOException {
    write(directory.resolve("in/a"), "one", 1000);
    write(directory.resolve("in/b"), "two", 1000);
    Pipeline pipeline =
        Pipeline.create(PipelineOptionsFactory.fromArgs("--mode=available-now").create());
    pipeline
        .apply(TextIO.read().from(directory + "/in/*").watchForNewFiles(HOUR, Growth.never()))
        .apply(TextIO.write().to(directory + "/out/lines").withNumShards(1));

    assertThat(pipeline.run().waitUntilFinish()).isEqualTo(State.DONE);

    try (Stream<Path> written = Files.list(directory.resolve("out"))) {
      List<Path> files = written.toList();
      assertThat(files).hasSize(1);
      assertThat(Files.readAllLines(files.get(0))).containsExactlyInAnyOrder("one", "two");
    }
  }

  @Test
  void anIntervalIsPositive() {
    assertThatThrownBy(() -> TextIO.read().watchForNewFiles(Duration.ZERO, Growth.never()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT0S");
  }

  @Test
  void whatIsWatchedIsDescribed() {
    DisplayData data =
        DisplayData.from(FileIO.match().filepattern("x").continuously(HOUR, Growth.never(), true));
    assertThat(data.toString()).contains("watchForNewFilesInterval", "matchUpdatedFiles");
  }
}
