package io.millrace.runners.distributed.testkit;

import com.google.protobuf.ByteString;
import io.millrace.runners.distributed.machine.Calls;
import io.millrace.runners.distributed.machine.Context;
import io.millrace.runners.distributed.machine.Event;
import io.millrace.runners.distributed.machine.Machine;
import io.millrace.runners.distributed.machine.Peer;
import io.millrace.runners.distributed.machine.StateHash;
import io.millrace.runners.distributed.machine.Work;
import io.millrace.runners.distributed.machine.WorkResult;
import io.millrace.runners.distributed.store.Store;
import io.millrace.runners.distributed.store.StoreOp;
import io.millrace.runners.distributed.store.StoreReply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Drives what would be inside one machine: answers wait until {@link #step}, in the order in which
 * they were asked for, timers in that of their times. Links go nowhere; frames are kept.
 */
public final class StepDriver implements Context {

  private record At(long nanos, long number) implements Comparable<At> {
    @Override
    public int compareTo(At other) {
      int byTime = Long.compare(nanos, other.nanos);
      return byTime != 0 ? byTime : Long.compare(number, other.number);
    }
  }

  /** What was sent to whom. */
  public record Sent(Peer to, ByteString frame) {}

  public final List<Sent> sent = new ArrayList<>();
  public final List<String> alarms = new ArrayList<>();
  public final List<String> halts = new ArrayList<>();
  public final List<Peer> closed = new ArrayList<>();
  public final List<StoreOp> ops = new ArrayList<>();

  private final Store store;
  private final Calls calls = new Calls(this);
  private final TreeMap<At, Event> queue = new TreeMap<>();
  private final TreeMap<String, Long> drawn = new TreeMap<>();
  private final long seed;
  private Consumer<Event> teller = calls::dispatch;
  private long now;
  private long number;

  public StepDriver(Store store, long seed) {
    this.store = store;
    this.seed = seed;
  }

  /** From now on answers are told to this machine. */
  public StepDriver drive(Machine machine) {
    teller = event -> machine.on(event, this);
    return this;
  }

  /** Tells the machine something now. */
  public void tell(Event event) {
    teller.accept(event);
  }

  /** Tells what is due within a time. */
  public void pass(long nanos) {
    long until = now + nanos;
    while (!queue.isEmpty() && queue.firstKey().nanos() <= until && step()) {}
    now = Math.max(now, until);
  }

  public Calls calls() {
    return calls;
  }

  /** Tells the next answer; false if there is none. */
  public boolean step() {
    if (queue.isEmpty() || !halts.isEmpty()) {
      return false;
    }
    var entry = queue.pollFirstEntry();
    now = Math.max(now, entry.getKey().nanos());
    teller.accept(entry.getValue());
    return true;
  }

  /** Tells answers until there are none. */
  public void settle() {
    for (int i = 0; step(); i++) {
      if (i > 1_000_000) {
        throw new AssertionError("no end");
      }
    }
  }

  private void enqueue(long delay, Event event) {
    queue.put(new At(now + delay, number++), event);
  }

  @Override
  public long nowNanos() {
    return now;
  }

  @Override
  public long wallMillis() {
    return now / 1_000_000;
  }

  @Override
  public void timer(long delayNanos, long token) {
    enqueue(delayNanos, new Event.TimerFired(token));
  }

  @Override
  public void cancelTimer(long token) {
    queue.values().removeIf(event -> event.equals(new Event.TimerFired(token)));
  }

  @Override
  public void connect(String node) {}

  @Override
  public void send(Peer to, ByteString frame) {
    sent.add(new Sent(to, frame));
  }

  @Override
  public void close(Peer peer) {
    closed.add(peer);
  }

  @Override
  public void store(StoreOp op, long token) {
    ops.add(op);
    StoreReply reply = store.execute(op);
    enqueue(1, new Event.StoreDone(token, reply));
  }

  @Override
  public void offload(Work work, long token) {
    WorkResult result;
    try {
      result = new WorkResult.Done(work.run());
    } catch (IOException e) {
      result = new WorkResult.Failed(String.valueOf(e.getMessage()));
    }
    enqueue(1, new Event.WorkDone(token, result));
  }

  @Override
  public long random(String tag) {
    long count = drawn.merge(tag, 1L, Long::sum);
    return StateHash.mix(seed ^ StateHash.of(tag) + count);
  }

  @Override
  public void trace(String kind, long... values) {}

  @Override
  public void alarm(String message) {
    alarms.add(message);
  }

  @Override
  public void halt(String reason) {
    halts.add(reason);
  }
}
