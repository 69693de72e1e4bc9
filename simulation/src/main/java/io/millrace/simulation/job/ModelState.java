package io.millrace.simulation.job;

import com.google.protobuf.ByteString;
import io.millrace.runners.distributed.exchange.AlignedInput;
import io.millrace.runners.distributed.machine.StateHash;
import io.millrace.runners.distributed.task.KeyedEntries;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.LongFunction;

/**
 * What one slot keeps: how far its splits are, the sums of its keys, and what it has written that
 * may not be visible yet. Kept as it is, in two files: one with all sums, which later checkpoints
 * can share, and one with the rest and the sums that have changed since; or by key, as entries.
 */
public final class ModelState {

  /** Of one key. */
  public record Sum(long count, long sum) {}

  private final TreeMap<Integer, Integer> positions = new TreeMap<>();
  private final TreeMap<Integer, Sum> sums = new TreeMap<>();
  private final TreeMap<Integer, Sum> changed = new TreeMap<>();
  private final TreeMap<Long, List<Output>> batches = new TreeMap<>();
  private final LinkedHashMap<String, List<Output>> inherited = new LinkedHashMap<>();
  private List<Output> open = new ArrayList<>();
  private List<AlignedInput.Batch> inFlight = new ArrayList<>();

  /** How many records each split has given. */
  public NavigableMap<Integer, Integer> positions() {
    return positions;
  }

  /** The sums by key. */
  public NavigableMap<Integer, Sum> sums() {
    return sums;
  }

  /** What was written for each checkpoint and is not known to be visible. */
  public NavigableMap<Long, List<Output>> batches() {
    return batches;
  }

  /** What others have written, or this slot as another one, by its names; it may be visible. */
  public Map<String, List<Output>> inherited() {
    return inherited;
  }

  /** Takes a record in. */
  void add(int key, int split, int index, long value) {
    Sum before = sums.getOrDefault(key, new Sum(0, 0));
    Sum after = new Sum(before.count + 1, before.sum + value);
    sums.put(key, after);
    changed.put(key, after);
    open.add(new Output(key, split, index, after.count, after.sum));
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

  // ---- As it is

  /** From now on all changes are changes of this. */
  ByteString encodeSums() {
    changed.clear();
    ByteBuffer out = ByteBuffer.allocate(4 + sums.size() * 20);
    put(out, sums);
    return ByteString.copyFrom(out.flip());
  }

  /** Positions and batches in flight are known later than all else. */
  static ByteString encode(
      Map<Integer, Integer> positionsAtBarrier, ByteString rest, List<AlignedInput.Batch> batches) {
    ByteBuffer head = ByteBuffer.allocate(4 + positionsAtBarrier.size() * 8);
    head.putInt(positionsAtBarrier.size());
    positionsAtBarrier.forEach((split, position) -> head.putInt(split).putInt(position));
    int bytes = batches.stream().mapToInt(batch -> 8 + batch.bytes().size()).sum();
    ByteBuffer tail = ByteBuffer.allocate(4 + bytes).putInt(batches.size());
    for (AlignedInput.Batch batch : batches) {
      tail.putInt(batch.place()).putInt(batch.bytes().size());
      batch.bytes().copyTo(tail);
    }
    return ByteString.copyFrom(head.flip()).concat(rest).concat(ByteString.copyFrom(tail.flip()));
  }

  ByteString encodeRest() {
    int outputs = batches.values().stream().mapToInt(List::size).sum();
    ByteBuffer out =
        ByteBuffer.allocate(8 + changed.size() * 20 + batches.size() * 12 + outputs * Output.BYTES);
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
    for (int left = in.getInt(); left > 0; left--) {
      state.positions.put(in.getInt(), in.getInt());
    }
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
      int split = in.getInt();
      int index = in.getInt();
      add(spec.key(split, index), split, index, spec.value(split, index));
    }
  }

  // ---- By key

  /**
   * As entries, in two files. What was written and waits is one entry, so that it stays in order;
   * any slot may take it.
   *
   * @param names the names of batches by their checkpoints
   */
  List<ByteString> encodeEntries(
      Map<Integer, Integer> positionsAtBarrier, int slot, int version, LongFunction<String> names) {
    KeyedEntries.Writer first = new KeyedEntries.Writer(slot);
    positionsAtBarrier.forEach(
        (split, position) ->
            first.addOfAny(
                ModelPlan.READ.id(version),
                bytes(ByteBuffer.allocate(8).putInt(split).putInt(position))));
    if (!batches.isEmpty()) {
      ByteString all = ByteString.EMPTY;
      for (Map.Entry<Long, List<Output>> each : batches.entrySet()) {
        all =
            all.concat(withLength(ByteString.copyFromUtf8(names.apply(each.getKey()))))
                .concat(withLength(Output.encode(each.getValue())));
      }
      first.addOfAny(ModelPlan.COMMIT.id(version), all);
    }
    KeyedEntries.Writer second = new KeyedEntries.Writer(slot);
    sums.forEach(
        (key, sum) ->
            second.addOfKey(
                ModelPlan.SUM.id(version),
                ModelSpec.keyHash(key),
                bytes(ByteBuffer.allocate(20).putInt(key).putLong(sum.count).putLong(sum.sum))));
    return List.of(first.bytes(), second.bytes());
  }

  private static ByteString bytes(ByteBuffer written) {
    return ByteString.copyFrom(written.flip());
  }

  private static ByteString withLength(ByteString content) {
    return bytes(ByteBuffer.allocate(4).putInt(content.size())).concat(content);
  }

  private static ByteString get(ByteBuffer in) {
    byte[] bytes = new byte[in.getInt()];
    in.get(bytes);
    return ByteString.copyFrom(bytes);
  }

  /**
   * Takes in an entry.
   *
   * @param stage the id of its stage
   * @throws IllegalStateException if it is of a key or a split that is there
   */
  public void take(int stage, int version, ByteString content) {
    ByteBuffer in = content.asReadOnlyByteBuffer();
    switch (ModelPlan.of(stage, version)) {
      case READ -> {
        int split = in.getInt();
        if (positions.put(split, in.getInt()) != null) {
          throw new IllegalStateException("split " + split + " comes twice");
        }
      }
      case SUM -> {
        int key = in.getInt();
        if (sums.put(key, new Sum(in.getLong(), in.getLong())) != null) {
          throw new IllegalStateException("key " + key + " comes twice");
        }
      }
      case COMMIT -> {
        while (in.hasRemaining()) {
          String name = get(in).toStringUtf8();
          inherited.put(name, Output.decode(get(in)));
        }
      }
    }
  }

  long hash() {
    StateHash hash = new StateHash().add(open.size()).add(batches.size());
    positions.forEach((split, position) -> hash.add(split).add(position));
    sums.forEach((key, sum) -> hash.add(key).add(sum.count).add(sum.sum));
    return hash.value();
  }
}
