package io.millrace.runners.core.plan;

import io.millrace.model.v1.Components;
import io.millrace.model.v1.IsBounded;
import io.millrace.model.v1.MergeStatus;
import io.millrace.model.v1.PCollection;
import io.millrace.model.v1.ParDoPayload;
import io.millrace.model.v1.Pipeline;
import io.millrace.model.v1.Trigger;
import io.millrace.model.v1.WindowingStrategy;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What an engine can execute beyond the basics, so that a pipeline that asks for more is refused
 * before it runs. Immutable.
 *
 * @param features in the order of declaration
 * @param requirements URNs of {@code Pipeline.requirements} that the engine fulfils
 */
public record PlanCapabilities(Set<Feature> features, Set<String> requirements) {

  /** One thing that a pipeline may need of an engine. */
  public enum Feature {
    /** Collections without end. */
    UNBOUNDED_COLLECTIONS("collections without end"),
    /** Side inputs made of collections without end. */
    UNBOUNDED_SIDE_INPUTS("side inputs without end"),
    /** Sinks whose input has no end. */
    UNBOUNDED_SINKS("sinks of collections without end"),
    /** State cells of a DoFn. */
    STATE("state in a DoFn"),
    /** Timers of a DoFn. */
    TIMERS("timers in a DoFn"),
    /** DoFns whose work on one element can be split. */
    SPLITTABLE("splittable DoFns"),
    /** Input of a DoFn in order of event time. */
    TIME_SORTED_INPUT("input in order of event time"),
    /** Input of a DoFn that is the same when a bundle is retried. */
    STABLE_INPUT("stable input"),
    /** Triggers other than the default one. */
    TRIGGERS("triggers other than the default one"),
    /** Windows that merge when they are grouped, such as sessions. */
    MERGING_WINDOWS("windows that merge, such as sessions"),
    /** Outputs for what is dropped because it comes too late. */
    LATE_DATA_OUTPUTS("outputs of late data");

    private final String title;

    Feature(String title) {
      this.title = title;
    }
  }

  public PlanCapabilities {
    EnumSet<Feature> sorted = EnumSet.noneOf(Feature.class);
    sorted.addAll(features);
    features = Collections.unmodifiableSet(sorted);
    requirements = Collections.unmodifiableSet(new LinkedHashSet<>(requirements));
  }

  /** What the stage engine of this module executes. */
  public static PlanCapabilities ofThisEngine() {
    return new PlanCapabilities(
        EnumSet.of(
            Feature.UNBOUNDED_COLLECTIONS,
            Feature.UNBOUNDED_SIDE_INPUTS,
            Feature.UNBOUNDED_SINKS,
            Feature.TRIGGERS,
            Feature.MERGING_WINDOWS,
            Feature.STATE,
            Feature.TIMERS,
            Feature.SPLITTABLE,
            Feature.TIME_SORTED_INPUT,
            // Nothing is tried again in this engine: a job that fails begins anew.
            Feature.STABLE_INPUT,
            Feature.LATE_DATA_OUTPUTS),
        Set.of());
  }

  /** Everything that can be planned. */
  public static PlanCapabilities all() {
    return new PlanCapabilities(EnumSet.allOf(Feature.class), Set.of());
  }

  void check(Pipeline pipeline) {
    for (String requirement : pipeline.getRequirementsList()) {
      if (!requirements.contains(requirement)) {
        throw new PlanException(
            String.format(
                "The pipeline requires %s, which this runner does not know. Use a newer runner.",
                requirement));
      }
    }
  }

  void check(Leaf leaf, Components components) {
    for (String id : leaf.outputs().values()) {
      PCollection collection = components.getPcollectionsOrThrow(id);
      if (collection.getIsBounded() == IsBounded.UNBOUNDED) {
        need(Feature.UNBOUNDED_COLLECTIONS, leaf, "yields " + collection.getUniqueName());
      }
    }
    for (SideInputUse use : leaf.sideInputs()) {
      if (isUnbounded(use.collectionId(), components)) {
        need(
            Feature.UNBOUNDED_SIDE_INPUTS,
            leaf,
            "reads " + components.getPcollectionsOrThrow(use.collectionId()).getUniqueName());
      }
    }
    if (leaf.kind() == LeafKind.SINK_WRITE && isUnbounded(leaf.input(), components)) {
      need(
          Feature.UNBOUNDED_SINKS,
          leaf,
          "writes " + components.getPcollectionsOrThrow(leaf.input()).getUniqueName());
    }
    if (leaf.payload() instanceof ParDoPayload parDo) {
      check(leaf, parDo);
    }
    if (leaf.lateOutput() != null) {
      need(Feature.LATE_DATA_OUTPUTS, leaf, "gives out what comes too late as " + leaf.lateTag());
    }
    if (leaf.kind() == LeafKind.GROUP_BY_KEY || leaf.kind() == LeafKind.COMBINE_PER_KEY) {
      WindowingStrategy strategy = strategy(leaf.input(), components);
      Trigger.TriggerCase trigger = strategy.getTrigger().getTriggerCase();
      if (trigger != Trigger.TriggerCase.DEFAULT_TRIGGER) {
        need(Feature.TRIGGERS, leaf, "groups by the trigger " + trigger);
      }
      if (strategy.getMergeStatus() == MergeStatus.NEEDS_MERGE) {
        need(
            Feature.MERGING_WINDOWS,
            leaf,
            "groups by the window function " + strategy.getWindowFn().getUrn());
      }
    }
  }

  static boolean isUnbounded(String collectionId, Components components) {
    return components.getPcollectionsOrThrow(collectionId).getIsBounded() == IsBounded.UNBOUNDED;
  }

  static WindowingStrategy strategy(String collectionId, Components components) {
    return components.getWindowingStrategiesOrThrow(
        components.getPcollectionsOrThrow(collectionId).getWindowingStrategyId());
  }

  private void check(Leaf leaf, ParDoPayload parDo) {
    if (parDo.getStateSpecsCount() > 0) {
      need(Feature.STATE, leaf, "has the state " + sorted(parDo.getStateSpecsMap().keySet()));
    }
    if (parDo.getObservesWindowExpiration()) {
      need(Feature.STATE, leaf, "has a method that is called when windows expire");
    }
    if (parDo.getTimerFamilySpecsCount() > 0) {
      need(
          Feature.TIMERS,
          leaf,
          "has the timers " + sorted(parDo.getTimerFamilySpecsMap().keySet()));
    }
    if (!parDo.getRestrictionCoderId().isEmpty()) {
      need(Feature.SPLITTABLE, leaf, "has a splittable function");
    }
    if (parDo.getRequiresTimeSortedInput()) {
      need(Feature.TIME_SORTED_INPUT, leaf, "requires it");
    }
    if (parDo.getRequiresStableInput()) {
      need(Feature.STABLE_INPUT, leaf, "requires it");
    }
  }

  private static List<String> sorted(Set<String> names) {
    return names.stream().sorted().toList();
  }

  private void need(Feature feature, Leaf leaf, String what) {
    if (!features.contains(feature)) {
      throw new PlanException(
          String.format(
              "This runner does not support %s (%s), and transform \"%s\" %s. Change the transform,"
                  + " or use a runner that supports it.",
              feature.title, feature, leaf.name(), what));
    }
  }
}
