package io.millrace.sdk.transforms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.DoubleCoder;
import io.millrace.sdk.coders.IterableCoder;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.MapCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarIntCoder;
import io.millrace.sdk.transforms.windowing.AfterPane;
import io.millrace.sdk.transforms.windowing.AfterWatermark;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.Never;
import io.millrace.sdk.transforms.windowing.Repeatedly;
import io.millrace.sdk.transforms.windowing.Trigger;
import io.millrace.sdk.transforms.windowing.Trigger.OnceTrigger;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollection.IsBounded;
import io.millrace.sdk.values.PCollectionList;
import io.millrace.sdk.values.WindowingStrategy;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class GroupByKeyTest {

  private static final KvCoder<String, Integer> PAIRS =
      KvCoder.of(StringUtf8Coder.of(), VarIntCoder.of());

  private final Pipeline pipeline = Pipeline.create();

  @Test
  void outputHasTheKeysCoderAndIterablesOfTheValues() {
    PCollection<KV<String, Iterable<Integer>>> grouped =
        Sources.bounded(pipeline, PAIRS).apply(GroupByKey.create());
    assertThat(grouped.getCoder())
        .isEqualTo(KvCoder.of(StringUtf8Coder.of(), IterableCoder.of(VarIntCoder.of())));
    assertThat(grouped.isBounded()).isEqualTo(IsBounded.BOUNDED);
  }

  /** Rule G1. */
  @Test
  void keysWithoutADeterministicCoderAreRefusedWithTheReason() {
    assertThatThrownBy(() -> group("Prices", KvCoder.of(DoubleCoder.of(), VarIntCoder.of())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Transform Prices:")
        .hasMessageContaining("DoubleCoder is not deterministic")
        .hasMessageContaining("Choose another key type");
    Coder<?> maps = MapCoder.of(StringUtf8Coder.of(), VarIntCoder.of());
    assertThatThrownBy(() -> group("Maps", KvCoder.of(maps, VarIntCoder.of())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("MapCoder");
  }

  @Test
  void elementsThatAreNoPairsAreRefused() {
    Coder<?> ints = VarIntCoder.of();
    @SuppressWarnings("unchecked") // a coder set by mistake
    Coder<KV<Integer, Integer>> wrong = (Coder<KV<Integer, Integer>>) ints;
    assertThatThrownBy(() -> group("Pairs", wrong))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("KvCoder")
        .hasMessageContaining("VarIntCoder");
  }

  /** Rule L6. */
  @Test
  void endlessInputInTheGlobalWindowNeedsATrigger() {
    PCollection<KV<String, Integer>> endless = Sources.unbounded(pipeline, PAIRS);
    assertThatThrownBy(() -> endless.apply("Group", GroupByKey.create()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Transform Group:")
        .hasMessageContaining("Window.into");

    endless.setWindowingStrategyInternal(
        WindowingStrategy.of(FixedWindows.of(Duration.ofHours(1))));
    assertThat(endless.apply("InWindows", GroupByKey.create()).isBounded())
        .isEqualTo(IsBounded.UNBOUNDED);
    endless.setWindowingStrategyInternal(
        WindowingStrategy.globalDefault()
            .withTrigger(Repeatedly.forever(AfterPane.elementCountAtLeast(1))));
    assertThat(endless.apply("WithTrigger", GroupByKey.create())).isNotNull();
  }

  private PCollection<KV<String, Integer>> triggered(Trigger trigger, Duration lateness) {
    return Sources.bounded(pipeline, PAIRS)
        .setWindowingStrategyInternal(
            WindowingStrategy.of(FixedWindows.of(Duration.ofHours(1)))
                .withTrigger(trigger)
                .withAllowedLateness(lateness));
  }

  @Test
  void ruleR2TriggersThatFinishAndLoseDataAreRefused() {
    for (Trigger trigger :
        List.of(
            AfterPane.elementCountAtLeast(100),
            Repeatedly.forever(AfterPane.elementCountAtLeast(1))
                .orFinally(AfterPane.elementCountAtLeast(100)))) {
      assertThatThrownBy(() -> triggered(trigger, Duration.ZERO).apply(GroupByKey.create()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("Transform GroupByKey")
          .hasMessageContaining(trigger.toString())
          .hasMessageContaining("Repeatedly.forever(...)")
          .hasMessageContaining("allowingTriggerToFinish()");
    }
    PCollection<KV<String, Integer>> late =
        triggered(AfterWatermark.pastEndOfWindow(), Duration.ofMinutes(5));
    assertThatThrownBy(() -> late.apply("Sum", Sum.integersPerKey()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Transform Sum:")
        .hasMessageContaining("allowed lateness PT5M");
    assertThatThrownBy(() -> late.apply("Map", View.asMultimap()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("may finish while windows still take data");
  }

  @Test
  void ruleR2TriggersThatLoseNothingAreTaken() {
    OnceTrigger count = AfterPane.elementCountAtLeast(1);
    Duration late = Duration.ofMinutes(5);
    int n = 0;
    for (PCollection<KV<String, Integer>> input :
        List.of(
            triggered(AfterWatermark.pastEndOfWindow(), Duration.ZERO),
            triggered(AfterWatermark.pastEndOfWindow().withEarlyFirings(count), Duration.ZERO),
            triggered(AfterWatermark.pastEndOfWindow().withLateFirings(count), late),
            triggered(
                Repeatedly.forever(count).orFinally(AfterWatermark.pastEndOfWindow()),
                Duration.ZERO),
            triggered(Never.ever(), late),
            triggered(Repeatedly.forever(count), late))) {
      assertThat(input.apply("Group" + n++, GroupByKey.create())).isNotNull();
    }
    PCollection<KV<String, Integer>> global =
        Sources.bounded(pipeline, PAIRS)
            .setWindowingStrategyInternal(
                WindowingStrategy.globalDefault()
                    .withTrigger(AfterWatermark.pastEndOfWindow())
                    .withAllowedLateness(late));
    assertThat(global.apply("Global", GroupByKey.create())).isNotNull();
  }

  @Test
  void ruleR2ThatATriggerFinishesCanBeAcceptedAndStaysAcceptedDownstream() {
    PCollection<KV<String, Iterable<Integer>>> once =
        triggered(AfterPane.elementCountAtLeast(100), Duration.ZERO)
            .apply(
                Window.<KV<String, Integer>>configure()
                    .discardingFiredPanes()
                    .allowingTriggerToFinish())
            .apply("Once", GroupByKey.create());
    assertThat(once.getWindowingStrategy().getTrigger())
        .isEqualTo(AfterPane.elementCountAtLeast(1));
    assertThat(once.apply("Twice", GroupByKey.create())).isNotNull();
  }

  @Test
  void ruleR2WhatWasAcceptedForOneCollectionIsNotForAnother() {
    PCollection<KV<String, Integer>> refused =
        triggered(AfterPane.elementCountAtLeast(100), Duration.ZERO);
    PCollection<KV<String, Integer>> accepted =
        triggered(AfterPane.elementCountAtLeast(100), Duration.ZERO)
            .apply(
                Window.<KV<String, Integer>>configure()
                    .discardingFiredPanes()
                    .allowingTriggerToFinish());
    int n = 0;
    for (PCollectionList<KV<String, Integer>> both :
        List.of(
            PCollectionList.of(accepted).and(refused), PCollectionList.of(refused).and(accepted))) {
      PCollection<KV<String, Integer>> flat = both.apply("Flat" + n++, Flatten.pCollections());
      assertThat(flat.getWindowingStrategy().isTriggerAllowedToFinish()).isFalse();
    }
    PCollection<KV<String, Integer>> flat =
        PCollectionList.of(accepted).and(accepted).apply("Same", Flatten.pCollections());
    assertThat(flat.getWindowingStrategy().isTriggerAllowedToFinish()).isTrue();
  }

  /** Rules R9 and M6. */
  @Test
  void triggersContinueAndMergedWindowsStayMerged() {
    PCollection<KV<String, Integer>> sessions =
        Sources.bounded(pipeline, PAIRS)
            .setWindowingStrategyInternal(
                WindowingStrategy.of(new Sources.Merging())
                    .withTrigger(Repeatedly.forever(AfterPane.elementCountAtLeast(7))));
    WindowingStrategy<?, ?> after = sessions.apply(GroupByKey.create()).getWindowingStrategy();
    assertThat(after.isAlreadyMerged()).isTrue();
    assertThat(after.needsMerge()).isFalse();
    assertThat(after.getTrigger()).isEqualTo(Repeatedly.forever(AfterPane.elementCountAtLeast(1)));
  }

  private <K, V> void group(String name, Coder<KV<K, V>> coder) {
    Sources.bounded(pipeline, coder).apply(name, GroupByKey.create());
  }
}
