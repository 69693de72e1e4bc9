package io.millrace.runners.core.stage;

import io.millrace.runners.core.batch.Batch;
import io.millrace.runners.core.host.StageEnv;
import io.millrace.runners.core.panes.TracedGroups;
import io.millrace.runners.core.panes.WindowStates;
import io.millrace.runners.core.plan.Plan;
import io.millrace.runners.core.plan.PlanStage;
import io.millrace.runners.core.snapshot.Section;
import io.millrace.runners.core.snapshot.StateSink;
import io.millrace.runners.core.trace.TaskProgress;
import io.millrace.runners.core.trace.TaskTrace;
import io.millrace.runners.core.watermark.Watermarks;
import io.millrace.sdk.coders.DecodeBuffer;
import io.millrace.sdk.coders.EncodeBuffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stage on one share of its input.
 *
 * <p>The host, always on the same thread, gives it batches while it {@link #acceptsInput}, tells it
 * when the input has ended, and calls {@link #work} until it {@link #isFinished}; then, or after
 * any exception, it calls {@link #close}. Nothing here blocks: a task whose outputs are refused
 * parks them and accepts no input until they are gone.
 */
public final class StageTask {

  static final Logger LOG = LoggerFactory.getLogger(StageTask.class);

  /** For how long a source that has elements may let the output watermark wait. */
  static final long WATERMARK_INTERVAL_MILLIS = 10;

  /** For how long what was output may wait for more of it. */
  static final long LONGEST_REST_MILLIS = 5;

  /** How many elements a source or a grouping gives in one call of {@link #work}. */
  static final int EMIT_LIMIT = Batch.CAPACITY;

  private enum Phase {
    /** Takes input; a source reads. Leaves when the input ended and the source is exhausted. */
    RUNNING,
    /** The input ended: a grouping gives its results. Leaves when it is exhausted. */
    EMITTING,
    /** The last outputs are on their way. Leaves when nothing is parked. */
    FLUSHING,
    /** Done. */
    FINISHED
  }

  private final PlanStage stage;
  private final StageEnv env;
  private final StageSettings settings;
  private final RootOperator root;
  private final List<Finishable> steps;
  private final List<EdgeOutput> outputs;
  private final Failures failures;
  private final Runnable openSteps;
  private final StepMetrics metrics;
  private final Dice dice;
  private final List<String> awaited;
  private final boolean endless;

  /** Steps that may have something to do at some time. */
  private final List<Finishable> timed;

  private Phase phase = Phase.RUNNING;
  private boolean sideInputsReady;
  private boolean opened;
  private boolean inputEnded;
  private boolean bundleOpen;

  /** Whether anything happened in the open bundle: one in which nothing did may stay open. */
  private boolean bundleUsed;

  private int bundleLeft;
  private long inputWatermark = Watermarks.START;
  private boolean inputIdle;

  /** Whether it goes on where another task was. */
  private boolean restored;

  private long outputWatermark = Watermarks.START;
  private long nextForwardMillis = Long.MIN_VALUE;
  private long restedMillis;

  /**
   * A task.
   *
   * @param awaited the side inputs that must be complete before it processes anything
   * @param endless whether its input never ends: then it does not wait for full batches and bundles
   * @param timed those of the steps that may have something to do at some time
   */
  StageTask(
      PlanStage stage,
      StageEnv env,
      StageSettings settings,
      RootOperator root,
      List<Finishable> steps,
      List<EdgeOutput> outputs,
      Failures failures,
      Runnable openSteps,
      StepMetrics metrics,
      List<String> awaited,
      boolean endless,
      List<Finishable> timed) {
    this.stage = stage;
    this.timed = List.copyOf(timed);
    this.env = env;
    this.settings = settings;
    this.root = root;
    this.steps = new ArrayList<>(steps);
    this.outputs = new ArrayList<>(outputs);
    this.failures = failures;
    this.openSteps = openSteps;
    this.metrics = metrics;
    this.endless = endless;
    this.awaited = List.copyOf(awaited);
    this.sideInputsReady = awaited.isEmpty();
    this.dice = new Dice(settings.seed(), "stage" + stage.id() + "/" + env.taskIndex());
  }

  /**
   * Makes the task of a stage. Must be called on the thread that will run it.
   *
   * @throws IllegalArgumentException if the engine does not support something that the stage needs;
   *     the message names the transform
   */
  public static StageTask create(Plan plan, PlanStage stage, StageEnv env, StageSettings settings) {
    return new StageBuilder(plan, stage, env, settings).build();
  }

  /**
   * How far event time has come here, and how the windows stand of a grouping that takes notes.
   *
   * @param inputWatermarks those of the input edges, in their order; as far as the host knows them
   */
  public TaskProgress progress(List<Long> inputWatermarks) {
    TracedGroups<?, ?> traced = root.traced();
    WindowStates windows = traced == null ? null : traced.windows();
    return new TaskProgress(
        inputWatermark,
        outputWatermark,
        env.processingTimeMillis(),
        inputWatermarks,
        windows == null ? List.of() : windows.inOrder(),
        windows == null ? 0 : windows.leftOut());
  }

  /**
   * What the task can tell of its windows.
   *
   * @param now how it stands
   * @param beforeTheEnd how it stood before its input came to the end of time; null if that has not
   */
  public TaskTrace trace(TaskProgress now, @Nullable TaskProgress beforeTheEnd) {
    TracedGroups<?, ?> traced = root.traced();
    return new TaskTrace(
        stage.id(),
        traced != null,
        now,
        beforeTheEnd,
        traced == null ? List.of() : traced.events(),
        traced == null ? 0 : traced.eventsLeftOut());
  }

  /** The stage that this is a task of. */
  public PlanStage stage() {
    return stage;
  }

  RootOperator root() {
    return root;
  }

  /** Whether a batch may be given to {@link #accept} now. */
  public boolean acceptsInput() {
    return phase == Phase.RUNNING
        && !inputEnded
        && (ready() || root.storesInput())
        && root.hasRoom()
        && !isBlocked();
  }

  private boolean ready() {
    if (!sideInputsReady) {
      for (String collection : awaited) {
        if (env.sideInputs().watermark(collection) != Watermarks.END) {
          return false;
        }
      }
      sideInputsReady = true;
    }
    if (!opened) {
      opened = true;
      openSteps.run();
    }
    return true;
  }

  private boolean isBlocked() {
    for (EdgeOutput output : outputs) {
      if (output.isBlocked()) {
        return true;
      }
    }
    return false;
  }

  /**
   * Takes a batch, and with it the ownership.
   *
   * @throws RuntimeException if user code or the engine failed; the task must then be closed
   */
  public void accept(Batch batch) {
    int size = batch.size();
    if (settings.strict()) {
      dice.shuffle(batch);
    }
    if (root.storesInput()) {
      root.accept(batch, 0, size);
    } else {
      int from = 0;
      while (from < size) {
        openBundle();
        int to = endOfBundle(batch, from);
        root.accept(batch, from, to);
        closeBundleAfter(to - from);
        from = to;
        if (settings.bundles() == StageSettings.Bundles.BY_KEY && batch.isHashed()) {
          finishBundle();
        }
      }
    }
    failures.check();
    env.batches().give(batch);
    if (root.firesInTime()) {
      // What held the watermark back may be out (rule W3).
      forwardWatermark();
    }
  }

  /** Up to which row the open bundle goes. */
  private int endOfBundle(Batch batch, int from) {
    if (settings.cutsBatches()) {
      return Math.min(batch.size(), from + bundleLeft);
    }
    return settings.bundles() == StageSettings.Bundles.BY_KEY && batch.isHashed()
        ? gatherKey(batch, from)
        : batch.size();
  }

  /** Moves the rows with the key of the given one behind it; returns the row after the last. */
  private static int gatherKey(Batch batch, int from) {
    int to = from + 1;
    for (int row = to; row < batch.size(); row++) {
      if (batch.hash(row) == batch.hash(from)) {
        batch.swap(row, to++);
      }
    }
    return to;
  }

  /**
   * Tells how far event time has come on all input edges. To be called when the task {@link
   * #acceptsInput}, behind the batches to which it applies.
   *
   * @param watermarkMillis {@link Watermarks#IDLE} if all of them are idle
   * @throws RuntimeException if user code or the engine failed; the task must then be closed
   */
  public void advanceWatermark(long watermarkMillis) {
    boolean turned = inputIdle != (watermarkMillis == Watermarks.IDLE);
    inputIdle = watermarkMillis == Watermarks.IDLE;
    if (inputIdle || watermarkMillis <= inputWatermark) {
      if (turned) {
        forwardWatermark();
      }
      return;
    }
    inputWatermark = watermarkMillis;
    if (root.firesInTime()) {
      openBundle();
      root.advanceWatermark(watermarkMillis);
      closeBundleAfter(1);
    } else {
      root.advanceWatermark(watermarkMillis);
    }
    forwardWatermark();
  }

  /** Tells that no more batches will come. */
  public void endInput() {
    inputEnded = true;
  }

  /**
   * Does a piece of the work that needs no further input.
   *
   * @return how much was done; 0 if nothing can be done now
   * @throws RuntimeException if user code or the engine failed; the task must then be closed
   */
  public int work() {
    int done = offerParked();
    if (isBlocked()) {
      return done;
    }
    switch (phase) {
      case RUNNING -> {
        if (!ready()) {
          return done;
        }
        if (inputEnded && root.outlivesInput()) {
          advanceWatermark(Watermarks.END);
        }
        done += advanceProcessingTime();
        done += letTimedSteps();
        if (root.canResume()) {
          done += resume();
        }
        if (root.isSource() && !root.isExhausted()) {
          int emitted = emit();
          done += emitted;
          done += forwardWatermarkOfSource(emitted > 0);
        }
        if (root.isSource() ? root.isExhausted() : inputEnded && !root.hasInputWaiting()) {
          advanceWatermark(Watermarks.END);
          phase = Phase.EMITTING;
          done++;
        } else if (done == 0) {
          done += restIfDue();
        }
      }
      case EMITTING -> {
        if (!root.isExhausted()) {
          done += emit();
        }
        if (root.isExhausted() && !isBlocked()) {
          finishSteps();
          phase = Phase.FLUSHING;
          done++;
        }
      }
      case FLUSHING -> {
        outputs.forEach(EdgeOutput::finish);
        phase = Phase.FINISHED;
        done++;
      }
      case FINISHED -> {}
    }
    failures.check();
    return done;
  }

  private int advanceProcessingTime() {
    long next = root.firesInTime() ? root.nextProcessingTime() : Long.MAX_VALUE;
    if (next == Long.MAX_VALUE) {
      return 0;
    }
    long now = env.processingTimeMillis();
    if (next > now) {
      return 0;
    }
    openBundle();
    root.advanceProcessingTime(now);
    closeBundleAfter(1);
    forwardWatermark();
    return 1;
  }

  private int letTimedSteps() {
    if (timed.isEmpty() || timedMillis() > env.processingTimeMillis()) {
      return 0;
    }
    finishBundle();
    long now = env.processingTimeMillis();
    for (Finishable step : timed) {
      if (step.dueMillis() <= now) {
        step.timeHasCome();
      }
    }
    failures.check();
    outputs.forEach(EdgeOutput::flush);
    return 1;
  }

  /** When the first of the timed steps has something to do. */
  private long timedMillis() {
    long first = Long.MAX_VALUE;
    for (Finishable step : timed) {
      first = Math.min(first, step.dueMillis());
    }
    return first;
  }

  /** What a source says is worth passing on now and then while it is busy, and at once when not. */
  private int forwardWatermarkOfSource(boolean busy) {
    if (!endless) {
      return 0;
    }
    if (busy) {
      long now = env.processingTimeMillis();
      if (now < nextForwardMillis) {
        return 0;
      }
      nextForwardMillis = now + WATERMARK_INTERVAL_MILLIS;
    }
    return forwardWatermark();
  }

  /** A bundle is committed before the watermark advances: what it held back may be output first. */
  private int forwardWatermark() {
    long watermark = root.outputWatermark(inputIdle ? Watermarks.IDLE : inputWatermark);
    boolean news =
        watermark > outputWatermark
            || (outputWatermark == Watermarks.IDLE && watermark != Watermarks.IDLE);
    if (!endless || !news) {
      return 0;
    }
    finishBundle();
    steps.forEach(step -> step.passOn(watermark));
    failures.check();
    outputWatermark = watermark;
    steps.forEach(step -> step.outputWatermark(watermark));
    outputs.forEach(output -> output.watermark(watermark));
    return 1;
  }

  /** While other tasks of the thread are at work, what is there may wait for more, but not long. */
  private int restIfDue() {
    boolean due =
        !env.callsRest() || env.processingTimeMillis() - restedMillis >= LONGEST_REST_MILLIS;
    return due ? rest() : 0;
  }

  /**
   * Passes on what there is: nobody downstream is to wait for it. To be called when the host has
   * nothing to do for any of its tasks. If each task did that whenever it has nothing to do itself,
   * batches would become smaller from exchange to exchange.
   *
   * @return how much was done; 0 if nothing was there
   * @throws RuntimeException if user code or the engine failed; the task must then be closed
   */
  public int rest() {
    if (!endless || phase != Phase.RUNNING || !opened || isBlocked()) {
      return 0;
    }
    restedMillis = env.processingTimeMillis();
    int done = 0;
    if (bundleOpen && bundleUsed) {
      finishBundle();
      done++;
    }
    // What is in time fires nothing before the watermark moves; but notes should be complete.
    long behind = settings.traced() ? Watermarks.END : outputWatermark;
    steps.forEach(step -> step.passOn(behind));
    failures.check();
    for (EdgeOutput output : outputs) {
      done += output.flush();
    }
    return done;
  }

  private int emit() {
    openBundle();
    int count = root.emit(limit());
    closeBundle(count);
    return count;
  }

  private int resume() {
    openBundle();
    int count = root.resume(limit());
    closeBundle(count);
    forwardWatermark();
    return count;
  }

  /** How many elements of its own the root may push into the open bundle at once. */
  private int limit() {
    return oneByOne() ? 1 : settings.cutsBatches() ? Math.min(EMIT_LIMIT, bundleLeft) : EMIT_LIMIT;
  }

  private void closeBundle(int elements) {
    closeBundleAfter(elements);
    if (oneByOne()) {
      finishBundle();
    }
  }

  /** What a grouping gives is a key each. */
  private boolean oneByOne() {
    return settings.bundles() == StageSettings.Bundles.BY_KEY && !root.isSource();
  }

  private int offerParked() {
    int taken = 0;
    for (EdgeOutput output : outputs) {
      if (output.isBlocked()) {
        taken += output.offerParked();
      }
    }
    return taken;
  }

  private void openBundle() {
    if (!bundleOpen) {
      bundleOpen = true;
      bundleUsed = false;
      bundleLeft =
          settings.bundles() == StageSettings.Bundles.RANDOM
              ? 1 + dice.below(settings.bundleSize())
              : settings.bundleSize();
      steps.forEach(Finishable::startBundle);
    }
  }

  private void closeBundleAfter(int elements) {
    failures.check();
    bundleUsed |= elements > 0;
    bundleLeft -= elements;
    if (bundleLeft <= 0) {
      finishBundle();
    }
  }

  private void finishBundle() {
    if (bundleOpen) {
      bundleOpen = false;
      steps.forEach(Finishable::finishBundle);
      failures.check();
      steps.forEach(Finishable::bundleFinished);
    }
  }

  private void finishSteps() {
    finishBundle();
    steps.forEach(Finishable::finish);
    failures.check();
    outputs.forEach(EdgeOutput::flush);
  }

  /**
   * Lets a source without end stop where it is, so that event time comes to its end and everything
   * that is kept is given out (rule Z1). To be called between calls of {@link #work}.
   *
   * @throws RuntimeException if the engine failed; the task must then be closed
   */
  public void drain() {
    root.drain();
    failures.check();
  }

  /**
   * When {@link #work} may find something to do by itself, in milliseconds after the epoch, after
   * it found nothing; {@link Long#MAX_VALUE} if only input, room or a side input brings that.
   */
  public long nextWorkMillis() {
    if (root.canResume()) {
      return Long.MIN_VALUE;
    }
    long next = root.firesInTime() ? root.nextProcessingTime() : Long.MAX_VALUE;
    if (phase == Phase.RUNNING && !timed.isEmpty()) {
      next = Math.min(next, timedMillis());
    }
    if (phase == Phase.RUNNING && root.isSource()) {
      return root.isExhausted() ? Long.MIN_VALUE : Math.min(next, root.nextPollMillis());
    }
    return next;
  }

  /**
   * Brings the task to where it can be saved: ends the bundle, and sends what its steps and outputs
   * hold. To be called between batches, again and again until it says so; meanwhile the task is
   * given nothing.
   *
   * @return whether {@link #save} may be called: false while outputs are refused, while a grouping
   *     gives its results, or while it keeps what cannot be saved
   * @throws RuntimeException if user code or the engine failed; the task must then be closed
   */
  public boolean prepareToSave() {
    return prepareToSave(false);
  }

  /**
   * The same, where what outputs refuse may stay with the task and is saved with it.
   *
   * @param overtaking whether what is sent after the task was saved overtakes what waits at its
   *     outputs
   */
  public boolean prepareToSave(boolean overtaking) {
    if (phase != Phase.RUNNING) {
      // It gives its results, and is to end first: as far as there is room, for whoever is told no
      // comes back only when there is more of it.
      while (phase != Phase.FINISHED) {
        if (work() == 0) {
          return false;
        }
      }
      return true;
    }
    offerParked();
    if ((isBlocked() && !overtaking) || !root.canSave()) {
      return false;
    }
    finishBundle();
    steps.forEach(Finishable::beforeSave);
    failures.check();
    outputs.forEach(EdgeOutput::flush);
    return overtaking || !isBlocked();
  }

  /**
   * Writes what the task keeps, when it is {@link #prepareToSave prepared}; changes nothing. What a
   * finished task wrote says only that, unless others need what it keeps.
   *
   * @throws IOException if a coder fails, naming what it could not write, or the sink does
   */
  public void save(StateSink sink) throws IOException {
    EncodeBuffer out = sink.shared(Section.TASK);
    out.write(phase == Phase.FINISHED && !root.outlivesTask() ? 1 : 0);
    out.writeLong(inputWatermark);
    out.writeLong(outputWatermark == Watermarks.IDLE ? Watermarks.START : outputWatermark);
    sink.end();
    if (phase != Phase.FINISHED || root.outlivesTask()) {
      root.save(sink);
    }
    for (int i = 0; i < outputs.size(); i++) {
      outputs.get(i).save(i, sink);
    }
  }

  /** Tells that what was just {@link #save saved} is part of a checkpoint. */
  public void saved(long checkpoint) {
    root.saved(checkpoint);
  }

  /**
   * Tells that a checkpoint for which this task was {@link #saved} is complete, so that {@link
   * #work} makes visible what it had for the outside.
   */
  public void checkpointComplete(long checkpoint) {
    root.checkpointComplete(checkpoint);
  }

  /** Whether everything is visible that complete checkpoints had for the outside. */
  public boolean hasApplied() {
    return root.hasApplied();
  }

  /**
   * Takes back an entry that a task of the same stage saved, before anything else is done with this
   * one; {@link #loaded} comes after the last. Of tasks with other shares, that which has come
   * least far in time counts.
   *
   * @param keyHash 0 for an entry that belongs to no key
   * @throws IOException if the bytes are not those of an entry
   */
  public void load(Section section, int keyHash, DecodeBuffer in) throws IOException {
    if (section == Section.OUTPUT) {
      outputs.get(Math.toIntExact(in.readVarLong())).load(in);
      return;
    }
    if (section != Section.TASK) {
      root.load(section, keyHash, in);
      return;
    }
    boolean finished = in.read() == 1;
    long savedInput = in.readLong();
    long savedOutput = in.readLong();
    inputWatermark = restored ? Math.min(inputWatermark, savedInput) : savedInput;
    outputWatermark = restored ? Math.min(outputWatermark, savedOutput) : savedOutput;
    if (finished && (!restored || phase == Phase.FLUSHING)) {
      phase = Phase.FLUSHING;
    } else if (!finished) {
      phase = Phase.RUNNING;
    }
    restored = true;
  }

  /** Tells that all entries were given, and lets the receivers know how far time had come. */
  public void loaded() {
    if (!restored || phase == Phase.FLUSHING) {
      return;
    }
    if (inputWatermark > Watermarks.START) {
      root.loaded(inputWatermark);
    }
    if (endless && outputWatermark > Watermarks.START) {
      steps.forEach(step -> step.outputWatermark(outputWatermark));
      outputs.forEach(output -> output.watermark(outputWatermark));
    }
    failures.check();
  }

  /** Whether everything is done and on its way. */
  public boolean isFinished() {
    return phase == Phase.FINISHED;
  }

  /** Lets go of everything. Must be called on the task's thread; never throws. */
  public void close(boolean failed) {
    metrics.leave();
    steps.forEach(step -> close(stage, () -> step.close(failed)));
    close(stage, () -> root.close(failed));
    metrics.close();
  }

  /**
   * Lets go of everything in this process, after it was saved and for another task to go on:
   * nothing that it wrote is removed. Must be called on the task's thread; never throws.
   */
  public void suspend() {
    metrics.leave();
    steps.forEach(step -> close(stage, () -> step.close(false)));
    close(stage, root::suspend);
    metrics.close();
  }

  /** Lets go of one thing; what goes wrong there must not keep the others from being closed. */
  static void close(PlanStage stage, Runnable closing) {
    try {
      closing.run();
    } catch (Throwable t) {
      LOG.warn("Cleaning up after {} failed: {}", stage.name(), t.toString(), t);
    }
  }
}
