package io.millrace.runners.distributed.task;

import io.millrace.cluster.v1.MetricValues;
import io.millrace.runners.core.batch.Batch;
import io.millrace.runners.core.batch.BatchPool;
import io.millrace.runners.core.host.OutputChannels;
import io.millrace.runners.core.host.Scratch;
import io.millrace.runners.core.host.SideInputs;
import io.millrace.runners.core.host.Splits;
import io.millrace.runners.core.host.StageEnv;
import io.millrace.runners.core.plan.Edge;
import io.millrace.runners.core.plan.PlanStage;
import io.millrace.runners.core.snapshot.Section;
import io.millrace.runners.core.snapshot.StateSink;
import io.millrace.runners.core.stage.StageTask;
import io.millrace.runners.core.store.StateStore;
import io.millrace.runners.core.watermark.Watermarks;
import io.millrace.runners.distributed.news.MetricsCodec;
import io.millrace.runners.distributed.worker.Cut;
import io.millrace.sdk.coders.DecodeBuffer;
import io.millrace.sdk.coders.EncodeBuffer;
import io.millrace.sdk.metrics.MetricsContainer;
import io.millrace.sdk.metrics.MetricsSnapshot;
import io.millrace.sdk.options.PipelineOptions;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One task of a stage in its slot: its channels, and what its host offers it. Not thread-safe. */
final class HostedTask implements StageEnv {

  private final SlotContext slot;
  private final Rounds rounds;
  private final PlanStage stage;
  private final Part part;
  private final int parallelism;
  private final TaskInput input;
  private final SideInputs sideInputs;
  private final Map<Integer, TaskOutput> outputs = new LinkedHashMap<>();
  private final Map<String, MetricsContainer> metrics = new LinkedHashMap<>();

  /** What was counted before it was restored. */
  private MetricsSnapshot metricsBefore = MetricsSnapshot.EMPTY;

  private @Nullable StageTask task;
  private long lastWatermark = Watermarks.START;
  private boolean inputEnded;

  /** The last checkpoint that it was saved for. */
  private long saved;

  /** The checkpoint whose barrier waits, and since when. */
  private long waitingFor;

  private long waitingSinceMillis;

  HostedTask(
      SlotContext slot,
      Rounds rounds,
      PlanStage stage,
      int taskIndex,
      int parallelism,
      TaskInput input,
      SideInputs sideInputs) {
    this.slot = slot;
    this.rounds = rounds;
    this.stage = stage;
    this.part = new Part(stage.id(), taskIndex);
    this.parallelism = parallelism;
    this.input = input;
    this.sideInputs = sideInputs;
  }

  void addOutput(Edge edge, TaskOutput output) {
    outputs.put(edge.id(), output);
  }

  PlanStage stage() {
    return stage;
  }

  TaskInput input() {
    return input;
  }

  private StageTask task() {
    StageTask made = task;
    if (made == null) {
      throw new IllegalStateException("The task of " + stage.name() + " was not made yet");
    }
    return made;
  }

  /** Makes the task, to be given back what it kept, if it kept anything. */
  void make() {
    task = StageTask.create(slot.program().plan(), stage, this, slot.program().settings());
  }

  void load(Section section, int keyHash, DecodeBuffer in) throws IOException {
    SplitQueue splits = input.splits();
    if (section == Section.INPUT && splits != null) {
      splits.load(stage.id(), in);
    } else if (section == Section.METRICS) {
      metricsBefore = metricsBefore.merge(metricsFrom(in));
    } else if (section == Section.INPUT) {
      int channel = Math.toIntExact(in.readVarLong());
      Batch batch = slot.batches().take();
      slot.codecs().of(channel).decode(in, batch);
      input.restore(new Message.Data(channel, batch));
    } else {
      task().load(section, keyHash, in);
    }
  }

  private static MetricsSnapshot metricsFrom(DecodeBuffer in) throws IOException {
    byte[] bytes = new byte[in.remaining()];
    if (bytes.length > 0 && in.read(bytes, 0, bytes.length) != bytes.length) {
      throw new IOException("An entry of metrics ends too early");
    }
    return MetricsCodec.fromMessage(MetricValues.parseFrom(bytes));
  }

  /**
   * Tells that everything was given back.
   *
   * @param checkpoint from which
   */
  void loaded(long checkpoint) {
    saved = checkpoint;
    task().loaded();
  }

  /** Lets the task work; returns how much it did. */
  int step() throws IOException {
    StageTask running = task();
    long checkpoint = checkpointDue();
    boolean aligned = checkpoint != 0;
    checkpoint = aligned ? checkpoint : input.waitingBarrier();
    // What is kept by key has nothing in it that is under way.
    boolean late = hasWaitedLong(rounds.isByKey(checkpoint) ? 0 : checkpoint);
    if (aligned || late) {
      if (running.prepareToSave(late)) {
        save(running, checkpoint, aligned);
        return 1;
      }
      if (aligned) {
        return 0;
      }
    }
    if (running.isFinished()) {
      return passEnds();
    }
    int done = running.acceptsInput() ? feed(running) : 0;
    done += running.work();
    return done;
  }

  /**
   * The checkpoint that it is to be saved for now; 0 if there is none. Where nothing comes, no
   * barrier does: such a task is where barriers begin, of each checkpoint in turn.
   */
  private long checkpointDue() throws IOException {
    return input.hasChannels() ? input.barrier() : rounds.after(saved);
  }

  /** Whether a barrier waits for so long that it should overtake what is in front of it. */
  private boolean hasWaitedLong(long checkpoint) {
    if (checkpoint != waitingFor) {
      waitingFor = checkpoint;
      waitingSinceMillis = slot.wallMillis().getAsLong();
    }
    return checkpoint != 0 && millisToWait() <= 0;
  }

  private long millisToWait() {
    long timeout = slot.alignmentMillis();
    return timeout == 0
        ? Long.MAX_VALUE
        : waitingSinceMillis + timeout - slot.wallMillis().getAsLong();
  }

  /**
   * @param aligned whether the barrier has come on all channels; if not it overtakes what is in
   *     front of it
   */
  private void save(StageTask running, long checkpoint, boolean aligned) throws IOException {
    StateSink sink = rounds.sink(checkpoint, part);
    running.save(sink);
    sink.shared(Section.METRICS).write(MetricsCodec.toMessage(metrics()).toByteArray());
    sink.end();
    SplitQueue splits = input.splits();
    if (splits != null) {
      splits.save(sink);
    }
    running.saved(checkpoint);
    saved = checkpoint;
    // Behind the end as well: who receives need not know who has ended.
    Cut cut = rounds.cut(checkpoint);
    outputs.values().forEach(output -> output.barrier(cut));
    if (!aligned) {
      rounds.overtakes(checkpoint);
      input.overtake(checkpoint, new Overtaken(checkpoint));
      return;
    }
    input.passBarrier();
    rounds.saved(checkpoint, part);
  }

  /** Saves batches that a barrier has overtaken, as long as anybody wants to have them. */
  private final class Overtaken implements TaskInput.InFlight {
    private final long checkpoint;

    Overtaken(long checkpoint) {
      this.checkpoint = checkpoint;
    }

    @Override
    public void batch(Message.Data data) throws IOException {
      if (rounds.isBeingMade(checkpoint)) {
        StateSink sink = rounds.sink(checkpoint, part);
        EncodeBuffer out = sink.shared(Section.INPUT);
        out.writeVarLong(data.channel());
        slot.codecs().of(data.channel()).encode(data.batch(), out);
        sink.end();
      }
    }

    @Override
    public void all() {
      if (rounds.isBeingMade(checkpoint)) {
        rounds.saved(checkpoint, part);
      }
    }
  }

  /** A task that had ended before it was restored is told once more that its input has. */
  private int passEnds() throws IOException {
    Message.Along next = input.poll();
    if (next instanceof Message.Data) {
      throw new IllegalStateException("A batch came to " + stage.name() + ", which had ended");
    }
    return next == null ? 0 : 1;
  }

  private int feed(StageTask running) throws IOException {
    Message.Along next = input.poll();
    if (next instanceof Message.Data data) {
      running.accept(data.batch());
    } else if (next != null) {
      tellTime(running);
    } else if (!inputEnded && input.splits() == null && input.isEnded()) {
      inputEnded = true;
      running.endInput();
    } else {
      return 0;
    }
    return 1;
  }

  private void tellTime(StageTask running) {
    long watermark = input.watermark();
    boolean back = lastWatermark == Watermarks.IDLE && watermark != Watermarks.IDLE;
    if (watermark > lastWatermark || back) {
      lastWatermark = watermark;
      running.advanceWatermark(watermark);
    }
  }

  void checkpointComplete(long checkpoint) {
    task().checkpointComplete(checkpoint);
  }

  /** Whether everything is visible that complete checkpoints had for the outside. */
  boolean hasApplied() {
    return task().hasApplied();
  }

  /** Passes on what it has, when there is nothing to do for any task of the slot. */
  int rest() {
    return task().rest();
  }

  void drain() {
    task().drain();
  }

  boolean isFinished() {
    return task != null && task.isFinished();
  }

  long nextWorkMillis() {
    if (isFinished()) {
      return Long.MAX_VALUE;
    }
    long next = task().nextWorkMillis();
    return waitingFor == 0 || slot.alignmentMillis() == 0
        ? next
        : Math.min(next, waitingSinceMillis + slot.alignmentMillis());
  }

  /** Lets go of everything; never throws. */
  void close() {
    StageTask made = task;
    if (made != null) {
      if (made.isFinished()) {
        made.close(false);
      } else {
        // Another attempt goes on from what was saved: nothing that it wrote may be removed.
        made.suspend();
      }
    }
    SlotTasks.closeQuietly(stage.name(), input);
  }

  /** All that was counted in the work that led to where it is, whoever did it. */
  MetricsSnapshot metrics() {
    return metricsBefore.merge(MetricsSnapshot.of(metrics.values()));
  }

  @Override
  public PipelineOptions options() {
    return slot.program().options();
  }

  @Override
  public String jobId() {
    return slot.job();
  }

  @Override
  public int taskIndex() {
    return part.task();
  }

  @Override
  public int parallelism() {
    return parallelism;
  }

  @Override
  public int maxParallelism() {
    return slot.slots();
  }

  @Override
  public long processingTimeMillis() {
    return slot.wallMillis().getAsLong();
  }

  @Override
  public long memoryBudgetBytes() {
    return slot.memoryBytes();
  }

  @Override
  public Scratch scratch() {
    return slot.scratch();
  }

  @Override
  public @Nullable StateStore openStateStore(String purpose) {
    return slot.stores().open(purpose + " of task " + taskIndex());
  }

  @Override
  public MetricsContainer metrics(String stepName) {
    return metrics.computeIfAbsent(stepName, s -> new MetricsContainer(s, slot.wallMillis()));
  }

  @Override
  public BatchPool batches() {
    return slot.batches();
  }

  @Override
  public OutputChannels output(int edgeId) {
    TaskOutput output = outputs.get(edgeId);
    if (output == null) {
      throw new IllegalArgumentException("Stage " + stage.name() + " has no edge " + edgeId);
    }
    return output;
  }

  @Override
  public Splits splits() {
    SplitQueue splits = input.splits();
    if (splits == null) {
      throw new IllegalStateException("Stage " + stage.name() + " reads no source");
    }
    return splits;
  }

  @Override
  public SideInputs sideInputs() {
    return sideInputs;
  }

  /**
   * What a script gives goes as far as it can at once, so that one sees what comes of each step.
   */
  @Override
  public boolean callsRest() {
    return slot.script() == null;
  }

  @Override
  public boolean relieve() {
    return slot.relief().test(stage);
  }
}
