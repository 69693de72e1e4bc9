package io.millrace.runners.host.queue;

import io.millrace.runners.core.batch.Batch;
import io.millrace.runners.core.batch.BatchCodec;
import io.millrace.runners.core.host.Scratch;
import io.millrace.runners.core.host.ScratchFile;
import io.millrace.sdk.coders.DecodeBuffer;
import io.millrace.sdk.coders.EncodeBuffer;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * A queue of batches that is never full: what does not fit into memory waits on disk. For edges
 * whose receiver takes nothing for a long time, such as one that waits for a side input made from
 * the same stage as its main input; a bounded queue would bring everything to a standstill there.
 * Not thread-safe.
 */
public final class SpillingQueue implements Closeable {

  /** How many batches are kept in memory before the next ones go to disk. */
  public static final int MEMORY_LIMIT = 64;

  private final ArrayDeque<Batch> head = new ArrayDeque<>();
  private final BatchCodec codec;
  private final Scratch scratch;
  private final EncodeBuffer encoded = new EncodeBuffer();
  private @Nullable ScratchFile file;
  private long readPosition;

  /**
   * An empty queue.
   *
   * @param codec makes bytes of batches
   * @param scratch where they go
   */
  public SpillingQueue(BatchCodec codec, Scratch scratch) {
    this.codec = codec;
    this.scratch = scratch;
  }

  /**
   * Adds a batch, and takes the ownership.
   *
   * @throws IOException if it can neither be kept nor written
   */
  public void add(Batch batch) throws IOException {
    if (file == null && head.size() < MEMORY_LIMIT) {
      head.addLast(batch);
    } else {
      spill(batch);
    }
  }

  private void spill(Batch batch) throws IOException {
    ScratchFile target = file;
    if (target == null) {
      target = scratch.create("exchange");
      file = target;
      readPosition = 0;
    }
    encoded.reset();
    // Room for the length, known only afterwards.
    encoded.writeInt(0);
    codec.encode(batch, encoded);
    putInt(encoded.array(), encoded.length() - Integer.BYTES);
    target.append(encoded.array(), 0, encoded.length());
  }

  /**
   * The next batch; null if there is none.
   *
   * @throws IOException if it cannot be read back
   */
  public @Nullable Batch poll() throws IOException {
    Batch batch = head.pollFirst();
    return batch != null ? batch : unspill();
  }

  private @Nullable Batch unspill() throws IOException {
    ScratchFile source = file;
    if (source == null) {
      return null;
    }
    byte[] length = new byte[Integer.BYTES];
    readFully(source, readPosition, length);
    byte[] bytes = new byte[new DecodeBuffer(length).readInt()];
    readFully(source, readPosition + Integer.BYTES, bytes);
    readPosition += Integer.BYTES + (long) bytes.length;
    if (readPosition == source.size()) {
      file = null;
      source.close();
    }
    Batch batch = new Batch();
    codec.decode(new DecodeBuffer(bytes), batch);
    return batch;
  }

  private static void readFully(ScratchFile source, long position, byte[] into) throws IOException {
    int done = 0;
    while (done < into.length) {
      int n = source.read(position + done, into, done, into.length - done);
      if (n < 0) {
        throw new IOException("A spilled batch ends after " + (position + done) + " bytes");
      }
      done += n;
    }
  }

  private static void putInt(byte[] bytes, int value) {
    bytes[0] = (byte) (value >>> 24);
    bytes[1] = (byte) (value >>> 16);
    bytes[2] = (byte) (value >>> 8);
    bytes[3] = (byte) value;
  }

  /** Whether {@link #poll} would give nothing. */
  public boolean isEmpty() {
    return head.isEmpty() && file == null;
  }

  @Override
  public void close() throws IOException {
    ScratchFile open = file;
    file = null;
    if (open != null) {
      open.close();
    }
  }
}
