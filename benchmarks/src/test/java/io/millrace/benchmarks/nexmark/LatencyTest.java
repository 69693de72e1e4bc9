package io.millrace.benchmarks.nexmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.benchmarks.NumberedSource;
import io.millrace.benchmarks.Pace;
import io.millrace.benchmarks.nexmark.query.HighestBids;
import io.millrace.benchmarks.nexmark.query.Query;
import io.millrace.sdk.Pipeline;
import io.millrace.sdk.io.Read;
import io.millrace.sdk.transforms.ParDo;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class LatencyTest {

  private static final long HOUR = 3_600_000_000_000L;

  /** All events were due long ago, so that they come at once, and late. */
  private static <I, R> Histogram latencies(Query<I, R> query, long events, long first, long last) {
    Pipeline pipeline = new QueryRun("direct", 2).emptyPipeline();
    Pace pace = new Pace(System.nanoTime() - HOUR, 1_000_000);
    query
        .answer(
            pipeline.apply("Read", Read.from(NumberedSource.of(query.input(), events).at(pace))))
        .apply("Latency", ParDo.of(new Latency<R>(pace, first, last)));
    pipeline.run().waitUntilFinish();
    return Latency.takeAll();
  }

  @Test
  void rowsCountFromWhenTheirEventsWereDue() {
    Histogram nanos = latencies(Question.Q1.query(), 10_000, 0, 10_000);
    assertThat(nanos.getTotalCount()).isEqualTo(9200);
    assertThat(nanos.getMinValue()).isGreaterThan(HOUR - 1_000_000_000L);
  }

  @Test
  void rowsOfTheWarmUpAreLeftOut() {
    assertThat(latencies(Question.Q0.query(), 10_000, 5_000, 10_000).getTotalCount())
        .isEqualTo(5_000);
  }

  /** Two windows end in time; the third, which is not full, ends with the input. */
  @Test
  void windowsThatEndWithTheInputAreLeftOut() {
    assertThat(latencies(new HighestBids(), 250_000, 0, 249_999).getTotalCount()).isEqualTo(2);
  }
}
