package io.millrace.sdk.testing.differential;

import io.millrace.sdk.testing.generators.Entropy;
import io.millrace.sdk.transforms.windowing.AfterAll;
import io.millrace.sdk.transforms.windowing.AfterEach;
import io.millrace.sdk.transforms.windowing.AfterFirst;
import io.millrace.sdk.transforms.windowing.AfterPane;
import io.millrace.sdk.transforms.windowing.AfterProcessingTime;
import io.millrace.sdk.transforms.windowing.AfterWatermark;
import io.millrace.sdk.transforms.windowing.DefaultTrigger;
import io.millrace.sdk.transforms.windowing.Never;
import io.millrace.sdk.transforms.windowing.Repeatedly;
import io.millrace.sdk.transforms.windowing.Trigger;
import io.millrace.sdk.transforms.windowing.Trigger.OnceTrigger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Draws triggers of every kind. */
final class RandomTriggers {

  private static final int DEPTH = 3;

  private final Entropy entropy;

  RandomTriggers(Entropy entropy) {
    this.entropy = entropy;
  }

  Trigger draw() {
    return any(DEPTH);
  }

  private Trigger any(int depth) {
    if (depth == 0) {
      return once(0);
    }
    return switch (entropy.nextInt(0, 7)) {
      case 0 -> DefaultTrigger.of();
      case 1, 2 -> aroundTheEnd(depth - 1);
      case 3, 4 -> Repeatedly.forever(any(depth - 1));
      case 5 -> AfterEach.inOrder(several(depth - 1, false));
      case 6 -> any(depth - 1).orFinally(once(depth - 1));
      default -> once(depth);
    };
  }

  private Trigger aroundTheEnd(int depth) {
    AfterWatermark.FromEndOfWindow end = AfterWatermark.pastEndOfWindow();
    if (entropy.oneIn(3)) {
      return end.withLateFirings(once(depth));
    }
    AfterWatermark.AfterWatermarkEarlyAndLate early = end.withEarlyFirings(once(depth));
    return entropy.oneIn(3) ? early : early.withLateFirings(once(depth));
  }

  private List<Trigger> several(int depth, boolean once) {
    List<Trigger> several = new ArrayList<>();
    for (int i = entropy.nextInt(2, 3); i > 0; i--) {
      several.add(once ? once(depth) : any(depth));
    }
    return several;
  }

  private OnceTrigger once(int depth) {
    if (depth > 0 && entropy.oneIn(2)) {
      List<Trigger> several = several(depth - 1, true);
      return entropy.oneIn(2) ? AfterFirst.of(several) : AfterAll.of(several);
    }
    return switch (entropy.nextInt(0, 6)) {
      case 0, 1, 2 -> AfterPane.elementCountAtLeast(entropy.nextInt(1, 4));
      case 3, 4 -> delay();
      case 5 -> AfterWatermark.pastEndOfWindow();
      default -> Never.ever();
    };
  }

  private OnceTrigger delay() {
    AfterProcessingTime delay = AfterProcessingTime.pastFirstElementInPane();
    if (entropy.oneIn(4)) {
      return delay.alignedTo(Duration.ofSeconds(entropy.nextInt(1, 6)));
    }
    return delay.plusDelayOf(Duration.ofSeconds(entropy.nextInt(0, 6)));
  }
}
