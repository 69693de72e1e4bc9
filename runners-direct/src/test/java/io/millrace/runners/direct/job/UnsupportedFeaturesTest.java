package io.millrace.runners.direct.job;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.runners.core.plan.PlanException;
import io.millrace.runners.direct.testing.Runs;
import io.millrace.sdk.Pipeline;
import io.millrace.sdk.state.StateSpec;
import io.millrace.sdk.state.StateSpecs;
import io.millrace.sdk.state.TimeDomain;
import io.millrace.sdk.state.TimerSpec;
import io.millrace.sdk.state.TimerSpecs;
import io.millrace.sdk.state.ValueState;
import io.millrace.sdk.transforms.Create;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import org.junit.jupiter.api.Test;

/** What this runner cannot execute is refused before anything runs, by its name. */
class UnsupportedFeaturesTest {

  private final Pipeline pipeline = Runs.pipeline();

  static class Count extends DoFn<KV<String, Integer>, Integer> {
    @StateId("count")
    private final StateSpec<ValueState<Integer>> count = StateSpecs.value();

    @ProcessElement
    public void processElement(@StateId("count") ValueState<Integer> count) {}
  }

  static class Wait extends DoFn<KV<String, Integer>, Integer> {
    @TimerId("end")
    private final TimerSpec end = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    @ProcessElement
    public void processElement() {}

    @OnTimer("end")
    public void onEnd() {}
  }

  static class Expire extends DoFn<KV<String, Integer>, Integer> {
    @ProcessElement
    public void processElement() {}

    @OnWindowExpiration
    public void onExpiration() {}
  }

  static class Sort extends DoFn<KV<String, Integer>, Integer> {
    @ProcessElement
    @RequiresTimeSortedInput
    public void processElement() {}
  }

  private PCollection<KV<String, Integer>> pairs() {
    return pipeline.apply(Create.of(KV.of("a", 1)));
  }

  private void refused(String feature, String what) {
    assertThatThrownBy(pipeline::run)
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("This runner does not support " + feature)
        .hasMessageContaining("transform \"Keep\" " + what);
  }

  @Test
  void state() {
    pairs().apply("Keep", ParDo.of(new Count()));
    refused("state in a DoFn (STATE)", "has the state [count]");
  }

  @Test
  void timers() {
    pairs().apply("Keep", ParDo.of(new Wait()));
    refused("timers in a DoFn (TIMERS)", "has the timers [end]");
  }

  @Test
  void windowsThatAreToExpire() {
    pairs().apply("Keep", ParDo.of(new Expire()));
    refused("state in a DoFn (STATE)", "has a method that is called when windows expire");
  }

  @Test
  void inputInOrderOfTime() {
    pairs().apply("Keep", ParDo.of(new Sort()));
    refused("input in order of event time (TIME_SORTED_INPUT)", "requires it");
  }
}
