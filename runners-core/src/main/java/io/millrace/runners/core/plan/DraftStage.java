package io.millrace.runners.core.plan;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A stage while the plan is made. Compared by identity. */
final class DraftStage {

  // The position in the draft.
  final int number;
  final String name;
  final Width width;
  // Null for a stage that keeps a side input: its views are not known until the end.
  final @Nullable Root root;
  final List<Step> steps = new ArrayList<>();
  final Set<SideInputUse> sideInputs = new LinkedHashSet<>();
  final List<DraftEdge> inputs = new ArrayList<>();
  // The views that a stage without a root is kept for.
  final Set<SideInputUse> views = new LinkedHashSet<>();
  private final Set<String> locals = new HashSet<>();

  DraftStage(int number, String name, Width width, @Nullable Root root) {
    this.number = number;
    this.name = name;
    this.width = width;
    this.root = root;
  }

  /** A collection of the stage, named like one of the model if that name is still free. */
  String local(String wanted) {
    String local = wanted;
    for (int i = 2; !locals.add(local); i++) {
      local = wanted + "#" + i;
    }
    return local;
  }

  Root finishedRoot() {
    return root != null ? root : new Root.SideInputRoot(List.copyOf(views));
  }

  /** Whether elements may wait at its beginning until side inputs are ready. */
  boolean leavesInputWaiting() {
    return (root instanceof Root.ExchangeRoot
            || root instanceof Root.StatefulRoot
            || root instanceof Root.SplittableRoot)
        && !sideInputs.isEmpty();
  }

  @Override
  public String toString() {
    return name;
  }
}
