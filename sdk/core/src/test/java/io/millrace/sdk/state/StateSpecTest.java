package io.millrace.sdk.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarIntCoder;
import io.millrace.sdk.transforms.Combine.CombineFn;
import io.millrace.sdk.transforms.CombineWithContext.CombineFnWithContext;
import io.millrace.sdk.transforms.CombineWithContext.Context;
import io.millrace.sdk.transforms.Sum;
import io.millrace.sdk.util.SerializableUtils;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StateSpecTest {

  private static final Coder<String> TEXT = StringUtf8Coder.of();
  private static final Coder<Integer> NUMBER = VarIntCoder.of();
  private static final Duration HOUR = Duration.ofHours(1);

  private static final CombineFn<Integer, ?, Integer> SUM = Sum.ofIntegers();

  private static StateSpec<?> spec(StateKind kind) {
    return switch (kind) {
      case VALUE -> StateSpecs.value(TEXT);
      case BAG -> StateSpecs.bag(TEXT);
      case SET -> StateSpecs.set(TEXT);
      case MAP -> StateSpecs.map(TEXT, NUMBER);
      case MULTIMAP -> StateSpecs.multimap(TEXT, NUMBER);
      case ORDERED_LIST -> StateSpecs.orderedList(TEXT);
      case COMBINING -> StateSpecs.combining(SUM);
    };
  }

  private static StateSpec<?> withoutCoders(StateKind kind) {
    return switch (kind) {
      case VALUE -> StateSpecs.value();
      case BAG -> StateSpecs.bag();
      case SET -> StateSpecs.set();
      case MAP -> StateSpecs.map();
      case MULTIMAP -> StateSpecs.multimap();
      case ORDERED_LIST -> StateSpecs.orderedList();
      case COMBINING -> StateSpecs.combining(SUM);
    };
  }

  @ParameterizedTest
  @EnumSource(StateKind.class)
  void everyKindOfStateKnowsItselfAndItsCoders(StateKind kind) {
    assertThat(spec(kind).getKind()).isEqualTo(kind);
    assertThat(withoutCoders(kind).getKind()).isEqualTo(kind);
    assertThat(withoutCoders(kind).getCoders())
        .hasSameSizeAs(kind.codedArguments())
        .containsOnlyNulls();
    if (kind != StateKind.COMBINING) {
      assertThat(spec(kind).getCoders()).doesNotContainNull().startsWith(TEXT);
    }
  }

  @Test
  void stateLivesAsLongAsItsWindowUnlessItIsGivenATimeToLive() {
    StateSpec<ValueState<String>> forever = StateSpecs.value(TEXT);
    StateSpec<ValueState<String>> anHour = forever.withTtl(HOUR);

    assertThat(forever.getTtl()).isNull();
    assertThat(anHour.getTtl()).isEqualTo(new StateTtl(HOUR, TimeDomain.EVENT_TIME));
    assertThat(anHour.getCoders()).containsExactly(TEXT);
    assertThat(forever.withTtl(HOUR, TimeDomain.PROCESSING_TIME).getTtl())
        .isEqualTo(new StateTtl(HOUR, TimeDomain.PROCESSING_TIME));
  }

  @ParameterizedTest
  @EnumSource(StateKind.class)
  void everyKindOfStateTakesATimeToLive(StateKind kind) {
    StateSpec<?> spec = SerializableUtils.clone(spec(kind).withTtl(HOUR));
    assertThat(spec.getKind()).isEqualTo(kind);
    assertThat(spec.getCoders()).isEqualTo(spec(kind).getCoders());
    assertThat(Objects.requireNonNull(spec.getTtl()).duration()).isEqualTo(HOUR);
  }

  @Test
  void timesToLiveThatMeanNothingAreRefused() {
    StateSpec<ValueState<String>> spec = StateSpecs.value(TEXT);
    for (Duration wrong : List.of(Duration.ZERO, Duration.ofMillis(-1))) {
      assertThatThrownBy(() -> spec.withTtl(wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("must be positive")
          .hasMessageContaining(wrong.toString());
    }
    assertThatThrownBy(() -> spec.withTtl(Duration.ofSeconds(Long.MAX_VALUE)))
        .hasMessageContaining("at most");
    assertThatThrownBy(() -> spec.withTtl(Duration.ofNanos(1_500_000)))
        .hasMessageContaining("whole number of milliseconds");
    assertThatThrownBy(() -> spec.withTtl(HOUR, TimeDomain.SYNCHRONIZED_PROCESSING_TIME))
        .hasMessageContaining("EVENT_TIME or PROCESSING_TIME");
  }

  @Test
  void partsThatDoNotBelongTogetherAreRefused() {
    assertThatThrownBy(() -> StateSpec.ofParts(StateKind.MAP, null, List.of(TEXT), null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("MAP has 2 coders and no combine function");
    assertThatThrownBy(() -> StateSpec.ofParts(StateKind.COMBINING, null, List.of(TEXT), null))
        .hasMessageContaining("1 coders and a combine function");
    assertThatThrownBy(() -> StateSpec.ofParts(StateKind.BAG, SUM, List.of(TEXT), null))
        .hasMessageContaining("no combine function");
    assertThatThrownBy(() -> StateSpecs.map(TEXT, NUMBER).withCoders(List.of(TEXT)))
        .hasMessageContaining("MAP has 2 coders");
  }

  /** Notes the calls of a binder; each gives null. */
  private static List<List<Object>> bound(StateSpec<?> spec) {
    List<List<Object>> calls = new ArrayList<>();
    StateBinder binder =
        (StateBinder)
            Proxy.newProxyInstance(
                StateSpecTest.class.getClassLoader(),
                new Class<?>[] {StateBinder.class},
                (proxy, method, args) -> {
                  List<Object> call = new ArrayList<>(List.of(method.getName()));
                  call.addAll(List.of(args));
                  calls.add(call);
                  return null;
                });
    assertThat((Object) spec.bind("cell", binder)).isNull();
    return calls;
  }

  @Test
  void aBinderIsGivenTheKindAndTheCoders() {
    for (StateKind kind : StateKind.values()) {
      if (kind == StateKind.COMBINING) {
        continue;
      }
      StateSpec<?> spec = spec(kind);
      List<Object> call = new ArrayList<>(List.of("bind" + kind.stateType().getSimpleName()));
      call.set(0, ((String) call.get(0)).replaceAll("State$", ""));
      call.addAll(List.of("cell", spec));
      call.addAll(spec.getCoders());
      assertThat(bound(spec)).containsExactly(call);
    }
    CombineFn<Integer, Integer, Integer> plain = new PlainSum();
    StateSpec<?> sum = StateSpecs.combining(NUMBER, plain);
    assertThat(bound(sum)).containsExactly(List.of("bindCombining", "cell", sum, NUMBER, plain));
    CombineFnWithContext<Integer, Integer, Integer> reading = new SumWithContext();
    StateSpec<?> inContext = StateSpecs.combining(NUMBER, reading);
    assertThat(bound(inContext))
        .containsExactly(List.of("bindCombiningWithContext", "cell", inContext, NUMBER, reading));
  }

  @Test
  void whatHasNoCodersCannotBeBound() {
    assertThatThrownBy(() -> bound(StateSpecs.bag()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("The coders of the state cell are not known");
  }

  @Test
  void whatIsThereNeedsNoFetching() {
    ReadableState<Integer> seven = ReadableStates.immediate(7);
    assertThat(seven.readLater().read()).isEqualTo(7);
  }

  @Test
  void timersKnowTheirClock() {
    for (TimeDomain domain : TimeDomain.values()) {
      assertThat(SerializableUtils.clone(TimerSpecs.timer(domain)).getTimeDomain())
          .isEqualTo(domain);
      assertThat(TimerSpecs.timerMap(domain).getTimeDomain()).isEqualTo(domain);
    }
  }

  private static final class PlainSum extends CombineFn<Integer, Integer, Integer> {
    @Override
    public Integer createAccumulator() {
      return 0;
    }

    @Override
    public Integer addInput(Integer accumulator, Integer input) {
      return accumulator + input;
    }

    @Override
    public Integer mergeAccumulators(Iterable<Integer> accumulators) {
      int sum = 0;
      for (int accumulator : accumulators) {
        sum += accumulator;
      }
      return sum;
    }

    @Override
    public Integer extractOutput(Integer accumulator) {
      return accumulator;
    }
  }

  private static final class SumWithContext
      extends CombineFnWithContext<Integer, Integer, Integer> {
    @Override
    public Integer createAccumulator(Context c) {
      return 0;
    }

    @Override
    public Integer addInput(Integer accumulator, Integer input, Context c) {
      return accumulator + input;
    }

    @Override
    public Integer mergeAccumulators(Iterable<Integer> accumulators, Context c) {
      return new PlainSum().mergeAccumulators(accumulators);
    }

    @Override
    public Integer extractOutput(Integer accumulator, Context c) {
      return accumulator;
    }
  }
}
