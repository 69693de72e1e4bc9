package io.millrace.runners.core.stage;

import io.millrace.runners.core.batch.Batch;
import io.millrace.runners.core.batch.BatchCodec;
import io.millrace.runners.core.batch.ElementCursor;
import io.millrace.runners.core.host.OutputChannels;
import io.millrace.runners.core.host.StageEnv;
import io.millrace.runners.core.snapshot.KeyGroups;
import io.millrace.runners.core.snapshot.Section;
import io.millrace.runners.core.snapshot.StateSink;
import io.millrace.sdk.coders.DecodeBuffer;
import io.millrace.sdk.coders.EncodeBuffer;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A task's end of one edge: fills a batch for each receiver and offers it when it is full. A
 * refused batch is parked, in order, until the receiver takes it; {@link StageTask} takes no new
 * input meanwhile.
 */
final class EdgeOutput {

  /** How many batches may be parked before the host is asked for relief within an element. */
  static final int PARKED_LIMIT = 16;

  private final OutputChannels channels;
  private final StageEnv env;
  private final ElementCursor cursor;
  private final Supplier<BatchCodec> codec;
  private final @Nullable Batch[] open;
  private final ArrayDeque<Batch>[] parked;
  private int parkedCount;

  /** A watermark that waits behind what is parked; {@link Long#MIN_VALUE} if there is none. */
  private long parkedWatermark = Long.MIN_VALUE;

  /** Whether watermarks stay here, and the last one that did. */
  private boolean held;

  private long heldWatermark = Long.MIN_VALUE;

  private int nextTarget;

  @SuppressWarnings({"unchecked", "rawtypes"})
  EdgeOutput(
      OutputChannels channels, StageEnv env, ElementCursor cursor, Supplier<BatchCodec> codec) {
    this.channels = channels;
    this.env = env;
    this.cursor = cursor;
    this.codec = codec;
    this.open = new @Nullable Batch[channels.targets()];
    this.parked = new ArrayDeque[channels.targets()];
    for (int i = 0; i < parked.length; i++) {
      parked[i] = new ArrayDeque<>();
    }
    // Tasks begin at different receivers, so that the first ones are not flooded.
    this.nextTarget = env.taskIndex() % channels.targets();
  }

  /** The receiver that takes care of keys with the given hash. */
  int targetOf(int keyHash) {
    return KeyGroups.taskOf(KeyGroups.of(keyHash), open.length);
  }

  void append(int target, @Nullable Object value, int keyHash) {
    Batch batch = openBatch(target);
    batch.append(value, cursor, keyHash);
    if (batch.isFull()) {
      send(target);
    }
  }

  void append(int target, @Nullable Object value) {
    Batch batch = openBatch(target);
    batch.append(value, cursor);
    if (batch.isFull()) {
      send(target);
    }
  }

  /** Appends for the receivers in turn, one element each. */
  void appendRoundRobin(@Nullable Object value) {
    int target = nextTarget;
    nextTarget = target + 1 == open.length ? 0 : target + 1;
    append(target, value);
  }

  private Batch openBatch(int target) {
    Batch batch = open[target];
    if (batch == null) {
      batch = env.batches().take();
      open[target] = batch;
    }
    return batch;
  }

  private void send(int target) {
    Batch batch = open[target];
    if (batch == null || batch.size() == 0) {
      return;
    }
    open[target] = null;
    if (!parked[target].isEmpty() || !channels.offer(target, batch)) {
      parked[target].addLast(batch);
      parkedCount++;
      while (parkedCount > PARKED_LIMIT && env.relieve()) {
        offerParked();
      }
    }
  }

  /** Sends everything, and behind it the watermark. */
  void watermark(long watermarkMillis) {
    if (held) {
      heldWatermark = watermarkMillis;
      return;
    }
    flush();
    if (parkedCount == 0) {
      channels.watermark(watermarkMillis);
    } else {
      parkedWatermark = watermarkMillis;
    }
  }

  /** Lets watermarks stay here: what is to come before them is not there yet. */
  void holdWatermark() {
    held = true;
  }

  /** Lets watermarks pass, beginning with the last one that stayed. */
  void releaseWatermark() {
    held = false;
    if (heldWatermark != Long.MIN_VALUE) {
      long passed = heldWatermark;
      heldWatermark = Long.MIN_VALUE;
      watermark(passed);
    }
  }

  boolean isBlocked() {
    return parkedCount > 0;
  }

  /** Offers what is parked; returns how many batches were taken. */
  int offerParked() {
    int taken = 0;
    for (int target = 0; target < parked.length && parkedCount > 0; target++) {
      Batch batch;
      while ((batch = parked[target].peekFirst()) != null && channels.offer(target, batch)) {
        parked[target].removeFirst();
        parkedCount--;
        taken++;
      }
    }
    if (parkedCount == 0 && parkedWatermark != Long.MIN_VALUE) {
      channels.watermark(parkedWatermark);
      parkedWatermark = Long.MIN_VALUE;
    }
    return taken;
  }

  /** Sends what is there, full or not; returns how many batches that were. */
  int flush() {
    int sent = 0;
    for (int target = 0; target < open.length; target++) {
      Batch batch = open[target];
      if (batch != null && batch.size() > 0) {
        send(target);
        sent++;
      }
    }
    return sent;
  }

  /**
   * Writes what is parked, an entry for each batch.
   *
   * @param number of the output in its task
   */
  void save(int number, StateSink sink) throws IOException {
    if (parkedCount == 0) {
      return;
    }
    BatchCodec batches = codec.get();
    for (int target = 0; target < parked.length; target++) {
      for (Batch batch : parked[target]) {
        EncodeBuffer out = sink.shared(Section.OUTPUT);
        out.writeVarLong(number);
        out.writeVarLong(target);
        batches.encode(batch, out);
        sink.end();
      }
    }
  }

  /** Parks what was parked: reads what {@link #save} has written behind the number. */
  void load(DecodeBuffer in) throws IOException {
    int target = Math.toIntExact(in.readVarLong());
    if (target >= parked.length) {
      throw new IOException("A batch for task " + target + " of " + parked.length);
    }
    Batch batch = env.batches().take();
    codec.get().decode(in, batch);
    parked[target].addLast(batch);
    parkedCount++;
  }

  void finish() {
    channels.finish();
  }
}
