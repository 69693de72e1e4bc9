package io.millrace.runners.core.panes;

import io.millrace.runners.core.slices.Slicing;
import io.millrace.sdk.coders.DecodeBuffer;
import io.millrace.sdk.coders.EncodeBuffer;
import java.io.IOException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What {@link SlicedGroups} keep for one key. */
final class SlicedKey<K extends @Nullable Object, InputT extends @Nullable Object>
    extends KeyTable.Entry<K> {

  private static final int HAS_SLICES = 1;
  private static final int HAS_WINDOWS = 2;
  private static final int HAS_HISTORY = 4;
  private static final int WAITS = 8;

  /** By number of the slice. */
  @Nullable Cells<InputT> slices;

  /** By number of the window: elements that came in some windows of a slice and not in all. */
  @Nullable Cells<InputT> windows;

  /** What came in this bundle for windows that have passed, by number of the window. */
  @Nullable Cells<InputT> late;

  /** Of windows that have passed and still take data; null if there are none. */
  @Nullable PaneHistory history;

  /** Where it waits for a window to pass; null if it does not. */
  @Nullable DueKeys<K, InputT> waitsIn;

  /** The row in which it waits. */
  int row;

  /**
   * While it waits: windows from this one up to that which it waits for have fired, and that is not
   * in its history yet.
   */
  long firedUpTo;

  // the links of a Schedule, in which it waits for a window to expire
  Schedule.@Nullable Due due;
  @Nullable SlicedKey<?, ?> previous;
  @Nullable SlicedKey<?, ?> next;

  SlicedKey(K key, int hash, Object structure) {
    super(key, hash, structure);
  }

  /**
   * Lets a row hold what all elements of a window make.
   *
   * @param kept the last window that nothing need be kept for afterwards
   * @param inTurn whether this window is behind the one that was asked for before
   */
  void put(Slicing slicing, long window, long kept, boolean inTurn, PaneRows<K> rows, int row) {
    Cells<InputT> slices = this.slices;
    Cells<InputT> windows = this.windows;
    int begin = slices == null ? 0 : slices.placeOf(slicing.firstSlice(window));
    int end = slices == null ? 0 : slices.placeOf(slicing.endSlice(window));
    int other = windows == null ? 0 : windows.placeOf(window);
    boolean hasOther = windows != null && windows.numberAt(other) == window;
    if (slices == null || begin == end) {
      if (windows == null || !hasOther) {
        throw new IllegalStateException(this + " has nothing in " + slicing.window(window));
      }
      windows.emit(other, other + 1, window > kept, rows, row);
    } else if (windows != null && hasOther) {
      slices.emitWith(begin, end, windows, other, rows, row);
    } else {
      boolean keeps = slices.numberAt(begin) >= slicing.firstSlice(kept + 1);
      if (inTurn) {
        slices.emit(begin, end, keeps, rows, row);
      } else {
        slices.emitDirectly(begin, end, keeps, rows, row);
      }
    }
  }

  /** The first window behind one that holds something else, or nothing. */
  long changeAfter(Slicing slicing, long window) {
    long change = Slicing.BEHIND_ALL;
    Cells<InputT> slices = this.slices;
    if (slices != null) {
      long end = slicing.endSlice(window);
      long leaves = slices.numberAt(slices.placeOf(slicing.firstSlice(window)));
      if (leaves < end) {
        change = slicing.lastWindow(leaves) + 1;
      }
      long comes = slices.numberAt(slices.placeOf(end));
      if (comes != Slicing.BEHIND_ALL) {
        change = Math.min(change, slicing.firstWindow(comes));
      }
    }
    Cells<InputT> windows = this.windows;
    if (windows != null) {
      long other = windows.numberAt(windows.placeOf(window));
      change = Math.min(change, other == window ? window + 1 : other);
    }
    return change;
  }

  /** The first window behind one that has an element. */
  long nextWindow(Slicing slicing, long window) {
    long next = Slicing.BEHIND_ALL;
    Cells<InputT> slices = this.slices;
    if (slices != null) {
      long slice = slices.numberAt(slices.placeOf(slicing.firstSlice(window + 1)));
      if (slice != Slicing.BEHIND_ALL) {
        next = Math.max(window + 1, slicing.firstWindow(slice));
      }
    }
    Cells<InputT> windows = this.windows;
    return windows == null ? next : Math.min(next, windows.numberAt(windows.placeOf(window + 1)));
  }

  /** Forgets what is in no window behind one. */
  void drop(Slicing slicing, long window) {
    if (slices != null) {
      slices.dropBefore(slicing.firstSlice(window + 1));
    }
    if (windows != null) {
      windows.dropBefore(window + 1);
    }
  }

  PaneHistory history() {
    PaneHistory known = history;
    if (known == null) {
      known = new PaneHistory();
      history = known;
    }
    return known;
  }

  /**
   * Notes that it has fired for all windows up to one, if that is not known.
   *
   * @param expired of windows up to this one nothing need be known
   */
  void noteFired(long window, long expired) {
    long first = Math.max(firedUpTo, expired + 1);
    if (first <= window) {
      history().onTime(first, window);
    }
    firedUpTo = window + 1;
  }

  /** Forgets the panes of windows up to one. */
  void forgetPanes(long window) {
    PaneHistory known = history;
    if (known != null) {
      known.forgetUpTo(window);
      if (known.last() == null) {
        history = null;
      }
    }
  }

  @Override
  public String toString() {
    return "key " + key;
  }

  /**
   * The window that a key waits for.
   *
   * @param firedUpTo see {@link SlicedKey#firedUpTo}
   */
  record Waits(long window, long firedUpTo) {}

  /** Writes all but the key. To be called between bundles. */
  void save(EncodeBuffer out) throws IOException {
    if (late != null) {
      throw new IllegalStateException(this + " has late elements that were not fired");
    }
    out.write(
        (slices == null ? 0 : HAS_SLICES)
            | (windows == null ? 0 : HAS_WINDOWS)
            | (history == null ? 0 : HAS_HISTORY)
            | (waitsIn == null ? 0 : WAITS));
    if (slices != null) {
      slices.save(out);
    }
    if (windows != null) {
      windows.save(out);
    }
    if (history != null) {
      history.save(out);
    }
    if (waitsIn != null) {
      out.writeLong(waitsIn.window());
      out.writeLong(firedUpTo);
    }
  }

  /**
   * Reads what was saved.
   *
   * @param maker makes cells
   * @return what it waited for; null if it did not
   */
  @Nullable Waits load(DecodeBuffer in, Supplier<Cells<InputT>> maker) throws IOException {
    int parts = in.read();
    if ((parts & HAS_SLICES) != 0) {
      Cells<InputT> loaded = maker.get();
      loaded.load(in);
      slices = loaded;
    }
    if ((parts & HAS_WINDOWS) != 0) {
      Cells<InputT> loaded = maker.get();
      loaded.load(in);
      windows = loaded;
    }
    if ((parts & HAS_HISTORY) != 0) {
      history = PaneHistory.load(in);
    }
    return (parts & WAITS) == 0 ? null : new Waits(in.readLong(), in.readLong());
  }
}
