package io.millrace.simulation.job;

import com.google.protobuf.ByteString;
import io.millrace.runners.distributed.machine.StateHash;
import java.nio.ByteBuffer;

/**
 * What the job is.
 *
 * @param seed of the records
 * @param records how many each source has
 * @param keys how many keys there are
 * @param batch how many records a source gives at a time
 * @param paceMillis the time from one batch to the next
 * @param window how many batches may be under way on a channel
 * @param overtakeMillis how long a barrier waits before it overtakes what is in front of it; 0 for
 *     any time
 */
public record ModelSpec(
    long seed, int records, int keys, int batch, int paceMillis, int window, int overtakeMillis) {

  /** As a payload. */
  public ByteString encode() {
    return ByteString.copyFrom(
        ByteBuffer.allocate(32)
            .putLong(seed)
            .putInt(records)
            .putInt(keys)
            .putInt(batch)
            .putInt(paceMillis)
            .putInt(window)
            .putInt(overtakeMillis)
            .flip());
  }

  /** From a payload. */
  public static ModelSpec decode(ByteString payload) {
    ByteBuffer in = payload.asReadOnlyByteBuffer();
    return new ModelSpec(
        in.getLong(), in.getInt(), in.getInt(), in.getInt(), in.getInt(), in.getInt(), in.getInt());
  }

  private long hash(int source, int index) {
    return StateHash.mix(seed ^ ((long) source << 32 | index));
  }

  /** The key of a record. */
  public int key(int source, int index) {
    return Math.floorMod(hash(source, index), keys);
  }

  /** The value of a record. */
  public long value(int source, int index) {
    return hash(source, index) >>> 40;
  }
}
