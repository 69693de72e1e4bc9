package io.millrace.runners.core.panes;

import io.millrace.runners.core.slices.Slice;
import io.millrace.runners.core.slices.Slicing;
import io.millrace.runners.core.snapshot.StateSink;
import io.millrace.runners.core.trigger.TriggerClock;
import io.millrace.runners.core.trigger.TriggerMachine;
import io.millrace.runners.core.watermark.Holds;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.DecodeBuffer;
import io.millrace.sdk.trace.WindowState;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.DefaultTrigger;
import io.millrace.sdk.transforms.windowing.GlobalWindow;
import io.millrace.sdk.transforms.windowing.IntervalWindow;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import io.millrace.sdk.transforms.windowing.PaneInfo.Timing;
import io.millrace.sdk.transforms.windowing.TimestampCombiner;
import io.millrace.sdk.transforms.windowing.Window.ClosingBehavior;
import io.millrace.sdk.values.WindowingStrategy;
import io.millrace.sdk.values.WindowingStrategy.AccumulationMode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Groups in fixed or sliding windows that fire when the watermark passes their ends, and for late
 * data: the same panes as {@link WindowedGroups} emit, from less.
 *
 * <p>An element is added to one slice of its key, however many windows it is in; the slices of a
 * window are merged when it fires. No window of a key has a record, a trigger or a timer: a key
 * waits in a list for the next of its windows.
 *
 * <p>Nothing is held. Windows fire when the watermark passes their ends, and late data at the end
 * of its bundle; so whatever is kept between calls and not emitted yet is in windows that the
 * watermark has not passed, whose results have later timestamps.
 */
final class SlicedGroups<K extends @Nullable Object, InputT extends @Nullable Object>
    implements Groups<K, InputT> {

  /** A window that has passed and got late data in this bundle. */
  private record Late<K extends @Nullable Object, InputT extends @Nullable Object>(
      SlicedKey<K, InputT> key, long window) {}

  private final Slicing slicing;
  private final WindowingStrategy<?, ?> strategy;
  private final Coder<K> keyCoder;
  private final Contents<InputT, ?> contents;
  private final Consumer<Pane<K>> output;
  private final WindowedGroups.Dropped dropped;
  private final long lateness;
  private final boolean accumulating;

  private final KeyTable<K, SlicedKey<K, InputT>> keys;
  private final Schedule<SlicedKey<K, InputT>> passing = new Schedule<>();
  private final Schedule<SlicedKey<K, InputT>> expiring = new Schedule<>();
  private final Set<Late<K, InputT>> late = new LinkedHashSet<>();

  /** For windows that are none of the function's, which an element may be put into all the same. */
  private @Nullable WindowedGroups<K, InputT, ?> others;

  private long watermark = Long.MIN_VALUE;
  private long passed = Slicing.BEFORE_ALL;
  private long expired = Slicing.BEFORE_ALL;

  private long firingWindow = Slicing.BEFORE_ALL;
  private @Nullable IntervalWindow firing;

  SlicedGroups(
      Slicing slicing,
      WindowingStrategy<?, ?> strategy,
      Coder<K> keyCoder,
      Contents<InputT, ?> contents,
      Consumer<Pane<K>> output,
      WindowedGroups.Dropped dropped) {
    this.slicing = slicing;
    this.strategy = strategy;
    this.keyCoder = keyCoder;
    this.contents = contents;
    this.output = output;
    this.dropped = dropped;
    this.lateness = strategy.getAllowedLateness().toMillis();
    this.accumulating =
        lateness > 0 && strategy.getMode() == AccumulationMode.ACCUMULATING_FIRED_PANES;
    this.keys = new KeyTable<>(keyCoder, SlicedKey::new);
  }

  /** The slices for groups by a strategy; null if it takes {@link WindowedGroups}. */
  static @Nullable Slicing slicing(WindowingStrategy<?, ?> strategy) {
    return strategy.getTrigger() instanceof DefaultTrigger
            && strategy.getTimestampCombiner() == TimestampCombiner.END_OF_WINDOW
            && strategy.getClosingBehavior() == ClosingBehavior.FIRE_IF_NON_EMPTY
        ? Slicing.of(strategy.getWindowFn())
        : null;
  }

  @Override
  public void add(
      K key,
      int keyHash,
      InputT value,
      long timestampMillis,
      Collection<? extends BoundedWindow> windows)
      throws Exception {
    if (windows instanceof Slice slice && slice.slicing().equals(slicing)) {
      long first = slicing.firstWindow(slice.number());
      if (first > passed) {
        SlicedKey<K, InputT> entry = keys.at(key, keyHash);
        addToSlice(entry, slice.number(), value);
        await(entry, first);
      } else {
        addToLateSlice(key, keyHash, value, slice.number());
      }
      return;
    }
    boolean shared = windows.size() > 1;
    for (BoundedWindow window : windows) {
      InputT own = shared ? contents.again(value) : value;
      long number = slicing.numberOf(window);
      if (number == Slicing.NO_WINDOW) {
        others().add(key, keyHash, own, timestampMillis, List.of(window));
      } else {
        addToWindow(key, keyHash, own, number);
      }
    }
  }

  @Override
  public long touch(int keyHash) {
    return keys.touch(keyHash);
  }

  private WindowedGroups<K, InputT, ?> others() {
    WindowedGroups<K, InputT, ?> groups = others;
    if (groups == null) {
      groups = new WindowedGroups<>(strategy, keyCoder, contents, output, dropped);
      groups.advanceWatermark(watermark);
      others = groups;
    }
    return groups;
  }

  /** Adds an element to a slice of which some windows have passed or even expired (rule L2). */
  private void addToLateSlice(K key, int keyHash, InputT value, long slice) {
    long first = slicing.firstWindow(slice);
    long last = slicing.lastWindow(slice);
    SlicedKey<K, InputT> entry = last > expired ? keys.at(key, keyHash) : null;
    for (long window = last; window >= first; window--) {
      if (window <= expired || entry == null) {
        dropped.late(slicing.window(window));
      } else if (window <= passed) {
        addLate(entry, window, value);
      }
    }
    if (entry == null) {
      return;
    }
    if (last > passed) {
      addToSlice(entry, slice, value);
      await(entry, Math.max(first, passed + 1));
    } else if (accumulating) {
      addToSlice(entry, slice, value);
    }
  }

  private void addToWindow(K key, int keyHash, InputT value, long window) {
    if (window <= expired) {
      dropped.late(slicing.window(window));
      return;
    }
    SlicedKey<K, InputT> entry = keys.at(key, keyHash);
    if (window > passed) {
      addToOneWindow(entry, window, value);
      await(entry, window);
      return;
    }
    addLate(entry, window, value);
    if (accumulating) {
      addToOneWindow(entry, window, value);
    }
  }

  private void addToSlice(SlicedKey<K, InputT> entry, long slice, InputT value) {
    Cells<InputT> cells = entry.slices;
    if (cells == null) {
      cells = cells();
      entry.slices = cells;
    }
    cells.add(slice, value);
  }

  private void addToOneWindow(SlicedKey<K, InputT> entry, long window, InputT value) {
    Cells<InputT> cells = entry.windows;
    if (cells == null) {
      cells = cells();
      entry.windows = cells;
    }
    cells.add(window, value);
  }

  private void addLate(SlicedKey<K, InputT> entry, long window, InputT value) {
    late.add(new Late<>(entry, window));
    if (!accumulating) {
      Cells<InputT> cells = entry.late;
      if (cells == null) {
        cells = cells();
        entry.late = cells;
      }
      cells.add(window, contents.again(value));
    }
  }

  @SuppressWarnings("unchecked") // LongContents are Contents of the same elements
  private Cells<InputT> cells() {
    return contents instanceof LongContents<?> longs
        ? new LongCells<>((LongContents<InputT>) longs)
        : new ObjectCells<>(contents);
  }

  /** Lets a key wait for a window that has not passed, unless it waits for an earlier one. */
  private void await(SlicedKey<K, InputT> entry, long window) {
    if (entry.active) {
      if (entry.waitsFor() <= window) {
        return;
      }
      passing.remove(entry);
    } else {
      if (entry.due != null) {
        expiring.remove(entry);
      }
      entry.active = true;
    }
    passing.add(entry, window);
  }

  @Override
  public void endBundle() {
    if (!late.isEmpty()) {
      List<Late<K, InputT>> all = new ArrayList<>(late);
      late.clear();
      all.forEach(this::fireLate);
    }
    if (others != null) {
      others.endBundle();
    }
  }

  private void fireLate(Late<K, InputT> each) {
    SlicedKey<K, InputT> entry = each.key;
    long index = history(entry).late(each.window);
    PaneInfo info = PaneInfo.createPane(index == 0, false, Timing.LATE, index, index);
    Cells<InputT> news = entry.late;
    if (news == null) {
      emit(entry, each.window, info, content(entry, each.window));
    } else {
      int place = news.placeOf(each.window);
      emit(entry, each.window, info, news.emit(place, place + 1, false));
      news.drop(each.window);
      if (news.isEmpty()) {
        entry.late = null;
      }
    }
    if (!entry.active) {
      rest(entry);
    }
  }

  private PaneHistory history(SlicedKey<K, InputT> entry) {
    PaneHistory history = entry.history;
    if (history == null) {
      history = new PaneHistory();
      entry.history = history;
    }
    return history;
  }

  /** Lets a key wait until nothing need be known of it any more; forgets it if that is now. */
  private void rest(SlicedKey<K, InputT> entry) {
    if (entry.due != null) {
      expiring.remove(entry);
    }
    Long last = entry.history == null ? null : entry.history.last();
    if (last == null) {
      keys.remove(entry);
    } else {
      expiring.add(entry, last);
    }
  }

  /** What all elements of a window make, which stay as they are. */
  private @Nullable Object content(SlicedKey<K, InputT> entry, long window) {
    return content(entry, window, Slicing.BEFORE_ALL, false);
  }

  /**
   * What all elements of a window make.
   *
   * @param kept the last window that nothing need be kept for afterwards
   * @param inTurn whether this window follows the one that was asked for before
   */
  private @Nullable Object content(
      SlicedKey<K, InputT> entry, long window, long kept, boolean inTurn) {
    Cells<InputT> slices = entry.slices;
    Cells<InputT> windows = entry.windows;
    int begin = slices == null ? 0 : slices.placeOf(slicing.firstSlice(window));
    int end = slices == null ? 0 : slices.placeOf(slicing.endSlice(window));
    int other = windows == null ? 0 : windows.placeOf(window);
    boolean hasOther = windows != null && windows.numberAt(other) == window;
    if (slices == null || begin == end) {
      if (windows == null || !hasOther) {
        throw new IllegalStateException(entry + " has nothing in " + slicing.window(window));
      }
      return windows.emit(other, other + 1, window > kept);
    }
    if (windows != null && hasOther) {
      return slices.emitWith(begin, end, windows, other);
    }
    boolean keeps = slices.numberAt(begin) >= slicing.firstSlice(kept + 1);
    return inTurn ? slices.emit(begin, end, keeps) : slices.emitDirectly(begin, end, keeps);
  }

  private void emit(
      SlicedKey<K, InputT> entry, long window, PaneInfo info, @Nullable Object value) {
    IntervalWindow described = firing;
    if (described == null || firingWindow != window) {
      described = slicing.window(window);
      firingWindow = window;
      firing = described;
    }
    output.accept(new Pane<>(entry.key, value, described, described.maxTimestampMillis(), info));
  }

  @Override
  public void advanceWatermark(long watermarkMillis) {
    if (watermarkMillis < watermark) {
      throw new IllegalArgumentException(
          "The input watermark went back from " + watermark + " to " + watermarkMillis);
    }
    watermark = watermarkMillis;
    passed = slicing.passed(watermarkMillis);
    expired = slicing.expired(watermarkMillis, lateness);
    SlicedKey<K, InputT> entry;
    while ((entry = passing.first(passed)) != null) {
      fire(entry, entry.waitsFor());
    }
    while ((entry = expiring.first(expired)) != null) {
      forgetPanes(entry);
      drop(entry, expired);
      rest(entry);
    }
    if (others != null) {
      others.advanceWatermark(watermarkMillis);
    }
  }

  private void fire(SlicedKey<K, InputT> entry, long window) {
    passing.remove(entry);
    entry.active = false;
    boolean last = window <= expired;
    long kept = accumulating ? Math.min(window, expired) : window;
    Object value = content(entry, window, kept, true);
    emit(entry, window, PaneInfo.createPane(true, last, Timing.ON_TIME), value);
    if (!last) {
      history(entry).onTime(window);
    }
    drop(entry, kept);
    forgetPanes(entry);
    long next = nextWindow(entry, window);
    if (next == Slicing.BEHIND_ALL) {
      rest(entry);
    } else {
      entry.active = true;
      passing.add(entry, next);
    }
  }

  /** The first window behind one that has an element. */
  private long nextWindow(SlicedKey<K, InputT> entry, long window) {
    long next = Slicing.BEHIND_ALL;
    Cells<InputT> slices = entry.slices;
    if (slices != null) {
      long slice = slices.numberAt(slices.placeOf(slicing.firstSlice(window + 1)));
      if (slice != Slicing.BEHIND_ALL) {
        next = Math.max(window + 1, slicing.firstWindow(slice));
      }
    }
    Cells<InputT> windows = entry.windows;
    return windows == null ? next : Math.min(next, windows.numberAt(windows.placeOf(window + 1)));
  }

  /** Forgets what is in no window behind one. */
  private void drop(SlicedKey<K, InputT> entry, long window) {
    if (entry.slices != null) {
      entry.slices.dropBefore(slicing.firstSlice(window + 1));
    }
    if (entry.windows != null) {
      entry.windows.dropBefore(window + 1);
    }
  }

  private void forgetPanes(SlicedKey<K, InputT> entry) {
    PaneHistory history = entry.history;
    if (history != null) {
      history.forgetUpTo(expired);
      if (history.last() == null) {
        entry.history = null;
      }
    }
  }

  @Override
  public void advanceProcessingTime(long nowMillis, long synchronizedMillis) {}

  @Override
  public long nextProcessingTime() {
    return Long.MAX_VALUE;
  }

  @Override
  public long outputWatermark() {
    return others == null ? watermark : Math.min(watermark, others.outputWatermark());
  }

  @Override
  public long earliestHold() {
    long held = others == null ? Holds.NONE : others.earliestHold();
    long window = passing.firstWindow();
    return window == Long.MAX_VALUE
        ? held
        : Math.min(held, slicing.window(window).maxTimestampMillis());
  }

  /**
   * Windows that have not passed: of the others, which wait for late data, only panes are known.
   */
  @Override
  public void describe(WindowStates states) {
    TriggerClock clock = new WatermarkOnly(watermark);
    keys.forEach(
        entry -> {
          long window = entry.active ? entry.waitsFor() : Slicing.BEHIND_ALL;
          while (window != Slicing.BEHIND_ALL) {
            if (states.wantsNext()) {
              states.add(describe(entry, window, clock));
            }
            window = nextWindow(entry, window);
          }
        });
    if (others != null) {
      others.describe(states);
    }
  }

  private WindowState describe(SlicedKey<K, InputT> entry, long number, TriggerClock clock) {
    IntervalWindow window = slicing.window(number);
    long end = window.maxTimestampMillis();
    return new WindowState(
        KeyText.of(entry.key),
        window,
        null,
        true,
        0,
        null,
        false,
        Math.min(end + lateness, GlobalWindow.INSTANCE.maxTimestampMillis()),
        null,
        null,
        end,
        null,
        TriggerMachine.describeDefault(end, clock));
  }

  /** Processing time is of no concern here. */
  private record WatermarkOnly(long inputWatermarkMillis) implements TriggerClock {
    @Override
    public long processingTimeMillis() {
      return Long.MIN_VALUE;
    }

    @Override
    public long synchronizedProcessingTimeMillis() {
      return Long.MIN_VALUE;
    }
  }

  @Override
  public boolean isEmpty() {
    return keys.size() == 0
        && passing.isEmpty()
        && expiring.isEmpty()
        && late.isEmpty()
        && (others == null || others.isEmpty());
  }

  @Override
  public String toString() {
    return "groups of " + keys.size() + " keys by " + strategy;
  }

  @Override
  public boolean canSave() {
    return false;
  }

  @Override
  public void save(StateSink sink) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void load(int keyHash, DecodeBuffer in) {
    throw new UnsupportedOperationException();
  }
}
