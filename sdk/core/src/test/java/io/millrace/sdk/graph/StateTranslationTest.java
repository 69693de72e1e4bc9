package io.millrace.sdk.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.v1.Components;
import io.millrace.model.v1.PTransform;
import io.millrace.model.v1.ParDoPayload;
import io.millrace.model.v1.TimerFamilySpec;
import io.millrace.sdk.Pipeline;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.TextualIntegerCoder;
import io.millrace.sdk.coders.VarIntCoder;
import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.state.BagState;
import io.millrace.sdk.state.CombiningState;
import io.millrace.sdk.state.MapState;
import io.millrace.sdk.state.MultimapState;
import io.millrace.sdk.state.OrderedListState;
import io.millrace.sdk.state.SetState;
import io.millrace.sdk.state.StateKind;
import io.millrace.sdk.state.StateSpec;
import io.millrace.sdk.state.StateSpecs;
import io.millrace.sdk.state.StateTtl;
import io.millrace.sdk.state.TimeDomain;
import io.millrace.sdk.state.TimerSpec;
import io.millrace.sdk.state.TimerSpecs;
import io.millrace.sdk.state.ValueState;
import io.millrace.sdk.transforms.Combine.CombineFn;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.Mean;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.Sources;
import io.millrace.sdk.values.KV;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

/** State and timers survive their way through the model. */
@SuppressWarnings("unused")
class StateTranslationTest {

  private static final Coder<String> TEXT = StringUtf8Coder.of();
  private static final Coder<Integer> NUMBER = VarIntCoder.of();

  /** Whatever there is to declare, most of it without coders. */
  static class Everything<V> extends DoFn<KV<String, V>, String> {
    @StateId("value")
    private final StateSpec<ValueState<V>> value = StateSpecs.value();

    @StateId("bag")
    private final StateSpec<BagState<KV<String, V>>> bag =
        StateSpecs.<KV<String, V>>bag().withTtl(Duration.ofHours(3));

    @StateId("set")
    private final StateSpec<SetState<Long>> set =
        StateSpecs.<Long>set().withTtl(Duration.ofMillis(1), TimeDomain.PROCESSING_TIME);

    @StateId("map")
    private final StateSpec<MapState<Long, V>> map = StateSpecs.map();

    @StateId("multimap")
    private final StateSpec<MultimapState<Integer, String>> multimap =
        StateSpecs.multimap(TextualIntegerCoder.of(), TEXT);

    @StateId("list")
    private final StateSpec<OrderedListState<V>> list = StateSpecs.orderedList();

    @StateId("mean")
    private final StateSpec<CombiningState<Integer, ?, Double>> mean = mean();

    @TimerId("end")
    private final TimerSpec end = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    @TimerFamily("polls")
    private final TimerSpec polls = TimerSpecs.timerMap(TimeDomain.PROCESSING_TIME);

    @SuppressWarnings({"unchecked", "rawtypes"}) // the type of the accumulator is not public
    private static StateSpec<CombiningState<Integer, ?, Double>> mean() {
      return StateSpecs.combining((CombineFn) Mean.<Integer>of());
    }

    @ProcessElement
    public void processElement(OutputReceiver<String> out) {}

    @OnTimer("end")
    public void onEnd() {}

    @OnTimerFamily("polls")
    public void onPoll() {}

    @OnWindowExpiration
    public void onExpiration() {}
  }

  private static Components translated(DoFn<KV<String, Integer>, String> fn) {
    Pipeline pipeline = Pipeline.create();
    Sources.bounded(pipeline, KvCoder.of(TEXT, NUMBER)).apply("Keep", ParDo.of(fn));
    return PipelineTranslation.toProto(pipeline).getComponents();
  }

  private static ParDoPayload payload(Components components) throws Exception {
    for (PTransform transform : components.getTransformsMap().values()) {
      if (transform.getUniqueName().equals("Keep")) {
        return ParDoPayload.parseFrom(transform.getSpec().getPayload().toByteArray());
      }
    }
    throw new AssertionError("There is no transform Keep");
  }

  private static SortedMap<String, StateSpec<?>> states(DoFn<KV<String, Integer>, String> fn)
      throws Exception {
    Components components = translated(fn);
    return new ModelRehydration(components).stateSpecs(payload(components));
  }

  @Test
  void stateComesBackWithItsKindAndTheCodersThatTheInputTells() throws Exception {
    SortedMap<String, StateSpec<?>> states = states(new Everything<Integer>());

    assertThat(states.keySet())
        .containsExactly("bag", "list", "map", "mean", "multimap", "set", "value");
    assertState(states.get("value"), StateKind.VALUE, NUMBER);
    assertState(states.get("bag"), StateKind.BAG, KvCoder.of(TEXT, NUMBER));
    assertState(states.get("set"), StateKind.SET, VarLongCoder.of());
    assertState(states.get("map"), StateKind.MAP, VarLongCoder.of(), NUMBER);
    assertState(states.get("multimap"), StateKind.MULTIMAP, TextualIntegerCoder.of(), TEXT);
    assertState(states.get("list"), StateKind.ORDERED_LIST, NUMBER);
    assertThat(states.get("mean").getKind()).isEqualTo(StateKind.COMBINING);
  }

  private static void assertState(StateSpec<?> spec, StateKind kind, Coder<?>... coders) {
    assertThat(spec.getKind()).isEqualTo(kind);
    assertThat(spec.getCoders()).isEqualTo(List.of(coders));
  }

  @Test
  void timesToLiveComeBack() throws Exception {
    SortedMap<String, StateSpec<?>> states = states(new Everything<Integer>());
    assertThat(states.get("bag").getTtl())
        .isEqualTo(new StateTtl(Duration.ofHours(3), TimeDomain.EVENT_TIME));
    assertThat(states.get("set").getTtl())
        .isEqualTo(new StateTtl(Duration.ofMillis(1), TimeDomain.PROCESSING_TIME));
    assertThat(states.get("value").getTtl()).isNull();
  }

  @Test
  void combiningStateComesBackWithTheFunctionAndItsAccumulatorCoder() throws Exception {
    StateSpec<?> mean = states(new Everything<Integer>()).get("mean");
    assertThat(meanOf(mean, 1, 2, 6)).isEqualTo(3.0);
    assertThat(mean.getCoders()).hasSize(1).doesNotContainNull();
  }

  /** Combines by the state's function, with the accumulator encoded and decoded on the way. */
  @SuppressWarnings("unchecked") // the state of the test
  private static <A> Double meanOf(StateSpec<?> spec, Integer... values) throws Exception {
    CombineFn<Integer, A, Double> fn = (CombineFn<Integer, A, Double>) spec.getCombineFn();
    Coder<A> coder = (Coder<A>) spec.getCoders().get(0);
    A accumulator = fn.createAccumulator();
    for (Integer value : values) {
      accumulator = fn.addInput(accumulator, value);
    }
    byte[] bytes = io.millrace.sdk.util.CoderUtils.encodeToByteArray(coder, accumulator);
    return fn.extractOutput(io.millrace.sdk.util.CoderUtils.decodeFromByteArray(coder, bytes));
  }

  @Test
  void timersComeBackWithTheirClocks() throws Exception {
    Components components = translated(new Everything<Integer>());
    ParDoPayload payload = payload(components);

    Map<String, TimerSpec> timers = ModelRehydration.timerSpecs(payload);
    assertThat(timers.keySet()).containsExactly("end", "polls");
    assertThat(timers.get("end").getTimeDomain()).isEqualTo(TimeDomain.EVENT_TIME);
    assertThat(timers.get("polls").getTimeDomain()).isEqualTo(TimeDomain.PROCESSING_TIME);
    assertThat(payload.getTimerFamilySpecsOrThrow("end").getSingleTimer()).isTrue();
    assertThat(payload.getTimerFamilySpecsOrThrow("polls").getSingleTimer()).isFalse();
    for (TimerFamilySpec timer : payload.getTimerFamilySpecsMap().values()) {
      assertThat(new ModelRehydration(components).coder(timer.getKeyCoderId())).isEqualTo(TEXT);
    }
    assertThat(payload.getObservesWindowExpiration()).isTrue();
  }

  static class Plain extends DoFn<KV<String, Integer>, String> {
    @ProcessElement
    public void processElement(OutputReceiver<String> out) {}
  }

  @Test
  void functionsThatKeepNothingSayNothingOfIt() throws Exception {
    ParDoPayload payload = payload(translated(new Plain()));
    assertThat(payload.getStateSpecsMap()).isEmpty();
    assertThat(payload.getTimerFamilySpecsMap()).isEmpty();
    assertThat(payload.getObservesWindowExpiration()).isFalse();
  }

  @Test
  void theSameProgramGivesTheSameModel() throws Exception {
    assertThat(translated(new Everything<Integer>())).isEqualTo(translated(new Everything<>()));
  }

  @Test
  void whatIsNotKnownIsRefusedByName() throws Exception {
    Components components = translated(new Everything<Integer>());
    ParDoPayload.Builder payload = payload(components).toBuilder();
    io.millrace.model.v1.StateSpec.Builder value =
        payload.getStateSpecsOrThrow("value").toBuilder();

    value.getSpecBuilder().setUrn("millrace:state:tree:v1");
    refused(components, payload.putStateSpecs("value", value.build()).build())
        .hasMessageContaining("the kind of the state value, millrace:state:tree:v1");

    value.getSpecBuilder().setUrn("millrace:state:map:v1");
    refused(components, payload.putStateSpecs("value", value.build()).build())
        .hasMessageContaining("MAP has 2 coders");

    value.getSpecBuilder().setUrn("millrace:state:value:v1");
    value.getTtlBuilder().setDurationMillis(5);
    refused(components, payload.putStateSpecs("value", value.build()).build())
        .hasMessageContaining("the time domain of the time to live of the state value");

    payload.putTimerFamilySpecs("end", TimerFamilySpec.getDefaultInstance());
    assertThatThrownBy(() -> ModelRehydration.timerSpecs(payload.build()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the time domain of the timer end");
  }

  private static org.assertj.core.api.AbstractThrowableAssert<?, ?> refused(
      Components components, ParDoPayload payload) {
    return assertThatThrownBy(() -> new ModelRehydration(components).stateSpecs(payload))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
