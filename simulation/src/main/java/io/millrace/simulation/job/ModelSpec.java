package io.millrace.simulation.job;

import com.google.protobuf.ByteString;
import io.millrace.cluster.v1.StageState;
import io.millrace.runners.distributed.machine.StateHash;
import io.millrace.runners.distributed.task.KeyedEntries;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * What the job is.
 *
 * @param seed of the records
 * @param splits how many the source has
 * @param records how many each split has
 * @param keys how many keys there are
 * @param batch how many records a split gives at a time
 * @param paceMillis the time from one batch to the next
 * @param window how many batches may be under way on a channel
 * @param overtakeMillis how long a barrier waits before it overtakes what is in front of it; 0 for
 *     any time
 * @param byKey whether all checkpoints are kept by key, unless a barrier has overtaken
 * @param version of the program: others have other ids for the same stages
 * @param table where output becomes visible
 */
public record ModelSpec(
    long seed,
    int splits,
    int records,
    int keys,
    int batch,
    int paceMillis,
    int window,
    int overtakeMillis,
    boolean byKey,
    int version,
    String table) {

  private static final int BYTES = 8 + 9 * 4;

  /** As a payload. */
  public ByteString encode() {
    ByteBuffer head =
        ByteBuffer.allocate(BYTES)
            .putLong(seed)
            .putInt(splits)
            .putInt(records)
            .putInt(keys)
            .putInt(batch)
            .putInt(paceMillis)
            .putInt(window)
            .putInt(overtakeMillis)
            .putInt(byKey ? 1 : 0)
            .putInt(version)
            .flip();
    return ByteString.copyFrom(head).concat(ByteString.copyFromUtf8(table));
  }

  /** From a payload. */
  public static ModelSpec decode(ByteString payload) {
    ByteBuffer in = payload.asReadOnlyByteBuffer();
    return new ModelSpec(
        in.getLong(),
        in.getInt(),
        in.getInt(),
        in.getInt(),
        in.getInt(),
        in.getInt(),
        in.getInt(),
        in.getInt(),
        in.getInt() == 1,
        in.getInt(),
        payload.substring(BYTES).toStringUtf8());
  }

  /** What another version of the program is that goes on with the same input. */
  public ModelSpec next(String newTable) {
    return new ModelSpec(
        seed,
        splits,
        records,
        keys,
        batch,
        paceMillis,
        window,
        overtakeMillis,
        byKey,
        version + 1,
        newTable);
  }

  /** What its stages keep, as the coordinator compares it. */
  public List<StageState> stages() {
    return ModelPlan.states(version);
  }

  private long hash(int split, int index) {
    return StateHash.mix(seed ^ ((long) split << 32 | index));
  }

  /** The key of a record. */
  public int key(int split, int index) {
    return Math.floorMod(hash(split, index), keys);
  }

  /** The value of a record. */
  public long value(int split, int index) {
    return hash(split, index) >>> 40;
  }

  /** The hash of a key, by which keys are dealt out. */
  public static int keyHash(int key) {
    return (int) StateHash.mix(key);
  }

  /** The slot that a key belongs to. */
  public static int slotOf(int key, int slots) {
    return KeyedEntries.slotOf(keyHash(key), slots);
  }
}
