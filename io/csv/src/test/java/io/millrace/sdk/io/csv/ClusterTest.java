package io.millrace.sdk.io.csv;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.runners.distributed.DistributedOptions;
import io.millrace.runners.distributed.DistributedRunner;
import io.millrace.sdk.Pipeline;
import io.millrace.sdk.io.TextIO;
import io.millrace.sdk.io.records.BadRecord;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.MapElements;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.WithFailures;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TypeDescriptors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files on the distributed runner, whose checkpoints are in coder form. */
@Timeout(240)
class ClusterTest {

  private static final int ROWS = 2000;

  /** Shared with the tasks of the cluster, which are in this process. */
  private static final AtomicInteger FAILURES_LEFT = new AtomicInteger();

  @TempDir Path directory;

  record Row(int id, String text) {}

  private static final class FailsNowAndThen extends DoFn<Row, Row> {
    private static final long serialVersionUID = 1;

    @ProcessElement
    public void process(@Element Row row, OutputReceiver<Row> receiver) {
      if (row.id() % 700 == 699 && FAILURES_LEFT.getAndDecrement() > 0) {
        throw new IllegalStateException("a failure");
      }
      receiver.output(row);
    }
  }

  @Test
  void aJobThatFailsAndGoesOnHasEachRowOnce() throws IOException {
    StringBuilder text = new StringBuilder("id,text\n");
    for (int i = 0; i < ROWS; i++) {
      text.append(i).append(i % 100 == 0 ? ",\"two\nlines\"\n" : i % 100 == 1 ? "\n" : ",a\n");
    }
    Path file = Files.writeString(directory.resolve("in.csv"), text);
    FAILURES_LEFT.set(2);
    DistributedOptions options = PipelineOptionsFactory.as(DistributedOptions.class);
    options.setRunner(DistributedRunner.class);
    options.setParallelism(2);
    options.setCheckpointEvery(Duration.ofMillis(20));
    options.setRestarts(5);
    Pipeline pipeline = Pipeline.create(options);
    WithFailures.Result<PCollection<Row>, BadRecord> read =
        pipeline.apply(CsvIO.read(Row.class).from(file.toString()).withBadRecords());
    read.output()
        .apply(ParDo.of(new FailsNowAndThen()))
        .apply(CsvIO.write(Row.class).to(directory.toString()).withPrefix("out"));
    read.failures()
        .apply(MapElements.into(TypeDescriptors.strings()).via(BadRecord::text))
        .apply(TextIO.write().to(directory + "/bad"));
    pipeline.run().waitUntilFinish();

    assertThat(FAILURES_LEFT.get()).as("failures that did not happen").isNotPositive();
    List<String> ids = new ArrayList<>();
    for (String line : lines("out")) {
      if (!line.equals("id,text") && !line.equals("lines\"")) {
        ids.add(line.substring(0, line.indexOf(',')));
      }
    }
    assertThat(ids).hasSize(ROWS - ROWS / 100).doesNotHaveDuplicates();
    assertThat(lines("bad")).hasSize(ROWS / 100).doesNotHaveDuplicates();
  }

  private List<String> lines(String prefix) throws IOException {
    List<String> lines = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        if (file.getFileName().toString().startsWith(prefix)) {
          lines.addAll(Files.readAllLines(file));
        }
      }
    }
    return lines;
  }
}
