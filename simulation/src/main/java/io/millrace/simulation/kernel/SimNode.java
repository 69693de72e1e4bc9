package io.millrace.simulation.kernel;

import com.google.protobuf.ByteString;
import io.millrace.runners.distributed.machine.Context;
import io.millrace.runners.distributed.machine.Event;
import io.millrace.runners.distributed.machine.Machine;
import io.millrace.runners.distributed.machine.Peer;
import io.millrace.runners.distributed.machine.Work;
import io.millrace.runners.distributed.machine.WorkResult;
import io.millrace.runners.distributed.store.StoreOp;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One process: a machine with a clock of its own. A node that comes back is another one of these.
 */
public final class SimNode implements Context {

  private static final long LONG_PAUSE_NANOS = 20_000_000_000L;

  private final World world;
  private final String name;
  private final int incarnation;
  private final long bootNanos;
  private final long clockBase;
  private final long clockPpm;
  private final Map<Long, Scheduler.Due> timers = new HashMap<>();
  private final ArrayDeque<Event> held = new ArrayDeque<>();
  private @Nullable Machine machine;
  private boolean alive = true;
  private boolean paused;

  SimNode(World world, String name, int incarnation) {
    this.world = world;
    this.name = name;
    this.incarnation = incarnation;
    this.bootNanos = world.scheduler().now();
    this.clockBase = world.draw().below("clock.base/" + name, 1L << 40);
    // clocks are up to 200 parts in a million too fast or too slow
    this.clockPpm = world.draw().between("clock.ppm/" + name, -200, 200);
  }

  void boot(Machine started) {
    this.machine = started;
    world.scheduler().after(0, () -> tell(new Event.Start()));
  }

  /** Its name. */
  public String name() {
    return name;
  }

  /** How often it was started before. */
  public int incarnation() {
    return incarnation;
  }

  /** Whether it has neither died nor ended. */
  public boolean isAlive() {
    return alive;
  }

  /** Its machine. */
  public Machine machine() {
    if (machine == null) {
      throw new IllegalStateException(name + " was not booted");
    }
    return machine;
  }

  void tell(Event event) {
    if (!alive) {
      return;
    }
    if (paused) {
      held.add(event);
      return;
    }
    world.note(this, event);
    machine().on(event, this);
    world.watcher().told(this);
  }

  void die() {
    alive = false;
    timers.values().forEach(Scheduler.Due::cancel);
    timers.clear();
    held.clear();
  }

  void pause(long nanos) {
    if (!alive || paused) {
      return;
    }
    paused = true;
    world
        .scheduler()
        .after(
            nanos,
            () -> {
              paused = false;
              while (alive && !paused && !held.isEmpty()) {
                tell(held.remove());
              }
            });
  }

  /** Whether the effect that begins now is to be done. */
  private boolean begins() {
    if (!alive) {
      return false;
    }
    Effects effects = world.effects();
    effects.begin();
    if (effects.next(Effects.Interruption.KILL)) {
      world.kill(this, 1_000_000_000L);
      return false;
    }
    if (effects.next(Effects.Interruption.PAUSE)) {
      pause(LONG_PAUSE_NANOS);
    }
    return true;
  }

  private void ended() {
    if (world.effects().next(Effects.Interruption.KILL_AFTER)) {
      world.kill(this, 1_000_000_000L);
    }
  }

  @Override
  public long nowNanos() {
    long elapsed = world.scheduler().now() - bootNanos;
    return clockBase + elapsed + elapsed / 1_000_000 * clockPpm;
  }

  @Override
  public long wallMillis() {
    return world.wallMillis(name);
  }

  @Override
  public void timer(long delayNanos, long token) {
    if (begins()) {
      timers.put(
          token,
          world
              .scheduler()
              .after(
                  delayNanos,
                  () -> {
                    timers.remove(token);
                    tell(new Event.TimerFired(token));
                  }));
      ended();
    }
  }

  @Override
  public void cancelTimer(long token) {
    Scheduler.Due due = timers.remove(token);
    if (due != null) {
      due.cancel();
    }
  }

  @Override
  public void connect(String other) {
    if (begins()) {
      world.network().connect(this, other);
      ended();
    }
  }

  @Override
  public void send(Peer to, ByteString frame) {
    if (begins()) {
      world.watcher().sent(this, to.node(), frame);
      world.note(this, frame);
      world.network().send(this, to, frame);
      if (world.effects().next(Effects.Interruption.LOSE_REPLY)) {
        world.network().reset(name, to.node());
      }
      ended();
    }
  }

  @Override
  public void close(Peer peer) {
    if (begins()) {
      world.network().close(this, peer);
      ended();
    }
  }

  @Override
  public void store(StoreOp op, long token) {
    if (begins()) {
      world.note(this, op);
      world.store().start(this, op, token, world.effects().next(Effects.Interruption.LOSE_REPLY));
      ended();
    }
  }

  @Override
  public void offload(Work work, long token) {
    if (begins()) {
      WorkResult result;
      try {
        result = new WorkResult.Done(work.run());
      } catch (IOException e) {
        result = new WorkResult.Failed(String.valueOf(e.getMessage()));
      }
      WorkResult done = result;
      long delay = world.draw().between("work/" + name, 100_000, 20_000_000);
      world.scheduler().after(delay, () -> tell(new Event.WorkDone(token, done)));
      ended();
    }
  }

  @Override
  public long random(String tag) {
    return world.draw().next(name + "#" + incarnation + "/" + tag);
  }

  @Override
  public void trace(String kind, long... values) {
    if (alive) {
      world.watcher().traced(this, kind, values);
    }
  }

  @Override
  public void alarm(String message) {
    if (alive) {
      world.watcher().alarmed(this, message);
    }
  }

  @Override
  public void halt(String reason) {
    if (alive) {
      world.watcher().halted(this, reason);
      world.kill(this, world.draw().between("halt/" + name, 100, 2_000) * 1_000_000);
    }
  }

  @Override
  public String toString() {
    return name + "#" + incarnation;
  }
}
