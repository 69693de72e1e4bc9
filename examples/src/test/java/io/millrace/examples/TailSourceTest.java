package io.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.PipelineResult;
import io.millrace.sdk.PipelineResult.State;
import io.millrace.sdk.io.Read;
import io.millrace.sdk.io.source.WatermarkPolicy;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.testing.SourceLaws;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.MapElements;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.Sum;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.TypeDescriptors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TailSourceTest {

  private static final BlockingQueue<Long> SUMS = new LinkedBlockingQueue<>();

  @TempDir Path directory;

  private Path log;

  @BeforeEach
  void create() throws IOException {
    log = Files.createFile(directory.resolve("log"));
    SUMS.clear();
  }

  private void append(String text) throws IOException {
    Files.writeString(log, text, StandardOpenOption.APPEND);
  }

  static final class NoteSums extends DoFn<Long, Void> {
    @ProcessElement
    public void processElement(@Element Long sum) {
      SUMS.add(sum);
    }
  }

  /** Lines are numbers of seconds, which are summed up by tens. */
  private PipelineResult start() {
    Pipeline pipeline =
        Pipeline.create(
            PipelineOptionsFactory.fromArgs("--blockOnRun=false", "--targetParallelism=1")
                .create());
    pipeline
        .apply(
            "Tail",
            Read.from(new TailSource(log.toString()))
                .withWatermarkPolicy(
                    WatermarkPolicy.<String>withMonotonousTimestamps()
                        .withTimestampFn(line -> Instant.ofEpochSecond(Long.parseLong(line)))))
        .apply(MapElements.into(TypeDescriptors.longs()).via(line -> Long.parseLong(line)))
        .apply(Window.into(FixedWindows.of(Duration.ofSeconds(10))))
        .apply(Sum.longsGlobally().withoutDefaults())
        .apply(ParDo.of(new NoteSums()));
    return pipeline.run();
  }

  @Test
  void linesAreReadAsTheyAreAppendedAndWindowsFireAsTimeGoesOn() throws Exception {
    PipelineResult result = start();

    append("1\n2\n1");
    append("0\n12\n");
    assertThat(SUMS.poll(30, TimeUnit.SECONDS)).isEqualTo(3);
    append("20\n");
    assertThat(SUMS.poll(30, TimeUnit.SECONDS)).isEqualTo(22);

    result.drain();
    assertThat(result.waitUntilFinish()).isEqualTo(State.DONE);
    assertThat(SUMS).containsExactly(20L);
  }

  @Test
  void nothingIsLostOrRepeatedWhateverFails() throws IOException {
    append(IntStream.range(0, 500).mapToObj(i -> "line " + i + "\n").collect(Collectors.joining()));

    SourceLaws.of(new TailSource(log.toString())).withElementsPerSplit(500).assertAll();
  }

  @Test
  void anEmptyFileGivesNothing() throws IOException {
    SourceLaws.of(new TailSource(log.toString())).assertNoElements();
  }

  @Test
  void aFileThatBecomesShorterIsAnError() throws Exception {
    append("1\n20\n");
    PipelineResult result = start();
    assertThat(SUMS.poll(30, TimeUnit.SECONDS)).isEqualTo(1);

    Files.writeString(log, "");

    assertThatThrownBy(result::waitUntilFinish)
        .hasMessageContaining("Transform Tail failed")
        .hasMessageContaining(log.toString());
  }

  @Test
  void aLineThatIsTooLongIsAnError() throws Exception {
    append("1".repeat(1 << 16));

    assertThatThrownBy(start()::waitUntilFinish).hasMessageContaining("long line");
  }
}
