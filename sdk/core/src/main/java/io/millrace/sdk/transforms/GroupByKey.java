package io.millrace.sdk.transforms;

import io.millrace.model.v1.FunctionSpec;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.IterableCoder;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.graph.ModelComponents;
import io.millrace.sdk.graph.ModelTransform;
import io.millrace.sdk.graph.TransformNode;
import io.millrace.sdk.graph.Urns;
import io.millrace.sdk.options.StreamingOptions;
import io.millrace.sdk.transforms.windowing.DefaultTrigger;
import io.millrace.sdk.transforms.windowing.GlobalWindows;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollection.IsBounded;
import io.millrace.sdk.values.WindowingStrategy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Brings all values of a key and window together.
 *
 * <p>Keys are the same if their encoded forms are, so the key coder must be deterministic. The
 * iterable of values can be iterated again and again and need not fit into memory.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public final class GroupByKey<K extends @Nullable Object, V extends @Nullable Object>
    extends PTransform<PCollection<KV<K, V>>, PCollection<KV<K, Iterable<V>>>>
    implements ModelTransform {

  private GroupByKey() {}

  /** The transform. */
  public static <K extends @Nullable Object, V extends @Nullable Object> GroupByKey<K, V> create() {
    return new GroupByKey<>();
  }

  /**
   * Checks that the elements of a collection can be grouped by key.
   *
   * @throws IllegalStateException if a result would never be emitted
   * @throws IllegalArgumentException if the coder is not a {@link KvCoder} with a deterministic key
   *     coder, or the trigger can finish and lose data
   */
  public static void verifyGroupable(String transform, PCollection<?> input) {
    verifyFires(transform, input);
    keyCoder(transform, input);
  }

  /** Checks that windows of a collection give results, and that none are lost (rule R2). */
  static void verifyFires(String transform, PCollection<?> input) {
    WindowingStrategy<?, ?> strategy = input.getWindowingStrategy();
    if (strategy.getWindowFn() instanceof GlobalWindows
        && strategy.getTrigger() instanceof DefaultTrigger
        && input.isBounded() == IsBounded.UNBOUNDED
        && StreamingOptions.Mode.of(input.getPipeline().getOptions())
            == StreamingOptions.Mode.CONTINUOUS) {
      throw new IllegalStateException(
          transform
              + " cannot be applied to "
              + input.getName()
              + ": it never ends, is in the global window and has the default trigger, so no result"
              + " would ever be emitted. Apply Window.into(...) with other windows or a"
              + " .triggering(...) before.");
    }
    if (strategy.mayLoseData() && !strategy.isTriggerAllowedToFinish()) {
      throw new IllegalArgumentException(
          transform
              + " cannot be applied to "
              + input.getName()
              + ": its trigger "
              + strategy.getTrigger()
              + " may finish while windows still take data (allowed lateness "
              + strategy.getAllowedLateness()
              + "), and all that comes later would be dropped. Wrap it into"
              + " Repeatedly.forever(...), add late firings, or say"
              + " Window.configure().allowingTriggerToFinish() if that is what you want.");
    }
  }

  private static Coder<?> keyCoder(String transform, PCollection<?> input) {
    if (!(input.getCoder() instanceof KvCoder<?, ?> kvCoder)) {
      throw new IllegalArgumentException(
          transform
              + " needs key-value elements with a KvCoder, but "
              + input.getName()
              + " has "
              + input.getCoder());
    }
    try {
      kvCoder.getKeyCoder().verifyDeterministic();
    } catch (Coder.NonDeterministicException e) {
      throw new IllegalArgumentException(
          transform
              + " groups by key, but the key coder of "
              + input.getName()
              + " is not deterministic: equal keys could be encoded differently and be kept apart. "
              + e.getMessage()
              + " Choose another key type, or set a deterministic key coder.",
          e);
    }
    return kvCoder.getKeyCoder();
  }

  @Override
  public PCollection<KV<K, Iterable<V>>> expand(PCollection<KV<K, V>> input) {
    verifyGroupable("GroupByKey", input);
    KvCoder<K, V> coder = (KvCoder<K, V>) input.getCoder();
    PCollection<KV<K, Iterable<V>>> output =
        PCollection.createPrimitiveOutputInternal(
            input.getPipeline(),
            afterGrouping(input.getWindowingStrategy()),
            input.isBounded(),
            KvCoder.of(coder.getKeyCoder(), IterableCoder.of(coder.getValueCoder())));
    LateDataOutput.add(input, output, List.of(output.getTagInternal()));
    return output;
  }

  /**
   * The strategy of what a grouping emits: windows are merged, triggers continue, late data was
   * given out.
   */
  public static WindowingStrategy<?, ?> afterGrouping(WindowingStrategy<?, ?> strategy) {
    WindowingStrategy<?, ?> continued =
        strategy.withTrigger(strategy.getTrigger().getContinuationTrigger()).withLateDataTag(null);
    return strategy.getWindowFn().isNonMerging() ? continued : continued.withAlreadyMerged(true);
  }

  @Override
  public boolean isPure() {
    return true;
  }

  @Override
  public FunctionSpec toModel(TransformNode node, ModelComponents components) {
    return FunctionSpec.newBuilder().setUrn(Urns.GROUP_BY_KEY).build();
  }
}
