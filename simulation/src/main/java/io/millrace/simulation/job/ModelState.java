package io.millrace.simulation.job;

import com.google.protobuf.ByteString;
import io.millrace.runners.distributed.machine.StateHash;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What one slot keeps: how far its source is, the sums of its keys, and what it has written that
 * may not be visible yet. Kept in two files: one with all sums, which later checkpoints can share,
 * and one with the rest and the sums that have changed since.
 */
public final class ModelState {

  /** Of one key. */
  public record Sum(long count, long sum) {}

  private int position;
  private final TreeMap<Integer, Sum> sums = new TreeMap<>();
  private final TreeMap<Integer, Sum> changed = new TreeMap<>();
  private final TreeMap<Long, List<Output>> batches = new TreeMap<>();
  private List<Output> open = new ArrayList<>();

  /** How many records the source has given. */
  public int position() {
    return position;
  }

  void position(int newPosition) {
    position = newPosition;
  }

  /** The sums by key. */
  public Map<Integer, Sum> sums() {
    return sums;
  }

  /** What was written for each checkpoint and is not known to be visible. */
  public NavigableMap<Long, List<Output>> batches() {
    return batches;
  }

  /** Takes a record in. */
  void add(int key, int source, int index, long value) {
    Sum before = sums.getOrDefault(key, new Sum(0, 0));
    Sum after = new Sum(before.count + 1, before.sum + value);
    sums.put(key, after);
    changed.put(key, after);
    open.add(new Output(key, source, index, after.count, after.sum));
  }

  /**
   * What was written since the last checkpoint belongs to this one, and so does what was written
   * for checkpoints that were given up.
   */
  void close(long checkpoint, long lastComplete) {
    List<Output> batch = new ArrayList<>();
    for (long given : List.copyOf(batches.keySet())) {
      if (given > lastComplete) {
        batch.addAll(batches.remove(given));
      }
    }
    batch.addAll(open);
    open = new ArrayList<>();
    batches.put(checkpoint, batch);
  }

  /** From now on all changes are changes of this. */
  ByteString encodeSums() {
    changed.clear();
    ByteBuffer out = ByteBuffer.allocate(4 + sums.size() * 20);
    put(out, sums);
    return ByteString.copyFrom(out.flip());
  }

  ByteString encodeRest(int positionAtBarrier) {
    int outputs = batches.values().stream().mapToInt(List::size).sum();
    ByteBuffer out =
        ByteBuffer.allocate(12 + changed.size() * 20 + batches.size() * 12 + outputs * 28);
    out.putInt(positionAtBarrier);
    put(out, changed);
    out.putInt(batches.size());
    batches.forEach(
        (checkpoint, batch) -> {
          out.putLong(checkpoint).putInt(batch.size());
          batch.forEach(output -> output.put(out));
        });
    return ByteString.copyFrom(out.flip());
  }

  private static void put(ByteBuffer out, Map<Integer, Sum> sums) {
    out.putInt(sums.size());
    sums.forEach((key, sum) -> out.putInt(key).putLong(sum.count).putLong(sum.sum));
  }

  private static void get(ByteBuffer in, Map<Integer, Sum> sums) {
    int size = in.getInt();
    for (int i = 0; i < size; i++) {
      sums.put(in.getInt(), new Sum(in.getLong(), in.getLong()));
    }
  }

  /** Reads the two files. */
  public static ModelState decode(ByteString rest, ByteString allSums) {
    ModelState state = new ModelState();
    get(allSums.asReadOnlyByteBuffer(), state.sums);
    ByteBuffer in = rest.asReadOnlyByteBuffer();
    state.position = in.getInt();
    get(in, state.changed);
    state.sums.putAll(state.changed);
    int count = in.getInt();
    for (int i = 0; i < count; i++) {
      long checkpoint = in.getLong();
      int size = in.getInt();
      List<Output> batch = new ArrayList<>();
      for (int j = 0; j < size; j++) {
        batch.add(Output.get(in));
      }
      state.batches.put(checkpoint, batch);
    }
    return state;
  }

  long hash() {
    StateHash hash = new StateHash().add(position).add(open.size()).add(batches.size());
    sums.forEach((key, sum) -> hash.add(key).add(sum.count).add(sum.sum));
    return hash.value();
  }
}
