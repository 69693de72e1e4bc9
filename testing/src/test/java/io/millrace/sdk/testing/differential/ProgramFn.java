package io.millrace.sdk.testing.differential;

import io.millrace.sdk.state.BagState;
import io.millrace.sdk.state.CombiningState;
import io.millrace.sdk.state.StateSpec;
import io.millrace.sdk.state.StateSpecs;
import io.millrace.sdk.state.TimeDomain;
import io.millrace.sdk.state.Timer;
import io.millrace.sdk.state.TimerSpec;
import io.millrace.sdk.state.TimerSpecs;
import io.millrace.sdk.state.ValueState;
import io.millrace.sdk.testing.differential.ProgramCall.State;
import io.millrace.sdk.testing.differential.ProgramCall.Timers;
import io.millrace.sdk.testing.reference.Instruction.TimerName;
import io.millrace.sdk.testing.reference.Program;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.Sum;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.values.KV;
import java.time.Instant;

/** Carries out a program that does not care when windows expire. */
class ProgramFn extends DoFn<KV<String, Long>, KV<String, Long>> {

  private static final long serialVersionUID = 1;

  @StateId("bag")
  private final StateSpec<BagState<Long>> bagSpec = StateSpecs.bag();

  @StateId("last")
  private final StateSpec<ValueState<Long>> lastSpec = StateSpecs.value();

  @StateId("sum")
  private final StateSpec<CombiningState<Long, Long, Long>> sumSpec =
      StateSpecs.combining(Sum.ofLongs());

  @TimerId("first")
  private final TimerSpec firstSpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

  @TimerId("second")
  private final TimerSpec secondSpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

  @TimerId("clock")
  private final TimerSpec clockSpec = TimerSpecs.timer(TimeDomain.PROCESSING_TIME);

  private final Program program;

  ProgramFn(Program program) {
    this.program = program;
  }

  final Program program() {
    return program;
  }

  @ProcessElement
  public void process(
      @Element KV<String, Long> element,
      @Timestamp Instant timestamp,
      BoundedWindow window,
      @StateId("bag") BagState<Long> bag,
      @StateId("last") ValueState<Long> last,
      @StateId("sum") CombiningState<Long, Long, Long> sum,
      @TimerId("first") Timer first,
      @TimerId("second") Timer second,
      @TimerId("clock") Timer clock,
      OutputReceiver<KV<String, Long>> out) {
    new ProgramCall(
            element.getKey(),
            element.getValue(),
            timestamp,
            window,
            new State(bag, last, sum),
            new Timers(first, second, clock, program.silentClock(), false),
            out)
        .run(program.onElement());
  }

  @OnTimer("first")
  public void onFirst(
      OnTimerContext context,
      @Key String key,
      @StateId("bag") BagState<Long> bag,
      @StateId("last") ValueState<Long> last,
      @StateId("sum") CombiningState<Long, Long, Long> sum,
      @TimerId("first") Timer first,
      @TimerId("second") Timer second,
      @TimerId("clock") Timer clock,
      OutputReceiver<KV<String, Long>> out) {
    new ProgramCall(
            key,
            null,
            context.timestamp(),
            context.window(),
            new State(bag, last, sum),
            new Timers(first, second, clock, program.silentClock(), true),
            out)
        .run(program.on(TimerName.FIRST));
  }

  @OnTimer("second")
  public void onSecond(
      OnTimerContext context,
      @Key String key,
      @StateId("bag") BagState<Long> bag,
      @StateId("last") ValueState<Long> last,
      @StateId("sum") CombiningState<Long, Long, Long> sum,
      @TimerId("first") Timer first,
      @TimerId("second") Timer second,
      @TimerId("clock") Timer clock,
      OutputReceiver<KV<String, Long>> out) {
    new ProgramCall(
            key,
            null,
            context.timestamp(),
            context.window(),
            new State(bag, last, sum),
            new Timers(first, second, clock, program.silentClock(), true),
            out)
        .run(program.on(TimerName.SECOND));
  }

  @OnTimer("clock")
  public void onClock(
      OnTimerContext context,
      @Key String key,
      @StateId("bag") BagState<Long> bag,
      @StateId("last") ValueState<Long> last,
      @StateId("sum") CombiningState<Long, Long, Long> sum,
      @TimerId("first") Timer first,
      @TimerId("second") Timer second,
      @TimerId("clock") Timer clock,
      OutputReceiver<KV<String, Long>> out) {
    new ProgramCall(
            key,
            null,
            program.silentClock() ? context.window().maxTimestamp() : context.timestamp(),
            context.window(),
            new State(bag, last, sum),
            new Timers(first, second, clock, program.silentClock(), true),
            out)
        .run(program.on(TimerName.CLOCK));
  }

  /** Carries out a program that sets no timers, in a function that declares none. */
  static final class WithoutTimers extends DoFn<KV<String, Long>, KV<String, Long>> {

    private static final long serialVersionUID = 1;

    @StateId("bag")
    private final StateSpec<BagState<Long>> bagSpec = StateSpecs.bag();

    @StateId("last")
    private final StateSpec<ValueState<Long>> lastSpec = StateSpecs.value();

    @StateId("sum")
    private final StateSpec<CombiningState<Long, Long, Long>> sumSpec =
        StateSpecs.combining(Sum.ofLongs());

    private final Program program;

    WithoutTimers(Program program) {
      this.program = program;
    }

    @ProcessElement
    public void process(
        @Element KV<String, Long> element,
        @Timestamp Instant timestamp,
        BoundedWindow window,
        @StateId("bag") BagState<Long> bag,
        @StateId("last") ValueState<Long> last,
        @StateId("sum") CombiningState<Long, Long, Long> sum,
        OutputReceiver<KV<String, Long>> out) {
      new ProgramCall(
              element.getKey(),
              element.getValue(),
              timestamp,
              window,
              new State(bag, last, sum),
              null,
              out)
          .run(program.onElement());
    }
  }

  /** Carries out a program that is called when windows expire as well. */
  static final class Expiring extends ProgramFn {

    private static final long serialVersionUID = 1;

    Expiring(Program program) {
      super(program);
    }

    @OnWindowExpiration
    public void onExpiration(
        BoundedWindow window,
        @Key String key,
        @StateId("bag") BagState<Long> bag,
        @StateId("last") ValueState<Long> last,
        @StateId("sum") CombiningState<Long, Long, Long> sum,
        OutputReceiver<KV<String, Long>> out) {
      new ProgramCall(
              key, null, window.maxTimestamp(), window, new State(bag, last, sum), null, out)
          .run(program().onExpiration());
    }
  }
}
