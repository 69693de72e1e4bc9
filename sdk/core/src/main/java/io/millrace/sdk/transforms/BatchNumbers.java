package io.millrace.sdk.transforms;

import io.millrace.sdk.coders.VarIntCoder;
import io.millrace.sdk.state.StateSpec;
import io.millrace.sdk.state.StateSpecs;
import io.millrace.sdk.state.ValueState;
import io.millrace.sdk.values.KV;
import org.jspecify.annotations.Nullable;

/** Numbers the batches of a key and window. See {@link GroupIntoBatches#withBatchNumbers}. */
final class BatchNumbers<K extends @Nullable Object, V extends @Nullable Object>
    extends DoFn<KV<K, Iterable<V>>, KV<KV<K, Integer>, Iterable<V>>> {

  private static final long serialVersionUID = 1;

  // read by its annotation alone, which checkers of private fields do not know

  @StateId("next")
  final StateSpec<ValueState<Integer>> nextSpec = StateSpecs.value(VarIntCoder.of());

  @ProcessElement
  public void processElement(
      @Element KV<K, Iterable<V>> batch,
      @StateId("next") ValueState<Integer> next,
      OutputReceiver<KV<KV<K, Integer>, Iterable<V>>> out) {
    Integer stored = next.read();
    int number = stored == null ? 0 : stored;
    out.output(KV.of(KV.of(batch.getKey(), number), batch.getValue()));
    next.write(number + 1);
  }
}
