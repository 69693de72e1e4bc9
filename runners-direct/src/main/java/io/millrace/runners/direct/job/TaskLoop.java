package io.millrace.runners.direct.job;

import io.millrace.runners.core.batch.BatchPool;
import io.millrace.runners.core.stage.Dice;
import io.millrace.runners.host.state.TaskStores;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the tasks of one thread, those furthest downstream first, so that what is on its way comes
 * to its end before new work is begun.
 *
 * <p>A task in the middle of an element whose outputs pile up may let the tasks downstream of it
 * run from within ({@link #stepTasksDownstreamOf}): plans have no cycles, so the one furthest
 * downstream can always go on, on whatever thread it is, and no thread waits for another for ever.
 */
final class TaskLoop implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(TaskLoop.class);

  private static final long NANOS_PER_MILLI = 1_000_000;

  /** What a thread sleeps at most: a watermark that follows the clock must not stay behind. */
  private static final long LONGEST_SLEEP_MILLIS = 20;

  /** What a thread sleeps at most that has to look again and again whether there is input. */
  private static final long LONGEST_NAP_MILLIS = 10;

  private static final long NAPS_PER_LENGTH = 50;
  private static final long RELIEF_NANOS = 50_000;

  /** For each task, where chance decides which of them runs. */
  private static final int LOOKS_BY_CHANCE = 64;

  private final DirectJob job;
  private final List<TaskSlot> slots = new ArrayList<>();
  private final BatchPool batches = new BatchPool();
  private final TaskStores stores;
  private final @Nullable Dice dice;
  private volatile @Nullable Thread sleeper;
  private volatile boolean wokenUp;
  private @Nullable Thread interruptible;
  private @Nullable TraceRequest answered;
  private int deepest = -1;
  private long naps;
  private final Spinning spinning = new Spinning();

  /**
   * A loop without tasks.
   *
   * @param stores where its tasks keep state
   * @param dice chooses which task runs next; null for the usual order
   */
  TaskLoop(DirectJob job, TaskStores stores, @Nullable Dice dice) {
    this.job = job;
    this.stores = stores;
    this.dice = dice;
  }

  /** Adds a task. Those furthest downstream must be added first. */
  void add(TaskSlot slot) {
    slots.add(slot);
  }

  BatchPool batches() {
    return batches;
  }

  TaskStores stores() {
    return stores;
  }

  @Override
  public void run() {
    List<TaskSlot> running = new ArrayList<>(slots);
    try {
      allowInterrupts(Thread.currentThread());
      runToEnd(running);
    } catch (Throwable t) {
      job.fail(t);
    } finally {
      end(running);
    }
  }

  private void runToEnd(List<TaskSlot> running) throws IOException {
    int idle = 0;
    while (!running.isEmpty() && !job.isStopping()) {
      answerTraceRequest();
      int done = dice == null ? stepAll(running) : step(running.get(dice.below(running.size())));
      if (done == 0 && dice != null && !job.script().isEmpty()) {
        done = stepAll(running); // that one task has nothing to do does not mean that none has
      }
      done = done > 0 ? done : restAll(running);
      if (done > 0) {
        running.removeIf(TaskSlot::isFinished);
        idle = 0;
        naps = 0;
      } else if (job.script().advance() || passTime(running)) {
        idle = 0; // the job was at rest: its script goes on
      } else if (++idle > (dice == null ? spinning.looks() : LOOKS_BY_CHANCE * slots.size())) {
        sleep(running);
      }
    }
  }

  private void answerTraceRequest() {
    TraceRequest request = job.traceRequest();
    if (request != null && request != answered) {
      answered = request;
      slots.forEach(TaskSlot::beginAndPublishTrace);
      request.answeredBy(this);
    }
  }

  /**
   * A script that is over has no more time in it, and what still waits for some would wait for
   * ever: it passes up to the next thing to do.
   */
  private boolean passTime(List<TaskSlot> running) {
    if (job.script().isEmpty()) {
      return false;
    }
    long next = Long.MAX_VALUE;
    for (TaskSlot slot : running) {
      long work = slot.nextWorkMillis();
      if (work != Long.MIN_VALUE) {
        next = Math.min(next, work);
      }
    }
    return next != Long.MAX_VALUE && job.script().advanceTo(next);
  }

  /** Whatever goes wrong here: the job must learn that this thread is gone. */
  private void end(List<TaskSlot> running) {
    running.removeIf(TaskSlot::isFinished);
    try {
      allowInterrupts(null);
      // It was meant for what ran before; what is closed now may have to wait for something.
      if (Thread.interrupted()) {
        LOG.debug("The interrupt of a stopped job was noticed at its end");
      }
      slots.forEach(TaskSlot::publishTrace);
      running.forEach(TaskSlot::abandon);
    } catch (Throwable t) {
      job.fail(t);
    } finally {
      job.loopEnded(this, !running.isEmpty());
    }
  }

  private int stepAll(List<TaskSlot> running) throws IOException {
    int done = 0;
    for (TaskSlot slot : running) {
      done += step(slot);
    }
    return done;
  }

  private static int restAll(List<TaskSlot> running) {
    int done = 0;
    for (TaskSlot slot : running) {
      done += slot.rest();
    }
    return done;
  }

  private int step(TaskSlot slot) throws IOException {
    if (slot.isFinished()) {
      return 0;
    }
    int outer = deepest;
    deepest = slot.stage().id();
    try {
      return slot.commits() ? stepUninterrupted(slot) : slot.step();
    } finally {
      deepest = outer;
    }
  }

  private int stepUninterrupted(TaskSlot slot) throws IOException {
    Thread outer = allowInterrupts(null);
    try {
      return job.isStopping() ? 0 : slot.step();
    } finally {
      allowInterrupts(outer);
    }
  }

  /**
   * Lets this thread's tasks of stages further downstream run once each.
   *
   * @throws JobStoppedException if the job is to end, because one of them failed or otherwise
   */
  void stepTasksDownstreamOf(TaskSlot caller) {
    int done = 0;
    int depth = Math.max(deepest, caller.stage().id());
    try {
      for (TaskSlot slot : slots) {
        if (slot.stage().id() > depth) {
          done += step(slot);
        }
      }
    } catch (Throwable t) {
      // Not the caller's failure, whose code may well catch what is thrown at it.
      job.fail(t);
    }
    if (job.isStopping()) {
      throw new JobStoppedException();
    }
    if (done == 0) {
      // The receivers belong to other threads: give them time.
      park(RELIEF_NANOS);
    }
  }

  private void sleep(List<TaskSlot> running) {
    long next = Long.MAX_VALUE;
    for (TaskSlot slot : running) {
      if (slot.hasStaleMetrics()) {
        slot.publishMetrics();
      }
      next = Math.min(next, slot.nextWorkMillis());
    }
    long before = System.nanoTime();
    park(napNanos(next));
    spinning.slept(System.nanoTime() - before);
  }

  /**
   * How long to sleep unless woken up. Where nobody knows when there will be something to do the
   * naps get longer bit by bit.
   */
  private long napNanos(long nextWorkMillis) {
    if (nextWorkMillis != Long.MIN_VALUE) {
      long millis = nextWorkMillis - job.nowMillis();
      return Math.max(1, Math.min(LONGEST_SLEEP_MILLIS, millis)) * NANOS_PER_MILLI;
    }
    naps++;
    return Math.min(LONGEST_NAP_MILLIS, 1 + naps / NAPS_PER_LENGTH) * NANOS_PER_MILLI;
  }

  private void park(long nanos) {
    sleeper = Thread.currentThread();
    if (!wokenUp) {
      LockSupport.parkNanos(this, nanos);
    }
    sleeper = null;
    wokenUp = false;
  }

  /** Ends the loop's sleep, or else the next one. Thread-safe. */
  void wakeUp() {
    wokenUp = true;
    Thread thread = sleeper;
    if (thread != null) {
      LockSupport.unpark(thread);
    }
  }

  /** Interrupts what the loop's tasks wait for, unless they commit. Thread-safe. */
  synchronized void interrupt() {
    if (interruptible != null) {
      interruptible.interrupt();
    }
    wakeUp();
  }

  /** Says which thread may be interrupted from now on; returns which could be before. */
  private synchronized @Nullable Thread allowInterrupts(@Nullable Thread thread) {
    Thread before = interruptible;
    interruptible = thread;
    return before;
  }
}
