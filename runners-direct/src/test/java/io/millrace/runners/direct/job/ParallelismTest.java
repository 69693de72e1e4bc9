package io.millrace.runners.direct.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.runners.direct.testing.Numbers;
import io.millrace.runners.direct.testing.Runs;
import io.millrace.runners.direct.testing.Seen;
import io.millrace.sdk.Pipeline;
import io.millrace.sdk.io.GenerateSequence;
import io.millrace.sdk.options.InvalidOptionException;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.GroupByKey;
import io.millrace.sdk.transforms.Impulse;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.Redistribute;
import io.millrace.sdk.transforms.Sum;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class ParallelismTest {

  @ParameterizedTest
  @ValueSource(strings = {"1", "2", "7"})
  void resultsAreTheSameForEachParallelism(String parallelism) {
    Seen<String> results = new Seen<>();
    Pipeline p = Runs.pipeline("--targetParallelism=" + parallelism);
    PCollection<KV<Long, Long>> keyed =
        p.apply(GenerateSequence.from(0).to(50_000))
            .apply(Redistribute.arbitrarily())
            .apply("Key", ParDo.of(new ByRemainder(101)));
    keyed.apply(GroupByKey.create()).apply("Sizes", ParDo.of(new NoteGroup(results)));
    keyed.apply(Sum.longsPerKey()).apply("Sums", ParDo.of(new NoteSum(results)));

    p.run().waitUntilFinish();

    List<String> expected = new ArrayList<>();
    for (long key = 0; key < 101; key++) {
      long count = 0;
      long sum = 0;
      for (long n = key; n < 50_000; n += 101) {
        count++;
        sum += n;
      }
      expected.add("group " + key + ": " + count + " values, sum " + sum);
      expected.add("sum " + key + ": " + sum);
    }
    assertThat(results.values()).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void theSameSeedGivesTheSameOrderOfElementsAndBundles() {
    List<String> first = traceOf("--seed=17", "--targetParallelism=4");
    List<String> second = traceOf("--seed=17", "--targetParallelism=4");

    assertThat(second).isEqualTo(first);
    assertThat(first).contains("start").hasSizeGreaterThan(2_000);
  }

  @Test
  void anotherSeedGivesAnotherOrderOfTheSameElements() {
    List<String> first = traceOf("--seed=17", "--targetParallelism=4");
    List<String> other = traceOf("--seed=18", "--targetParallelism=4");

    assertThat(other).isNotEqualTo(first);
    assertThat(withoutBundles(other)).containsExactlyInAnyOrderElementsOf(withoutBundles(first));
  }

  @Test
  void seedsDecideOverBundlesAndOrderOfStrictRunsToo() {
    String[] flags = {"--seed=17", "--targetParallelism=3", "--strictChecks=true"};
    List<String> first = traceOf(flags);

    assertThat(traceOf(flags)).isEqualTo(first);
    flags[0] = "--seed=99";
    assertThat(traceOf(flags)).isNotEqualTo(first);
  }

  @Test
  void aSeedRunsEverythingOnOneThread() {
    Seen<String> threads = new Seen<>();
    Pipeline p = Runs.pipeline("--seed=1", "--targetParallelism=4");
    p.apply(GenerateSequence.from(0).to(1_000))
        .apply(Redistribute.arbitrarily())
        .apply(ParDo.of(new NoteThread(threads)));

    p.run().waitUntilFinish();

    assertThat(threads.count()).isEqualTo(1_000);
    assertThat(new TreeSet<>(threads.values())).hasSize(1);
  }

  @Test
  void withoutASeedTasksAreSpreadOverTheThreads() {
    Seen<String> threads = new Seen<>();
    Pipeline p = Runs.pipeline("--targetParallelism=3");
    p.apply(Impulse.create())
        .apply(ParDo.of(new Numbers(100_000)))
        .apply(Redistribute.arbitrarily())
        .apply(ParDo.of(new NoteThread(threads)));

    p.run().waitUntilFinish();

    assertThat(new TreeSet<>(threads.values())).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--targetParallelism=0", "--targetParallelism=-3", "--groupingMemoryBytes=0"})
  void uselessOptionsAreRefusedAsWrongUsage(String flag) {
    Pipeline p = Runs.pipeline(flag);
    p.apply(Impulse.create());

    assertThatThrownBy(p::run)
        .isInstanceOf(InvalidOptionException.class)
        .hasMessageContaining(flag)
        .hasMessageContaining("at least 1");
  }

  private static List<String> traceOf(String... flags) {
    Seen<String> trace = new Seen<>();
    Pipeline p = Runs.pipeline(flags);
    p.apply(GenerateSequence.from(0).to(2_000))
        .apply(Redistribute.arbitrarily())
        .apply("Trace", ParDo.of(new Trace(trace)))
        .apply("Key", ParDo.of(new ByRemainder(7)))
        .apply(GroupByKey.create())
        .apply("Groups", ParDo.of(new NoteGroup(trace)));
    p.run().waitUntilFinish();
    return trace.values();
  }

  private static List<String> withoutBundles(List<String> trace) {
    return trace.stream().filter(line -> !line.equals("start") && !line.equals("finish")).toList();
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
    private final Seen<String> notes;

    NoteGroup(Seen<String> notes) {
      this.notes = notes;
    }

    @ProcessElement
    public void processElement(@Element KV<Long, Iterable<Long>> group) {
      long count = 0;
      long sum = 0;
      for (long value : group.getValue()) {
        count++;
        sum += value;
      }
      notes.add("group " + group.getKey() + ": " + count + " values, sum " + sum);
    }
  }

  static final class NoteSum extends DoFn<KV<Long, Long>, Void> {
    private final Seen<String> notes;

    NoteSum(Seen<String> notes) {
      this.notes = notes;
    }

    @ProcessElement
    public void processElement(@Element KV<Long, Long> sum) {
      notes.add("sum " + sum.getKey() + ": " + sum.getValue());
    }
  }

  static final class NoteThread extends DoFn<Long, Void> {
    private final Seen<String> threads;

    NoteThread(Seen<String> threads) {
      this.threads = threads;
    }

    @ProcessElement
    public void processElement(@Element Long element) {
      threads.add(Thread.currentThread().getName());
    }
  }

  static final class Trace extends DoFn<Long, Long> {
    private final Seen<String> trace;

    Trace(Seen<String> trace) {
      this.trace = trace;
    }

    @StartBundle
    public void startBundle() {
      trace.add("start");
    }

    @ProcessElement
    public void processElement(@Element Long element, OutputReceiver<Long> out) {
      trace.add("element " + element);
      out.output(element);
    }

    @FinishBundle
    public void finishBundle() {
      trace.add("finish");
    }
  }
}
