package io.millrace.runners.core.plan;

import static io.millrace.runners.core.plan.ModelBuilder.KV;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.millrace.model.v1.Components;
import io.millrace.model.v1.Environment;
import io.millrace.model.v1.FunctionSpec;
import io.millrace.model.v1.IsBounded;
import io.millrace.model.v1.MergeStatus;
import io.millrace.model.v1.PTransform;
import io.millrace.model.v1.ParDoPayload;
import io.millrace.model.v1.Pipeline;
import io.millrace.model.v1.SideInput;
import io.millrace.model.v1.StateSpec;
import io.millrace.model.v1.TimerFamilySpec;
import io.millrace.model.v1.Trigger;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What is not planned, and what the user is told then. */
class RefusedModelsTest {

  private final ModelBuilder model = new ModelBuilder();

  @Test
  void unknownTransformWithoutParts() {
    model.unknown("Sort", "millrace:transform:sort:v1", model.impulse("Impulse"));

    refused("Transform \"Sort\" is a millrace:transform:sort:v1, which this version does not know");
  }

  @Test
  void transformWithOutputsAndNothingThatComputesThem() {
    model.unknown("Magic", "", model.impulse("Impulse"));

    refused("Transform \"Magic\" has outputs but neither a URN nor parts");
  }

  @Test
  void unknownRequirement() {
    model.impulse("Impulse");

    refused(
        model.build().toBuilder().addRequirements("millrace:requirement:tea:v1").build(),
        "The pipeline requires millrace:requirement:tea:v1, which this runner does not know");
  }

  @Test
  void unknownEnvironment() {
    model.parDo("Use", KV, model.impulse("Impulse"));

    refusedWith(
        c -> c.putEnvironments("java", Environment.newBuilder().setUrn("env:go:v1").build()),
        "Transform \"Impulse\" has code for the environment env:go:v1, which this version does");
    refusedWith(
        Components.Builder::clearEnvironments, "refers to an environment \"java\" that the model");
  }

  @Test
  void unknownCoder() {
    model.read("Read", "kv<string_utf8, point>");

    refused(
        "Collection \"Read.output\" has the coder millrace:coder:point:v1, which this version does"
            + " not know");
  }

  @Test
  void unknownWindowFunction() {
    model.strategy("lunar", s -> s.setWindowFn(spec("millrace:window_fn:lunar:v1")));
    model.read("Read", KV);

    refused(
        "Collection \"Read.output\", in its windowing strategy \"lunar\", has the window function"
            + " millrace:window_fn:lunar:v1, which this version does not know");
  }

  @Test
  void unknownKindOfFunction() {
    ModelBuilder other = new ModelBuilder();
    String read = other.read("Read", KV);
    other.parDo(
        "Use", read, List.of(), Map.of("output", KV), p -> p.setDoFn(spec("millrace:dofn:go:v1")));
    refused(
        other.build(),
        "Transform \"Use\" has the function \"millrace:dofn:go:v1\" in place of"
            + " millrace:dofn:java_serialized:v1, which this version does not know");

    String side = model.read("Side", KV);
    model.parDo(
        "Look",
        model.read("Main", KV),
        List.of(side),
        Map.of("output", KV),
        p ->
            p.putSideInputs(
                "side0",
                p.getSideInputsOrThrow("side0").toBuilder()
                    .setViewFn(spec("millrace:view_fn:go:v1"))
                    .build()));
    refused("Transform \"Look\", in its side input \"side0\", has the function");
  }

  private static FunctionSpec spec(String urn) {
    return ModelBuilder.spec(urn, ByteString.EMPTY);
  }

  @Test
  void unknownAccessPattern() {
    String read = model.read("Read", KV);
    model.parDo(
        "Use",
        read,
        List.of(read),
        Map.of("output", KV),
        p ->
            p.putSideInputs(
                "side0",
                SideInput.newBuilder()
                    .setAccessPattern(ModelBuilder.spec("view:odd:v1", ByteString.EMPTY))
                    .build()));

    refused("Transform \"Use\" reads its side input \"side0\" by view:odd:v1, which this version");
  }

  @Test
  void idsThatTheModelDoesNotContain() {
    String read = model.read("Read", KV);
    model.parDo("Use", KV, read);
    model.combine("Sum", "double", read);

    refused(
        model.build().toBuilder().addRootTransformIds("nowhere").build(),
        "The list of root transforms names a transform \"nowhere\" that the model does not contain");
    refusedWith(
        c -> c.removePcollections(read),
        "Transform \"Read\" refers to a collection \"Read.output\" that the model does not contain");
    refusedWith(
        c -> c.removeCoders("varint"),
        "Collection \"Read.output\" refers to a coder \"varint\" that the model does not contain");
    refusedWith(c -> c.removeCoders("double"), "Transform \"Sum\" refers to a coder \"double\"");
    refusedWith(
        Components.Builder::clearWindowingStrategies,
        "Collection \"Read.output\" refers to a windowing strategy \"global\"");
  }

  @Test
  void coderMadeOfItself() {
    model.read("Read", "list<bytes>");

    refusedWith(
        c ->
            c.putCoders(
                "bytes",
                c.getCodersOrThrow("bytes").toBuilder()
                    .addComponentCoderIds("list<bytes>")
                    .build()),
        "Collection \"Read.output\" has a coder that is made of itself: \"list<bytes>\"");
  }

  @Test
  void cycle() {
    String read = model.read("Read", KV);
    String a = model.parDo("A", KV, read);
    String b = model.parDo("B", KV, a);
    model.parDo("C", KV, b);

    refusedWith(
        c ->
            c.putTransforms(
                "A", c.getTransformsOrThrow("A").toBuilder().putInputs("input", b).build()),
        "Each of these transforms reads from the next, and the last from the first: \"A\", \"B\".");
  }

  @Test
  void compositeInItself() {
    model.begin("Outer").begin("Inner").end().end();

    refusedWith(
        c ->
            c.putTransforms(
                "Outer/Inner",
                c.getTransformsOrThrow("Outer/Inner").toBuilder()
                    .addSubtransforms("Outer")
                    .build()),
        "Composite transform \"Outer\" contains itself");
  }

  @Test
  void transformWithTwoPlacesOrNone() {
    model.impulse("Impulse");
    Pipeline pipeline = model.build();

    refused(
        pipeline.toBuilder().addRootTransformIds("Impulse").build(),
        "Transform \"Impulse\" (id Impulse) is part of two composites or listed twice");
    refused(
        pipeline.toBuilder().clearRootTransformIds().build(),
        "Transform \"Impulse\" (id Impulse) belongs to no root transform, so it would never run");
  }

  @Test
  void twoTransformsWithOneName() {
    model.impulse("One");
    model.impulse("Two");

    refusedWith(
        c ->
            c.putTransforms(
                "Two", c.getTransformsOrThrow("Two").toBuilder().setUniqueName("One").build()),
        "Two transforms (ids One and Two) have the name \"One\"");
  }

  @Test
  void collectionWithTwoProducersOrNone() {
    String read = model.read("Read", KV);
    String other = model.read("Other", KV);
    model.parDo("Use", KV, read);

    refusedWith(
        c -> setOutput(c, "Other", read),
        "Collection \"Read.output\" is produced twice, by transforms \"Read\" and \"Other\"");
    refusedWith(
        c -> setOutput(c, "Read", "Free.output"),
        "Transform \"Use\" reads the collection \"Read.output\", which no transform produces");
    refusedWith(
        c ->
            c.putTransforms(
                "Use", c.getTransformsOrThrow("Use").toBuilder().putInputs("more", other).build()),
        "Transform \"Use\" calls its main input \"input\", but its inputs besides side inputs are"
            + " [more, input]");
  }

  @Test
  void payloadThatSaysOtherThanTheTransform() {
    String read = model.read("Read", KV);
    Map<String, String> outputs = Map.of("output", KV);
    model.parDo("Use", read, List.of(), outputs, p -> p.setMainOutputTag("main"));
    refused("Transform \"Use\" calls its main output \"main\", but its outputs are [output]");

    ModelBuilder second = new ModelBuilder();
    second.parDo(
        "Use",
        second.read("Read", KV),
        List.of(),
        outputs,
        p -> p.putSideInputs("ghost", SideInput.getDefaultInstance()));
    refused(second.build(), "declares the side input \"ghost\" but has no such input");

    refusedWith(
        c -> {
          PTransform.Builder use = c.getTransformsOrThrow("Use").toBuilder();
          use.getSpecBuilder().setPayload(ByteString.copyFromUtf8("not a message"));
          c.putTransforms("Use", use.build());
        },
        "The payload of transform \"Use\" is not what millrace:transform:pardo:v1 defines");
  }

  @Test
  void transformWithTheWrongNumberOfInputsOrOutputs() {
    String read = model.read("Read", KV);
    model.groupByKey("Group", read);

    refusedWith(
        c ->
            c.putTransforms(
                "Group",
                c.getTransformsOrThrow("Group").toBuilder().putInputs("more", read).build()),
        "Transform \"Group\" has 2 inputs [more, input] where"
            + " millrace:transform:group_by_key:v1 has 1");
    refusedWith(
        c ->
            c.putTransforms(
                "Group", c.getTransformsOrThrow("Group").toBuilder().clearOutputs().build()),
        "Transform \"Group\" has 0 outputs [] where millrace:transform:group_by_key:v1 has one");
  }

  @Test
  void groupingOfWhatIsNotKeyed() {
    model.groupByKey("Group", model.read("Read", "map<bytes, varint>"));

    refused(
        "Transform \"Group\" works by key, but its input \"Read.output\" has the coder"
            + " map<bytes, varint>, which is not a KV coder");
  }

  @Test
  void valuesOfTheWindowingStrategyThatThisVersionDoesNotKnow() {
    model.strategy("odd", s -> s.clearTrigger());
    model.read("Read", KV);
    refused("in its windowing strategy \"odd\", has the trigger none, which this version does not");

    model.strategy("odd", s -> s.setMergeStatusValue(77));
    refused("in its windowing strategy \"odd\", has the merge_status UNRECOGNIZED");
  }

  @Test
  void whatFunctionsAskForAndAnEngineDoesNotHave() {
    unsupported("state in a DoFn", p -> p.putStateSpecs("sum", StateSpec.getDefaultInstance()));
    unsupported("state in a DoFn", p -> p.setObservesWindowExpiration(true));
    unsupported(
        "timers in a DoFn",
        p -> p.putTimerFamilySpecs("flush", TimerFamilySpec.getDefaultInstance()));
    unsupported(
        "splittable DoFns",
        p -> p.setRestrictionCoderId("varint").setWatermarkEstimatorStateCoderId("varint"));
    unsupported("input in order of event time", p -> p.setRequiresTimeSortedInput(true));
    unsupported("stable input", p -> p.setRequiresStableInput(true));
  }

  @Test
  void collectionWithoutEnd() {
    String read = model.read("Read", KV);

    refusedByBareEngine(
        unbounded(read),
        "This runner does not support collections without end (UNBOUNDED_COLLECTIONS), and"
            + " transform \"Read\" yields Read.output.");
  }

  @Test
  void sinkAndSideInputOfACollectionWithoutEnd() {
    String read = model.read("Read", KV);
    model.sinkWrite("Write", "bytes", read);
    refusedBy(
        new PlanCapabilities(Set.of(PlanCapabilities.Feature.UNBOUNDED_COLLECTIONS), Set.of()),
        unbounded(read),
        "This runner does not support sinks of collections without end (UNBOUNDED_SINKS), and"
            + " transform \"Write\" writes Read.output.");

    ModelBuilder second = new ModelBuilder();
    String side = second.read("Side", KV);
    second.parDo("Look", KV, second.read("Main", KV), side);
    refusedByBareEngine(
        unbounded(second, side),
        "This runner does not support collections without end (UNBOUNDED_COLLECTIONS), and"
            + " transform \"Side\" yields Side.output.");
    assertThatThrownBy(
            () ->
                Planner.plan(
                    unbounded(second, side),
                    new PlanCapabilities(
                        Set.of(PlanCapabilities.Feature.UNBOUNDED_COLLECTIONS), Set.of())))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining(
            "This runner does not support side inputs without end (UNBOUNDED_SIDE_INPUTS), and"
                + " transform \"Look\" reads Side.output.");
  }

  @Test
  void triggersAndMergingWindowsOfAGrouping() {
    model.strategy(
        "never",
        s -> s.setTrigger(Trigger.newBuilder().setNever(Trigger.Never.getDefaultInstance())));
    model.groupByKey("Group", model.read("Read", KV));
    refusedByBareEngine(
        model.build(),
        "This runner does not support triggers other than the default one (TRIGGERS), and transform"
            + " \"Group\" groups by the trigger NEVER.");

    ModelBuilder second = new ModelBuilder();
    second.strategy("sessions", s -> s.setMergeStatus(MergeStatus.NEEDS_MERGE));
    second.combine("Sum", "double", second.read("Read", KV));
    refusedByBareEngine(
        second.build(),
        "This runner does not support windows that merge, such as sessions (MERGING_WINDOWS), and"
            + " transform \"Sum\" groups by the window function millrace:window_fn:java_serialized:v1.");
  }

  @Test
  void outputsOfLateData() {
    model.strategy("late", s -> s.setLateDataOutput("too_late"));
    model.withOutput("Group", "too_late", model.groupByKey("Group", model.read("Read", KV)));
    refusedByBareEngine(
        model.build(),
        "This runner does not support outputs of late data (LATE_DATA_OUTPUTS), and transform"
            + " \"Group\" gives out what comes too late as too_late.");

    ModelBuilder second = new ModelBuilder();
    second.withOutput("Group", "too_late", second.groupByKey("Group", second.read("Read", KV)));
    refused(second.build(), "has 2 outputs [output, too_late] where");
  }

  private static void unsupported(String feature, Consumer<ParDoPayload.Builder> change) {
    ModelBuilder model = new ModelBuilder();
    model.parDo("Use", model.read("Read", KV), List.of(), Map.of("output", KV), change);
    refusedByBareEngine(model.build(), "This runner does not support " + feature);
    refusedByBareEngine(model.build(), "transform \"Use\"");
  }

  private static void setOutput(Components.Builder components, String transform, String id) {
    components.putPcollections(id, components.getPcollectionsOrThrow("Read.output"));
    components.putTransforms(
        transform,
        components.getTransformsOrThrow(transform).toBuilder().putOutputs("output", id).build());
  }

  private void refused(String message) {
    refused(model.build(), message);
  }

  private void refusedWith(Consumer<Components.Builder> change, String message) {
    Pipeline.Builder pipeline = model.build().toBuilder();
    change.accept(pipeline.getComponentsBuilder());
    refused(pipeline.build(), message);
  }

  /** The model with a collection that never ends. */
  private Pipeline unbounded(String collection) {
    return unbounded(model, collection);
  }

  private static Pipeline unbounded(ModelBuilder model, String collection) {
    Pipeline.Builder pipeline = model.build().toBuilder();
    Components.Builder components = pipeline.getComponentsBuilder();
    components.putPcollections(
        collection,
        components.getPcollectionsOrThrow(collection).toBuilder()
            .setIsBounded(IsBounded.UNBOUNDED)
            .build());
    return pipeline.build();
  }

  private static void refusedByBareEngine(Pipeline pipeline, String message) {
    refusedBy(new PlanCapabilities(Set.of(), Set.of()), pipeline, message);
  }

  private static void refusedBy(PlanCapabilities engine, Pipeline pipeline, String message) {
    assertThatThrownBy(() -> Planner.plan(pipeline, engine))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining(message);
  }

  private static void refused(Pipeline pipeline, String message) {
    assertThatThrownBy(() -> Planner.plan(pipeline))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining(message);
  }
}
