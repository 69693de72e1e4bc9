package io.millrace.runners.core.trigger;

import io.millrace.sdk.coders.AtomicCoder;
import io.millrace.sdk.util.VarInt;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link TriggerMachine} knows of one window: which of its parts have finished, and one
 * number for each part that counts or waits. Not thread-safe.
 */
public final class TriggerState {

  private static final Codec CODER = new Codec();

  long finished;
  final long[] cells;

  TriggerState(long[] cells) {
    this.cells = cells;
  }

  boolean isFinished(int index) {
    return (finished & 1L << index) != 0;
  }

  void setFinished(int index, boolean value) {
    finished = value ? finished | 1L << index : finished & ~(1L << index);
  }

  /** The coder of states; deterministic. */
  public static AtomicCoder<TriggerState> coder() {
    return CODER;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TriggerState that
        && finished == that.finished
        && Arrays.equals(cells, that.cells);
  }

  @Override
  public int hashCode() {
    return 31 * Long.hashCode(finished) + Arrays.hashCode(cells);
  }

  @Override
  public String toString() {
    return "finished " + Long.toBinaryString(finished) + ", cells " + Arrays.toString(cells);
  }

  private static final class Codec extends AtomicCoder<TriggerState> {

    private static final long serialVersionUID = 1;

    @Override
    public void encode(TriggerState state, OutputStream out) throws IOException {
      VarInt.encode(state.finished, out);
      VarInt.encode(state.cells.length, out);
      for (long cell : state.cells) {
        VarInt.encode(cell, out);
      }
    }

    @Override
    public TriggerState decode(InputStream in) throws IOException {
      long finished = VarInt.decodeLong(in);
      int length = VarInt.decodeInt(in);
      if (length < 0 || length > TriggerMachine.MAX_PARTS) {
        throw new IOException("Not the state of a trigger: it has " + length + " parts");
      }
      TriggerState state = new TriggerState(new long[length]);
      state.finished = finished;
      for (int i = 0; i < length; i++) {
        state.cells[i] = VarInt.decodeLong(in);
      }
      return state;
    }
  }
}
