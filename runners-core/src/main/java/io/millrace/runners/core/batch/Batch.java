package io.millrace.runners.core.batch;

import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import java.util.Arrays;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Up to {@value #CAPACITY} elements in columns: values, timestamps, windows, panes and key hashes.
 *
 * <p>While all elements have the same timestamp (or windows, or pane), which is nearly always so,
 * that is stored once; the column comes into being with the first element that differs. Key hashes
 * are there if every element was appended with one.
 *
 * <p>A batch is used again and again, but the columns that hold references are made anew each time:
 * to write a reference into an array that has grown old costs a collector's note each, and more
 * than to let a young array go. They grow, so that batches of few elements stay small.
 *
 * <p>A batch has one owner at a time: whoever offers it to another gives it away. Not thread-safe.
 */
public final class Batch {

  /** The largest number of elements. */
  public static final int CAPACITY = 1024;

  private static final int SMALLEST = 16;
  private static final int GROWTH = 4;
  private static final @Nullable Object[] NONE = new @Nullable Object[0];

  private @Nullable Object[] values = NONE;
  private int size;

  private long timestamp;
  private long @Nullable [] timestamps;
  private boolean oneTimestamp = true;

  private Collection<? extends BoundedWindow> windows = ElementCursor.GLOBAL;
  private @Nullable Object @Nullable [] windowColumn;
  private boolean oneWindows = true;

  private PaneInfo pane = PaneInfo.NO_FIRING;
  private @Nullable PaneInfo @Nullable [] paneColumn;
  private boolean onePane = true;

  private int @Nullable [] hashes;
  private boolean hashed;

  /** An empty batch. */
  public Batch() {}

  /** The number of elements. */
  public int size() {
    return size;
  }

  /** Whether no element fits any more. */
  public boolean isFull() {
    return size == CAPACITY;
  }

  /**
   * Appends an element.
   *
   * @throws ArrayIndexOutOfBoundsException if the batch is full
   */
  @SuppressWarnings("ReferenceEquality") // equal panes that are two objects only make a column
  public void append(@Nullable Object value, ElementCursor cursor) {
    int row = size;
    if (row == values.length) {
      values = grown(values);
    }
    values[row] = value;
    if (row == 0) {
      timestamp = cursor.timestamp;
      windows = cursor.windows();
      pane = cursor.pane();
    } else {
      if (!oneTimestamp || cursor.timestamp != timestamp) {
        appendTimestamp(row, cursor.timestamp);
      }
      if (!oneWindows || cursor.windows() != windows) {
        appendWindows(row, cursor.windows());
      }
      if (!onePane || cursor.pane() != pane) {
        appendPane(row, cursor.pane());
      }
    }
    size = row + 1;
  }

  /** Appends an element together with the hash of its key; to be used for all elements or none. */
  public void append(@Nullable Object value, ElementCursor cursor, int keyHash) {
    int[] column = hashes;
    if (column == null) {
      column = new int[CAPACITY];
      hashes = column;
    }
    hashed = true;
    column[size] = keyHash;
    append(value, cursor);
  }

  private static @Nullable Object[] grown(@Nullable Object[] column) {
    if (column.length == CAPACITY) {
      throw new ArrayIndexOutOfBoundsException("A batch takes " + CAPACITY + " elements");
    }
    return Arrays.copyOf(column, Math.max(SMALLEST, Math.min(CAPACITY, GROWTH * column.length)));
  }

  private void appendTimestamp(int row, long value) {
    long[] column = timestamps;
    if (column == null) {
      column = new long[CAPACITY];
      timestamps = column;
    }
    if (oneTimestamp) {
      Arrays.fill(column, 0, row, timestamp);
      oneTimestamp = false;
    }
    column[row] = value;
  }

  private void appendWindows(int row, Collection<? extends BoundedWindow> value) {
    @Nullable Object[] column = windowColumn;
    if (column == null || row >= column.length) {
      // as long as the values', which have room
      column =
          column == null
              ? new @Nullable Object[values.length]
              : Arrays.copyOf(column, values.length);
      windowColumn = column;
    }
    if (oneWindows) {
      Arrays.fill(column, 0, row, windows);
      oneWindows = false;
    }
    column[row] = value;
  }

  private void appendPane(int row, PaneInfo value) {
    @Nullable PaneInfo[] column = paneColumn;
    if (column == null) {
      column = new @Nullable PaneInfo[CAPACITY];
      paneColumn = column;
    }
    if (onePane) {
      Arrays.fill(column, 0, row, pane);
      onePane = false;
    }
    column[row] = value;
  }

  /** The value of an element. */
  public @Nullable Object value(int row) {
    return values[row];
  }

  /** Puts timestamp, windows and pane of an element into the cursor. */
  public void describe(int row, ElementCursor cursor) {
    cursor.timestamp = timestamp(row);
    cursor.windows(windows(row));
    cursor.pane(pane(row));
  }

  /** Whether {@link #describe} says the same for all elements. */
  public boolean isUniform() {
    return oneTimestamp && oneWindows && onePane;
  }

  /** The timestamp of an element, in milliseconds after the epoch. */
  public long timestamp(int row) {
    long[] column = timestamps;
    return oneTimestamp || column == null ? timestamp : column[row];
  }

  /** The windows of an element. */
  @SuppressWarnings("unchecked")
  public Collection<? extends BoundedWindow> windows(int row) {
    @Nullable Object[] column = windowColumn;
    Object value = oneWindows || column == null ? null : column[row];
    return value == null ? windows : (Collection<? extends BoundedWindow>) value;
  }

  /** The pane of an element. */
  public PaneInfo pane(int row) {
    @Nullable PaneInfo[] column = paneColumn;
    PaneInfo value = onePane || column == null ? null : column[row];
    return value == null ? pane : value;
  }

  /** Whether elements have key hashes. */
  public boolean isHashed() {
    return hashed;
  }

  /**
   * The hash of an element's key.
   *
   * @throws IllegalStateException if elements have none
   */
  public int hash(int row) {
    int[] column = hashes;
    if (!hashed || column == null) {
      throw new IllegalStateException("The elements of this batch have no key hashes");
    }
    return column[row];
  }

  /** Exchanges the positions of two elements. */
  public void swap(int a, int b) {
    Object value = values[a];
    values[a] = values[b];
    values[b] = value;
    long[] times = timestamps;
    if (!oneTimestamp && times != null) {
      long time = times[a];
      times[a] = times[b];
      times[b] = time;
    }
    @Nullable Object[] windowsOf = windowColumn;
    if (!oneWindows && windowsOf != null) {
      Object w = windowsOf[a];
      windowsOf[a] = windowsOf[b];
      windowsOf[b] = w;
    }
    @Nullable PaneInfo[] panes = paneColumn;
    if (!onePane && panes != null) {
      PaneInfo p = panes[a];
      panes[a] = panes[b];
      panes[b] = p;
    }
    int[] hashOf = hashes;
    if (hashed && hashOf != null) {
      int h = hashOf[a];
      hashOf[a] = hashOf[b];
      hashOf[b] = h;
    }
  }

  /** Makes the batch empty and lets go of its elements, so that it can be used again. */
  public void clear() {
    values = NONE;
    windowColumn = null;
    paneColumn = null;
    size = 0;
    oneTimestamp = true;
    oneWindows = true;
    onePane = true;
    hashed = false;
  }
}
