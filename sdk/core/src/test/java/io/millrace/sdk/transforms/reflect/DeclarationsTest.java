package io.millrace.sdk.transforms.reflect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.state.BagState;
import io.millrace.sdk.state.MapState;
import io.millrace.sdk.state.ReadableState;
import io.millrace.sdk.state.StateSpec;
import io.millrace.sdk.state.StateSpecs;
import io.millrace.sdk.state.TimeDomain;
import io.millrace.sdk.state.Timer;
import io.millrace.sdk.state.TimerMap;
import io.millrace.sdk.state.TimerSpec;
import io.millrace.sdk.state.TimerSpecs;
import io.millrace.sdk.state.ValueState;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.windowing.IntervalWindow;
import io.millrace.sdk.values.KV;
import java.time.Instant;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;

/** Functions that declare state and timers: how they are read, and what is wrong with them. */
@SuppressWarnings("unused")
class DeclarationsTest {

  /** Collects values, and gives them out when none came for a while or the window expires. */
  static class Collect extends DoFn<KV<String, Integer>, String> {
    @StateId("values")
    private final StateSpec<BagState<Integer>> values = StateSpecs.bag();

    @AlwaysFetched
    @StateId("count")
    private final StateSpec<ValueState<Integer>> count = StateSpecs.value();

    @TimerId("idle")
    private final TimerSpec idle = TimerSpecs.timer(TimeDomain.PROCESSING_TIME);

    @TimerFamily("reminders")
    private final TimerSpec reminders = TimerSpecs.timerMap(TimeDomain.EVENT_TIME);

    @ProcessElement
    public void processElement(
        @Element KV<String, Integer> element,
        @StateId("values") BagState<Integer> values,
        @StateId("count") ReadableState<Integer> count,
        @TimerId("idle") Timer idle,
        @TimerFamily("reminders") TimerMap reminders) {}

    @OnTimer("idle")
    public void onIdle(
        OnTimerContext context,
        @Key String key,
        @Timestamp Instant timestamp,
        @TimerId String timerId,
        TimeDomain domain,
        IntervalWindow window,
        @AlwaysFetched @StateId("values") BagState<Integer> values,
        @TimerId("idle") Timer again,
        @SideInput("limit") Integer limit,
        OutputReceiver<String> out) {}

    @OnTimerFamily("reminders")
    public void onReminder(@TimerId String id, MultiOutputReceiver outputs) {}

    @OnWindowExpiration
    public void onExpiration(
        OnWindowExpirationContext context,
        @Key String key,
        @StateId("values") BagState<Integer> values,
        OutputReceiver<String> out) {}
  }

  @Test
  void whatAFunctionDeclaresIsReadByItsIds() {
    DoFnSignature signature = DoFnSignatures.signatureForDoFn(new Collect());

    assertThat(signature.declarations().states().keySet()).containsExactly("count", "values");
    assertThat(signature.declarations().states().get("values").type().toString())
        .endsWith("BagState<java.lang.Integer>");
    assertThat(signature.declarations().timers()).containsOnlyKeys("idle");
    assertThat(signature.declarations().timerFamilies()).containsOnlyKeys("reminders");
    assertThat(signature.onTimer()).containsOnlyKeys("idle");
    assertThat(signature.onTimerFamily()).containsOnlyKeys("reminders");
    assertThat(signature.onWindowExpiration()).isNotNull();
    assertThat(signature.isStateful()).isTrue();
    assertThat(signature.observesWindow()).isTrue();
  }

  @Test
  void methodsThatTimersCallTakeWhatTheTimerKnows() {
    DoFnMethod onIdle = DoFnSignatures.getSignature(Collect.class).onTimer().get("idle");
    assertThat(onIdle.parameters())
        .hasSize(10)
        .contains(
            new Parameter.OnTimerContext(),
            new Parameter.Timestamp(),
            new Parameter.FiredTimerId(),
            new Parameter.TimeDomain(),
            new Parameter.Window(IntervalWindow.class),
            new Parameter.Timer("idle"),
            new Parameter.OutputReceiver());
    assertThat(onIdle.has(Parameter.Key.class)).isTrue();
    assertThat(onIdle.has(Parameter.SideInput.class)).isTrue();
  }

  @Test
  void stateIsAlwaysFetchedIfFieldOrParameterSaySo() {
    DoFnSignature signature = DoFnSignatures.getSignature(Collect.class);
    assertThat(fetched(signature.processElement(), "values")).isFalse();
    assertThat(fetched(signature.processElement(), "count")).isTrue();
    assertThat(fetched(signature.onTimer().get("idle"), "values")).isTrue();
  }

  private static boolean fetched(DoFnMethod method, String id) {
    for (Parameter parameter : method.parameters()) {
      if (parameter instanceof Parameter.State state && state.id().equals(id)) {
        return state.alwaysFetched();
      }
    }
    throw new AssertionError("The method takes no state " + id);
  }

  /** What a superclass declares with type variables, a subclass fills. */
  abstract static class Generic<T> extends DoFn<KV<String, T>, T> {
    @StateId("last")
    protected final StateSpec<ValueState<T>> last = StateSpecs.value();

    @ProcessElement
    public void processElement(@StateId("last") ValueState<T> last) {}
  }

  static class OfLongs extends Generic<Long> {}

  @Test
  void declarationsAreInheritedAndTheirTypesResolved() {
    DoFnSignature signature = DoFnSignatures.signatureForDoFn(new OfLongs());
    assertThat(signature.declarations().states().get("last").type().toString())
        .endsWith("ValueState<java.lang.Long>");
  }

  private static AbstractThrowableAssert<?, ?> refused(DoFn<?, ?> fn) {
    return assertThatThrownBy(() -> DoFnSignatures.signatureForDoFn(fn))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("DoFn " + fn.getClass().getName());
  }

  /** What most of the wrong functions below have in common. */
  abstract static class Base extends DoFn<KV<String, Integer>, String> {
    @ProcessElement
    public void processElement() {}
  }

  static class Inherits extends Generic<Long> {
    @StateId("last")
    private final StateSpec<BagState<Long>> mine = StateSpecs.bag();
  }

  @Test
  void stateDeclaredTwice() {
    refused(new Inherits())
        .hasMessageContaining(
            "@StateId(\"last\") is declared twice, by the fields Inherits.mine and Generic.last");
  }

  @Test
  void anIdThatIsATimersAndAFamilys() {
    refused(
            new Base() {
              @TimerId("t")
              private final TimerSpec timer = TimerSpecs.timer(TimeDomain.EVENT_TIME);

              @TimerFamily("t")
              private final TimerSpec family = TimerSpecs.timerMap(TimeDomain.EVENT_TIME);
            })
        .hasMessageContaining("field family")
        .hasMessageContaining("there is @TimerId(\"t\") as well: give one another id");
  }

  @Test
  void fieldsOfTheWrongType() {
    refused(
            new Base() {
              @StateId("s")
              private final ValueState<Integer> state = null;
            })
        .hasMessageContaining("field state")
        .hasMessageContaining("make it a StateSpec<...>");
    refused(
            new Base() {
              @StateId("s")
              @SuppressWarnings("rawtypes")
              private final StateSpec state = StateSpecs.value();
            })
        .hasMessageContaining("make it a StateSpec<...>");
    refused(
            new Base() {
              @StateId("s")
              private final StateSpec<?> state = StateSpecs.value();
            })
        .hasMessageContaining("the states that there are are [ValueState, BagState, SetState");
    refused(
            new Base() {
              @StateId("s")
              @SuppressWarnings("rawtypes")
              private final StateSpec<ValueState> state = (StateSpec) StateSpecs.value();
            })
        .hasMessageContaining("without saying of what: write ValueState<...>");
    refused(
            new Base() {
              @TimerId("t")
              private final Timer timer = null;
            })
        .hasMessageContaining("field timer")
        .hasMessageContaining("make it a TimerSpec");
  }

  @Test
  void fieldsThatAreNotFinalOrHaveNoName() {
    refused(
            new Base() {
              @StateId("s")
              private StateSpec<ValueState<Integer>> state = StateSpecs.value();
            })
        .hasMessageContaining("field state: is marked @StateId(\"s\"), but is not final");
    refused(
            new Base() {
              @TimerId private final TimerSpec timer = TimerSpecs.timer(TimeDomain.EVENT_TIME);
            })
        .hasMessageContaining("field timer: is marked @TimerId without a name");
  }

  @Test
  void fieldsThatHoldNothingOrAnotherKindOfState() {
    refused(
            new Base() {
              @StateId("s")
              private final StateSpec<ValueState<Integer>> state = null;
            })
        .hasMessageContaining("field state: is null");
    refused(
            new Base() {
              @StateId("s")
              @SuppressWarnings({"rawtypes", "unchecked"})
              private final StateSpec<ValueState<Integer>> state = (StateSpec) StateSpecs.bag();
            })
        .hasMessageContaining("ValueState<java.lang.Integer>")
        .hasMessageContaining("holds the specification of a BagState");
  }

  @Test
  void parametersOfStateThatIsNotDeclared() {
    refused(
            new DoFn<KV<String, Integer>, String>() {
              @StateId("s")
              private final StateSpec<ValueState<Integer>> state = StateSpecs.value();

              @ProcessElement
              public void processElement(@StateId("other") ValueState<Integer> state) {}
            })
        .hasMessageContaining("method processElement(ValueState), parameter 1")
        .hasMessageContaining("@StateId(\"other\"), but no field is; those declared are [s]");
    refused(
            new DoFn<KV<String, Integer>, String>() {
              @ProcessElement
              public void processElement(@TimerId("t") Timer timer) {}
            })
        .hasMessageContaining("@TimerId(\"t\"), but no field is");
    refused(
            new DoFn<KV<String, Integer>, String>() {
              @ProcessElement
              public void processElement(ValueState<Integer> state) {}
            })
        .hasMessageContaining("mark it @StateId if it takes state");
    refused(
            new DoFn<KV<String, Integer>, String>() {
              @ProcessElement
              public void processElement(Timer timer) {}
            })
        .hasMessageContaining("mark it @TimerId or @TimerFamily if it takes timers");
  }

  @Test
  void parametersOfAnotherTypeThanDeclared() {
    refused(
            new DoFn<KV<String, Integer>, String>() {
              @StateId("s")
              private final StateSpec<ValueState<Integer>> state = StateSpecs.value();

              @ProcessElement
              public void processElement(@StateId("s") ValueState<Long> state) {}
            })
        .hasMessageContaining("ValueState<java.lang.Long>, but what is declared is")
        .hasMessageContaining("ValueState<java.lang.Integer>");
    refused(
            new DoFn<KV<String, Integer>, String>() {
              @TimerFamily("f")
              private final TimerSpec family = TimerSpecs.timerMap(TimeDomain.EVENT_TIME);

              @ProcessElement
              public void processElement(@TimerFamily("f") Timer timer) {}

              @OnTimerFamily("f")
              public void onTimer() {}
            })
        .hasMessageContaining("Timer, but what is declared is")
        .hasMessageContaining("TimerMap");
  }

  @Test
  void oneStateTakenTwiceByAMethod() {
    refused(
            new DoFn<KV<String, Integer>, String>() {
              @StateId("s")
              private final StateSpec<ValueState<Integer>> state = StateSpecs.value();

              @ProcessElement
              public void processElement(
                  @StateId("s") ValueState<Integer> one,
                  @AlwaysFetched @StateId("s") ReadableState<Integer> two) {}
            })
        .hasMessageContaining("parameter 2: the method takes @StateId(\"s\") already");
  }

  @Test
  void stateThatIsReadEntryByEntryIsNotAlwaysFetched() {
    refused(
            new DoFn<KV<String, Integer>, String>() {
              @StateId("m")
              private final StateSpec<MapState<String, Integer>> map = StateSpecs.map();

              @ProcessElement
              public void processElement(
                  @AlwaysFetched @StateId("m") MapState<String, Integer> map) {}
            })
        .hasMessageContaining("@AlwaysFetched, but a MapState is read entry by entry");
    refused(
            new DoFn<KV<String, Integer>, String>() {
              @ProcessElement
              public void processElement(@AlwaysFetched @Element KV<String, Integer> element) {}
            })
        .hasMessageContaining("is marked @AlwaysFetched, but not @StateId");
    refused(
            new Base() {
              @AlwaysFetched private final int number = 7;
            })
        .hasMessageContaining("field number: is marked @AlwaysFetched, but not @StateId");
  }

  @Test
  void timersWithoutAMethodAndMethodsWithoutATimer() {
    refused(
            new Base() {
              @TimerId("t")
              private final TimerSpec timer = TimerSpecs.timer(TimeDomain.EVENT_TIME);
            })
        .hasMessageContaining("field timer: @TimerId(\"t\") is declared")
        .hasMessageContaining("no method is marked @OnTimer(\"t\")");
    refused(
            new Base() {
              @TimerFamily("f")
              private final TimerSpec family = TimerSpecs.timerMap(TimeDomain.EVENT_TIME);
            })
        .hasMessageContaining("no method is marked @OnTimerFamily(\"f\")");
    refused(
            new Base() {
              @OnTimer("t")
              public void onTimer() {}
            })
        .hasMessageContaining("method onTimer()")
        .hasMessageContaining("there is no field marked @TimerId(\"t\"); those declared are []");
    refused(
            new Base() {
              @OnTimerFamily("f")
              public void onTimer() {}
            })
        .hasMessageContaining("there is no field marked @TimerFamily(\"f\")");
  }

  @Test
  void methodsThatTimersCannotCall() {
    refused(
            new Base() {
              @TimerId("t")
              private final TimerSpec timer = TimerSpecs.timer(TimeDomain.EVENT_TIME);

              @OnTimer("t")
              public void one() {}

              @OnTimer("t")
              public void two() {}
            })
        .hasMessageContaining("is the second method marked @OnTimer(\"t\"). Leave one");
    refused(
            new Base() {
              @TimerId("t")
              private final TimerSpec timer = TimerSpecs.timer(TimeDomain.EVENT_TIME);

              @OnTimer("t")
              void onTimer() {}
            })
        .hasMessageContaining("a method marked @OnTimer must be public and not static");
    refused(
            new Base() {
              @TimerId("t")
              private final TimerSpec timer = TimerSpecs.timer(TimeDomain.EVENT_TIME);

              @OnTimer("t")
              public void onTimer(@Element KV<String, Integer> element) {}
            })
        .hasMessageContaining("cannot be used here; a method marked @OnTimer can take:");
    refused(
            new Base() {
              @TimerId("t")
              private final TimerSpec timer = TimerSpecs.timer(TimeDomain.EVENT_TIME);

              @OnTimer("t")
              public int onTimer() {
                return 1;
              }
            })
        .hasMessageContaining("must return void");
  }

  @Test
  void ruleT8ATimerSetWhenTheWindowHasExpiredCouldNotFire() {
    refused(
            new Base() {
              @TimerId("t")
              private final TimerSpec timer = TimerSpecs.timer(TimeDomain.EVENT_TIME);

              @OnTimer("t")
              public void onTimer() {}

              @OnWindowExpiration
              public void onExpiration(@TimerId("t") Timer timer) {}
            })
        .hasMessageContaining("method onExpiration(Timer), parameter 1")
        .hasMessageContaining("cannot be used here; a method marked @OnWindowExpiration can take:");
  }

  @Test
  void theIdOfAFiredTimerIsNothingThatAnElementKnows() {
    refused(
            new DoFn<KV<String, Integer>, String>() {
              @ProcessElement
              public void processElement(@TimerId String id) {}
            })
        .hasMessageContaining("cannot be used here");
    refused(
            new DoFn<KV<String, Integer>, String>() {
              @ProcessElement
              public void processElement(@TimerId Timer timer) {}
            })
        .hasMessageContaining("is marked @TimerId without a name");
  }
}
