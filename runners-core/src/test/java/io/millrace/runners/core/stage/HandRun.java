package io.millrace.runners.core.stage;

import io.millrace.model.v1.PTransform;
import io.millrace.model.v1.ReadPayload;
import io.millrace.runners.core.batch.Batch;
import io.millrace.runners.core.batch.BatchPool;
import io.millrace.runners.core.host.MemoryScratch;
import io.millrace.runners.core.host.OutputChannels;
import io.millrace.runners.core.host.Scratch;
import io.millrace.runners.core.host.SideInputContent;
import io.millrace.runners.core.host.SideInputs;
import io.millrace.runners.core.host.Splits;
import io.millrace.runners.core.host.StageEnv;
import io.millrace.runners.core.plan.Edge;
import io.millrace.runners.core.plan.Partitioning;
import io.millrace.runners.core.plan.Plan;
import io.millrace.runners.core.plan.PlanStage;
import io.millrace.runners.core.plan.Planner;
import io.millrace.runners.core.plan.Root;
import io.millrace.runners.core.plan.Width;
import io.millrace.runners.core.watermark.Watermarks;
import io.millrace.sdk.Pipeline;
import io.millrace.sdk.graph.ModelRehydration;
import io.millrace.sdk.graph.PipelineTranslation;
import io.millrace.sdk.graph.Urns;
import io.millrace.sdk.io.source.Source;
import io.millrace.sdk.io.source.SourceContext;
import io.millrace.sdk.io.source.SplitEnumerator;
import io.millrace.sdk.metrics.MetricsContainer;
import io.millrace.sdk.metrics.MetricsSnapshot;
import io.millrace.sdk.options.PipelineOptions;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Runs all tasks of a pipeline by hand on one thread. A seed decides which task is next, and which
 * offers are refused; so no two seeds show tasks the same world, and the same one always does.
 */
final class HandRun {

  /** How many steps without any progress are taken for a standstill. */
  private static final int PATIENCE = 200_000;

  private final Plan plan;
  private final Random random;
  private final int parallelism;
  private final int refusalsOfTen;
  private final StageSettings settings;
  private final List<Task> tasks = new ArrayList<>();
  private final Map<String, Queue> queues = new LinkedHashMap<>();
  private final Store sideInputs = new Store();
  private final Map<Integer, SplitEnumerator<?>> enumerators = new HashMap<>();
  private final MemoryScratch scratch = new MemoryScratch();

  /** Whether tasks are prepared to be saved as soon as they give their results. */
  private boolean savedAtTheEnd;

  private HandRun(
      Pipeline pipeline, long seed, int parallelism, int refusalsOfTen, boolean strict) {
    this.plan = Planner.plan(PipelineTranslation.toProto(pipeline));
    this.random = new Random(seed);
    this.parallelism = parallelism;
    this.refusalsOfTen = refusalsOfTen;
    this.settings = new StageSettings(strict, seed, strict ? 16 : 700);
    for (PlanStage stage : plan.stages()) {
      for (int i = 0; i < width(stage); i++) {
        tasks.add(new Task(stage, i));
      }
    }
  }

  /** One task for each stage, and nothing is refused. */
  static HandRun simply(Pipeline pipeline) {
    return new HandRun(pipeline, 1, 1, 0, false).run();
  }

  /** Three tasks for wide stages, and most offers are refused. */
  static HandRun againstRefusals(Pipeline pipeline, long seed) {
    return new HandRun(pipeline, seed, 3, 8, false).run();
  }

  /** As {@link #againstRefusals}, with strict checks. */
  static HandRun strictly(Pipeline pipeline, long seed) {
    return new HandRun(pipeline, seed, 3, 5, true).run();
  }

  /**
   * As {@link #simply}; each task is to be saved when its input has ended, and must end at once.
   */
  static HandRun savedAtTheEnd(Pipeline pipeline) {
    HandRun run = new HandRun(pipeline, 1, 1, 0, false);
    run.savedAtTheEnd = true;
    return run.run();
  }

  /** The metrics of all tasks. */
  MetricsSnapshot metrics() {
    MetricsSnapshot all = MetricsSnapshot.EMPTY;
    for (Task task : tasks) {
      all = all.merge(MetricsSnapshot.of(task.metrics.values()));
    }
    return all;
  }

  private int width(PlanStage stage) {
    return stage.width() == Width.ONE ? 1 : parallelism;
  }

  private HandRun run() {
    try {
      List<Task> running = new ArrayList<>(tasks);
      int idle = 0;
      while (!running.isEmpty()) {
        Task task = running.get(random.nextInt(running.size()));
        idle = task.step() > 0 ? 0 : idle + 1;
        if (task.task.isFinished()) {
          task.task.close(false);
          running.remove(task);
        }
        if (idle > PATIENCE) {
          throw new AssertionError("Nothing goes on any more in " + running);
        }
      }
      queues.forEach(
          (name, queue) -> {
            if (!queue.batches.isEmpty()) {
              throw new AssertionError("Batches are left in " + name);
            }
          });
    } catch (Throwable t) {
      tasks.forEach(Task::abandon);
      throw t;
    } finally {
      if (scratch.open() > 0) {
        throw new AssertionError(scratch.open() + " scratch files are left open");
      }
    }
    return this;
  }

  private Queue queue(int edge, int target) {
    return queues.computeIfAbsent(edge + "/" + target, name -> new Queue());
  }

  private static final class Queue {
    final ArrayDeque<Batch> batches = new ArrayDeque<>();
    int finished;
  }

  private final class Task implements StageEnv {
    final PlanStage stage;
    final int index;
    final Map<String, MetricsContainer> metrics = new LinkedHashMap<>();
    final BatchPool pool = new BatchPool();
    StageTask task;
    boolean ended;

    Task(PlanStage stage, int index) {
      this.stage = stage;
      this.index = index;
    }

    int step() {
      if (task == null) {
        task = StageTask.create(plan, stage, this, settings);
      }
      if (savedAtTheEnd && ended && !stage.inputEdges().isEmpty()) {
        if (!task.prepareToSave()) {
          throw new AssertionError(this + " has room and does not end");
        }
        return 1;
      }
      int done = 0;
      if (task.acceptsInput() && !ended) {
        done += feed();
      }
      return done + task.work();
    }

    private int feed() {
      boolean all = true;
      for (int edge : stage.inputEdges()) {
        Queue queue = queue(edge, index);
        Batch batch = queue.batches.poll();
        if (batch != null) {
          task.accept(batch);
          return 1;
        }
        all &= queue.finished == width(plan.stage(plan.edge(edge).fromStage()));
      }
      if (all) {
        ended = true;
        task.endInput();
        return 1;
      }
      return 0;
    }

    void abandon() {
      if (task != null && !task.isFinished()) {
        task.close(true);
      }
    }

    @Override
    public PipelineOptions options() {
      return PipelineOptionsFactory.create();
    }

    @Override
    public String jobId() {
      return "by-hand";
    }

    @Override
    public int taskIndex() {
      return index;
    }

    @Override
    public int parallelism() {
      return width(stage);
    }

    @Override
    public int maxParallelism() {
      return parallelism;
    }

    @Override
    public long processingTimeMillis() {
      return 1_000_000;
    }

    @Override
    public long memoryBudgetBytes() {
      return 1 << 20;
    }

    @Override
    public Scratch scratch() {
      return scratch;
    }

    @Override
    public MetricsContainer metrics(String stepName) {
      return metrics.computeIfAbsent(stepName, s -> new MetricsContainer(s, () -> 1_000_000));
    }

    @Override
    public BatchPool batches() {
      return pool;
    }

    @Override
    public OutputChannels output(int edgeId) {
      Edge edge = plan.edge(edgeId);
      int targets = width(plan.stage(edge.toStage()));
      return new OutputChannels() {
        private final Batch[] refused = new Batch[targets];

        @Override
        public int targets() {
          return targets;
        }

        @Override
        public void watermark(long watermarkMillis) {
          throw new AssertionError("Input that ends tells of time only by its end");
        }

        @Override
        public boolean offer(int target, Batch batch) {
          if (refused[target] != null && refused[target] != batch) {
            throw new AssertionError("Another batch is offered before the one that was refused");
          }
          if (batch.size() == 0) {
            throw new AssertionError("An empty batch is offered");
          }
          if (edge.partitioning() == Partitioning.FORWARD && target != index) {
            throw new AssertionError("Task " + index + " forwards to " + target);
          }
          if (random.nextInt(10) < refusalsOfTen) {
            refused[target] = batch;
            return false;
          }
          refused[target] = null;
          queue(edgeId, target).batches.add(batch);
          return true;
        }

        @Override
        public void finish() {
          for (int target = 0; target < targets; target++) {
            if (refused[target] != null) {
              throw new AssertionError("An output is finished while a batch is parked");
            }
            queue(edgeId, target).finished++;
          }
        }
      };
    }

    @Override
    public Splits splits() {
      SplitEnumerator<?> enumerator = enumerators.computeIfAbsent(stage.id(), id -> enumerator());
      return splitsOf(enumerator);
    }

    private SplitEnumerator<?> enumerator() {
      PTransform transform =
          plan.components().getTransformsOrThrow(((Root.ReadRoot) stage.root()).transformId());
      try {
        ReadPayload payload = ReadPayload.parseFrom(transform.getSpec().getPayload());
        Source<?, ?> source =
            ModelRehydration.javaFunction(payload.getSource(), Urns.JAVA_SOURCE, Source.class);
        return source.createEnumerator(new SourceContext(options(), parallelism), null);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public SideInputs sideInputs() {
      return sideInputs;
    }

    @Override
    public boolean relieve() {
      return random.nextBoolean();
    }

    @Override
    public String toString() {
      return stage.name() + "#" + index;
    }
  }

  private final Map<SplitEnumerator<?>, ArrayDeque<Object>> found = new HashMap<>();

  private Splits splitsOf(SplitEnumerator<?> enumerator) {
    ArrayDeque<Object> splits = found.computeIfAbsent(enumerator, e -> new ArrayDeque<>());
    return new Splits() {
      @Override
      public Object next() throws IOException {
        splits.addAll(enumerator.discover(1_000_000));
        return splits.poll();
      }

      @Override
      public boolean areWaiting() {
        return !splits.isEmpty();
      }

      @Override
      public boolean isExhausted() {
        return enumerator.isFinished() && splits.isEmpty();
      }
    };
  }

  private static final class Store implements SideInputs {
    private final Map<String, Map<BoundedWindow, SideInputContent>> content = new HashMap<>();
    private final Map<String, Long> watermarks = new HashMap<>();

    @Override
    public void publish(String collectionId, BoundedWindow window, List<Object> elements) {
      content
          .computeIfAbsent(collectionId, id -> new HashMap<>())
          .put(window, new SideInputContent(elements));
    }

    @Override
    public void advanceWatermark(String collectionId, long watermarkMillis) {
      if (watermarks.put(collectionId, watermarkMillis) != null) {
        throw new AssertionError(collectionId + " is complete twice");
      }
    }

    @Override
    public long watermark(String collectionId) {
      return watermarks.getOrDefault(collectionId, Watermarks.START);
    }

    @Override
    public SideInputContent latest(String collectionId, BoundedWindow window) {
      return content.getOrDefault(collectionId, Map.of()).get(window);
    }

    @Override
    public Map<BoundedWindow, SideInputContent> contents(String collectionId) {
      return content.getOrDefault(collectionId, Map.of());
    }

    @Override
    public void release(String collectionId, long untilMillis) {
      throw new AssertionError("Side inputs that end are kept");
    }
  }
}
