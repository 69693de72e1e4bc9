package io.millrace.runners.core.plan;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import io.millrace.model.v1.AssignWindowsPayload;
import io.millrace.model.v1.Coder;
import io.millrace.model.v1.CombinePayload;
import io.millrace.model.v1.Components;
import io.millrace.model.v1.Environment;
import io.millrace.model.v1.FunctionSpec;
import io.millrace.model.v1.IsBounded;
import io.millrace.model.v1.MergeStatus;
import io.millrace.model.v1.PCollection;
import io.millrace.model.v1.PTransform;
import io.millrace.model.v1.ParDoPayload;
import io.millrace.model.v1.Pipeline;
import io.millrace.model.v1.ReadPayload;
import io.millrace.model.v1.SideInput;
import io.millrace.model.v1.SinkPayload;
import io.millrace.model.v1.Trigger;
import io.millrace.model.v1.WindowingStrategy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Writes models as a pipeline author would write the program. A transform's id is its full name; a
 * collection's id is the transform's id, '.', the tag. Coders are written as {@code kv<a, b>}.
 */
final class ModelBuilder {

  static final String KV = "kv<string_utf8, varint>";

  private static final String JAVA_WINDOW_FN = "millrace:window_fn:java_serialized:v1";

  private final Components.Builder components = Components.newBuilder();
  private final Deque<String> enclosing = new ArrayDeque<>();
  private final Map<String, List<String>> parts = new LinkedHashMap<>();
  private final List<String> roots = new ArrayList<>();
  private String strategy = "global";

  ModelBuilder() {
    components.putEnvironments(
        "java", Environment.newBuilder().setUrn("millrace:environment:java_in_process:v1").build());
    strategy("global", s -> {});
  }

  Pipeline build() {
    return Pipeline.newBuilder().setComponents(components).addAllRootTransformIds(roots).build();
  }

  Plan plan() {
    return Planner.plan(build(), PlanCapabilities.all());
  }

  /** Collections made from here on have this windowing strategy. */
  ModelBuilder strategy(String id, Consumer<WindowingStrategy.Builder> change) {
    WindowingStrategy.Builder builder =
        WindowingStrategy.newBuilder()
            .setWindowFn(spec(JAVA_WINDOW_FN, ByteString.EMPTY))
            .setMergeStatus(MergeStatus.NON_MERGING)
            .setWindowCoderId(coder("interval_window"))
            .setTrigger(
                Trigger.newBuilder().setDefaultTrigger(Trigger.Default.getDefaultInstance()));
    change.accept(builder);
    components.putWindowingStrategies(id, builder.build());
    strategy = id;
    return this;
  }

  String read(String name, String coder) {
    return add(
        name,
        LeafKind.READ,
        ReadPayload.newBuilder()
            .setSource(spec("millrace:source:java_serialized:v1", ByteString.EMPTY))
            .setIsBounded(IsBounded.BOUNDED)
            .build(),
        Map.of(),
        coder);
  }

  String impulse(String name) {
    return add(name, LeafKind.IMPULSE, null, Map.of(), "bytes");
  }

  /** A pardo with one output; side inputs are named "side0", "side1", ... */
  String parDo(String name, String coder, String input, String... sideInputs) {
    return parDo(name, input, List.of(sideInputs), outputs(coder), p -> {}).get("output");
  }

  /** A pardo; the main output has the tag "output". */
  Map<String, String> parDo(
      String name,
      String input,
      List<String> sideInputs,
      Map<String, String> coders,
      Consumer<ParDoPayload.Builder> change) {
    ParDoPayload.Builder payload =
        ParDoPayload.newBuilder()
            .setDoFn(spec("millrace:dofn:java_serialized:v1", ByteString.EMPTY))
            .setMainInputName("input")
            .setMainOutputTag("output");
    Map<String, String> inputs = inputs(input);
    for (int i = 0; i < sideInputs.size(); i++) {
      inputs.put("side" + i, sideInputs.get(i));
      payload.putSideInputs("side" + i, view());
    }
    change.accept(payload);
    return add(name, LeafKind.PAR_DO, payload.build(), inputs, coders);
  }

  String groupByKey(String name, String input) {
    return add(name, LeafKind.GROUP_BY_KEY, null, inputs(input), KV);
  }

  /** A combine to the given coder of accumulators. */
  String combine(String name, String accumulator, String input, String... sideInputs) {
    CombinePayload.Builder payload =
        CombinePayload.newBuilder()
            .setCombineFn(spec("millrace:combine_fn:java_serialized:v1", ByteString.EMPTY))
            .setMainInputName("input")
            .setAccumulatorCoderId(coder(accumulator));
    Map<String, String> inputs = inputs(input);
    for (int i = 0; i < sideInputs.length; i++) {
      inputs.put("side" + i, sideInputs[i]);
      payload.putSideInputs("side" + i, view());
    }
    return add(name, LeafKind.COMBINE_PER_KEY, payload.build(), inputs, KV);
  }

  String flatten(String name, String coder, String... inputs) {
    Map<String, String> byName = new LinkedHashMap<>();
    for (String input : inputs) {
      byName.put(String.valueOf(byName.size()), input);
    }
    return add(name, LeafKind.FLATTEN, null, byName, coder);
  }

  String assignWindows(String name, String coder, String input) {
    return add(
        name,
        LeafKind.ASSIGN_WINDOWS,
        AssignWindowsPayload.newBuilder()
            .setWindowFn(spec(JAVA_WINDOW_FN, ByteString.EMPTY))
            .build(),
        inputs(input),
        coder);
  }

  String redistribute(String name, String coder, String input) {
    return add(name, LeafKind.REDISTRIBUTE, null, inputs(input), coder);
  }

  String sinkWrite(String name, String coder, String input) {
    return add(name, LeafKind.SINK_WRITE, sink(), inputs(input), coder);
  }

  String sinkCommit(String name, String coder, String input) {
    return add(name, LeafKind.SINK_COMMIT, sink(), inputs(input), coder);
  }

  private static SinkPayload sink() {
    return SinkPayload.newBuilder()
        .setSink(spec("millrace:sink:java_serialized:v1", ByteString.EMPTY))
        .build();
  }

  /** A transform of any URN; its one output has the tag "output". */
  String unknown(String name, String urn, String input) {
    return add(name, spec(urn, ByteString.EMPTY), inputs(input), outputs("bytes")).get("output");
  }

  ModelBuilder begin(String name) {
    String id = fullName(name);
    place(id);
    enclosing.push(id);
    parts.put(id, new ArrayList<>());
    return this;
  }

  /** Ends the composite; its inputs and outputs do not matter to a planner. */
  ModelBuilder end() {
    return end("");
  }

  ModelBuilder end(String urn) {
    String id = enclosing.pop();
    components.putTransforms(
        id,
        PTransform.newBuilder()
            .setUniqueName(id)
            .setSpec(spec(urn, ByteString.EMPTY))
            .addAllSubtransforms(parts.get(id))
            .build());
    return this;
  }

  /** Makes parts that the composite form of an existing transform would have. */
  ModelBuilder withParts(String transformId, String... partIds) {
    components.putTransforms(
        transformId,
        components.getTransformsOrThrow(transformId).toBuilder()
            .addAllSubtransforms(List.of(partIds))
            .build());
    roots.removeAll(List.of(partIds));
    return this;
  }

  /** Gives an existing transform one more output, like its output {@code as}; gives its id. */
  String withOutput(String transformId, String tag, String as) {
    String collection = transformId + "." + tag;
    components.putPcollections(
        collection,
        components.getPcollectionsOrThrow(as).toBuilder().setUniqueName(collection).build());
    components.putTransforms(
        transformId,
        components.getTransformsOrThrow(transformId).toBuilder()
            .putOutputs(tag, collection)
            .build());
    return collection;
  }

  /** Says that a collection never ends. */
  String endless(String collectionId) {
    components.putPcollections(
        collectionId,
        components.getPcollectionsOrThrow(collectionId).toBuilder()
            .setIsBounded(IsBounded.UNBOUNDED)
            .build());
    return collectionId;
  }

  /** The id of a coder, made if it is new. */
  String coder(String text) {
    Coder.Builder coder = Coder.newBuilder();
    int open = text.indexOf('<');
    String name = open < 0 ? text : text.substring(0, open);
    coder.setSpec(spec("millrace:coder:" + name + ":v1", ByteString.EMPTY));
    if (open >= 0) {
      int depth = 0;
      int from = open + 1;
      for (int i = open + 1; i < text.length(); i++) {
        char c = text.charAt(i);
        if (depth == 0 && (c == ',' || i == text.length() - 1)) {
          coder.addComponentCoderIds(coder(text.substring(from, i).strip()));
          from = i + 1;
        }
        depth += c == '<' ? 1 : c == '>' ? -1 : 0;
      }
    }
    components.putCoders(text, coder.build());
    return text;
  }

  static FunctionSpec spec(String urn, ByteString payload) {
    return FunctionSpec.newBuilder().setUrn(urn).setPayload(payload).build();
  }

  private static SideInput view() {
    return SideInput.newBuilder()
        .setAccessPattern(spec("millrace:side_input:iterable:v1", ByteString.EMPTY))
        .setViewFn(spec("millrace:view_fn:java_serialized:v1", ByteString.EMPTY))
        .setWindowMappingFn(spec("millrace:window_mapping_fn:java_serialized:v1", ByteString.EMPTY))
        .build();
  }

  private static Map<String, String> inputs(String main) {
    Map<String, String> inputs = new LinkedHashMap<>();
    inputs.put("input", main);
    return inputs;
  }

  private static Map<String, String> outputs(String coder) {
    return Map.of("output", coder);
  }

  private String add(
      String name, LeafKind kind, MessageLite payload, Map<String, String> inputs, String coder) {
    return add(name, kind, payload, inputs, outputs(coder)).get("output");
  }

  private Map<String, String> add(
      String name,
      LeafKind kind,
      MessageLite payload,
      Map<String, String> inputs,
      Map<String, String> coders) {
    ByteString bytes = payload == null ? ByteString.EMPTY : payload.toByteString();
    return add(name, spec(kind.urn, bytes), inputs, coders);
  }

  private Map<String, String> add(
      String name, FunctionSpec spec, Map<String, String> inputs, Map<String, String> coders) {
    String id = fullName(name);
    place(id);
    Map<String, String> outputs = new LinkedHashMap<>();
    coders.forEach(
        (tag, coder) -> {
          String collection = id + "." + tag;
          components.putPcollections(
              collection,
              PCollection.newBuilder()
                  .setUniqueName(collection)
                  .setCoderId(coder(coder))
                  .setIsBounded(IsBounded.BOUNDED)
                  .setWindowingStrategyId(strategy)
                  .build());
          outputs.put(tag, collection);
        });
    components.putTransforms(
        id,
        PTransform.newBuilder()
            .setUniqueName(id)
            .setSpec(spec)
            .putAllInputs(inputs)
            .putAllOutputs(outputs)
            .setEnvironmentId("java")
            .build());
    return outputs;
  }

  private String fullName(String name) {
    return enclosing.isEmpty() ? name : enclosing.peek() + "/" + name;
  }

  private void place(String id) {
    (enclosing.isEmpty() ? roots : parts.get(enclosing.peek())).add(id);
  }
}
