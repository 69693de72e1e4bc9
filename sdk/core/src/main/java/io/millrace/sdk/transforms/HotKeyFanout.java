package io.millrace.sdk.transforms;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.VarIntCoder;
import io.millrace.sdk.transforms.CombineFnBase.GlobalCombineFn;
import io.millrace.sdk.transforms.windowing.DefaultTrigger;
import io.millrace.sdk.transforms.windowing.Trigger;
import io.millrace.sdk.transforms.windowing.Window.ClosingBehavior;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollection.IsBounded;
import io.millrace.sdk.values.PCollectionView;
import io.millrace.sdk.values.WindowingStrategy;
import io.millrace.sdk.values.WindowingStrategy.AccumulationMode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A combine per key in two steps: the values of a key are spread over parts and combined there, to
 * accumulators, which are combined to the result.
 */
final class HotKeyFanout {

  private static final Logger LOG = LoggerFactory.getLogger(HotKeyFanout.class);

  private HotKeyFanout() {}

  static int checked(int fanout) {
    if (fanout < 1) {
      throw new IllegalArgumentException(
          "A fan-out of " + fanout + " leaves no part to put values into; give at least 1");
    }
    return fanout;
  }

  /**
   * Whether panes come out as they would without the first step: it emits once for each window.
   * Triggers that look at values or clocks would see accumulators instead, windows that merge would
   * have to merge before, late values would come in as many panes as there are parts, and a last
   * pane without values would be one more. What is lost is little: engines combine the values of a
   * task before they move wherever that changes no pane.
   */
  static boolean keepsPanes(String transform, PCollection<?> input) {
    WindowingStrategy<?, ?> strategy = input.getWindowingStrategy();
    Trigger trigger = strategy.getTrigger();
    String reason;
    if (!(trigger instanceof DefaultTrigger)) {
      reason = "the trigger " + trigger + " must see each value";
    } else if (strategy.needsMerge()) {
      reason = "the windows " + strategy.getWindowFn() + " merge";
    } else if (strategy.getClosingBehavior() == ClosingBehavior.FIRE_ALWAYS) {
      reason = "windows emit a last pane when they close";
    } else if (strategy.getLateDataTag() != null) {
      reason = "late values are given out, one by one";
    } else if (input.isBounded() == IsBounded.UNBOUNDED
        && !strategy.getAllowedLateness().isZero()) {
      reason = "late values are allowed, and each has a pane of its own";
    } else {
      return true;
    }
    LOG.warn(
        "{}: the values of {} are combined without fan-out, because {}",
        transform,
        input.getName(),
        reason);
    return false;
  }

  static <
          K extends @Nullable Object,
          InputT extends @Nullable Object,
          AccumT extends @Nullable Object,
          OutputT extends @Nullable Object>
      PCollection<KV<K, OutputT>> expand(
          String transform,
          PCollection<KV<K, InputT>> input,
          GlobalCombineFn<InputT, AccumT, OutputT> fn,
          SerializableFunction<? super K, Integer> fanout,
          List<PCollectionView<?>> sideInputs) {
    KvCoder<K, InputT> coder = (KvCoder<K, InputT>) input.getCoder();
    Coder<AccumT> accumulatorCoder = CombineConstruction.accumulatorCoder(transform, fn, input);
    WindowingStrategy<?, ?> strategy = input.getWindowingStrategy();
    PCollection<KV<KV<K, Integer>, InputT>> spread =
        input
            .apply("Spread", ParDo.of(new Spread<K, InputT>(fanout)))
            .setCoder(
                KvCoder.of(
                    KvCoder.of(coder.getKeyCoder(), VarIntCoder.of()), coder.getValueCoder()))
            // What a part emitted must not come again in its next pane: the second step adds up.
            .setWindowingStrategyInternal(
                strategy.withMode(AccumulationMode.DISCARDING_FIRED_PANES));
    PCollection<KV<K, AccumT>> parts =
        spread
            .apply(
                "CombineParts",
                Combine.<KV<K, Integer>, InputT, AccumT>perKey(TwoStepCombineFns.firstStep(fn))
                    .withSideInputs(sideInputs))
            .apply(
                "DropPart",
                ParDo.of(
                    ElementDoFn.Map.of(new PairFunctions.FirstHalfOfKey<K, Integer, AccumT>())))
            .setCoder(KvCoder.of(coder.getKeyCoder(), accumulatorCoder))
            .setWindowingStrategyInternal(strategy);
    return parts.apply(
        "Combine",
        Combine.<K, AccumT, OutputT>perKey(
                TwoStepCombineFns.secondStep(fn, coder.getValueCoder(), accumulatorCoder))
            .withSideInputs(sideInputs));
  }

  /**
   * Gives the values of a key to its parts in turn. Counting needs no randomness: whatever part a
   * value falls to, also when it is processed again, the result is the same.
   */
  private static final class Spread<K extends @Nullable Object, V extends @Nullable Object>
      extends DoFn<KV<K, V>, KV<KV<K, Integer>, V>> {
    private static final long serialVersionUID = 1;

    private final SerializableFunction<? super K, Integer> fanout;
    private transient int count;

    Spread(SerializableFunction<? super K, Integer> fanout) {
      this.fanout = fanout;
    }

    @ProcessElement
    public void processElement(
        @Element KV<K, V> element, OutputReceiver<KV<KV<K, Integer>, V>> out) {
      K key = element.getKey();
      int parts = Math.max(1, fanout.apply(key));
      int part = parts == 1 ? 0 : Integer.remainderUnsigned(count++, parts);
      out.output(KV.of(KV.of(key, part), element.getValue()));
    }
  }
}
