package io.millrace.runners.core.stage;

import io.millrace.model.v1.CombinePayload;
import io.millrace.model.v1.PTransform;
import io.millrace.model.v1.ParDoPayload;
import io.millrace.model.v1.SideInput;
import io.millrace.model.v1.SinkPayload;
import io.millrace.runners.core.batch.ElementCursor;
import io.millrace.runners.core.batch.Typed;
import io.millrace.runners.core.host.StageEnv;
import io.millrace.runners.core.invoke.ElementReceiver;
import io.millrace.runners.core.panes.Contents;
import io.millrace.runners.core.panes.Groups;
import io.millrace.runners.core.panes.ListContents;
import io.millrace.runners.core.plan.Edge;
import io.millrace.runners.core.plan.EdgeCoder;
import io.millrace.runners.core.plan.Plan;
import io.millrace.runners.core.plan.PlanStage;
import io.millrace.runners.core.plan.Root;
import io.millrace.runners.core.plan.SideInputUse;
import io.millrace.runners.core.plan.Step;
import io.millrace.runners.core.slices.Slicing;
import io.millrace.runners.core.slices.WindowsCoder;
import io.millrace.runners.core.state.FunctionState;
import io.millrace.runners.core.store.StateStore;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.graph.ModelRehydration;
import io.millrace.sdk.graph.Urns;
import io.millrace.sdk.io.sink.Sink;
import io.millrace.sdk.io.sink.SinkContext;
import io.millrace.sdk.io.source.Source;
import io.millrace.sdk.metrics.Counter;
import io.millrace.sdk.metrics.MetricName;
import io.millrace.sdk.transforms.Combine;
import io.millrace.sdk.transforms.CombineFnBase;
import io.millrace.sdk.transforms.CombineWithContext;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.ElementFunction;
import io.millrace.sdk.transforms.LongCombineFn;
import io.millrace.sdk.transforms.reflect.DoFnSignatures;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.WindowFn;
import io.millrace.sdk.transforms.windowing.WindowMappingFn;
import io.millrace.sdk.values.WindowingStrategy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds the nodes of one task, back to front: each node knows the next one as a constant. */
final class StageBuilder {

  private final Plan plan;
  private final PlanStage stage;
  private final StageEnv env;
  private final StageSettings settings;
  private final ModelRehydration model;
  private final SideInputSnapshot snapshot;
  private final ElementCursor cursor = new ElementCursor();
  private final Failures failures = new Failures();
  private final StepMetrics metrics;

  /** Who reads a local collection, in the order of the steps. */
  private final Map<String, List<Consumer>> consumers = new LinkedHashMap<>();

  /** What has a life of its own, in the order of the steps. */
  private final List<Finishable> finishables = new ArrayList<>();

  /** Checks that look again at the end of a bundle, when all steps are done with it. */
  private final List<Finishable> checks = new ArrayList<>();

  /** What comes before the first bundle, in the order of the steps. */
  private final List<Runnable> setups = new ArrayList<>();

  private final List<EdgeOutput> outputs = new ArrayList<>();
  private final Map<String, List<EdgeOutput>> outputsOf = new HashMap<>();
  private final List<Finishable> timed = new ArrayList<>();

  StageBuilder(Plan plan, PlanStage stage, StageEnv env, StageSettings settings) {
    this.plan = plan;
    this.stage = stage;
    this.env = env;
    this.settings = settings;
    this.model = new ModelRehydration(plan.components());
    this.snapshot = new SideInputSnapshot(env::sideInputs);
    this.metrics = new StepMetrics(env);
  }

  StageTask build() {
    try {
      return buildAll();
    } catch (Throwable t) {
      // Writers are open from when they are made.
      finishables.forEach(step -> StageTask.close(stage, () -> step.close(true)));
      metrics.close();
      throw t;
    }
  }

  private StageTask buildAll() {
    for (int edgeId : stage.outputEdges()) {
      addEdge(plan.edge(edgeId));
    }
    List<Step> steps = stage.steps();
    for (int i = steps.size() - 1; i >= 0; i--) {
      addStep(steps.get(i));
    }
    // A root that is a function is made last and comes first.
    RootOperator root = waitingForSideInputs(root(stage.root()));
    Collections.reverse(finishables);
    Collections.reverse(setups);
    // The checks come after all who might change an element at the end of a bundle.
    finishables.addAll(checks);
    return new StageTask(
        stage,
        env,
        settings,
        root,
        finishables,
        outputs,
        failures,
        () -> setups.forEach(Runnable::run),
        metrics,
        stage.sideInputs().stream()
            .map(SideInputUse::collectionId)
            .filter(collection -> !plan.isEndless(collection))
            .distinct()
            .toList(),
        isEndless(stage.root()),
        timed);
  }

  private void addEdge(Edge edge) {
    EdgeOutput output =
        new EdgeOutput(env.output(edge.id()), env, cursor, () -> EdgeCodec.of(edge, plan));
    outputs.add(output);
    String name = "edge to " + plan.stage(edge.toStage()).name();
    ElementReceiver receiver =
        switch (edge.partitioning()) {
          case HASH ->
              Template.instantiate(
                  ElementReceiver.class,
                  HashEdge.class,
                  output,
                  ((KvCoder<?, ?>) EdgeCodec.valueCoder(edge, model)).getKeyCoder(),
                  failures,
                  plan.producerOf(edge.collectionId()));
          case FORWARD ->
              Template.instantiate(ElementReceiver.class, ToOneEdge.class, output, env.taskIndex());
          case GATHER -> Template.instantiate(ElementReceiver.class, ToOneEdge.class, output, 0);
          case REBALANCE ->
              Template.instantiate(ElementReceiver.class, RoundRobinEdge.class, output);
        };
    ElementReceiver detached = detached(edge, receiver);
    for (String collection : edge.collections()) {
      outputsOf.computeIfAbsent(collection, c -> new ArrayList<>()).add(output);
      addConsumer(collection, new Consumer.Node(name, detached));
    }
  }

  /**
   * Iterables of a grouping read its table, which belongs to this task: what leaves the task must
   * hold the values themselves.
   */
  private ElementReceiver detached(Edge edge, ElementReceiver receiver) {
    if (!(edge.coder() instanceof EdgeCoder.OfModel coder)) {
      return receiver;
    }
    Coder<?> elements = model.coder(coder.coderId());
    return DetachNode.isNeededFor(elements)
        ? new DetachNode(plan.producerOf(edge.collectionId()), elements, receiver, failures)
        : receiver;
  }

  private void addConsumer(String collection, Consumer consumer) {
    consumers.computeIfAbsent(collection, c -> new ArrayList<>()).add(0, consumer);
  }

  private void addStep(Step step) {
    PTransform transform = transform(step.transformId());
    Consumer consumer;
    if (step instanceof Step.ParDoStep parDo) {
      consumer = parDo(parDo, transform);
    } else if (step instanceof Step.AssignWindowsStep assign) {
      consumer = assignWindows(assign, transform);
    } else if (step instanceof Step.PairWithRestrictionStep pair) {
      consumer = pairWithRestriction(pair, transform);
    } else if (step instanceof Step.PreCombineStep combine) {
      consumer = preCombine(combine, transform);
    } else {
      consumer = sinkWrite((Step.SinkWriteStep) step, transform);
    }
    for (String input : step.inputs()) {
      addConsumer(input, consumer);
    }
  }

  private PTransform transform(String id) {
    return plan.components().getTransformsOrThrow(id);
  }

  private Consumer parDo(Step.ParDoStep step, PTransform transform) {
    ParDoPayload payload =
        Payloads.parse(ParDoPayload.parser(), transform.getSpec(), transform.getUniqueName());
    DoFn<?, ?> fn = ModelRehydration.javaFunction(payload.getDoFn(), Urns.JAVA_DO_FN, DoFn.class);
    if (!settings.strict() && fn instanceof ElementFunction function) {
      Consumer chained = chained(step, transform, function);
      if (chained != null) {
        return chained;
      }
    }
    return new Consumer.Node(
        transform.getUniqueName(),
        position(fn, step.outputs(), transform, payload, sideInputs(transform, payload), null, null)
            .receiver());
  }

  /** A function that keeps state by key, on which the stage begins. */
  private RootOperator stateful(Root.StatefulRoot root, PTransform transform) {
    String name = transform.getUniqueName();
    ParDoPayload payload =
        Payloads.parse(ParDoPayload.parser(), transform.getSpec(), transform.getUniqueName());
    DoFn<?, ?> fn = ModelRehydration.javaFunction(payload.getDoFn(), Urns.JAVA_DO_FN, DoFn.class);
    Map<String, SideInputReader> sideInputs = sideInputs(transform, payload);
    StateStore store = env.openStateStore(name);
    FunctionState state =
        new FunctionState(
            DoFnSignatures.signatureForDoFn(fn),
            model.stateSpecs(payload),
            ModelRehydration.timerSpecs(payload),
            fn.getAllowedTimestampSkew(),
            new SideInputContext(env.options(), sideInputs, cursor),
            settings.strict(),
            store);
    String input = Payloads.mainInput(transform, payload.getMainInputName());
    return new StatefulRootOperator(
        name,
        (KvCoder<?, ?>) model.coderOf(input),
        model.windowingOf(input),
        state,
        store,
        env,
        position(fn, root.outputs(), transform, payload, sideInputs, state, null),
        dropped(transform, input, root.lateOutput()),
        cursor,
        failures);
  }

  /** A splittable function, on whose restrictions the stage works. */
  private RootOperator splittable(Root.SplittableRoot root, PTransform transform) {
    String name = transform.getUniqueName();
    ParDoPayload payload =
        Payloads.parse(ParDoPayload.parser(), transform.getSpec(), transform.getUniqueName());
    DoFn<?, ?> fn = ModelRehydration.javaFunction(payload.getDoFn(), Urns.JAVA_DO_FN, DoFn.class);
    RestrictionAtWork work = new RestrictionAtWork(env::processingTimeMillis);
    return new SplittableRootOperator(
        name,
        splittableFunction(name, fn),
        work,
        coders(payload, Payloads.mainInput(transform, payload.getMainInputName())),
        settings.strict(),
        env,
        position(fn, root.outputs(), transform, payload, sideInputs(transform, payload), null, work)
            .receiver(),
        cursor,
        failures);
  }

  private Consumer pairWithRestriction(Step.PairWithRestrictionStep step, PTransform transform) {
    String name = transform.getUniqueName();
    ParDoPayload payload = Payloads.parse(ParDoPayload.parser(), transform.getSpec(), name);
    DoFn<?, ?> fn = ModelRehydration.javaFunction(payload.getDoFn(), Urns.JAVA_DO_FN, DoFn.class);
    SplittableFunction function = splittableFunction(name, fn);
    PairWithRestrictionNode node =
        new PairWithRestrictionNode(
            name,
            function,
            function.observesWindow() || payload.getSideInputsCount() > 0,
            env.maxParallelism(),
            receiverOf(step.output()),
            cursor,
            failures);
    setups.add(node::setup);
    finishables.add(node);
    return new Consumer.Node(name, node);
  }

  private SplittableFunction splittableFunction(String name, DoFn<?, ?> fn) {
    return new SplittableFunction(name, fn, env.options(), new ProcessingClock(env), metrics);
  }

  @SuppressWarnings("unchecked") // the coders are those of the model
  private SplittableRootOperator.Coders coders(ParDoPayload payload, String input) {
    return new SplittableRootOperator.Coders(
        (Coder<@Nullable Object>) model.coderOf(input),
        (Coder<BoundedWindow>) model.windowingOf(input).getWindowFn().windowCoder(),
        (Coder<@Nullable Object>) model.coder(payload.getRestrictionCoderId()),
        (Coder<@Nullable Object>) model.coder(payload.getWatermarkEstimatorStateCoderId()));
  }

  private Map<String, SideInputReader> sideInputs(PTransform transform, ParDoPayload payload) {
    return sideInputs(transform, payload.getSideInputsMap());
  }

  /** The consumer for a plain function, in one generated node with the functions behind it. */
  private @Nullable Consumer chained(
      Step.ParDoStep step, PTransform transform, ElementFunction function) {
    if (step.outputs().size() != 1) {
      return null;
    }
    String name = transform.getUniqueName();
    var output = transform.getOutputsMap().entrySet().iterator().next();
    String local = step.outputs().values().iterator().next();
    OutputRules rules = OutputRules.of(name, model.coderOf(output.getValue()), Duration.ZERO);
    List<Consumer> readers = consumers.getOrDefault(local, List.of());
    if (readers.size() == 1 && readers.get(0) instanceof Consumer.Chain chain) {
      return chain.prepend(name, function, rules, metrics.place(name));
    }
    return new Consumer.Chain(
        List.of(new Consumer.Link(name, function, rules, metrics.place(name))), receiverOf(local));
  }

  private <I extends @Nullable Object, O extends @Nullable Object> DoFnPosition<I, O> position(
      DoFn<I, O> fn,
      Map<String, String> outputs,
      PTransform transform,
      ParDoPayload payload,
      Map<String, SideInputReader> sideInputs,
      @Nullable FunctionState state,
      @Nullable RestrictionAtWork work) {
    String name = transform.getUniqueName();
    Map<String, DoFn.OutputReceiver<@Nullable Object>> ports = new LinkedHashMap<>();
    outputs.forEach(
        (tag, local) -> {
          Coder<?> coder = model.coderOf(transform.getOutputsOrThrow(tag));
          OutputRules rules = OutputRules.of(name, coder, fn.getAllowedTimestampSkew());
          ElementReceiver next = checked(name, coder, local);
          DoFn.OutputReceiver<@Nullable Object> port = outputPort(next, rules);
          ports.put(tag, port);
        });
    DoFnPosition<I, O> position =
        new DoFnPosition<>(
            name,
            fn,
            env,
            cursor,
            failures,
            metrics,
            payload.getMainOutputTag(),
            ports,
            sideInputs,
            state,
            work);
    setups.add(position::setup);
    finishables.add(position);
    return position;
  }

  @SuppressWarnings("unchecked") // a class literal has no type arguments
  private DoFn.OutputReceiver<@Nullable Object> outputPort(
      ElementReceiver next, OutputRules rules) {
    return Template.instantiate(DoFn.OutputReceiver.class, OutputPort.class, next, cursor, rules);
  }

  private Map<String, SideInputReader> sideInputs(
      PTransform transform, Map<String, SideInput> specs) {
    Map<String, SideInputReader> readers = new LinkedHashMap<>();
    specs.forEach(
        (tag, spec) -> readers.put(tag, sideInput(transform.getInputsOrThrow(tag), spec)));
    return readers;
  }

  private SideInputReader sideInput(String collection, SideInput spec) {
    return plan.isEndless(collection)
        ? SideInputReader.ofEndless(snapshot, collection, spec)
        : SideInputReader.ofComplete(env.sideInputs(), collection, spec);
  }

  /** The root behind a place to wait, if its elements see side inputs without end. */
  private RootOperator waitingForSideInputs(RootOperator root) {
    List<SideInputUse> uses =
        stage.sideInputs().stream().filter(use -> plan.isEndless(use.collectionId())).toList();
    if (uses.isEmpty()) {
      return root;
    }
    // The planner lets only one step of a stage, the first, read such side inputs.
    String name = transform(uses.get(0).transformId()).getUniqueName();
    boolean dropsByItself = stage.root() instanceof Root.StatefulRoot;
    return new WaitingRoot(
        name,
        root,
        EdgeCodec.valueCoder(plan.edge(stage.inputEdges().get(0)), model),
        EdgeCodec.windowCoder(plan.edge(stage.inputEdges().get(0)), model),
        uses.stream().map(this::awaited).toList(),
        snapshot,
        env.batches(),
        dropsByItself ? null : new DroppedElements(env.metrics(name), null, cursor),
        failures);
  }

  private AwaitedSideInput awaited(SideInputUse use) {
    PTransform reader = transform(use.transformId());
    ParDoPayload payload =
        Payloads.parse(ParDoPayload.parser(), reader.getSpec(), reader.getUniqueName());
    return new AwaitedSideInput(
        env.sideInputs(),
        use.collectionId(),
        ModelRehydration.javaFunction(
            payload.getSideInputsOrThrow(use.localName()).getWindowMappingFn(),
            Urns.JAVA_WINDOW_MAPPING_FN,
            WindowMappingFn.class),
        model.windowingOf(use.collectionId()),
        model
            .windowingOf(Payloads.mainInput(reader, payload.getMainInputName()))
            .getAllowedLateness());
  }

  /**
   * The readers of what arrives through an exchange. Batches pass by reference, so that they share
   * elements with readers in other stages.
   */
  private ElementReceiver exchanged(String local) {
    if (stage.inputEdges().isEmpty()) {
      // A flatten of nothing.
      return receiverOf(local);
    }
    Edge edge = plan.edge(stage.inputEdges().get(0));
    return edge.coder() instanceof EdgeCoder.OfModel coder
        ? checked(plan.producerOf(edge.collectionId()), model.coder(coder.coderId()), local)
        : receiverOf(local);
  }

  /** The readers of a collection, behind a check if checks are strict. */
  private ElementReceiver checked(String producer, Coder<?> coder, String local) {
    ElementReceiver next = receiverOf(local);
    if (!settings.strict()) {
      return next;
    }
    List<String> readers =
        consumers.getOrDefault(local, List.of()).stream().map(Consumer::name).toList();
    StrictCheckNode check =
        new StrictCheckNode(producer, String.join(", ", readers), coder, next, failures);
    checks.add(check);
    return check;
  }

  private Consumer assignWindows(Step.AssignWindowsStep step, PTransform transform) {
    String name = transform.getUniqueName();
    String output = transform.getOutputsMap().values().iterator().next();
    @SuppressWarnings("unchecked") // it was applied to this very collection
    WindowFn<@Nullable Object, ?> windowFn =
        (WindowFn<@Nullable Object, ?>) model.windowingOf(output).getWindowFn();
    Counter dropped =
        env.metrics(name).getCounter(MetricName.named("millrace", "elementsInNoWindow"));
    return new Consumer.Node(
        name,
        Template.instantiate(
            ElementReceiver.class,
            AssignWindowsNode.class,
            WindowAssigner.of(windowFn, cursor, failures, name),
            receiverOf(step.output()),
            cursor,
            (Runnable) dropped::inc));
  }

  private Consumer preCombine(Step.PreCombineStep step, PTransform transform) {
    List<Consumer> readers = consumers.getOrDefault(step.output(), List.of());
    ElementReceiver next = receiverOf(step.output());
    PreCombine node =
        PreCombine.of(
            perKeyCombine(transform),
            model.windowingOf(combineInput(transform)).needsMerge(),
            next,
            single(readers),
            env,
            cursor);
    finishables.add(node);
    return new Consumer.Node(transform.getUniqueName(), node);
  }

  /** The only reader, if it can make use of key hashes. */
  private @Nullable HashedReceiver single(List<Consumer> readers) {
    return readers.size() == 1
            && readers.get(0) instanceof Consumer.Node node
            && node.node() instanceof HashedReceiver hashed
        ? hashed
        : null;
  }

  private String combineInput(PTransform transform) {
    return Payloads.mainInput(transform, combinePayload(transform).getMainInputName());
  }

  private PerKeyCombine perKeyCombine(PTransform transform) {
    String name = transform.getUniqueName();
    CombinePayload payload = combinePayload(transform);
    String input = combineInput(transform);
    return new PerKeyCombine(
        name,
        ModelRehydration.javaFunction(
            payload.getCombineFn(), Urns.JAVA_COMBINE_FN, CombineFnBase.GlobalCombineFn.class),
        (KvCoder<?, ?>) model.coderOf(input),
        model.coder(payload.getAccumulatorCoderId()),
        namespaceCoder(input, model.windowingOf(input)),
        failures);
  }

  /**
   * Where groups are kept by slice, values of one slice are combined whatever its windows. Sessions
   * are told apart by time alone.
   */
  private @Nullable Coder<?> namespaceCoder(String input, WindowingStrategy<?, ?> strategy) {
    if (strategy.needsMerge()) {
      return null;
    }
    Slicing slicing = plan.firesInTime(input) ? Groups.slicing(strategy) : null;
    return slicing == null
        ? Groupings.namespaceCoder(strategy)
        : new WindowsCoder(slicing, strategy.getWindowFn().windowCoder());
  }

  private CombinePayload combinePayload(PTransform transform) {
    return Payloads.parse(CombinePayload.parser(), transform.getSpec(), transform.getUniqueName());
  }

  private Consumer sinkWrite(Step.SinkWriteStep step, PTransform transform) {
    String name = transform.getUniqueName();
    Coder<?> inputCoder = model.coderOf(transform.getInputsMap().values().iterator().next());
    OutputRules rules = OutputRules.of(name, inputCoder, Duration.ZERO);
    SinkWriteNode<?, ?> node =
        plan.yieldsEndless(step.transformId())
            ? streamSinkWrite(step, transform, rules)
            : new SinkWriteNode<>(
                name,
                sink(transform),
                sinkContext(transform),
                receiverOf(step.output()),
                cursor,
                failures,
                rules);
    finishables.add(node);
    return new Consumer.Node(name, node);
  }

  private StreamSinkWriteNode<?, ?> streamSinkWrite(
      Step.SinkWriteStep step, PTransform transform, OutputRules rules) {
    StreamSinkWriteNode<?, ?> node =
        new StreamSinkWriteNode<>(
            transform.getUniqueName(),
            sink(transform),
            sinkContext(transform),
            receiverOf(step.output()),
            cursor,
            failures,
            rules,
            outputsOf.getOrDefault(step.output(), List.of()),
            env::processingTimeMillis,
            settings.commitEveryMillis());
    timed.add(node);
    return node;
  }

  private Sink<?, ?, ?> sink(PTransform transform) {
    return ModelRehydration.javaFunction(
        sinkPayload(transform).getSink(), Urns.JAVA_SINK, Sink.class);
  }

  private StreamCommitRoot.When whenToCommit(PTransform transform) {
    if (settings.commitEveryMillis() > 0) {
      return StreamCommitRoot.When.AT_ONCE;
    }
    return sinkPayload(transform).getInputWithoutEnd()
        ? StreamCommitRoot.When.KEPT
        : StreamCommitRoot.When.ALL_KEPT;
  }

  private static SinkPayload sinkPayload(PTransform transform) {
    return Payloads.parse(SinkPayload.parser(), transform.getSpec(), transform.getUniqueName());
  }

  private SinkContext sinkContext(PTransform transform) {
    return new SinkContext(
        env.options(),
        env.jobId(),
        transform.getUniqueName(),
        // A transform behind a flatten can be a step of several stages: no two writers are the
        // same.
        stage.id() * env.parallelism() + env.taskIndex(),
        env.parallelism());
  }

  private RootOperator root(Root root) {
    if (root instanceof Root.ReadRoot read) {
      return read(read, transform(read.transformId()));
    }
    if (root instanceof Root.ImpulseRoot impulse) {
      return new SourceRoots.Impulse(receiverOf(impulse.output()), cursor);
    }
    if (root instanceof Root.ExchangeRoot exchange) {
      return new SourceRoots.Exchange(exchanged(exchange.output()), cursor);
    }
    if (root instanceof Root.GroupRoot group) {
      return group(group, transform(group.transformId()));
    }
    if (root instanceof Root.CombineRoot combine) {
      return combine(combine, transform(combine.transformId()));
    }
    if (root instanceof Root.StatefulRoot stateful) {
      return stateful(stateful, transform(stateful.transformId()));
    }
    if (root instanceof Root.SplittableRoot splittable) {
      return splittable(splittable, transform(splittable.transformId()));
    }
    if (root instanceof Root.SideInputRoot sideInput) {
      return keeper(sideInput.collectionId());
    }
    Root.CommitRoot commit = (Root.CommitRoot) root;
    PTransform transform = transform(commit.transformId());
    String name = transform.getUniqueName();
    ElementReceiver next = checkedOutput(transform, commit.output());
    return plan.yieldsEndless(commit.transformId())
        ? new StreamCommitRoot<>(
            name,
            sink(transform),
            sinkContext(transform),
            whenToCommit(transform),
            next,
            cursor,
            failures)
        : new CollectingRoots.Commit<>(
            name, sink(transform), sinkContext(transform), next, cursor, failures);
  }

  private RootOperator keeper(String collection) {
    return plan.keepsLastPanes(collection)
        ? new LastPaneRoot(
            stage.name(),
            collection,
            model.coderOf(collection),
            model.windowingOf(collection),
            env,
            failures)
        : new CollectingRoots.SideInput(
            collection,
            env.sideInputs(),
            model.coderOf(collection),
            model.windowingOf(collection).getWindowFn().windowCoder());
  }

  /** Whether what the root yields never ends. */
  private boolean isEndless(Root root) {
    if (root instanceof Root.ExchangeRoot) {
      return stage.inputEdges().stream()
          .anyMatch(edge -> plan.isEndless(plan.edge(edge).collectionId()));
    }
    if (root instanceof Root.ReadRoot read) {
      return plan.yieldsEndless(read.transformId());
    } else if (root instanceof Root.GroupRoot group) {
      return plan.yieldsEndless(group.transformId());
    } else if (root instanceof Root.CombineRoot combine) {
      return plan.yieldsEndless(combine.transformId());
    } else if (root instanceof Root.StatefulRoot stateful) {
      return plan.yieldsEndless(stateful.transformId());
    } else if (root instanceof Root.SplittableRoot splittable) {
      return plan.yieldsEndless(splittable.transformId());
    }
    return false;
  }

  private RootOperator read(Root.ReadRoot read, PTransform transform) {
    Source<?, ?> source = plan.source(read.transformId());
    if (plan.yieldsEndless(read.transformId())) {
      return new EndlessReadRoot<>(
          transform.getUniqueName(),
          source,
          env,
          checkedOutput(transform, read.output()),
          cursor,
          failures);
    }
    return new SourceRoots.Read<>(
        transform.getUniqueName(),
        source,
        env,
        checkedOutput(transform, read.output()),
        cursor,
        failures);
  }

  private RootOperator group(Root.GroupRoot group, PTransform transform) {
    String input = transform.getInputsMap().values().iterator().next();
    return grouping(transform, input, group.lateOutput(), receiverOf(group.output()));
  }

  /** What a step that reads {@code input} does with elements that come too late. */
  private DroppedElements dropped(PTransform transform, String input, @Nullable String lateOutput) {
    String name = transform.getUniqueName();
    ElementReceiver output =
        lateOutput == null ? null : checked(name, model.coderOf(input), lateOutput);
    return new DroppedElements(env.metrics(name), output, cursor);
  }

  /** Groups with all their values, which {@code next} gets. */
  private RootOperator grouping(
      PTransform transform, String input, @Nullable String lateOutput, ElementReceiver next) {
    String name = transform.getUniqueName();
    KvCoder<?, ?> coder = (KvCoder<?, ?>) model.coderOf(input);
    WindowingStrategy<?, ?> strategy = model.windowingOf(input);
    if (plan.firesInTime(input)) {
      return new WindowedRootOperator(
          name,
          coder.getKeyCoder(),
          strategy,
          new ListContents<>(Typed.<Coder<@Nullable Object>>value(coder.getValueCoder())),
          env,
          dropped(transform, input, lateOutput),
          next,
          cursor,
          failures,
          settings.traced());
    }
    return new GroupRootOperator(name, coder, strategy, env, next, cursor, failures);
  }

  private RootOperator combine(Root.CombineRoot combine, PTransform transform) {
    ElementReceiver next = checkedOutput(transform, combine.output());
    CombinePayload payload = combinePayload(transform);
    Object fn =
        ModelRehydration.javaFunction(
            payload.getCombineFn(), Urns.JAVA_COMBINE_FN, CombineFnBase.GlobalCombineFn.class);
    String input = Payloads.mainInput(transform, payload.getMainInputName());
    if (fn instanceof CombineWithContext.CombineFnWithContext<?, ?, ?> withContext) {
      return combineWithContext(withContext, payload, transform, combine.lateOutput(), next);
    }
    WindowingStrategy<?, ?> strategy = model.windowingOf(input);
    if (plan.firesInTime(input)) {
      String name = transform.getUniqueName();
      return new WindowedRootOperator(
          name,
          ((KvCoder<?, ?>) model.coderOf(input)).getKeyCoder(),
          strategy,
          contents(name, fn, payload, combine.lifted()),
          env,
          dropped(transform, input, combine.lateOutput()),
          next,
          cursor,
          failures,
          settings.traced());
    }
    return new CombineRootOperator(
        perKeyCombine(transform), combine.lifted(), env, next, cursor, failures);
  }

  private Contents<@Nullable Object, ?> contents(
      String name, Object fn, CombinePayload payload, boolean lifted) {
    return fn instanceof LongCombineFn<?, ?> longFn
        ? CombinedLongs.of(name, longFn, lifted, failures)
        : new CombinedContents(
            name,
            (Combine.CombineFn<?, ?, ?>) fn,
            model.coder(payload.getAccumulatorCoderId()),
            lifted,
            failures);
  }

  /** Side inputs must be ready when such a function is called, so the values are kept till then. */
  private RootOperator combineWithContext(
      CombineWithContext.CombineFnWithContext<?, ?, ?> fn,
      CombinePayload payload,
      PTransform transform,
      @Nullable String lateOutput,
      ElementReceiver next) {
    String name = transform.getUniqueName();
    String input = Payloads.mainInput(transform, payload.getMainInputName());
    ElementReceiver node =
        new CombineWithContextNode<>(
            name,
            fn,
            sideInputs(transform, payload.getSideInputsMap()),
            env.options(),
            next,
            cursor,
            failures);
    return grouping(transform, input, lateOutput, node);
  }

  private ElementReceiver checkedOutput(PTransform transform, String local) {
    String collection = transform.getOutputsMap().values().iterator().next();
    Coder<?> coder = model.coderOf(collection);
    ElementReceiver next = checked(transform.getUniqueName(), coder, local);
    OutputRules rules = OutputRules.of(transform.getUniqueName(), coder, Duration.ZERO);
    return rules.nullAllowed()
        ? next
        : Template.instantiate(ElementReceiver.class, NullCheckNode.class, next, rules, failures);
  }

  /** One receiver for all who read a collection; elements that nobody reads go nowhere. */
  private ElementReceiver receiverOf(String collection) {
    List<Consumer> readers = consumers.getOrDefault(collection, List.of());
    if (readers.isEmpty()) {
      return value -> {};
    }
    ElementReceiver receiver = readers.get(readers.size() - 1).receiver(failures, metrics.holder());
    for (int i = readers.size() - 2; i >= 0; i--) {
      receiver =
          Template.instantiate(
              ElementReceiver.class,
              Tee.class,
              readers.get(i).receiver(failures, metrics.holder()),
              receiver);
    }
    return receiver;
  }
}
