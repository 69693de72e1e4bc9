package io.millrace.simulation.job;

import com.google.protobuf.ByteString;
import io.millrace.runners.core.snapshot.Section;
import io.millrace.runners.core.snapshot.StateSink;
import io.millrace.runners.distributed.exchange.AlignedInput;
import io.millrace.runners.distributed.machine.StateHash;
import io.millrace.runners.distributed.task.Part;
import io.millrace.runners.distributed.task.SlotState;
import io.millrace.sdk.coders.DecodeBuffer;
import io.millrace.sdk.coders.EncodeBuffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
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
    try {
      SlotState first = newEntries();
      StateSink read = first.sink(new Part(ModelPlan.READ.id(version), slot));
      for (Map.Entry<Integer, Integer> each : positionsAtBarrier.entrySet()) {
        EncodeBuffer out = read.shared(Section.INPUT);
        out.writeVarLong(each.getKey());
        out.writeVarLong(each.getValue());
        read.end();
      }
      if (!batches.isEmpty()) {
        StateSink commit = first.sink(new Part(ModelPlan.COMMIT.id(version), slot));
        EncodeBuffer out = commit.shared(Section.ROOT);
        for (Map.Entry<Long, List<Output>> each : batches.entrySet()) {
          put(out, ByteString.copyFromUtf8(names.apply(each.getKey())));
          put(out, Output.encode(each.getValue()));
        }
        commit.end();
      }
      SlotState second = newEntries();
      StateSink sum = second.sink(new Part(ModelPlan.SUM.id(version), slot));
      for (Map.Entry<Integer, Sum> each : sums.entrySet()) {
        EncodeBuffer out = sum.key(Section.ROOT, ModelSpec.keyHash(each.getKey()));
        out.writeVarLong(each.getKey());
        out.writeVarLong(each.getValue().count);
        out.writeVarLong(each.getValue().sum);
        sum.end();
      }
      return List.of(first.file(0), second.file(0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A file of them is never full. */
  private static SlotState newEntries() {
    return new SlotState(
        true,
        purpose -> {
          throw new IOException("nothing goes to disk here: " + purpose);
        },
        SlotState.FILE_BYTES);
  }

  private static void put(EncodeBuffer out, ByteString bytes) {
    out.writeVarLong(bytes.size());
    out.write(bytes.toByteArray());
  }

  private static ByteString get(DecodeBuffer in) throws IOException {
    byte[] bytes = new byte[Math.toIntExact(in.readVarLong())];
    if (bytes.length > 0 && in.read(bytes, 0, bytes.length) != bytes.length) {
      throw new IOException("an entry ends in the middle");
    }
    return ByteString.copyFrom(bytes);
  }

  /** Says whose an entry is. */
  public interface Owner {
    /** The part that it belongs to now; empty if it is none of this slot. */
    Optional<Part> of(Part part, Section section, boolean keyed, int keyHash);
  }

  /**
   * Takes in the entries of a file that are of this slot.
   *
   * @throws IllegalStateException if there is one of a key or a split that it has
   */
  public void load(ByteString entries, int version, Owner owner) {
    try {
      SlotState.forEach(
          entries,
          new SlotState.Visitor() {
            @Override
            public Optional<Part> owner(Part part, Section section, boolean keyed, int keyHash) {
              return owner.of(part, section, keyed, keyHash);
            }

            @Override
            public void visit(Part part, Section section, int keyHash, DecodeBuffer content)
                throws IOException {
              take(ModelPlan.of(part.stage(), version), content);
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void take(ModelPlan stage, DecodeBuffer in) throws IOException {
    switch (stage) {
      case READ -> {
        int split = Math.toIntExact(in.readVarLong());
        int position = Math.toIntExact(in.readVarLong());
        if (positions.put(split, position) != null) {
          throw new IllegalStateException("split " + split + " comes twice");
        }
      }
      case SUM -> {
        int key = Math.toIntExact(in.readVarLong());
        if (sums.put(key, new Sum(in.readVarLong(), in.readVarLong())) != null) {
          throw new IllegalStateException("key " + key + " comes twice");
        }
      }
      case COMMIT -> {
        while (in.remaining() > 0) {
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
