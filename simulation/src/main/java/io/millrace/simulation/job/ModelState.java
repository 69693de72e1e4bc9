package io.millrace.simulation.job;

import com.google.protobuf.ByteString;
import io.millrace.runners.distributed.exchange.AlignedInput;
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
  private List<AlignedInput.Batch> inFlight = new ArrayList<>();

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

  /** Position and batches in flight are known later than all else. */
  static ByteString encode(
      int positionAtBarrier, ByteString rest, List<AlignedInput.Batch> batches) {
    int bytes = batches.stream().mapToInt(batch -> 8 + batch.bytes().size()).sum();
    ByteBuffer tail = ByteBuffer.allocate(4 + bytes).putInt(batches.size());
    for (AlignedInput.Batch batch : batches) {
      tail.putInt(batch.place()).putInt(batch.bytes().size());
      batch.bytes().copyTo(tail);
    }
    return ByteString.copyFrom(ByteBuffer.allocate(4).putInt(positionAtBarrier).flip())
        .concat(rest)
        .concat(ByteString.copyFrom(tail.flip()));
  }

  ByteString encodeRest() {
    int outputs = batches.values().stream().mapToInt(List::size).sum();
    ByteBuffer out =
        ByteBuffer.allocate(8 + changed.size() * 20 + batches.size() * 12 + outputs * 28);
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
    for (int left = in.hasRemaining() ? in.getInt() : 0; left > 0; left--) {
      int place = in.getInt();
      byte[] bytes = new byte[in.getInt()];
      in.get(bytes);
      state.inFlight.add(new AlignedInput.Batch(place, ByteString.copyFrom(bytes)));
    }
    return state;
  }

  /** Takes in the batches that were in flight. */
  public void addInFlight(ModelSpec spec) {
    inFlight.forEach(batch -> add(batch, spec));
    inFlight = new ArrayList<>();
  }

  void add(AlignedInput.Batch batch, ModelSpec spec) {
    ByteBuffer in = batch.bytes().asReadOnlyByteBuffer();
    while (in.hasRemaining()) {
      int index = in.getInt();
      add(spec.key(batch.place(), index), batch.place(), index, spec.value(batch.place(), index));
    }
  }

  long hash() {
    StateHash hash = new StateHash().add(position).add(open.size()).add(batches.size());
    sums.forEach((key, sum) -> hash.add(key).add(sum.count).add(sum.sum));
    return hash.value();
  }
}
