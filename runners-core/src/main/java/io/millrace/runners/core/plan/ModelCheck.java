package io.millrace.runners.core.plan;

import io.millrace.model.v1.AssignWindowsPayload;
import io.millrace.model.v1.Coder;
import io.millrace.model.v1.CombinePayload;
import io.millrace.model.v1.Components;
import io.millrace.model.v1.Environment;
import io.millrace.model.v1.FunctionSpec;
import io.millrace.model.v1.IsBounded;
import io.millrace.model.v1.MergeStatus;
import io.millrace.model.v1.PCollection;
import io.millrace.model.v1.ParDoPayload;
import io.millrace.model.v1.ReadPayload;
import io.millrace.model.v1.SideInput;
import io.millrace.model.v1.SinkPayload;
import io.millrace.model.v1.StateSpec;
import io.millrace.model.v1.Trigger;
import io.millrace.model.v1.WindowingStrategy;
import io.millrace.sdk.graph.CoderTranslation;
import io.millrace.sdk.graph.Urns;
import io.millrace.sdk.graph.WindowingStrategyTranslation;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Looks up everything that leaves refer to, so that later code finds what it asks for and meets no
 * value that this version does not know.
 */
final class ModelCheck {

  private static final List<String> ENVIRONMENTS = List.of(Urns.JAVA_IN_PROCESS);
  private static final List<String> ACCESS_PATTERNS =
      List.of("millrace:side_input:iterable:v1", "millrace:side_input:multimap:v1");

  private final Components components;
  private final Set<String> checkedCoders = new HashSet<>();

  ModelCheck(Components components) {
    this.components = components;
  }

  void check(Leaf leaf) {
    String where = "Transform \"" + leaf.name() + "\"";
    checkEnvironment(components.getTransformsOrThrow(leaf.id()).getEnvironmentId(), where);
    for (String collection : leaf.outputs().values()) {
      check(collection);
    }
    if (leaf.payload() instanceof ReadPayload read) {
      checkFunction(read.getSource(), Urns.JAVA_SOURCE, where);
    } else if (leaf.payload() instanceof SinkPayload sink) {
      checkFunction(sink.getSink(), Urns.JAVA_SINK, where);
    } else if (leaf.payload() instanceof AssignWindowsPayload windows) {
      checkWindowFn(windows.getWindowFn().getUrn(), where);
    } else if (leaf.payload() instanceof ParDoPayload parDo) {
      checkFunction(parDo.getDoFn(), Urns.JAVA_DO_FN, where);
      checkSideInputs(parDo.getSideInputsMap(), where);
      for (StateSpec spec : new TreeMap<>(parDo.getStateSpecsMap()).values()) {
        spec.getCoderIdsList().forEach(id -> checkCoder(id, where, new HashSet<>()));
      }
      if (!parDo.getRestrictionCoderId().isEmpty()) {
        checkCoder(parDo.getRestrictionCoderId(), where, new HashSet<>());
        checkCoder(parDo.getWatermarkEstimatorStateCoderId(), where, new HashSet<>());
      }
    } else if (leaf.payload() instanceof CombinePayload combine) {
      checkFunction(combine.getCombineFn(), Urns.JAVA_COMBINE_FN, where);
      checkSideInputs(combine.getSideInputsMap(), where);
      checkCoder(combine.getAccumulatorCoderId(), where, new HashSet<>());
    }
  }

  private void check(String collectionId) {
    PCollection collection = components.getPcollectionsOrThrow(collectionId);
    String where = "Collection \"" + collection.getUniqueName() + "\"";
    checkCoder(collection.getCoderId(), where, new HashSet<>());
    IsBounded bounded = collection.getIsBounded();
    if (bounded != IsBounded.BOUNDED && bounded != IsBounded.UNBOUNDED) {
      throw unknown(where, "is_bounded", bounded);
    }
    String strategyId = collection.getWindowingStrategyId();
    WindowingStrategy strategy = components.getWindowingStrategiesMap().get(strategyId);
    if (strategy == null) {
      throw missing(where, "a windowing strategy", strategyId);
    }
    String whereStrategy = where + ", in its windowing strategy \"" + strategyId + "\",";
    checkWindowFn(strategy.getWindowFn().getUrn(), whereStrategy);
    checkCoder(strategy.getWindowCoderId(), whereStrategy, new HashSet<>());
    checkEnvironment(strategy.getEnvironmentId(), whereStrategy);
    // A trigger that a newer version added looks like none to this one.
    if (strategy.getTrigger().getTriggerCase() == Trigger.TriggerCase.TRIGGER_NOT_SET) {
      throw unknown(whereStrategy, "trigger", "none");
    }
    MergeStatus status = strategy.getMergeStatus();
    if (status == MergeStatus.MERGE_STATUS_UNSPECIFIED || status == MergeStatus.UNRECOGNIZED) {
      throw unknown(whereStrategy, "merge_status", status);
    }
  }

  private void checkCoder(String id, String where, Set<String> enclosing) {
    Coder coder = components.getCodersMap().get(id);
    if (coder == null) {
      throw missing(where, "a coder", id);
    }
    if (checkedCoders.contains(id)) {
      return;
    }
    if (!enclosing.add(id)) {
      throw new PlanException(where + " has a coder that is made of itself: \"" + id + "\".");
    }
    String urn = coder.getSpec().getUrn();
    if (!CoderTranslation.isKnown(urn)) {
      throw unknownUrn(where, "coder", urn);
    }
    for (String component : coder.getComponentCoderIdsList()) {
      checkCoder(component, where, enclosing);
    }
    enclosing.remove(id);
    checkedCoders.add(id);
  }

  private void checkEnvironment(String id, String where) {
    if (id.isEmpty()) {
      return;
    }
    Environment environment = components.getEnvironmentsMap().get(id);
    if (environment == null) {
      throw missing(where, "an environment", id);
    }
    if (!ENVIRONMENTS.contains(environment.getUrn())) {
      throw new PlanException(
          String.format(
              "%s has code for the environment %s, which this version does not know; it knows %s."
                  + " Use a newer runner.",
              where, environment.getUrn(), ENVIRONMENTS));
    }
  }

  private static void checkSideInputs(Map<String, SideInput> sideInputs, String where) {
    new TreeMap<>(sideInputs)
        .forEach(
            (name, sideInput) -> {
              String urn = sideInput.getAccessPattern().getUrn();
              if (!ACCESS_PATTERNS.contains(urn)) {
                throw new PlanException(
                    String.format(
                        "%s reads its side input \"%s\" by %s, which this version does not know; it"
                            + " knows %s. Use a newer runner.",
                        where, name, urn, ACCESS_PATTERNS));
              }
              String whereView = where + ", in its side input \"" + name + "\",";
              checkFunction(sideInput.getViewFn(), Urns.JAVA_VIEW_FN, whereView);
              checkFunction(sideInput.getWindowMappingFn(), Urns.JAVA_WINDOW_MAPPING_FN, whereView);
            });
  }

  private static void checkFunction(FunctionSpec function, String known, String where) {
    if (!function.getUrn().equals(known)) {
      throw unknownUrn(where, "function", "\"" + function.getUrn() + "\" in place of " + known);
    }
  }

  private static void checkWindowFn(String urn, String where) {
    if (!WindowingStrategyTranslation.isKnownWindowFn(urn)) {
      throw unknownUrn(where, "window function", urn);
    }
  }

  private static PlanException unknownUrn(String where, String what, String urn) {
    return new PlanException(
        String.format(
            "%s has the %s %s, which this version does not know. Use a newer runner.",
            where, what, urn));
  }

  private static PlanException missing(String where, String what, String id) {
    return new PlanException(
        String.format("%s refers to %s \"%s\" that the model does not contain.", where, what, id));
  }

  private static PlanException unknown(String where, String field, Object value) {
    return new PlanException(
        String.format(
            "%s has the %s %s, which this version does not know. The model was written by a newer"
                + " version, or by a program that left it out.",
            where, field, value));
  }
}
