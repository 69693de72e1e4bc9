package io.millrace.runners.core.panes;

import io.millrace.runners.core.slices.Slice;
import io.millrace.runners.core.slices.Slicing;
import io.millrace.runners.core.snapshot.Section;
import io.millrace.runners.core.snapshot.StateSink;
import io.millrace.runners.core.trigger.TriggerClock;
import io.millrace.runners.core.trigger.TriggerMachine;
import io.millrace.runners.core.watermark.Holds;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.DecodeBuffer;
import io.millrace.sdk.coders.EncodeBuffer;
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
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Groups in fixed or sliding windows that fire when the watermark passes their ends, and for late
 * data: the same panes as {@link WindowedGroups} emit, from less.
 *
 * <p>An element is added to one slice of its key, however many windows it is in; the slices of a
 * window are merged when it fires. No window of a key has a record, a trigger or a timer: a key
 * waits in a row for the next of its windows, and with it stays what its panes hold until that
 * changes.
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

  /** So many panes are made and given out at once: few enough to be near, and to be kept. */
  static final int AT_ONCE = 512;

  // how an entry that was saved begins
  private static final int SLICED = 0;
  private static final int OTHERS = 1;

  private final Slicing slicing;
  private final WindowingStrategy<?, ?> strategy;
  private final Coder<K> keyCoder;
  private final Contents<InputT, ?> contents;
  private final PaneOutput<K> output;
  private final WindowedGroups.Dropped dropped;
  private final long lateness;
  private final boolean accumulating;

  /** Whether contents stay in rows: not where they are as large as all their elements. */
  private final boolean holds;

  private final KeyTable<K, SlicedKey<K, InputT>> keys;
  private final DueWindows<K, InputT> passing;
  private final Schedule<SlicedKey<K, InputT>> expiring = new Schedule<>();
  private final Set<Late<K, InputT>> late = new LinkedHashSet<>();

  /** Where the content of a late pane is made. */
  private final PaneRows<K> one;

  /** For windows that are none of the function's, which an element may be put into all the same. */
  private @Nullable WindowedGroups<K, InputT, ?> others;

  private long watermark = Long.MIN_VALUE;
  private long passed = Slicing.BEFORE_ALL;
  private long expired = Slicing.BEFORE_ALL;

  // the window that was fired last
  private long firedNumber = Slicing.BEFORE_ALL;
  private @Nullable IntervalWindow fired;

  SlicedGroups(
      Slicing slicing,
      WindowingStrategy<?, ?> strategy,
      Coder<K> keyCoder,
      Contents<InputT, ?> contents,
      PaneOutput<K> output,
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
    this.holds = contents.isSmall();
    this.keys = new KeyTable<>(keyCoder, SlicedKey::new);
    this.passing =
        new DueWindows<>(
            window -> new DueKeys<>(new PaneRows<>(keyCoder, contents, DueKeys.SMALLEST), window));
    this.one = new PaneRows<>(keyCoder, contents, 1);
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

  /** Lets a key that has news for a window, which has not passed, wait for it or one before it. */
  private void await(SlicedKey<K, InputT> entry, long window) {
    DueKeys<K, InputT> waitsIn = entry.waitsIn;
    if (waitsIn != null) {
      if (waitsIn.window() <= window) {
        waitsIn.change(entry.row, window);
        return;
      }
      // It has not fired since it came here: else the window it waits for is the first to come.
      passing.remove(entry, waitsIn);
    } else if (entry.due != null) {
      expiring.remove(entry);
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
    if (entry.waitsIn != null) {
      entry.noteFired(entry.waitsIn.window() - 1, expired);
    }
    long index = entry.history().late(each.window);
    PaneInfo info = PaneInfo.createPane(index == 0, false, Timing.LATE, index, index);
    Cells<InputT> news = entry.late;
    if (news == null) {
      entry.put(slicing, each.window, Slicing.BEFORE_ALL, false, one, 0);
    } else {
      int place = news.placeOf(each.window);
      news.emit(place, place + 1, false, one, 0);
      news.drop(each.window);
      if (news.isEmpty()) {
        entry.late = null;
      }
    }
    IntervalWindow window = window(each.window);
    Object value = one.value(0);
    one.clear(0);
    output.accept(new Pane<>(entry.key, value, window, window.maxTimestampMillis(), info));
    if (entry.waitsIn == null) {
      rest(entry);
    }
  }

  /** The same object for the same window, as long as panes of it follow each other. */
  private IntervalWindow window(long number) {
    IntervalWindow window = fired;
    if (window == null || firedNumber != number) {
      window = slicing.window(number);
      firedNumber = number;
      fired = window;
    }
    return window;
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

  @Override
  public void advanceWatermark(long watermarkMillis) {
    if (watermarkMillis < watermark) {
      throw new IllegalArgumentException(
          "The input watermark went back from " + watermark + " to " + watermarkMillis);
    }
    watermark = watermarkMillis;
    passed = slicing.passed(watermarkMillis);
    expired = slicing.expired(watermarkMillis, lateness);
    DueKeys<K, InputT> due;
    while ((due = passing.first(passed)) != null) {
      fire(due);
    }
    SlicedKey<K, InputT> entry;
    while ((entry = expiring.first(expired)) != null) {
      entry.forgetPanes(expired);
      entry.drop(slicing, expired);
      rest(entry);
    }
    if (others != null) {
      others.advanceWatermark(watermarkMillis);
    }
  }

  /** Fires a window for all keys that wait for it, and lets them wait for their next ones. */
  private void fire(DueKeys<K, InputT> due) {
    long number = due.window();
    long kept = accumulating ? Math.min(number, expired) : number;
    IntervalWindow window = window(number);
    PaneInfo info = PaneInfo.createPane(true, number <= expired, Timing.ON_TIME);
    for (int from = 0; from < due.size(); from += AT_ONCE) {
      int to = Math.min(due.size(), from + AT_ONCE);
      due.fill(from, to, slicing, kept, holds);
      output.acceptAll(due.panes(), from, to, window, window.maxTimestampMillis(), info);
      if (!holds) {
        due.panes().clearValues(from, to);
      }
    }
    // Backwards, so that the last row, which takes the place of one that goes, is one that stays.
    for (int row = due.size() - 1; row >= 0; row--) {
      if (due.changeOf(row) == number + 1) {
        goOn(due.key(row), due, kept);
      }
    }
    passing.moveOn(due);
  }

  /** Lets a key wait for the window behind the one that is due if it has something there. */
  private void goOn(SlicedKey<K, InputT> entry, DueKeys<K, InputT> due, long kept) {
    long window = due.window();
    entry.noteFired(window, expired);
    entry.drop(slicing, kept);
    entry.forgetPanes(expired);
    long next = entry.nextWindow(slicing, window);
    if (next == window + 1) {
      return;
    }
    due.remove(entry);
    if (next == Slicing.BEHIND_ALL) {
      rest(entry);
    } else {
      passing.add(entry, next);
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
          DueKeys<K, InputT> waitsIn = entry.waitsIn;
          long window = waitsIn == null ? Slicing.BEHIND_ALL : waitsIn.window();
          while (window != Slicing.BEHIND_ALL) {
            if (states.wantsNext()) {
              states.add(describe(entry, window, clock));
            }
            window = entry.nextWindow(slicing, window);
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

  /**
   * The form: {@link #SLICED}, the key, what there is of it, then that: contents by slice, contents
   * by window, history, and the window that it waits for with the first that has fired since the
   * history. What is kept by window as the function's own never are begins with {@link #OTHERS}.
   */
  @Override
  public void save(StateSink sink) throws IOException {
    List<SlicedKey<K, InputT>> entries = new ArrayList<>(keys.size());
    keys.forEach(entries::add);
    for (SlicedKey<K, InputT> entry : entries) {
      EncodeBuffer out = sink.key(Section.ROOT, entry.hash());
      out.write(SLICED);
      keyCoder.encode(entry.key, out);
      entry.save(out);
      sink.end();
    }
    if (others != null) {
      others.save(new OthersSink(sink));
    }
  }

  /** Marks entries as those of other windows. */
  private record OthersSink(StateSink sink) implements StateSink {
    @Override
    public EncodeBuffer key(Section section, int keyHash) {
      EncodeBuffer out = sink.key(section, keyHash);
      out.write(OTHERS);
      return out;
    }

    @Override
    public EncodeBuffer shared(Section section) {
      return sink.shared(section);
    }

    @Override
    public void end() throws IOException {
      sink.end();
    }
  }

  @Override
  public void load(int keyHash, DecodeBuffer in) throws IOException {
    if (in.read() == OTHERS) {
      others().load(keyHash, in);
      return;
    }
    SlicedKey<K, InputT> entry = keys.at(keyCoder.decode(in), keyHash);
    SlicedKey.Waits waits = entry.load(in, this::cells);
    if (waits == null) {
      rest(entry);
    } else {
      passing.add(entry, waits.window());
      entry.firedUpTo = waits.firedUpTo();
    }
  }
}
