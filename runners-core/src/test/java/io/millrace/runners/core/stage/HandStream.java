package io.millrace.runners.core.stage;

import io.millrace.model.v1.PTransform;
import io.millrace.model.v1.ReadPayload;
import io.millrace.runners.core.batch.Batch;
import io.millrace.runners.core.batch.BatchPool;
import io.millrace.runners.core.host.MemoryScratch;
import io.millrace.runners.core.host.OutputChannels;
import io.millrace.runners.core.host.Scratch;
import io.millrace.runners.core.host.SideInputs;
import io.millrace.runners.core.host.Splits;
import io.millrace.runners.core.host.StageEnv;
import io.millrace.runners.core.plan.Plan;
import io.millrace.runners.core.plan.PlanStage;
import io.millrace.runners.core.plan.Planner;
import io.millrace.runners.core.plan.Root;
import io.millrace.runners.core.watermark.InputWatermark;
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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs a pipeline that does not end by hand: one task a stage, one thread, and a clock that a test
 * sets. {@link #settle} lets everything happen that can happen now.
 */
final class HandStream {

  private final Plan plan;
  private final List<Task> tasks = new ArrayList<>();
  private final Map<Integer, Queue> queues = new LinkedHashMap<>();
  private final MemoryScratch scratch = new MemoryScratch();
  private long nowMillis = 1_000_000;

  private HandStream(Pipeline pipeline) {
    this.plan = Planner.plan(PipelineTranslation.toProto(pipeline));
    plan.edges().forEach(edge -> queues.put(edge.id(), new Queue()));
    plan.stages().forEach(stage -> tasks.add(new Task(stage)));
  }

  static HandStream of(Pipeline pipeline) {
    return new HandStream(pipeline);
  }

  /** Lets all tasks work until none has anything to do. */
  HandStream settle() {
    try {
      int done = 1;
      while (done > 0) {
        done = 0;
        for (Task task : tasks) {
          done += task.step();
        }
      }
    } catch (Throwable t) {
      tasks.forEach(Task::abandon);
      throw t;
    }
    return this;
  }

  HandStream after(long millis) {
    pass(millis);
    return settle();
  }

  /** Lets time pass, while a function is at work for instance. */
  void pass(long millis) {
    nowMillis += millis;
  }

  long nowMillis() {
    return nowMillis;
  }

  void drain() {
    tasks.forEach(task -> task.task.drain());
    settle();
  }

  boolean isFinished() {
    return tasks.stream().allMatch(task -> task.task.isFinished());
  }

  /** For how many keys, each in its windows, functions keep something. */
  int keptScopes() {
    return tasks.stream()
        .map(task -> task.task.root())
        .filter(StatefulRootOperator.class::isInstance)
        .mapToInt(root -> ((StatefulRootOperator) root).scopeCount())
        .sum();
  }

  /** When a task has something to do by itself, whose stage begins with the transform of a name. */
  long nextWorkMillis(String rootName) {
    return tasks.stream()
        .filter(task -> task.stage.name().contains(rootName))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + rootName + " in " + plan.stages()))
        .task
        .nextWorkMillis();
  }

  MetricsSnapshot metrics() {
    MetricsSnapshot all = MetricsSnapshot.EMPTY;
    for (Task task : tasks) {
      all = all.merge(MetricsSnapshot.of(task.metrics.values()));
    }
    return all;
  }

  /** Batches, watermarks, and the end, in their order. */
  private static final class Queue {
    private static final Object END = new Object();
    private final ArrayDeque<Object> items = new ArrayDeque<>();
    private long watermark = Watermarks.START;
    private boolean ended;

    /** The next batch; what comes before it has been noted then. */
    Batch poll() {
      while (!items.isEmpty()) {
        Object item = items.remove();
        if (item instanceof Batch batch) {
          return batch;
        }
        ended |= item == END;
        watermark = item == END ? Watermarks.END : (Long) item;
        return null;
      }
      return null;
    }
  }

  private final class Task implements StageEnv {
    final PlanStage stage;
    final Map<String, MetricsContainer> metrics = new LinkedHashMap<>();
    final BatchPool pool = new BatchPool();
    final InputWatermark watermark;
    StageTask task;
    private Splits splits;
    private long lastWatermark = Watermarks.START;

    Task(PlanStage stage) {
      this.stage = stage;
      this.watermark = new InputWatermark(stage.inputEdges().size());
    }

    int step() {
      if (task == null) {
        task = StageTask.create(plan, stage, this, new StageSettings(false, 1, 1000));
      }
      if (task.isFinished()) {
        return 0;
      }
      int done = task.acceptsInput() ? feed() : 0;
      done += task.work();
      if (task.isFinished()) {
        task.close(false);
      }
      return done;
    }

    private int feed() {
      int done = 0;
      boolean ended = true;
      for (int i = 0; i < stage.inputEdges().size(); i++) {
        Queue queue = queues.get(stage.inputEdges().get(i));
        while (!queue.items.isEmpty()) {
          done++;
          Batch batch = queue.poll();
          if (batch != null) {
            task.accept(batch);
          }
          watermark.update(i, queue.watermark);
          if (watermark.getOrIdle() != lastWatermark) {
            lastWatermark = watermark.getOrIdle();
            task.advanceWatermark(lastWatermark);
          }
        }
        ended &= queue.ended;
      }
      if (ended) {
        task.endInput();
      }
      return done;
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
      return 0;
    }

    @Override
    public int parallelism() {
      return 1;
    }

    @Override
    public int maxParallelism() {
      return 1;
    }

    @Override
    public long processingTimeMillis() {
      return nowMillis;
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
      return metrics.computeIfAbsent(stepName, s -> new MetricsContainer(s, () -> nowMillis));
    }

    @Override
    public BatchPool batches() {
      return pool;
    }

    @Override
    public OutputChannels output(int edgeId) {
      Queue queue = queues.get(edgeId);
      return new OutputChannels() {
        @Override
        public int targets() {
          return 1;
        }

        @Override
        public boolean offer(int target, Batch batch) {
          queue.items.add(batch);
          return true;
        }

        @Override
        public void watermark(long watermarkMillis) {
          queue.items.add(watermarkMillis);
        }

        @Override
        public void finish() {
          queue.items.add(Queue.END);
        }
      };
    }

    @Override
    public Splits splits() {
      if (splits == null) {
        splits = splitsOf(enumerator());
      }
      return splits;
    }

    private SplitEnumerator<?> enumerator() {
      PTransform transform =
          plan.components().getTransformsOrThrow(((Root.ReadRoot) stage.root()).transformId());
      try {
        ReadPayload payload = ReadPayload.parseFrom(transform.getSpec().getPayload());
        Source<?, ?> source =
            ModelRehydration.javaFunction(payload.getSource(), Urns.JAVA_SOURCE, Source.class);
        return source.createEnumerator(new SourceContext(options(), 1), null);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public SideInputs sideInputs() {
      throw new AssertionError("no side inputs here");
    }
  }

  private Splits splitsOf(SplitEnumerator<?> enumerator) {
    ArrayDeque<Object> found = new ArrayDeque<>();
    return new Splits() {
      @Override
      public Object next() throws IOException {
        found.addAll(enumerator.discover(nowMillis));
        return found.poll();
      }

      @Override
      public boolean areWaiting() {
        return !found.isEmpty();
      }

      @Override
      public boolean isExhausted() {
        return enumerator.isFinished() && found.isEmpty();
      }
    };
  }
}
