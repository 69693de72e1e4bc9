package io.millrace.sdk.transforms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.DoubleCoder;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarIntCoder;
import io.millrace.sdk.state.SetState;
import io.millrace.sdk.state.StateSpec;
import io.millrace.sdk.state.StateSpecs;
import io.millrace.sdk.state.TimeDomain;
import io.millrace.sdk.state.TimerSpec;
import io.millrace.sdk.state.TimerSpecs;
import io.millrace.sdk.state.ValueState;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.IntervalWindow;
import io.millrace.sdk.transforms.windowing.Sessions;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TypeDescriptor;
import java.time.Duration;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;

/** What state and timers ask of the collections that functions are applied to. */
@SuppressWarnings("unused")
class StatefulParDoTest {

  private static final KvCoder<String, Integer> PAIRS =
      KvCoder.of(StringUtf8Coder.of(), VarIntCoder.of());
  private static final Sessions SESSIONS = Sessions.withGapDuration(Duration.ofMinutes(1));

  private final Pipeline pipeline = Pipeline.create();

  static class Count<T> extends DoFn<T, Integer> {
    @StateId("count")
    private final StateSpec<ValueState<Integer>> count = StateSpecs.value();

    @ProcessElement
    public void processElement(
        @StateId("count") ValueState<Integer> count, OutputReceiver<Integer> out) {}
  }

  static class Wait extends DoFn<KV<String, Integer>, Integer> {
    @TimerId("end")
    private final TimerSpec end = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    @ProcessElement
    public void processElement(OutputReceiver<Integer> out) {}

    @OnTimer("end")
    public void onEnd(OutputReceiver<Integer> out) {}
  }

  static class Remind extends DoFn<KV<String, Integer>, Integer> {
    @TimerFamily("reminders")
    private final TimerSpec reminders = TimerSpecs.timerMap(TimeDomain.EVENT_TIME);

    @ProcessElement
    public void processElement(OutputReceiver<Integer> out) {}

    @OnTimerFamily("reminders")
    public void onReminder() {}
  }

  static class Expire extends DoFn<KV<String, Integer>, Integer> {
    @ProcessElement
    public void processElement(OutputReceiver<Integer> out) {}

    @OnWindowExpiration
    public void onExpiration() {}
  }

  static class Sort extends DoFn<KV<String, Integer>, Integer> {
    @ProcessElement
    @RequiresTimeSortedInput
    public void processElement(OutputReceiver<Integer> out) {}
  }

  static class Stable extends DoFn<String, String> {
    @ProcessElement
    @RequiresStableInput
    public void processElement(@Element String element) {}
  }

  static class HoldsThread extends DoFn<KV<String, Integer>, Integer> {
    @StateId("thing")
    private final StateSpec<ValueState<Thread>> thing = StateSpecs.value();

    @ProcessElement
    public void processElement(OutputReceiver<Integer> out) {}
  }

  static class Prices extends DoFn<KV<String, Integer>, Integer> {
    @StateId("prices")
    private final StateSpec<SetState<Double>> prices = StateSpecs.set();

    @ProcessElement
    public void processElement(OutputReceiver<Integer> out) {}
  }

  static class Limited extends DoFn<KV<String, Integer>, Integer> {
    @ProcessElement
    public void processElement(OutputReceiver<Integer> out) {}

    @OnWindowExpiration
    public void onExpiration(@SideInput("limit") Integer limit) {}
  }

  static class InHours extends DoFn<KV<String, Integer>, Integer> {
    @ProcessElement
    public void processElement(OutputReceiver<Integer> out) {}

    @OnWindowExpiration
    public void onExpiration(IntervalWindow window) {}
  }

  static class OfNumbers extends DoFn<KV<String, Integer>, Integer> {
    @ProcessElement
    public void processElement(OutputReceiver<Integer> out) {}

    @OnWindowExpiration
    public void onExpiration(@Key Integer key, IntervalWindow window) {}
  }

  private AbstractThrowableAssert<?, ?> refused(PCollection<?> input, DoFn<?, ?> fn) {
    @SuppressWarnings("unchecked") // some are wrong on purpose
    PCollection<Object> typed = (PCollection<Object>) input;
    @SuppressWarnings("unchecked")
    DoFn<Object, Object> typedFn = (DoFn<Object, Object>) fn;
    return assertThatThrownBy(() -> typed.apply(ParDo.of(typedFn)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Transform ParDo(")
        .hasMessageContaining(fn.getClass().getName());
  }

  @Test
  void functionsWithStateTakePairs() {
    PCollection<Integer> counts =
        Sources.bounded(pipeline, PAIRS).apply(ParDo.of(new Count<KV<String, Integer>>()));
    assertThat(counts.getCoder()).isEqualTo(VarIntCoder.of());
  }

  @Test
  void ruleG1ElementsWithoutKeysAreRefused() {
    refused(Sources.bounded(pipeline, StringUtf8Coder.of()), new Count<String>())
        .hasMessageContaining("field count: the state \"count\" is kept for each key")
        .hasMessageContaining("StringUtf8Coder")
        .hasMessageContaining("Give them keys (WithKeys)");
    PCollection<String> typed =
        Sources.bounded(pipeline, StringUtf8Coder.of())
            .setTypeDescriptor(TypeDescriptor.of(String.class));
    refused(typed, new Count<String>()).hasMessageContaining("they are java.lang.String");
  }

  @Test
  void ruleG1KeysWithoutADeterministicCoderAreRefused() {
    Coder<KV<Double, Integer>> prices = KvCoder.of(DoubleCoder.of(), VarIntCoder.of());
    refused(Sources.bounded(pipeline, prices), new Count<KV<Double, Integer>>())
        .hasMessageContaining("the key coder of")
        .hasMessageContaining("DoubleCoder")
        .hasMessageContaining("is not deterministic")
        .hasMessageContaining("Choose another key type, or set a deterministic key coder");
  }

  @Test
  void ruleM7WindowsThatMergeAreRefusedWhateverIsKeptForThem() {
    PCollection<KV<String, Integer>> sessions =
        Sources.bounded(pipeline, PAIRS).apply(Window.into(SESSIONS));

    refused(sessions, new Count<KV<String, Integer>>())
        .hasMessageContaining("the state \"count\" is kept for each window")
        .hasMessageContaining("Sessions.withGapDuration(PT1M), merge")
        .hasMessageContaining("Apply Window.into(...) with windows that do not merge");
    refused(sessions, new Wait()).hasMessageContaining("field end: the timer \"end\" is kept");
    refused(sessions, new Remind()).hasMessageContaining("the timer family \"reminders\" is kept");
    refused(sessions, new Expire())
        .hasMessageContaining("method onExpiration(): what @OnWindowExpiration waits for is kept");
    refused(sessions, new Sort())
        .hasMessageContaining("the order of @RequiresTimeSortedInput is kept");
  }

  @Test
  void ruleM7WindowsThatAGroupingHasMergedAreTaken() {
    PCollection<KV<String, Iterable<Integer>>> merged =
        Sources.bounded(pipeline, PAIRS).apply(Window.into(SESSIONS)).apply(GroupByKey.create());
    assertThat(merged.apply(ParDo.of(new Count<KV<String, Iterable<Integer>>>()))).isNotNull();
  }

  @Test
  void functionsThatKeepNothingTakeAnything() {
    PCollection<String> sessions =
        Sources.bounded(pipeline, StringUtf8Coder.of()).apply(Window.into(SESSIONS));
    assertThat(sessions.apply(ParDo.of(new Stable()))).isNotNull();
  }

  @Test
  void coderThatIsNotKnownIsRefusedWhereTheFunctionIsApplied() {
    refused(Sources.bounded(pipeline, PAIRS), new HoldsThread())
        .hasMessageContaining("field thing: no coder is known for java.lang.Thread of the state")
        .hasMessageContaining("StateSpecs.value(...)")
        .hasMessageContaining("pipeline.getCoderRegistry()");
  }

  @Test
  void ruleG1WhatIsComparedByEncodedFormNeedsADeterministicCoder() {
    refused(Sources.bounded(pipeline, PAIRS), new Prices())
        .hasMessageContaining("the state \"prices\", a SetState, compares by encoded form")
        .hasMessageContaining("StateSpecs.set(...)");
  }

  @Test
  void parametersOfMethodsThatTimersCallAreCheckedAgainstTheInputs() {
    refused(Sources.bounded(pipeline, PAIRS), new Limited())
        .hasMessageContaining("method onExpiration(Integer), parameter 1")
        .hasMessageContaining("takes the side input \"limit\"");
    refused(Sources.bounded(pipeline, PAIRS), new InHours())
        .hasMessageContaining("takes windows of type");
    PCollection<KV<String, Integer>> typed =
        Sources.windowed(pipeline, PAIRS, FixedWindows.of(Duration.ofHours(1)))
            .setTypeDescriptor(new TypeDescriptor<KV<String, Integer>>() {});
    refused(typed, new OfNumbers()).hasMessageContaining("takes keys of type java.lang.Integer");
  }
}
