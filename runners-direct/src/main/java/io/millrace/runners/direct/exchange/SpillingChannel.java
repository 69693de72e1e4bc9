package io.millrace.runners.direct.exchange;

import io.millrace.runners.core.batch.Batch;
import io.millrace.runners.core.batch.BatchCodec;
import io.millrace.runners.core.host.Scratch;
import io.millrace.runners.core.host.ScratchFile;
import io.millrace.runners.core.stage.StageException;
import io.millrace.sdk.coders.DecodeBuffer;
import io.millrace.sdk.coders.EncodeBuffer;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A channel that never refuses: what does not fit into memory waits on disk. For edges whose
 * receiver takes nothing for a long time, such as one that waits for a side input made from the
 * same stage as its main input; a bounded queue would bring everything to a standstill there.
 */
public final class SpillingChannel implements Channel {

  /** How many batches are kept in memory before the next ones go to disk. */
  public static final int MEMORY_LIMIT = 64;

  private final ReentrantLock lock = new ReentrantLock();
  private final ArrayDeque<Batch> head = new ArrayDeque<>();
  private final String producer;
  private final BatchCodec codec;
  private final Scratch scratch;
  private final Runnable wakeUp;
  private final EncodeBuffer encoded = new EncodeBuffer();
  private @Nullable ScratchFile file;
  private long readPosition;
  private final Marks marks;

  /**
   * An empty channel.
   *
   * @param producer the full name of the transform whose elements these are, for errors
   * @param producers how many tasks offer
   * @param codec makes bytes of batches
   * @param scratch where they go
   * @param wakeUp called after there is something new for the receiver
   */
  public SpillingChannel(
      String producer, int producers, BatchCodec codec, Scratch scratch, Runnable wakeUp) {
    this.producer = producer;
    this.marks = new Marks(producers);
    this.codec = codec;
    this.scratch = scratch;
    this.wakeUp = wakeUp;
  }

  /**
   * Takes the batch, always.
   *
   * @throws StageException if it can neither be kept nor written
   */
  @Override
  public boolean offer(Batch batch) {
    lock.lock();
    try {
      if (file == null && head.size() < MEMORY_LIMIT) {
        head.addLast(batch);
      } else {
        spill(batch);
      }
      marks.batchOffered();
    } catch (Throwable t) {
      throw new StageException(producer, t);
    } finally {
      lock.unlock();
    }
    wakeUp.run();
    return true;
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
    for (int i = 0; i < Integer.BYTES; i++) {
      encoded.write(0);
    }
    codec.encode(batch, encoded);
    putInt(encoded.array(), encoded.length() - Integer.BYTES);
    target.append(encoded.array(), 0, encoded.length());
  }

  @Override
  public void watermark(int producer, long watermarkMillis) {
    lock.lock();
    try {
      marks.watermark(producer, watermarkMillis);
    } finally {
      lock.unlock();
    }
    wakeUp.run();
  }

  @Override
  public long watermark() {
    lock.lock();
    try {
      return marks.current();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void producerFinished(int producer) {
    lock.lock();
    try {
      marks.producerFinished(producer);
    } finally {
      lock.unlock();
    }
    wakeUp.run();
  }

  @Override
  public @Nullable Batch poll() {
    lock.lock();
    try {
      Batch batch = head.pollFirst();
      batch = batch != null ? batch : unspill();
      if (batch != null) {
        marks.batchPolled();
      }
      return batch;
    } catch (Throwable t) {
      throw new StageException(producer, t);
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Batch unspill() throws IOException {
    ScratchFile source = file;
    if (source == null) {
      return null;
    }
    byte[] length = new byte[Integer.BYTES];
    readFully(source, readPosition, length);
    byte[] bytes = new byte[getInt(length)];
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

  private static int getInt(byte[] b) {
    return ((b[0] & 0xff) << 24) | ((b[1] & 0xff) << 16) | ((b[2] & 0xff) << 8) | (b[3] & 0xff);
  }

  @Override
  public boolean isEnded() {
    lock.lock();
    try {
      return marks.allFinished() && head.isEmpty() && file == null;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean hasBatch() {
    lock.lock();
    try {
      return !head.isEmpty() || file != null;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() throws IOException {
    lock.lock();
    try {
      ScratchFile open = file;
      file = null;
      if (open != null) {
        open.close();
      }
    } finally {
      lock.unlock();
    }
  }
}
