package io.millrace.runners.distributed.coordinator;

import io.millrace.cluster.v1.ControlFrame;
import io.millrace.runners.distributed.machine.Scope;
import java.util.List;
import java.util.TreeSet;

/** One attempt to execute a job: which worker has which slot, and how far the slots are. */
final class Attempt {

  final long number;
  final List<String> nodes;
  final long restored;
  final Scope scope;
  private final List<Workers.Worker> workers;
  private final TreeSet<Integer> started = new TreeSet<>();
  private final TreeSet<Integer> drained = new TreeSet<>();
  private final TreeSet<Integer> applied = new TreeSet<>();
  private long applying;
  private boolean gotOn;

  /** The checkpoint after which nothing comes, once it is complete. */
  long last;

  Attempt(
      long number, List<String> nodes, List<Workers.Worker> workers, long restored, Scope scope) {
    this.number = number;
    this.nodes = List.copyOf(nodes);
    this.workers = List.copyOf(workers);
    this.restored = restored;
    this.scope = scope;
  }

  /** Sends to all workers, each once. */
  void toAll(Cluster cluster, ControlFrame.Builder frame) {
    workers.stream().distinct().forEach(worker -> cluster.send(worker, frame));
  }

  boolean uses(Workers.Worker worker) {
    return workers.contains(worker);
  }

  /** Gives the slots back. */
  void release() {
    scope.close();
    workers.forEach(worker -> worker.used--);
  }

  /** One of its slots gets its state back, and has got on with it. */
  void restoring() {
    gotOn = true;
  }

  /** Whether any slot has got on since this was asked last. */
  boolean hasGotOn() {
    boolean since = gotOn;
    gotOn = false;
    return since;
  }

  /** Whether all slots stand, now that this one does. */
  boolean started(int slot) {
    return started.add(slot) && started.size() == nodes.size();
  }

  /** Whether all slots are through, now that this one is. */
  boolean drained(int slot) {
    return drained.add(slot) && isDrained();
  }

  boolean isDrained() {
    return drained.size() == nodes.size();
  }

  /** From now on slots are expected to apply this checkpoint. */
  void applying(long checkpoint) {
    applying = checkpoint;
    applied.clear();
  }

  /** Whether all slots have applied the checkpoint, now that this one has. */
  boolean applied(int slot, long checkpoint) {
    return checkpoint == applying && applied.add(slot) && applied.size() == nodes.size();
  }
}
