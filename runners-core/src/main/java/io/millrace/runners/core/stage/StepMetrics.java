package io.millrace.runners.core.stage;

import io.millrace.runners.core.host.StageEnv;
import io.millrace.sdk.metrics.MetricsEnvironment;
import java.util.LinkedHashMap;
import java.util.Map;

/** The places of a task's steps among the metrics of its thread, until the task ends. */
final class StepMetrics {

  private final StageEnv env;
  private final MetricsEnvironment.Holder holder = MetricsEnvironment.holder();
  private final Map<String, Integer> places = new LinkedHashMap<>();

  /** To be made on the thread that will run the task. */
  StepMetrics(StageEnv env) {
    this.env = env;
  }

  MetricsEnvironment.Holder holder() {
    return holder;
  }

  /** The place of a step, given its full name. */
  int place(String name) {
    return places.computeIfAbsent(name, step -> holder.place(env.metrics(step)));
  }

  /** Says that no step runs, although one that failed was not left. */
  void leave() {
    holder.current = 0;
  }

  /** Gives all places back. */
  void close() {
    places.values().forEach(holder::free);
    places.clear();
  }
}
