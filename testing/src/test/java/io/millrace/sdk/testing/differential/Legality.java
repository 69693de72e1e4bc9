package io.millrace.sdk.testing.differential;

import io.millrace.sdk.testing.reference.Description;
import io.millrace.sdk.testing.reference.Layer;
import io.millrace.sdk.testing.reference.Layer.Stateful;
import io.millrace.sdk.testing.reference.Strategy;
import io.millrace.sdk.transforms.windowing.DefaultTrigger;
import io.millrace.sdk.transforms.windowing.GlobalWindows;

/** Which descriptions can be built (rules L5, L6, M7). */
final class Legality {

  private Legality() {}

  static boolean isLegal(Description description) {
    if (description.layers().isEmpty()) {
      return false;
    }
    Strategy strategy = Strategy.INITIAL;
    for (int i = 0; i < description.layers().size(); i++) {
      Layer layer = description.layers().get(i);
      if (layer.windowing() != null) {
        if (layer.windowing().lateness() < strategy.windowing().lateness()) {
          return false;
        }
        strategy = strategy.into(layer.windowing());
      } else if (i > 0 && i == description.secondSource()) {
        return false;
      }
      boolean neverFires =
          strategy.windowing().windowFn() instanceof GlobalWindows
              && strategy.windowing().trigger() instanceof DefaultTrigger;
      boolean stateful = layer.operation() instanceof Stateful;
      if (stateful ? strategy.merges() : neverFires) {
        return false;
      }
      strategy = stateful ? strategy : strategy.afterGrouping();
    }
    return description.secondSource() < description.layers().size();
  }
}
