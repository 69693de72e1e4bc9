package io.millrace.benchmarks.nexmark.query;

import io.millrace.benchmarks.Numbered;
import io.millrace.examples.auction.ResultHash;
import io.millrace.sdk.state.StateSpec;
import io.millrace.sdk.state.StateSpecs;
import io.millrace.sdk.state.ValueState;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.MapElements;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TypeDescriptors;

/**
 * st: for each key how often it has come up so far.
 *
 * @param keys how many there are
 */
public record RunningCounts(int keys) implements Query<Long, KV<Long, Long>> {

  @Override
  public Numbered<Long> input() {
    return new RandomKeys(keys);
  }

  @Override
  public PCollection<KV<Long, Long>> answer(PCollection<Long> input) {
    return input
        .apply(
            "One",
            MapElements.into(TypeDescriptors.kvs(TypeDescriptors.longs(), TypeDescriptors.longs()))
                .via(key -> KV.of(key, 1L)))
        .apply("SoFar", ParDo.of(new SoFar()));
  }

  private static final class SoFar extends DoFn<KV<Long, Long>, KV<Long, Long>> {

    private static final long serialVersionUID = 1;

    @StateId("count")
    private final StateSpec<ValueState<Long>> count = StateSpecs.value();

    @ProcessElement
    public void processElement(
        @Element KV<Long, Long> element,
        @StateId("count") ValueState<Long> count,
        OutputReceiver<KV<Long, Long>> out) {
      Long before = count.read();
      long now = before == null ? element.getValue() : before + element.getValue();
      count.write(now);
      out.output(KV.of(element.getKey(), now));
    }
  }

  @Override
  public long hash(KV<Long, Long> row) {
    return hash(row.getKey(), row.getValue());
  }

  /** The hash of a row. */
  public static long hash(long key, long count) {
    return ResultHash.of(key, count);
  }
}
