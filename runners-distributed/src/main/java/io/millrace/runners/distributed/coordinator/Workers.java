package io.millrace.runners.distributed.coordinator;

import io.millrace.cluster.v1.WorkerView;
import io.millrace.runners.distributed.machine.Peer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** The workers that are registered, and which of their slots are taken. */
final class Workers {

  /** A worker that is registered. */
  static final class Worker {
    final Peer peer;
    final long incarnation;
    final int slots;
    long heardNanos;
    int used;

    Worker(Peer peer, long incarnation, int slots, long heardNanos) {
      this.peer = peer;
      this.incarnation = incarnation;
      this.slots = slots;
      this.heardNanos = heardNanos;
    }
  }

  private final TreeMap<String, Worker> workers = new TreeMap<>();
  private final TreeSet<Long> declaredDead = new TreeSet<>();

  void add(Worker worker) {
    workers.put(worker.peer.node(), worker);
  }

  /** The worker at the other end of a connection. */
  Optional<Worker> at(Peer peer) {
    return Optional.ofNullable(workers.get(peer.node())).filter(w -> w.peer.equals(peer));
  }

  Optional<Worker> named(String node) {
    return Optional.ofNullable(workers.get(node));
  }

  void remove(Worker worker) {
    workers.remove(worker.peer.node(), worker);
  }

  /** Never takes this process of a worker again. */
  void declareDead(Worker worker) {
    declaredDead.add(worker.incarnation);
  }

  boolean isDeclaredDead(long incarnation) {
    return declaredDead.contains(incarnation);
  }

  List<Worker> silentSince(long nanos) {
    return workers.values().stream().filter(worker -> worker.heardNanos - nanos < 0).toList();
  }

  List<WorkerView> views() {
    return workers.values().stream()
        .map(
            worker ->
                WorkerView.newBuilder()
                    .setNode(worker.peer.node())
                    .setSlots(worker.slots)
                    .setUsed(worker.used)
                    .build())
        .toList();
  }

  int size() {
    return workers.size();
  }

  int free() {
    return workers.values().stream().mapToInt(worker -> worker.slots - worker.used).sum();
  }

  /**
   * Takes slots, spread over the workers: each goes to the one that has most left, the first by
   * name among equals.
   *
   * @return the node of each slot, or nothing if there are too few
   */
  Optional<List<String>> take(int wanted) {
    if (free() < wanted) {
      return Optional.empty();
    }
    List<String> taken = new ArrayList<>();
    for (int i = 0; i < wanted; i++) {
      Worker best = null;
      for (Worker worker : workers.values()) {
        if (best == null || worker.slots - worker.used > best.slots - best.used) {
          best = worker;
        }
      }
      if (best == null) {
        throw new IllegalStateException("free slots without a worker");
      }
      best.used++;
      taken.add(best.peer.node());
    }
    return Optional.of(taken);
  }
}
