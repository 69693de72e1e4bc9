package io.millrace.examples;

import io.millrace.sdk.transforms.Combine;
import io.millrace.sdk.transforms.Count;
import io.millrace.sdk.transforms.windowing.AfterProcessingTime;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.GlobalWindows;
import io.millrace.sdk.transforms.windowing.LateData;
import io.millrace.sdk.transforms.windowing.Never;
import io.millrace.sdk.transforms.windowing.Repeatedly;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.transforms.windowing.Window.OnTimeBehavior;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TupleTag;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * The recipes of {@code docs/output-modes.md}: when a stream's results come out, and what of them.
 */
public final class OutputModes {

  private OutputModes() {}

  private static final Duration MINUTE = Duration.ofMinutes(1);

  /** What came too late to be counted; known by this tag. */
  static final TupleTag<KV<String, Void>> TOO_LATE = new TupleTag<>("tooLate") {};

  /** Append: counts of each minute once, at the end of the minute. */
  static PCollection<KV<String, Long>> append(PCollection<String> words) {
    return words
        .apply(Window.<String>into(FixedWindows.of(MINUTE)).withLateDataOutput(TOO_LATE))
        .apply(Count.perElement());
  }

  /** Append, later: counts of each minute once, when no late word can change them any more. */
  static PCollection<KV<String, Long>> appendWithLateData(PCollection<String> words) {
    return words
        .apply(
            Window.<String>into(FixedWindows.of(MINUTE))
                .triggering(Never.ever())
                .withAllowedLateness(Duration.ofMinutes(5))
                .discardingFiredPanes())
        .apply(Count.perElement());
  }

  /** Update: every ten seconds those counts of a minute that changed. */
  static PCollection<KV<String, Long>> update(PCollection<String> words) {
    return words
        .apply(
            Window.<String>into(FixedWindows.of(MINUTE))
                .triggering(
                    Repeatedly.forever(
                        AfterProcessingTime.pastFirstElementInPane()
                            .alignedTo(Duration.ofSeconds(10))))
                .withAllowedLateness(Duration.ofMinutes(5))
                .withOnTimeBehavior(OnTimeBehavior.FIRE_IF_NON_EMPTY)
                .accumulatingFiredPanes())
        .apply(Count.perElement());
  }

  /** Complete: every ten seconds in which something came, all counts since the beginning. */
  static PCollection<Map<String, Long>> complete(PCollection<String> words) {
    return words
        .apply(
            Window.<String>into(new GlobalWindows())
                .triggering(
                    Repeatedly.forever(
                        AfterProcessingTime.pastFirstElementInPane()
                            .alignedTo(Duration.ofSeconds(10))))
                .withOnTimeBehavior(OnTimeBehavior.FIRE_IF_NON_EMPTY)
                .accumulatingFiredPanes())
        .apply(Combine.globally(new Table()).withoutDefaults());
  }

  /** The words that {@link #append} came too late for. */
  static PCollection<KV<String, Void>> tooLate(PCollection<KV<String, Long>> counts) {
    return LateData.of(TOO_LATE, counts);
  }

  /** Counts words in one table. */
  static final class Table extends Combine.CombineFn<String, Map<String, Long>, Map<String, Long>> {
    private static final long serialVersionUID = 1;

    @Override
    public Map<String, Long> createAccumulator() {
      return new TreeMap<>();
    }

    @Override
    public Map<String, Long> addInput(Map<String, Long> table, String word) {
      table.merge(word, 1L, Long::sum);
      return table;
    }

    @Override
    public Map<String, Long> mergeAccumulators(Iterable<Map<String, Long>> tables) {
      Map<String, Long> all = new TreeMap<>();
      tables.forEach(table -> table.forEach((word, count) -> all.merge(word, count, Long::sum)));
      return all;
    }

    @Override
    public Map<String, Long> extractOutput(Map<String, Long> table) {
      return new TreeMap<>(table);
    }
  }
}
