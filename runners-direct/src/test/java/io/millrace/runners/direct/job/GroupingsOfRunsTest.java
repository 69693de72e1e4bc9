package io.millrace.runners.direct.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.runners.direct.testing.Numbers;
import io.millrace.runners.direct.testing.Runs;
import io.millrace.runners.direct.testing.Seen;
import io.millrace.sdk.Pipeline;
import io.millrace.sdk.io.GenerateSequence;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.GroupByKey;
import io.millrace.sdk.transforms.Impulse;
import io.millrace.sdk.transforms.Mean;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.Redistribute;
import io.millrace.sdk.transforms.Sum;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(180)
class GroupingsOfRunsTest {

  @ParameterizedTest
  @ValueSource(longs = {1, 16 << 10, 1 << 20})
  void resultsAreTheSameHoweverLittleMemoryGroupingsHave(long bytes) {
    List<String> expected = results("--targetParallelism=2");

    assertThat(results("--targetParallelism=2", "--groupingMemoryBytes=" + bytes))
        .containsExactlyInAnyOrderElementsOf(expected);
    assertThat(expected).hasSize(3 * 5_003);
  }

  private static List<String> results(String... flags) {
    Seen<String> results = new Seen<>();
    Pipeline p = Runs.pipeline(flags);
    PCollection<KV<Long, Long>> keyed =
        p.apply(GenerateSequence.from(0).to(100_000))
            .apply(Redistribute.arbitrarily())
            .apply("Key", ParDo.of(new ByRemainder(5_003)));
    keyed.apply(GroupByKey.create()).apply("Groups", ParDo.of(new NoteGroup(results)));
    keyed.apply(Sum.longsPerKey()).apply("Sums", ParDo.of(new Note<>(results)));
    keyed.apply(Mean.perKey()).apply("Means", ParDo.of(new Note<>(results)));
    p.run();
    return results.values();
  }

  /** Rule X7. */
  @Test
  void aGroupOfMillionsOfValuesIsReadTwiceInLittleMemory() {
    Seen<Long> results = new Seen<>();
    Pipeline p = Runs.pipeline("--groupingMemoryBytes=4000000", "--targetParallelism=2");
    p.apply(Impulse.create())
        .apply(ParDo.of(new Numbers(5_000_000)))
        .apply("Key", ParDo.of(new ByRemainder(1)))
        .apply(GroupByKey.create())
        .apply(ParDo.of(new ReadTwice(results)));

    p.run();

    long sum = 5_000_000L * 4_999_999L / 2;
    assertThat(results.values()).containsExactly(sum, sum);
  }

  @Test
  void valuesAreReadableAsLongAsTheTaskLivesAndFailClearlyAfterwards() {
    KeepValues.kept.clear();
    Seen<Long> results = new Seen<>();
    Pipeline p = Runs.pipeline("--targetParallelism=1");
    p.apply(GenerateSequence.from(0).to(100))
        .apply("Key", ParDo.of(new ByRemainder(3)))
        .apply(GroupByKey.create())
        .apply(ParDo.of(new KeepValues(results)));

    p.run();

    assertThat(results.values()).as("read at the end of the bundle").containsExactly(100L);
    assertThat(KeepValues.kept).hasSize(3);
    assertThatThrownBy(() -> KeepValues.kept.get(0).iterator().next())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }

  @Test
  void groupsThatGoOnToAnotherTaskTakeTheirValuesAlong() {
    Seen<String> results = new Seen<>();
    Pipeline p = Runs.pipeline("--targetParallelism=3", "--groupingMemoryBytes=16384");
    p.apply(GenerateSequence.from(0).to(10_000))
        .apply("Key", ParDo.of(new ByRemainder(10)))
        .apply(GroupByKey.create())
        .apply(Redistribute.arbitrarily())
        .apply(ParDo.of(new NoteGroup(results)));

    p.run();

    assertThat(results.values()).hasSize(10).allMatch(line -> line.contains(" 1000 values"));
  }

  static final class ByRemainder extends DoFn<Long, KV<Long, Long>> {
    private final long divisor;

    ByRemainder(long divisor) {
      this.divisor = divisor;
    }

    @ProcessElement
    public void processElement(@Element Long element, OutputReceiver<KV<Long, Long>> out) {
      out.output(KV.of(element % divisor, element));
    }
  }

  static final class NoteGroup extends DoFn<KV<Long, Iterable<Long>>, Void> {
    private final Seen<String> results;

    NoteGroup(Seen<String> results) {
      this.results = results;
    }

    @ProcessElement
    public void processElement(@Element KV<Long, Iterable<Long>> group) {
      long count = 0;
      long sum = 0;
      for (long value : group.getValue()) {
        count++;
        sum += value;
      }
      results.add(group.getKey() + ": " + count + " values, sum " + sum);
    }
  }

  static final class Note<T> extends DoFn<KV<Long, T>, Void> {
    private final Seen<String> results;

    Note(Seen<String> results) {
      this.results = results;
    }

    @ProcessElement
    public void processElement(@Element KV<Long, T> result) {
      results.add(result.toString());
    }
  }

  static final class ReadTwice extends DoFn<KV<Long, Iterable<Long>>, Void> {
    private final Seen<Long> results;

    ReadTwice(Seen<Long> results) {
      this.results = results;
    }

    @ProcessElement
    public void processElement(@Element KV<Long, Iterable<Long>> group) {
      for (int i = 0; i < 2; i++) {
        long sum = 0;
        for (long value : group.getValue()) {
          sum += value;
        }
        results.add(sum);
      }
    }
  }

  static final class KeepValues extends DoFn<KV<Long, Iterable<Long>>, Void> {
    static final List<Iterable<Long>> kept = new ArrayList<>();
    private final Seen<Long> results;

    KeepValues(Seen<Long> results) {
      this.results = results;
    }

    @ProcessElement
    public void processElement(@Element KV<Long, Iterable<Long>> group) {
      kept.add(group.getValue());
    }

    @FinishBundle
    public void finishBundle() {
      long count = 0;
      for (Iterable<Long> values : kept) {
        for (Iterator<Long> i = values.iterator(); i.hasNext(); i.next()) {
          count++;
        }
      }
      results.add(count);
    }
  }
}
