package io.millrace.simulation.planted;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.millrace.cluster.v1.ControlFrame;
import io.millrace.runners.distributed.machine.Context;
import io.millrace.runners.distributed.machine.Event;
import io.millrace.runners.distributed.machine.Machine;
import io.millrace.runners.distributed.machine.Peer;
import io.millrace.runners.distributed.machine.Work;
import io.millrace.runners.distributed.store.StoreOp;
import io.millrace.simulation.kernel.SimNode;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Stands between a machine and its world; bugs are what subclasses change. */
class Tampered implements Context, Machine {

  final SimNode node;
  final TreeMap<Long, StoreOp> asked = new TreeMap<>();
  private @Nullable Machine machine;
  private long ownToken = -1;

  Tampered(SimNode node) {
    this.node = node;
  }

  Machine around(Machine real) {
    machine = real;
    return this;
  }

  boolean isCoordinator() {
    return node.name().startsWith("c") && !node.name().equals("client");
  }

  boolean isWorker() {
    return node.name().startsWith("w");
  }

  /** What the machine is told instead; null for nothing. */
  @Nullable Event told(Event event) {
    return event;
  }

  /** What is asked of the store instead. */
  StoreOp asking(StoreOp op) {
    return op;
  }

  /** What is sent instead. */
  ControlFrame sending(ControlFrame frame) {
    return frame;
  }

  /** Does something on the store that the machine did not ask for. */
  final void sneak(StoreOp op) {
    node.store(op, ownToken--);
  }

  /** The operation that an answer is to. */
  final @Nullable StoreOp askedFor(Event event) {
    return event instanceof Event.StoreDone done ? asked.get(done.token()) : null;
  }

  static boolean isRecord(@Nullable StoreOp op) {
    return op instanceof StoreOp.PutIfAbsent put
        && put.key().endsWith(".rec")
        && put.key().contains("/log/");
  }

  static ControlFrame parse(ByteString frame) {
    try {
      return ControlFrame.parseFrom(frame);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void on(Event event, Context context) {
    if (event instanceof Event.StoreDone done && done.token() < 0) {
      return;
    }
    Event instead = told(event);
    if (instead != null && machine != null) {
      machine.on(instead, this);
    }
  }

  @Override
  public long stateHash() {
    return machine == null ? 0 : machine.stateHash();
  }

  @Override
  public long nowNanos() {
    return node.nowNanos();
  }

  @Override
  public long wallMillis() {
    return node.wallMillis();
  }

  @Override
  public void timer(long delayNanos, long token) {
    node.timer(delayNanos, token);
  }

  @Override
  public void cancelTimer(long token) {
    node.cancelTimer(token);
  }

  @Override
  public void connect(String other) {
    node.connect(other);
  }

  @Override
  public void send(Peer to, ByteString frame) {
    node.send(to, sending(parse(frame)).toByteString());
  }

  @Override
  public void close(Peer peer) {
    node.close(peer);
  }

  @Override
  public void store(StoreOp op, long token) {
    StoreOp instead = asking(op);
    asked.put(token, instead);
    node.store(instead, token);
  }

  @Override
  public void offload(Work work, long token) {
    node.offload(work, token);
  }

  @Override
  public long random(String tag) {
    return node.random(tag);
  }

  @Override
  public void trace(String kind, long... values) {
    node.trace(kind, values);
  }

  @Override
  public void alarm(String message) {
    node.alarm(message);
  }

  @Override
  public void halt(String reason) {
    node.halt(reason);
  }
}
