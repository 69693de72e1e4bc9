package io.millrace.runners.direct.job;

import io.millrace.runners.core.batch.BatchPool;
import io.millrace.runners.core.stage.Dice;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Runs the tasks of one thread, those furthest downstream first, so that what is on its way comes
 * to its end before new work is begun.
 *
 * <p>A task in the middle of an element whose outputs pile up may let the tasks downstream of it
 * run from within ({@link #stepTasksDownstreamOf}): plans have no cycles, so the one furthest
 * downstream can always go on, on whatever thread it is, and no thread waits for another for ever.
 */
final class TaskLoop implements Runnable {

  private static final long PARK_NANOS = 1_000_000;
  private static final long RELIEF_NANOS = 50_000;
  private static final int SPINS = 64;

  private final DirectJob job;
  private final List<TaskSlot> slots = new ArrayList<>();
  private final BatchPool batches = new BatchPool();
  private final @Nullable Dice dice;
  private volatile @Nullable Thread sleeper;
  private int deepest = -1;

  /**
   * A loop without tasks.
   *
   * @param dice chooses which task runs next; null for the usual order
   */
  TaskLoop(DirectJob job, @Nullable Dice dice) {
    this.job = job;
    this.dice = dice;
  }

  /** Adds a task. Those furthest downstream must be added first. */
  void add(TaskSlot slot) {
    slots.add(slot);
  }

  BatchPool batches() {
    return batches;
  }

  @Override
  public void run() {
    List<TaskSlot> running = new ArrayList<>(slots);
    try {
      int idle = 0;
      while (!running.isEmpty() && !job.isStopping()) {
        int done = dice == null ? stepAll(running) : stepOne(running, dice);
        if (done > 0) {
          running.removeIf(TaskSlot::isFinished);
          idle = 0;
        } else if (++idle > (dice == null ? SPINS : SPINS * slots.size())) {
          sleep();
        }
      }
    } catch (Throwable t) {
      job.fail(t);
    } finally {
      running.forEach(TaskSlot::abandon);
      job.loopEnded();
    }
  }

  private int stepAll(List<TaskSlot> running) throws IOException {
    int done = 0;
    for (TaskSlot slot : running) {
      done += step(slot);
    }
    return done;
  }

  private int stepOne(List<TaskSlot> running, Dice choice) throws IOException {
    return step(running.get(choice.below(running.size())));
  }

  private int step(TaskSlot slot) throws IOException {
    int outer = deepest;
    deepest = slot.stage().id();
    int done = slot.isFinished() ? 0 : slot.step();
    deepest = outer;
    return done;
  }

  /** Lets this thread's tasks of stages further downstream run once each. */
  void stepTasksDownstreamOf(TaskSlot caller) throws IOException {
    int done = 0;
    int depth = Math.max(deepest, caller.stage().id());
    for (TaskSlot slot : slots) {
      if (slot.stage().id() > depth) {
        done += step(slot);
      }
    }
    if (job.isStopping()) {
      throw new JobStoppedException();
    }
    if (done == 0) {
      // The receivers belong to other threads: give them time.
      LockSupport.parkNanos(this, RELIEF_NANOS);
    }
  }

  private void sleep() {
    sleeper = Thread.currentThread();
    LockSupport.parkNanos(this, PARK_NANOS);
    sleeper = null;
  }

  /** Ends the loop's sleep, if it sleeps. Thread-safe. */
  void wakeUp() {
    Thread thread = sleeper;
    if (thread != null) {
      LockSupport.unpark(thread);
    }
  }
}
