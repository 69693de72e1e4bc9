package io.millrace.sdk.io.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.runners.distributed.DistributedOptions;
import io.millrace.runners.distributed.DistributedRunner;
import io.millrace.sdk.Pipeline;
import io.millrace.sdk.PipelineResult;
import io.millrace.sdk.PipelineResult.State;
import io.millrace.sdk.io.GenerateSequence;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.testing.TestPipeline;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.ParDo;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whole pipelines that write each row once. The tables have no keys: twice would be seen. */
@Timeout(120)
class ExactlyOnceTest {

  private static final int PARALLELISM = 2;

  @RegisterExtension final TestPipeline p = TestPipeline.create();

  private static JdbcIO.Write<Long> write(String table) {
    return JdbcIO.<Long>write()
        .withDataSourceConfiguration(TestServer.database("exactly-once"))
        .withStatement("INSERT INTO " + table + " VALUES (?)")
        .withPreparedStatementSetter((id, statement) -> statement.setLong(1, id))
        .withBatchSize(50)
        .withExactlyOnce("exactly_once_commits")
        .withCommitTableCreatedIfAbsent();
  }

  private static List<Long> ids(String table) throws SQLException {
    return TestServer.longs("SELECT id FROM " + table + " ORDER BY id");
  }

  @Test
  void inputThatEndsIsWrittenAtItsEnd() throws SQLException {
    TestServer.execute("CREATE TABLE ended (id BIGINT)");
    p.apply(GenerateSequence.from(0).to(1_000)).apply(write("ended"));
    p.run();
    assertThat(ids("ended")).isEqualTo(LongStream.range(0, 1_000).boxed().toList());
  }

  @Test
  void ofInputThatFailsNothingIsWritten() throws SQLException {
    TestServer.execute("CREATE TABLE refused (id BIGINT)");
    p.apply(GenerateSequence.from(0).to(1_000))
        .apply(ParDo.of(new FailsAt(900)))
        .apply(write("refused"));
    assertThatThrownBy(p::run).hasMessageContaining("this one");
    assertThat(ids("refused")).isEmpty();
  }

  private static final class FailsAt extends DoFn<Long, Long> {
    private static final long serialVersionUID = 1;
    private final long last;

    FailsAt(long last) {
      this.last = last;
    }

    @ProcessElement
    public void process(@Element Long element, OutputReceiver<Long> receiver) {
      if (element == last) {
        throw new IllegalStateException("this one");
      }
      receiver.output(element);
    }
  }

  @Test
  void inputWithoutEndIsWrittenAsItComes() throws SQLException {
    TestServer.execute("CREATE TABLE stream (id BIGINT)");
    Pipeline pipeline =
        Pipeline.create(PipelineOptionsFactory.fromArgs("--commitEvery=PT0.05S").create());
    pipeline
        .apply(
            GenerateSequence.from(0)
                .withRate(1, Duration.ofMillis(1))
                .withMaxReadTime(Duration.ofMillis(500)))
        .apply(write("stream"));
    assertThat(pipeline.run().waitUntilFinish()).isEqualTo(State.DONE);
    assertThat(ids("stream")).isNotEmpty().doesNotHaveDuplicates();
    assertThat(TestServer.longs("SELECT count(DISTINCT xmin::text) FROM stream"))
        .as("transactions")
        .allMatch(transactions -> transactions > 1);
  }

  /** Each task reads a split of the sequence, every second number, and a drain ends it there. */
  @Test
  void afterAFailureOnAClusterEachRowIsThereOnce() throws Exception {
    TestServer.execute("CREATE TABLE restarted (id BIGINT)");
    DistributedOptions options = PipelineOptionsFactory.as(DistributedOptions.class);
    options.setRunner(DistributedRunner.class);
    options.setParallelism(PARALLELISM);
    options.setCheckpointEvery(Duration.ofMillis(20));
    options.setRestarts(3);
    options.setBlockOnRun(false);
    Pipeline pipeline = Pipeline.create(options);
    pipeline
        .apply(GenerateSequence.from(0).withRate(10, Duration.ofMillis(1)))
        .apply("Fail", ParDo.of(new FailsOnce()))
        .apply("Write", write("restarted"));
    PipelineResult result = pipeline.run();
    FailsOnce.ENOUGH.await();
    result.drain();
    assertThat(result.waitUntilFinish()).isEqualTo(State.DONE);

    assertThat(FailsOnce.FAILED).isTrue();
    List<List<Long>> bySplit = new ArrayList<>();
    for (int split = 0; split < PARALLELISM; split++) {
      bySplit.add(new ArrayList<>());
    }
    ids("restarted").forEach(id -> bySplit.get((int) (id % PARALLELISM)).add(id));
    for (int i = 0; i < PARALLELISM; i++) {
      int split = i;
      assertThat(bySplit.get(i))
          .as("split %s", split)
          .isNotEmpty()
          .isEqualTo(
              LongStream.range(0, bySplit.get(i).size())
                  .mapToObj(n -> split + n * PARALLELISM)
                  .toList());
    }
  }

  private static final class FailsOnce extends DoFn<Long, Long> {
    private static final long serialVersionUID = 1;

    private static final long CALLS = 6_000;
    private static final AtomicLong SEEN = new AtomicLong();
    private static final AtomicBoolean FAILED = new AtomicBoolean();
    private static final CountDownLatch ENOUGH = new CountDownLatch(1);

    @ProcessElement
    public void process(@Element Long element, OutputReceiver<Long> receiver) {
      long seen = SEEN.incrementAndGet();
      if (seen > CALLS / 2 && FAILED.compareAndSet(false, true)) {
        throw new IllegalStateException("fails once");
      }
      if (seen >= CALLS) {
        ENOUGH.countDown();
      }
      receiver.output(element);
    }
  }
}
