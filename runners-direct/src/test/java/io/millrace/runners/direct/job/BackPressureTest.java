package io.millrace.runners.direct.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.runners.core.batch.Batch;
import io.millrace.runners.direct.exchange.BoundedChannel;
import io.millrace.runners.direct.testing.CountingSource;
import io.millrace.runners.direct.testing.Numbers;
import io.millrace.runners.direct.testing.Runs;
import io.millrace.runners.direct.testing.Seen;
import io.millrace.runners.host.queue.SpillingQueue;
import io.millrace.sdk.Pipeline;
import io.millrace.sdk.io.Read;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.GroupByKey;
import io.millrace.sdk.transforms.Impulse;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.Redistribute;
import io.millrace.sdk.transforms.View;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollectionView;
import java.util.Collections;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Fast producers wait for slow consumers, on whatever threads they are, and nobody for ever. */
@Timeout(180)
class BackPressureTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void aSourceIsNeverMoreThanTheChannelsAheadOfItsConsumer(int parallelism) {
    // full channels, a batch being filled for each receiver, the consumers' own and what is parked
    int bound = (BoundedChannel.CAPACITY + 2 + 16 + 1) * parallelism * Batch.CAPACITY;
    CountingSource source = new CountingSource(10L * bound);
    Seen<Long> ahead = new Seen<>();
    Pipeline p = Runs.pipeline("--targetParallelism=" + parallelism);
    p.apply(Read.from(source))
        .apply(Redistribute.arbitrarily())
        .apply(ParDo.of(new Slow(source, ahead)));

    p.run();

    assertThat(source.given()).isEqualTo(10L * bound);
    assertThat(ahead.count()).isPositive();
    assertThat(Collections.max(ahead.values())).isLessThanOrEqualTo(bound);
  }

  /** Were all that is on its way kept in memory, it would not fit into the heap of tests. */
  @ParameterizedTest
  @CsvSource({"1, ''", "2, ''", "5, ''", "3, --seed=8"})
  void oneElementMayBecomeTenMillion(int parallelism, String seed) {
    Seen<Long> counts = new Seen<>();
    Pipeline p =
        seed.isEmpty()
            ? Runs.pipeline("--targetParallelism=" + parallelism)
            : Runs.pipeline("--targetParallelism=" + parallelism, seed);
    p.apply(Impulse.create())
        .apply("Numbers", ParDo.of(new Numbers(10_000_000)))
        .apply("First", Redistribute.arbitrarily())
        .apply("Twice", ParDo.of(new Pad()))
        .apply("Second", Redistribute.arbitrarily())
        .apply("Count", ParDo.of(new CountElements(counts)));

    p.run();

    assertThat(counts.values().stream().mapToLong(count -> count).sum()).isEqualTo(10_000_000);
  }

  @ParameterizedTest
  @CsvSource({"1, ''", "2, ''", "4, --seed=8"})
  void narrowAndWideStagesInTurnDoNotHoldEachOtherUp(int parallelism, String seed) {
    Seen<Long> counts = new Seen<>();
    Pipeline p =
        seed.isEmpty()
            ? Runs.pipeline("--targetParallelism=" + parallelism)
            : Runs.pipeline("--targetParallelism=" + parallelism, seed);
    PCollection<Long> numbers =
        p.apply(Impulse.create()).apply("Numbers", ParDo.of(new Numbers(20)));
    for (int i = 0; i < 3; i++) {
      // each group of all numbers becomes many elements again, out of one element
      numbers =
          numbers
              .apply("Spread" + i, Redistribute.arbitrarily())
              .apply("Multiply" + i, ParDo.of(new Multiply(i == 0 ? 5_000 : 3)))
              .apply("Key" + i, ParDo.of(new ToOneKey()))
              .apply("Group" + i, GroupByKey.create())
              .apply("Ungroup" + i, ParDo.of(new Ungroup()));
    }
    numbers.apply("Count", ParDo.of(new CountElements(counts)));

    p.run();

    assertThat(counts.values().stream().mapToLong(count -> count).sum())
        .isEqualTo(20L * 5_000 * 3 * 3);
  }

  @ParameterizedTest
  @CsvSource({"1, ''", "2, ''", "2, --seed=8"})
  void aSideInputOfTheSameElementsWaitsOnDiskForItsEnd(int parallelism, String seed) {
    // more than the memory of all tasks' channels together
    long limit = 4L * parallelism * SpillingQueue.MEMORY_LIMIT * Batch.CAPACITY;
    Seen<Long> counts = new Seen<>();
    Pipeline p =
        seed.isEmpty()
            ? Runs.pipeline("--targetParallelism=" + parallelism)
            : Runs.pipeline("--targetParallelism=" + parallelism, seed);
    PCollection<Long> numbers =
        p.apply(Impulse.create()).apply("Numbers", ParDo.of(new Numbers(limit)));
    PCollectionView<Iterable<Long>> few =
        numbers.apply("Few", ParDo.of(new EachThousandth())).apply(View.asIterable());
    numbers
        .apply("Compare", ParDo.of(new AddSizeOf(few)).withSideInputs(few))
        .apply("Count", ParDo.of(new CountElements(counts)));

    p.run();

    assertThat(counts.values().stream().mapToLong(count -> count).sum()).isEqualTo(limit);
  }

  static final class Slow extends DoFn<Long, Void> {
    private final CountingSource source;
    private final Seen<Long> ahead;
    private long seen;

    Slow(CountingSource source, Seen<Long> ahead) {
      this.source = source;
      this.ahead = ahead;
    }

    @ProcessElement
    public void processElement(@Element Long element) {
      if (++seen % 1_000 == 0) {
        ahead.add(source.given() - element);
      }
    }
  }

  static final class Pad extends DoFn<Long, String> {
    @ProcessElement
    public void processElement(@Element Long element, OutputReceiver<String> out) {
      // some hundred bytes each
      out.output("a rather long text, for memory's sake, of the number " + element);
    }
  }

  static final class CountElements extends DoFn<Object, Void> {
    private final Seen<Long> counts;
    private long count;

    CountElements(Seen<Long> counts) {
      this.counts = counts;
    }

    @ProcessElement
    public void processElement(@Element Object element) {
      count++;
    }

    @FinishBundle
    public void finishBundle() {
      counts.add(count);
      count = 0;
    }
  }

  static final class Multiply extends DoFn<Long, Long> {
    private final int times;

    Multiply(int times) {
      this.times = times;
    }

    @ProcessElement
    public void processElement(@Element Long element, OutputReceiver<Long> out) {
      for (int i = 0; i < times; i++) {
        out.output(element);
      }
    }
  }

  static final class ToOneKey extends DoFn<Long, KV<Integer, Long>> {
    @ProcessElement
    public void processElement(@Element Long element, OutputReceiver<KV<Integer, Long>> out) {
      out.output(KV.of(0, element));
    }
  }

  static final class Ungroup extends DoFn<KV<Integer, Iterable<Long>>, Long> {
    @ProcessElement
    public void processElement(
        @Element KV<Integer, Iterable<Long>> group, OutputReceiver<Long> out) {
      group.getValue().forEach(out::output);
    }
  }

  static final class EachThousandth extends DoFn<Long, Long> {
    @ProcessElement
    public void processElement(@Element Long element, OutputReceiver<Long> out) {
      if (element % 1_000 == 0) {
        out.output(element);
      }
    }
  }

  static final class AddSizeOf extends DoFn<Long, Long> {
    private final PCollectionView<Iterable<Long>> view;

    AddSizeOf(PCollectionView<Iterable<Long>> view) {
      this.view = view;
    }

    @ProcessElement
    public void processElement(ProcessContext c) {
      c.output(c.element() + c.sideInput(view).iterator().next());
    }
  }
}
