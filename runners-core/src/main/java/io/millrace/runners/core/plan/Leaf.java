package io.millrace.runners.core.plan;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import io.millrace.model.v1.AssignWindowsPayload;
import io.millrace.model.v1.CombinePayload;
import io.millrace.model.v1.Components;
import io.millrace.model.v1.PCollection;
import io.millrace.model.v1.PTransform;
import io.millrace.model.v1.ParDoPayload;
import io.millrace.model.v1.ReadPayload;
import io.millrace.model.v1.SideInput;
import io.millrace.model.v1.SinkPayload;
import io.millrace.model.v1.WindowingStrategy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A transform of the model that the plan executes, read and checked by itself.
 *
 * @param inputs the collections consumed element by element, without side inputs
 * @param outputs tag to collection, the main output first
 * @param lateTag the tag of that output which gets what is dropped because it comes too late; empty
 *     if it is only counted
 * @param payload the parsed payload; null for kinds that have none
 */
record Leaf(
    String id,
    String name,
    LeafKind kind,
    List<String> inputs,
    List<SideInputUse> sideInputs,
    Map<String, String> outputs,
    String lateTag,
    @Nullable MessageLite payload) {

  /**
   * The order of a model's map has no meaning and is not kept by every writer, so names are put in
   * one order: by length first, which leaves numbers in the order of numbers.
   */
  private static final Comparator<String> BY_NAME =
      Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder());

  static Leaf read(String id, PTransform transform, LeafKind kind, Components components) {
    MessageLite payload = parse(transform, kind);
    Map<String, String> inputs = new TreeMap<>(BY_NAME);
    inputs.putAll(transform.getInputsMap());
    Map<String, String> outputs = ordered(transform.getOutputsMap());
    List<SideInputUse> sideInputs = List.of();
    String lateTag = "";
    if (payload instanceof ParDoPayload parDo) {
      sideInputs =
          takeSideInputs(id, transform, inputs, parDo.getSideInputsMap(), parDo.getMainInputName());
      outputs = mainFirst(transform, outputs, parDo.getMainOutputTag());
      if (keepsStateByKey(parDo)) {
        lateTag = lateTag(inputs, outputs, components);
      }
    } else {
      if (payload instanceof CombinePayload combine) {
        sideInputs =
            takeSideInputs(
                id, transform, inputs, combine.getSideInputsMap(), combine.getMainInputName());
      } else if (kind != LeafKind.FLATTEN) {
        int expected = kind == LeafKind.IMPULSE || kind == LeafKind.READ ? 0 : 1;
        if (inputs.size() != expected) {
          throw broken(
              transform,
              "has %d inputs %s where %s has %d",
              inputs.size(),
              inputs.keySet(),
              kind.urn,
              expected);
        }
      }
      if (kind == LeafKind.GROUP_BY_KEY || kind == LeafKind.COMBINE_PER_KEY) {
        lateTag = lateTag(inputs, outputs, components);
      }
      Set<String> mainTags = new LinkedHashSet<>(outputs.keySet());
      mainTags.remove(lateTag);
      if (mainTags.size() != 1) {
        throw broken(
            transform, "has %d outputs %s where %s has one", mainTags.size(), mainTags, kind.urn);
      }
      outputs = mainFirst(transform, outputs, mainTags.iterator().next());
    }
    return new Leaf(
        id,
        transform.getUniqueName(),
        kind,
        List.copyOf(inputs.values()),
        sideInputs,
        Collections.unmodifiableMap(outputs),
        lateTag,
        payload);
  }

  String input() {
    return inputs.get(0);
  }

  String output() {
    return outputs.values().iterator().next();
  }

  /** The collection of what is dropped because it comes too late; null if that is only counted. */
  @Nullable String lateOutput() {
    return outputs.get(lateTag);
  }

  /** The outputs without {@link #lateOutput}, the main one first. */
  Map<String, String> resultOutputs() {
    Map<String, String> results = new LinkedHashMap<>(outputs);
    results.remove(lateTag);
    return Collections.unmodifiableMap(results);
  }

  /** The payload of a {@link LeafKind#COMBINE_PER_KEY}. */
  CombinePayload combine() {
    return (CombinePayload) Objects.requireNonNull(payload);
  }

  /** Whether each key's elements must meet in one task because the function keeps something. */
  boolean keepsStateByKey() {
    return payload instanceof ParDoPayload parDo && keepsStateByKey(parDo);
  }

  private static boolean keepsStateByKey(ParDoPayload parDo) {
    return parDo.getStateSpecsCount() > 0
        || parDo.getTimerFamilySpecsCount() > 0
        || parDo.getObservesWindowExpiration()
        || parDo.getRequiresTimeSortedInput();
  }

  /** The tag that the windowing of the only input has for late data, if there is such an output. */
  private static String lateTag(
      Map<String, String> inputs, Map<String, String> outputs, Components components) {
    PCollection input = components.getPcollectionsOrThrow(inputs.values().iterator().next());
    String tag =
        components
            .getWindowingStrategiesOrDefault(
                input.getWindowingStrategyId(), WindowingStrategy.getDefaultInstance())
            .getLateDataOutput();
    return outputs.containsKey(tag) ? tag : "";
  }

  /** The coder of the restrictions of a splittable function; empty if it is none. */
  String restrictionCoderId() {
    return payload instanceof ParDoPayload parDo ? parDo.getRestrictionCoderId() : "";
  }

  private static @Nullable MessageLite parse(PTransform transform, LeafKind kind) {
    var bytes = transform.getSpec().getPayload();
    try {
      return switch (kind) {
        case READ -> ReadPayload.parseFrom(bytes);
        case PAR_DO -> ParDoPayload.parseFrom(bytes);
        case COMBINE_PER_KEY -> CombinePayload.parseFrom(bytes);
        case ASSIGN_WINDOWS -> AssignWindowsPayload.parseFrom(bytes);
        case SINK_WRITE, SINK_COMMIT -> SinkPayload.parseFrom(bytes);
        case IMPULSE, GROUP_BY_KEY, FLATTEN, REDISTRIBUTE -> null;
      };
    } catch (InvalidProtocolBufferException e) {
      throw new PlanException(
          String.format(
              "The payload of transform \"%s\" is not what %s defines: %s. Was the model written"
                  + " by a newer version?",
              transform.getUniqueName(), kind.urn, e.getMessage()),
          e);
    }
  }

  /** Leaves only the main input in {@code inputs}. */
  private static List<SideInputUse> takeSideInputs(
      String id,
      PTransform transform,
      Map<String, String> inputs,
      Map<String, SideInput> sideInputs,
      String mainInputName) {
    List<SideInputUse> uses = new ArrayList<>();
    for (String name : ordered(sideInputs).keySet()) {
      String collectionId = inputs.remove(name);
      if (collectionId == null) {
        throw broken(transform, "declares the side input \"%s\" but has no such input", name);
      }
      uses.add(new SideInputUse(id, name, collectionId));
    }
    if (inputs.size() != 1 || !inputs.containsKey(mainInputName)) {
      throw broken(
          transform,
          "calls its main input \"%s\", but its inputs besides side inputs are %s",
          mainInputName,
          inputs.keySet());
    }
    return List.copyOf(uses);
  }

  private static Map<String, String> mainFirst(
      PTransform transform, Map<String, String> outputs, String mainTag) {
    String main = outputs.get(mainTag);
    if (main == null) {
      throw broken(
          transform,
          "calls its main output \"%s\", but its outputs are %s",
          mainTag,
          outputs.keySet());
    }
    Map<String, String> result = new LinkedHashMap<>();
    result.put(mainTag, main);
    result.putAll(outputs);
    return result;
  }

  private static <V> Map<String, V> ordered(Map<String, V> map) {
    Map<String, V> sorted = new TreeMap<>(BY_NAME);
    sorted.putAll(map);
    return sorted;
  }

  @FormatMethod
  private static PlanException broken(
      PTransform transform, @FormatString String what, Object... values) {
    return new PlanException(
        String.format(
            "Transform \"%s\" %s. The model is broken: correct the program that wrote it.",
            transform.getUniqueName(), String.format(what, values)));
  }
}
