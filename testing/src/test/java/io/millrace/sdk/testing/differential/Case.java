package io.millrace.sdk.testing.differential;

import io.millrace.sdk.testing.reference.Description;
import io.millrace.sdk.testing.reference.Layer;
import io.millrace.sdk.testing.reference.Script;
import io.millrace.sdk.testing.reference.Script.Elements;

/** A pipeline and what happens while it runs. */
public record Case(Description description, Script script) {

  /**
   * Whether bundles can be cut and shuffled anywhere without a difference: each event brings one
   * element, in whatever windows, and nothing comes behind the first layer, where bundles are those
   * that the first layer makes.
   */
  public boolean hasOnlyBundlesOfOne() {
    return description.layers().size() == 1
        && description.layers().get(0).mappings().stream().noneMatch(Layer.Mapping.MOVE::equals)
        && script.sources().stream()
            .flatMap(events -> events.stream())
            .allMatch(event -> !(event instanceof Elements e) || e.items().size() == 1);
  }

  /** Whether it has a function that keeps state. */
  public boolean keepsState() {
    return description.layers().stream()
        .anyMatch(layer -> layer.operation() instanceof Layer.Stateful);
  }

  @Override
  public String toString() {
    return "\n  the pipeline" + description + "\n  with the script" + script;
  }
}
