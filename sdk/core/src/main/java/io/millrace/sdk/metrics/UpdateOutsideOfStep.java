package io.millrace.sdk.metrics;

import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.LoggerFactory;

/** Tells once that a metric was updated where no step runs. */
final class UpdateOutsideOfStep {
  private static final AtomicBoolean TOLD = new AtomicBoolean();

  private UpdateOutsideOfStep() {}

  static void warn(MetricName name) {
    if (!TOLD.get() && TOLD.compareAndSet(false, true)) {
      LoggerFactory.getLogger(Metrics.class)
          .warn(
              "The metric {} was updated on thread '{}', where no step of a pipeline is running:"
                  + " the update is lost, and so are later ones of this kind, without further"
                  + " warning. Update metrics on the thread that calls the DoFn.",
              name,
              Thread.currentThread().getName());
    }
  }
}
