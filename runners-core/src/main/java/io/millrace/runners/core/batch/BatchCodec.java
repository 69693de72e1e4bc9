package io.millrace.runners.core.batch;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.DecodeBuffer;
import io.millrace.sdk.coders.EncodeBuffer;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import io.millrace.sdk.transforms.windowing.PaneInfo.PaneInfoCoder;
import io.millrace.sdk.util.VarInt;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Batches as bytes.
 *
 * <p>The form: number of rows (varint); a byte of flags; timestamps (one or a column of zig-zag
 * varint differences); windows (one or a column, each a count and that many encoded windows); panes
 * (one or a column); key hashes, if there are any (four bytes each); values. Not thread-safe.
 */
public final class BatchCodec {

  private static final int MANY_TIMESTAMPS = 1;
  private static final int MANY_WINDOWS = 2;
  private static final int MANY_PANES = 4;
  private static final int HASHED = 8;

  private final Coder<@Nullable Object> valueCoder;
  private final Coder<BoundedWindow> windowCoder;
  private final ElementCursor cursor = new ElementCursor();

  /**
   * A codec for elements of one edge.
   *
   * @param valueCoder the coder of the values
   * @param windowCoder the coder of the windows
   */
  @SuppressWarnings("unchecked")
  public BatchCodec(Coder<?> valueCoder, Coder<?> windowCoder) {
    this.valueCoder = (Coder<@Nullable Object>) valueCoder;
    this.windowCoder = (Coder<BoundedWindow>) windowCoder;
  }

  /**
   * Appends the encoded batch.
   *
   * @throws IOException if a value cannot be encoded; the message says which and why
   */
  public void encode(Batch batch, EncodeBuffer out) throws IOException {
    int n = batch.size();
    boolean oneTimestamp = true;
    boolean oneWindows = true;
    boolean onePane = true;
    for (int i = 1; i < n && !batch.isUniform(); i++) {
      oneTimestamp &= batch.timestamp(i) == batch.timestamp(0);
      oneWindows &= batch.windows(i) == batch.windows(0);
      onePane &= batch.pane(i).equals(batch.pane(0));
    }
    VarInt.encode(n, out);
    out.write(
        (oneTimestamp ? 0 : MANY_TIMESTAMPS)
            | (oneWindows ? 0 : MANY_WINDOWS)
            | (onePane ? 0 : MANY_PANES)
            | (batch.isHashed() ? HASHED : 0));
    if (n == 0) {
      return;
    }
    long before = 0;
    for (int i = 0; i < (oneTimestamp ? 1 : n); i++) {
      long difference = batch.timestamp(i) - before;
      VarInt.encode((difference << 1) ^ (difference >> 63), out);
      before = batch.timestamp(i);
    }
    for (int i = 0; i < (oneWindows ? 1 : n); i++) {
      encodeWindows(batch.windows(i), out);
    }
    for (int i = 0; i < (onePane ? 1 : n); i++) {
      PaneInfoCoder.of().encode(batch.pane(i), out);
    }
    for (int i = 0; i < n && batch.isHashed(); i++) {
      int hash = batch.hash(i);
      out.write(hash >>> 24);
      out.write(hash >>> 16);
      out.write(hash >>> 8);
      out.write(hash);
    }
    for (int i = 0; i < n; i++) {
      valueCoder.encode(Typed.value(batch.value(i)), out);
    }
  }

  private void encodeWindows(Collection<? extends BoundedWindow> windows, EncodeBuffer out)
      throws IOException {
    VarInt.encode(windows.size(), out);
    for (BoundedWindow window : windows) {
      windowCoder.encode(window, out);
    }
  }

  /**
   * Reads one batch.
   *
   * @param into an empty batch
   * @throws IOException if the bytes are not those of a batch
   */
  public void decode(DecodeBuffer in, Batch into) throws IOException {
    int n = VarInt.decodeInt(in);
    int flags = in.read();
    if (n < 0 || n > Batch.CAPACITY || flags < 0) {
      throw new IOException("Not a batch: " + n + " rows, flags " + flags);
    }
    if (n == 0) {
      return;
    }
    long[] timestamps = new long[(flags & MANY_TIMESTAMPS) == 0 ? 1 : n];
    long before = 0;
    for (int i = 0; i < timestamps.length; i++) {
      long zigZag = VarInt.decodeLong(in);
      before += (zigZag >>> 1) ^ -(zigZag & 1);
      timestamps[i] = before;
    }
    List<Collection<? extends BoundedWindow>> windows = new ArrayList<>();
    for (int i = 0; i < ((flags & MANY_WINDOWS) == 0 ? 1 : n); i++) {
      windows.add(decodeWindows(in));
    }
    List<PaneInfo> panes = new ArrayList<>();
    for (int i = 0; i < ((flags & MANY_PANES) == 0 ? 1 : n); i++) {
      panes.add(PaneInfoCoder.of().decode(in));
    }
    int[] hashes = new int[(flags & HASHED) == 0 ? 0 : n];
    for (int i = 0; i < hashes.length; i++) {
      hashes[i] = readInt(in);
    }
    for (int i = 0; i < n; i++) {
      cursor.timestamp = timestamps.length == 1 ? timestamps[0] : timestamps[i];
      cursor.windows(windows.get(windows.size() == 1 ? 0 : i));
      cursor.pane(panes.get(panes.size() == 1 ? 0 : i));
      Object value = valueCoder.decode(in);
      if (hashes.length == 0) {
        into.append(value, cursor);
      } else {
        into.append(value, cursor, hashes[i]);
      }
    }
  }

  private static int readInt(DecodeBuffer in) throws IOException {
    int value = 0;
    for (int i = 0; i < Integer.BYTES; i++) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException("A batch ends in the middle of its key hashes");
      }
      value = (value << 8) | next;
    }
    return value;
  }

  private Collection<? extends BoundedWindow> decodeWindows(DecodeBuffer in) throws IOException {
    int count = VarInt.decodeInt(in);
    if (count < 1) {
      throw new IOException("Not a batch: an element is in " + count + " windows");
    }
    if (count == 1) {
      BoundedWindow window = windowCoder.decode(in);
      return window.equals(ElementCursor.GLOBAL.get(0)) ? ElementCursor.GLOBAL : List.of(window);
    }
    List<BoundedWindow> windows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      windows.add(windowCoder.decode(in));
    }
    return List.copyOf(windows);
  }
}
