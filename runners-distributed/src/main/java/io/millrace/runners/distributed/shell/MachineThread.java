package io.millrace.runners.distributed.shell;

import com.google.protobuf.ByteString;
import io.millrace.runners.distributed.machine.Context;
import io.millrace.runners.distributed.machine.Event;
import io.millrace.runners.distributed.machine.Machine;
import io.millrace.runners.distributed.machine.Peer;
import io.millrace.runners.distributed.machine.StateHash;
import io.millrace.runners.distributed.machine.Work;
import io.millrace.runners.distributed.machine.WorkResult;
import io.millrace.runners.distributed.store.Store;
import io.millrace.runners.distributed.store.StoreOp;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells one machine its events, on a thread of its own. {@link #post} is thread-safe; as a {@link
 * Context} it is the machine's alone.
 */
public final class MachineThread implements Context, Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(MachineThread.class);

  /** So often it looks again before it sleeps. */
  private static final int SPINS = 32;

  private static final long LONGEST_SLEEP_NANOS = 100_000_000;

  private record Timer(long dueNanos, long number, long token) implements Comparable<Timer> {
    @Override
    public int compareTo(Timer other) {
      int byTime = Long.compare(dueNanos, other.dueNanos);
      return byTime != 0 ? byTime : Long.compare(number, other.number);
    }
  }

  /**
   * What a machine runs in.
   *
   * @param halted is told why a machine has ended its process, on the machine's thread
   */
  public record Surroundings(
      Network network, Store store, Executor elsewhere, Consumer<String> halted) {}

  private final String node;
  private final Surroundings surroundings;
  private final Machine machine;
  private final ConcurrentLinkedQueue<Event> events = new ConcurrentLinkedQueue<>();
  private final PriorityQueue<Timer> timers = new PriorityQueue<>();
  private final Map<Long, Timer> byToken = new HashMap<>();
  private final Map<String, Long> draws = new HashMap<>();
  private final long seed = new SecureRandom().nextLong();
  private final long originNanos = System.nanoTime();
  private final CountDownLatch ended = new CountDownLatch(1);
  private long timerNumber;
  private boolean turnOfEvents;
  private volatile boolean stopping;
  private volatile @Nullable Thread sleeper;
  private @Nullable String haltReason;

  /**
   * A machine that was not started.
   *
   * @param node its name, by which others connect to it
   * @param make makes the machine
   */
  public MachineThread(
      String node, Surroundings surroundings, Function<Context, ? extends Machine> make) {
    this.node = node;
    this.surroundings = surroundings;
    this.machine = make.apply(this);
  }

  /** The name of the node. */
  public String node() {
    return node;
  }

  /** Starts the thread, and lets other nodes connect. */
  public void start() {
    start(true);
  }

  /**
   * Starts the thread.
   *
   * @param connected whether other nodes may connect to it
   */
  void start(boolean connected) {
    if (connected) {
      surroundings.network().join(this);
    }
    post(new Event.Start());
    Thread thread = new Thread(this, "millrace-" + node);
    thread.setDaemon(true);
    thread.start();
  }

  /** Ends the thread after the event that is told now. Thread-safe. */
  public void stop() {
    stopping = true;
    wakeUp();
  }

  /** Waits until the thread has ended. */
  public void join() throws InterruptedException {
    ended.await();
  }

  /** Waits until the thread has ended, or the time is over; whether it has ended. */
  boolean join(long nanos) throws InterruptedException {
    return ended.await(nanos, TimeUnit.NANOSECONDS);
  }

  /** Whether the thread has ended. */
  boolean hasEnded() {
    return ended.getCount() == 0;
  }

  /** Why the machine has ended its process; null if it has not. */
  public synchronized @Nullable String haltReason() {
    return haltReason;
  }

  /** Tells the machine something when its turn comes. Thread-safe. */
  public void post(Event event) {
    events.add(event);
    wakeUp();
  }

  private void wakeUp() {
    Thread thread = sleeper;
    if (thread != null) {
      LockSupport.unpark(thread);
    }
  }

  @Override
  public void run() {
    try {
      int idle = 0;
      while (!stopping) {
        if (step()) {
          idle = 0;
        } else if (++idle > SPINS) {
          sleep();
          idle = 0;
        } else {
          Thread.onSpinWait();
        }
      }
    } catch (Throwable t) {
      LOG.error("{} has failed and ends", node, t);
      halt(t.toString());
    } finally {
      surroundings.network().leave(this);
      ended.countDown();
    }
  }

  /** Timers and events take turns: a machine that has always work for later still hears others. */
  private boolean step() {
    Event event = turnOfEvents ? events.poll() : null;
    if (event == null && fire()) {
      turnOfEvents = true;
      return true;
    }
    turnOfEvents = false;
    event = event == null ? events.poll() : event;
    if (event == null) {
      return false;
    }
    machine.on(event, this);
    return true;
  }

  /** Fires the first timer that is due, if there is one. */
  private boolean fire() {
    Timer first = timers.peek();
    if (first == null || first.dueNanos > nowNanos()) {
      return false;
    }
    timers.remove();
    if (byToken.remove(first.token, first)) {
      machine.on(new Event.TimerFired(first.token), this);
    }
    return true;
  }

  private void sleep() {
    sleeper = Thread.currentThread();
    if (events.isEmpty() && !stopping) {
      Timer first = timers.peek();
      long nanos = first == null ? LONGEST_SLEEP_NANOS : first.dueNanos - nowNanos();
      if (nanos > 0) {
        LockSupport.parkNanos(this, Math.min(nanos, LONGEST_SLEEP_NANOS));
      }
    }
    sleeper = null;
  }

  @Override
  public long nowNanos() {
    return System.nanoTime() - originNanos;
  }

  @Override
  public long wallMillis() {
    return System.currentTimeMillis();
  }

  @Override
  public void timer(long delayNanos, long token) {
    Timer timer = new Timer(nowNanos() + delayNanos, timerNumber++, token);
    timers.add(timer);
    byToken.put(token, timer);
  }

  @Override
  public void cancelTimer(long token) {
    Timer timer = byToken.remove(token);
    if (timer != null) {
      timers.remove(timer);
    }
  }

  @Override
  public void connect(String to) {
    surroundings.network().connect(this, to);
  }

  @Override
  public void send(Peer to, ByteString frame) {
    surroundings.network().send(this, to, frame);
  }

  @Override
  public void close(Peer peer) {
    surroundings.network().close(this, peer);
  }

  @Override
  public void store(StoreOp op, long token) {
    surroundings
        .elsewhere()
        .execute(() -> post(new Event.StoreDone(token, surroundings.store().execute(op))));
  }

  @Override
  public void offload(Work work, long token) {
    surroundings.elsewhere().execute(() -> post(new Event.WorkDone(token, result(work))));
  }

  private static WorkResult result(Work work) {
    try {
      return new WorkResult.Done(work.run());
    } catch (Throwable t) {
      return new WorkResult.Failed(t.toString());
    }
  }

  @Override
  public long random(String tag) {
    long number = draws.merge(tag, 1L, Long::sum);
    return StateHash.mix(seed ^ StateHash.mix(StateHash.of(tag) + number));
  }

  @Override
  public void trace(String kind, long... values) {
    if (LOG.isTraceEnabled()) {
      LOG.trace("{} {} {}", node, kind, values);
    }
  }

  @Override
  public void alarm(String message) {
    LOG.warn("{}: {}", node, message);
  }

  @Override
  public void halt(String reason) {
    synchronized (this) {
      if (haltReason != null) {
        return;
      }
      haltReason = reason;
    }
    stopping = true;
    surroundings.halted().accept(node + ": " + reason);
  }
}
