package io.millrace.sdk.transforms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.coders.BigEndianIntegerCoder;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.IterableCoder;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.ListCoder;
import io.millrace.sdk.coders.NullableCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarIntCoder;
import io.millrace.sdk.transforms.windowing.AfterPane;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.Repeatedly;
import io.millrace.sdk.transforms.windowing.Sessions;
import io.millrace.sdk.transforms.windowing.TimestampCombiner;
import io.millrace.sdk.transforms.windowing.Window.ClosingBehavior;
import io.millrace.sdk.transforms.windowing.Window.OnTimeBehavior;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollection.IsBounded;
import io.millrace.sdk.values.PCollectionList;
import io.millrace.sdk.values.WindowingStrategy;
import io.millrace.sdk.values.WindowingStrategy.AccumulationMode;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class FlattenTest {

  private static final FixedWindows HOURLY = FixedWindows.of(Duration.ofHours(1));

  private final Pipeline pipeline = Pipeline.create();

  /** Rule F2. */
  @Test
  void outputIsUnboundedIfOneInputIs() {
    PCollection<Integer> ends = Sources.bounded(pipeline, VarIntCoder.of());
    PCollection<Integer> goesOn = Sources.unbounded(pipeline, VarIntCoder.of());
    assertThat(flatten(ends, ends).isBounded()).isEqualTo(IsBounded.BOUNDED);
    assertThat(flatten(ends, goesOn).isBounded()).isEqualTo(IsBounded.UNBOUNDED);
  }

  /** Rule F2. */
  @Test
  void differentWindowsAreRefusedWithBothNamed() {
    PCollection<Integer> global = Sources.bounded(pipeline, VarIntCoder.of());
    PCollection<Integer> hourly = Sources.windowed(pipeline, VarIntCoder.of(), HOURLY);
    assertThatThrownBy(() -> flatten(global, hourly))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Transform Flatten.PCollections:")
        .hasMessageContaining(global.getName() + " has GlobalWindows")
        .hasMessageContaining(hourly.getName() + " has FixedWindows");
  }

  /** Rule F2. */
  @Test
  void differentTriggersAreRefused() {
    WindowingStrategy<?, ?> strategy = WindowingStrategy.of(HOURLY);
    PCollection<Integer> hourly = Sources.windowed(pipeline, VarIntCoder.of(), HOURLY);
    PCollection<Integer> early =
        Sources.bounded(pipeline, VarIntCoder.of())
            .setWindowingStrategyInternal(
                strategy.withTrigger(Repeatedly.forever(AfterPane.elementCountAtLeast(1))));
    assertThatThrownBy(() -> flatten(hourly, early))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("triggers");
  }

  /** Rule L5. */
  @Test
  void longestAllowedLatenessAppliesInWhateverOrder() {
    WindowingStrategy<?, ?> strategy = WindowingStrategy.of(HOURLY);
    PCollection<Integer> none = Sources.windowed(pipeline, VarIntCoder.of(), HOURLY);
    PCollection<Integer> some =
        Sources.bounded(pipeline, VarIntCoder.of())
            .setWindowingStrategyInternal(strategy.withAllowedLateness(Duration.ofSeconds(5)));
    assertThat(flatten(none, some).getWindowingStrategy().getAllowedLateness()).hasSeconds(5);
    assertThat(flatten(some, none).getWindowingStrategy().getAllowedLateness()).hasSeconds(5);
  }

  @Test
  void ruleL5ThatTheLongestLatenessAppliesIsWarnedOfOnceForEachFlatten() {
    PCollection<Integer> none = strategy("None", s -> s);
    PCollection<Integer> hour = strategy("Hour", s -> s.withAllowedLateness(Duration.ofHours(1)));
    PCollection<Integer> day = strategy("Day", s -> s.withAllowedLateness(Duration.ofDays(1)));

    assertThat(FlattenedWindowing.of(List.of(none, hour, day)).warnings())
        .containsExactly(
            "Flattened collections allow different lateness (None: PT0S, Hour: PT1H, Day: PT24H);"
                + " the longest, PT24H, applies to all. Give all the same Window settings to say"
                + " what is meant.");
    assertThat(FlattenedWindowing.of(List.of(hour, hour)).warnings()).isEmpty();
    assertThat(FlattenedWindowing.of(List.of(none, none)).strategy())
        .isEqualTo(none.getWindowingStrategy());
  }

  @Test
  void ruleF2WhatOneCollectionLeavesOpenTheOtherSays() {
    PCollection<Integer> open = strategy("Open", s -> s);
    PCollection<Integer> said =
        strategy(
            "Said",
            s ->
                s.withAllowedLateness(Duration.ZERO)
                    .withMode(AccumulationMode.ACCUMULATING_FIRED_PANES)
                    .withTimestampCombiner(TimestampCombiner.LATEST));
    for (List<PCollection<Integer>> both : List.of(List.of(open, said), List.of(said, open))) {
      FlattenedWindowing windowing = FlattenedWindowing.of(both);
      assertThat(windowing.strategy()).isEqualTo(said.getWindowingStrategy());
      assertThat(windowing.warnings()).isEmpty();
    }
  }

  @Test
  void ruleF2WhereCollectionsSayDifferentThingsTheFirstAppliesAndAWarningSaysSo() {
    PCollection<Integer> one =
        strategy(
            "One",
            s ->
                s.withMode(AccumulationMode.ACCUMULATING_FIRED_PANES)
                    .withTimestampCombiner(TimestampCombiner.LATEST)
                    .withClosingBehavior(ClosingBehavior.FIRE_ALWAYS));
    PCollection<Integer> other =
        strategy(
            "Other",
            s ->
                s.withMode(AccumulationMode.DISCARDING_FIRED_PANES)
                    .withTimestampCombiner(TimestampCombiner.EARLIEST)
                    .withOnTimeBehavior(OnTimeBehavior.FIRE_IF_NON_EMPTY));

    FlattenedWindowing windowing = FlattenedWindowing.of(List.of(one, other));

    assertThat(windowing.strategy()).isEqualTo(one.getWindowingStrategy());
    assertThat(windowing.warnings())
        .hasSize(4)
        .anyMatch(w -> w.contains("(One: ACCUMULATING_FIRED_PANES, Other: DISCARDING_FIRED_PANES)"))
        .anyMatch(w -> w.contains("(One: LATEST, Other: EARLIEST)"))
        .anyMatch(w -> w.contains("close windows differently (One: FIRE_ALWAYS"))
        .anyMatch(w -> w.contains("end windows differently (One: FIRE_ALWAYS"));
  }

  @Test
  void ruleF2MergedAndUnmergedSessionsAreRefused() {
    Sessions sessions = Sessions.withGapDuration(Duration.ofMinutes(1));
    PCollection<Integer> raw = strategy("Raw", s -> s.withWindowFn(sessions));
    PCollection<Integer> grouped =
        strategy("Grouped", s -> s.withWindowFn(sessions).withAlreadyMerged(true));
    for (List<PCollection<Integer>> both : List.of(List.of(raw, grouped), List.of(grouped, raw))) {
      assertThatThrownBy(() -> FlattenedWindowing.of(both))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("the windows of Grouped were merged")
          .hasMessageContaining("Window.remerge() to Grouped");
    }
  }

  private PCollection<Integer> strategy(
      String name, UnaryOperator<WindowingStrategy<?, ?>> change) {
    return Sources.bounded(pipeline, VarIntCoder.of())
        .setWindowingStrategyInternal(change.apply(WindowingStrategy.of(HOURLY)))
        .setName(name);
  }

  /** Rule F3. */
  @Test
  void codersOfOneTypeMayDifferAndTheOutputsTakesAllElements() {
    assertThat(coderOf(VarIntCoder.of(), VarIntCoder.of())).isEqualTo(VarIntCoder.of());
    assertThat(coderOf(BigEndianIntegerCoder.of(), VarIntCoder.of()))
        .isEqualTo(BigEndianIntegerCoder.of());
    assertThat(coderOf(VarIntCoder.of(), NullableCoder.of(VarIntCoder.of())))
        .isEqualTo(NullableCoder.of(VarIntCoder.of()));
    assertThat(
            coderOf(
                KvCoder.of(StringUtf8Coder.of(), NullableCoder.of(VarIntCoder.of())),
                KvCoder.of(NullableCoder.of(StringUtf8Coder.of()), VarIntCoder.of())))
        .isEqualTo(
            KvCoder.of(NullableCoder.of(StringUtf8Coder.of()), NullableCoder.of(VarIntCoder.of())));
    assertThat(
            coderOf(
                IterableCoder.of(VarIntCoder.of()),
                IterableCoder.of(NullableCoder.of(VarIntCoder.of()))))
        .isEqualTo(IterableCoder.of(NullableCoder.of(VarIntCoder.of())));
  }

  @Test
  void codersOfDifferentTypesAreRefusedWithBothNamed() {
    assertThatThrownBy(() -> coderOf(VarIntCoder.of(), StringUtf8Coder.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has VarIntCoder")
        .hasMessageContaining("has StringUtf8Coder")
        .hasMessageContaining("setCoder");
    assertThatThrownBy(
            () -> coderOf(ListCoder.of(VarIntCoder.of()), IterableCoder.of(VarIntCoder.of())))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void nothingFlattensToABoundedCollectionInTheGlobalWindow() {
    PCollection<Integer> nothing =
        PCollectionList.<Integer>empty(pipeline)
            .apply(Flatten.pCollections())
            .setCoder(VarIntCoder.of());
    assertThat(nothing.isBounded()).isEqualTo(IsBounded.BOUNDED);
    assertThat(nothing.getWindowingStrategy()).isEqualTo(WindowingStrategy.globalDefault());
  }

  @Test
  void oneCollectionIsFlattenedWithAnotherInAChain() {
    PCollection<Integer> more = Sources.bounded(pipeline, VarIntCoder.of());
    PCollection<Integer> all =
        Sources.bounded(pipeline, VarIntCoder.of())
            .apply(Flatten.with(more))
            .apply(
                "WithRoot",
                Flatten.with(
                    PTransform.compose(
                        begin -> Sources.bounded(begin.getPipeline(), VarIntCoder.of()))));
    assertThat(all.getCoder()).isEqualTo(VarIntCoder.of());
    assertThat(all.getName()).startsWith("WithRoot/Flatten.PCollections");
  }

  @Test
  void iterablesAreTakenApartAndNothingElse() {
    PCollection<List<Integer>> lists = Sources.bounded(pipeline, ListCoder.of(VarIntCoder.of()));
    assertThat(lists.apply(Flatten.iterables()).getCoder()).isEqualTo(VarIntCoder.of());
  }

  private Coder<?> coderOf(Coder<?> one, Coder<?> other) {
    return flatten(anything(one), anything(other)).getCoder();
  }

  @SuppressWarnings("unchecked") // as if a raw type had let collections of two types meet
  private PCollection<Object> anything(Coder<?> coder) {
    return Sources.bounded(pipeline, (Coder<Object>) coder);
  }

  private static <T> PCollection<T> flatten(PCollection<T> one, PCollection<T> other) {
    return PCollectionList.of(one).and(other).apply(Flatten.pCollections());
  }
}
