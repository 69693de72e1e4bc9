package io.millrace.runners.core.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.runners.core.batch.Typed;
import io.millrace.runners.core.store.SortedStore;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarIntCoder;
import io.millrace.sdk.options.PipelineOptions;
import io.millrace.sdk.state.BagState;
import io.millrace.sdk.state.StateSpec;
import io.millrace.sdk.state.StateSpecs;
import io.millrace.sdk.state.TimeDomain;
import io.millrace.sdk.state.Timer;
import io.millrace.sdk.state.TimerMap;
import io.millrace.sdk.state.TimerSpec;
import io.millrace.sdk.state.TimerSpecs;
import io.millrace.sdk.transforms.CombineWithContext;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.reflect.DoFnSignatures;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollectionView;
import io.millrace.sdk.values.WindowingStrategy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is kept, in which order it is called, and that nothing stays behind. */
@ParameterizedClass(name = "in a store: {0}")
@ValueSource(booleans = {false, true})
class KeyedScopesTest {

  @Parameter boolean stored;

  private static final Duration TEN = Duration.ofMillis(10);
  private static final FixedWindows WINDOWS = FixedWindows.of(TEN);

  static final class Keeps extends DoFn<KV<String, Integer>, Integer> {
    @StateId("bag")
    final StateSpec<BagState<Integer>> bag = StateSpecs.bag(VarIntCoder.of());

    @StateId("short")
    final StateSpec<BagState<Integer>> shortLived =
        StateSpecs.bag(VarIntCoder.of()).withTtl(Duration.ofMillis(3));

    @TimerId("event")
    final TimerSpec event = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    @TimerId("clock")
    final TimerSpec clock = TimerSpecs.timer(TimeDomain.PROCESSING_TIME);

    @TimerFamily("family")
    final TimerSpec family = TimerSpecs.timerMap(TimeDomain.EVENT_TIME);

    @ProcessElement
    public void process() {}

    @OnTimer("event")
    public void onEvent() {}

    @OnTimer("clock")
    public void onClock() {}

    @OnTimerFamily("family")
    public void onFamily() {}
  }

  static final class Sorts extends DoFn<KV<String, Integer>, Integer> {
    @ProcessElement
    @RequiresTimeSortedInput
    public void process() {}
  }

  private static final class NoContext extends CombineWithContext.Context {
    @Override
    public PipelineOptions getPipelineOptions() {
      throw new UnsupportedOperationException();
    }

    @Override
    public <T> T sideInput(PCollectionView<T> view) {
      throw new UnsupportedOperationException();
    }
  }

  /** Runs a function that does what a test says, and writes down what it is called with. */
  private class Machine implements ScopeCalls {

    final SortedStore store = new SortedStore();

    final FunctionState function;
    final KeyedScopes scopes;
    final List<String> log = new ArrayList<>();

    Machine(DoFn<?, ?> fn, long lateness) {
      TreeMap<String, StateSpec<?>> states = new TreeMap<>();
      TreeMap<String, TimerSpec> timers = new TreeMap<>();
      if (fn instanceof Keeps keeps) {
        states.put("bag", keeps.bag);
        states.put("short", keeps.shortLived);
        timers.put("event", keeps.event);
        timers.put("clock", keeps.clock);
        timers.put("family", keeps.family);
      }
      function =
          new FunctionState(
              DoFnSignatures.signatureForDoFn(fn),
              states,
              timers,
              Duration.ZERO,
              new NoContext(),
              false,
              stored ? store : null);
      scopes =
          KeyedScopes.of(
              WindowingStrategy.of(WINDOWS).withAllowedLateness(Duration.ofMillis(lateness)),
              Typed.value(StringUtf8Coder.of()),
              Typed.value(VarIntCoder.of()),
              function,
              this);
      scopes.processingTime(0);
    }

    void add(String key, int value, long time) {
      BoundedWindow window = WINDOWS.assignWindow(Instant.ofEpochMilli(time));
      scopes.add(
          key, StringUtf8Coder.of().stableHash(key), value, time, PaneInfo.NO_FIRING, window);
    }

    @Override
    public void element(
        Scope scope, @Nullable Object element, long timestampMillis, PaneInfo pane) {
      log.add(scope.key() + "=" + element + "@" + timestampMillis);
    }

    @Override
    public void timer(Scope scope, FiredTimer timer) {
      log.add(timer.id() + "@" + timer.timeMillis());
    }

    @Override
    public void expiration(Scope scope) {
      log.add("end " + scope.key());
    }

    @Override
    public void droppedLate(
        @Nullable Object element, long timestampMillis, PaneInfo pane, BoundedWindow window) {
      log.add("late " + element);
    }
  }

  /** Rule H3, where Beam 2.73 delivers 1, 7, 4. */
  @Test
  void elementsWaitUntilNoEarlierOneCanCome() {
    Machine machine = new Machine(new Sorts(), 5);
    machine.scopes.advanceWatermark(0);
    machine.add("k", 7, 7);
    machine.add("k", 1, 1);
    machine.scopes.endBundle();
    assertThat(machine.log).isEmpty();
    assertThat(machine.scopes.outputWatermark()).isZero();

    machine.scopes.advanceWatermark(8);
    assertThat(machine.log).containsExactly("k=1@1");
    // The smallest timestamp that waits holds the output.
    assertThat(machine.scopes.outputWatermark()).isEqualTo(7);
    machine.add("k", 4, 4);
    machine.add("k", 0, 2);
    assertThat(machine.log).containsExactly("k=1@1", "late 0");

    machine.scopes.advanceWatermark(15);
    assertThat(machine.log).containsExactly("k=1@1", "late 0", "k=4@4", "k=7@7");
    assertThat(machine.scopes.outputWatermark()).isEqualTo(15);
    assertThat(machine.scopes.isEmpty()).isTrue();
  }

  /** Rules H3, G2: the end of the window comes after all that waited. */
  @Test
  void elementsThatWaitAreDeliveredBeforeTheirWindowIsGone() {
    Machine machine = new Machine(new Sorts(), 0);
    machine.add("k", 3, 9);
    machine.add("k", 2, 9);
    machine.add("k", 1, 4);
    machine.scopes.advanceWatermark(1000);
    assertThat(machine.log).containsExactly("k=1@4", "k=3@9", "k=2@9");
    assertThat(machine.scopes.isEmpty()).isTrue();
  }

  /** Rule G2, for keys that never come again, with timers, families and times to live. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void nothingStaysBehindAtTheEndOfTime(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Machine machine =
        new Machine(new Keeps(), random.nextInt(15)) {
          @Override
          @SuppressWarnings("unchecked")
          public void element(
              Scope scope, @Nullable Object element, long timestampMillis, PaneInfo pane) {
            Timer event = function.timer("event");
            TimerMap family = function.timerFamily("family");
            switch (random.nextInt(8)) {
              case 0 -> event.offset(Duration.ofMillis(random.nextInt(30))).setRelative();
              case 1 ->
                  event
                      .withOutputTimestamp(Instant.ofEpochMilli(timestampMillis))
                      .set(Instant.ofEpochMilli(timestampMillis));
              case 2 -> function.timer("clock").offset(Duration.ofMillis(5)).setRelative();
              case 3 -> family.get("f" + random.nextInt(3)).offset(TEN).setRelative();
              case 4 -> family.get("f" + random.nextInt(3)).clear();
              case 5 -> ((BagState<Integer>) function.cell("bag")).add(1);
              case 6 -> ((BagState<Integer>) function.cell("short")).add(1);
              default -> function.cell("bag").clear();
            }
          }
        };
    long watermark = 0;
    long clock = 0;
    for (int i = 0; i < 2000; i++) {
      switch (random.nextInt(10)) {
        case 0 -> machine.scopes.advanceWatermark(watermark += random.nextInt(8));
        case 1 -> machine.scopes.advanceProcessingTime(clock += random.nextInt(8));
        default -> {
          machine.add("k" + random.nextInt(5), i, watermark + random.nextInt(30) - 5);
          machine.scopes.endBundle();
        }
      }
      assertThat(machine.scopes.outputWatermark()).isLessThanOrEqualTo(watermark);
    }
    machine.scopes.advanceWatermark(Long.MAX_VALUE / 4);
    assertThat(machine.scopes.isEmpty()).as("seed " + seed).isTrue();
    assertThat(machine.store.size()).as("entries of seed " + seed).isZero();
  }

  @Test
  void aKeyThatKeepsNothingIsForgottenAtOnce() {
    Machine machine = new Machine(new Keeps(), 0);
    for (int i = 0; i < 100; i++) {
      machine.add("k" + i, i, 5);
    }
    machine.scopes.endBundle();
    machine.scopes.advanceWatermark(10);
    assertThat(machine.scopes.isEmpty()).isTrue();
  }
}
