package io.millrace.runners.core.panes;

import io.millrace.runners.core.snapshot.Section;
import io.millrace.runners.core.snapshot.StateSink;
import io.millrace.runners.core.timers.TimerHeap;
import io.millrace.runners.core.trigger.TriggerClock;
import io.millrace.runners.core.trigger.TriggerMachine;
import io.millrace.runners.core.trigger.TriggerState;
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
import io.millrace.sdk.transforms.windowing.Sessions;
import io.millrace.sdk.transforms.windowing.TimestampCombiner;
import io.millrace.sdk.values.WindowingStrategy;
import io.millrace.sdk.values.WindowingStrategy.AccumulationMode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Groups in any windows, with any trigger.
 *
 * <p>Everything they decide, they decide from the state of a window and the clocks, whatever woke
 * them (rule R8).
 *
 * @param <K> the type of keys
 * @param <InputT> the type of values
 * @param <ContentT> what is kept of the values of a window
 */
public final class WindowedGroups<
        K extends @Nullable Object,
        InputT extends @Nullable Object,
        ContentT extends @Nullable Object>
    implements Groups<K, InputT> {

  /**
   * Told, while an element is added, that it is in no pane of its window (rule L4). The window is
   * the element's own, also where it would have merged with others.
   */
  public interface Dropped {

    /** The window had expired. */
    void late(BoundedWindow window);

    /** The window's trigger had finished, or that of the one that it merged into. */
    void closed(BoundedWindow window);
  }

  private final WindowingStrategy<?, ?> strategy;
  private final Contents<InputT, ContentT> contents;
  private final Consumer<Pane<K>> output;
  private final Dropped dropped;

  /** Null for the default trigger, which keeps nothing. */
  private final @Nullable TriggerMachine machine;

  private final PaneRules rules;
  private final TimestampCombiner combiner;
  private final @Nullable WindowMerging<?> merging;
  private final boolean sessions;
  private final boolean holding;
  private final long lateness;
  private final boolean accumulating;

  private final KeyTable<K, KeyWindows<K, ContentT>> keys;
  private final Coder<K> keyCoder;
  private final Coder<BoundedWindow> windowCoder;
  private final TimerHeap<WindowRecord<K, ContentT>> eventTimers = new TimerHeap<>();
  private final TimerHeap<WindowRecord.WakeUp<K, ContentT>> wakeUps = new TimerHeap<>();
  private final Holds holds = new Holds();
  private final Clock clock = new Clock();
  private List<WindowRecord<K, ContentT>> touched = new ArrayList<>();
  private long outputWatermark = Long.MIN_VALUE;

  private static final class Clock implements TriggerClock {
    private long watermark = Long.MIN_VALUE;
    private long processing = Long.MIN_VALUE;
    private long synchronizedProcessing = Long.MIN_VALUE;

    @Override
    public long inputWatermarkMillis() {
      return watermark;
    }

    @Override
    public long processingTimeMillis() {
      return processing;
    }

    @Override
    public long synchronizedProcessingTimeMillis() {
      return synchronizedProcessing;
    }
  }

  WindowedGroups(
      WindowingStrategy<?, ?> strategy,
      Coder<K> keyCoder,
      Contents<InputT, ContentT> contents,
      Consumer<Pane<K>> output,
      Dropped dropped) {
    this(strategy, keyCoder, contents, output, dropped, true);
  }

  /**
   * No groups.
   *
   * @param shortcuts whether what is known of a strategy may be made use of; tests compare
   */
  @SuppressWarnings("unchecked") // windows are those of the strategy
  WindowedGroups(
      WindowingStrategy<?, ?> strategy,
      Coder<K> keyCoder,
      Contents<InputT, ContentT> contents,
      Consumer<Pane<K>> output,
      Dropped dropped,
      boolean shortcuts) {
    this.strategy = strategy;
    this.contents = contents;
    this.output = output;
    this.dropped = dropped;
    this.rules = new PaneRules(strategy);
    this.combiner = strategy.getTimestampCombiner();
    this.merging = strategy.needsMerge() ? new WindowMerging<>(strategy.getWindowFn()) : null;
    this.sessions = shortcuts && merging != null && strategy.getWindowFn() instanceof Sessions;
    boolean byDefault = shortcuts && strategy.getTrigger() instanceof DefaultTrigger;
    this.machine =
        byDefault ? null : TriggerMachine.of(strategy.getTrigger(), strategy.needsMerge());
    // Windows fire when the watermark passes their ends, and late data when its bundle ends: what
    // waits longer is in windows that the watermark has not passed, which hold it nowhere before.
    this.holding = !byDefault || !combiner.dependsOnlyOnWindow() || rules.alwaysClosing();
    this.lateness = strategy.getAllowedLateness().toMillis();
    this.accumulating = strategy.getMode() == AccumulationMode.ACCUMULATING_FIRED_PANES;
    this.keys = new KeyTable<>(keyCoder, KeyWindows::new);
    this.keyCoder = keyCoder;
    this.windowCoder = (Coder<BoundedWindow>) strategy.getWindowFn().windowCoder();
  }

  /** The time at which a window expires: it does when the watermark is past it (rule W6). */
  private long expiry(BoundedWindow window) {
    long end = GlobalWindow.INSTANCE.maxTimestampMillis();
    long max = window.maxTimestampMillis();
    return max > end - lateness ? end : max + lateness;
  }

  private @Nullable TriggerState newTriggerState() {
    return machine == null ? null : machine.newState();
  }

  @Override
  public void add(
      K key,
      int keyHash,
      InputT value,
      long timestampMillis,
      Collection<? extends BoundedWindow> windows)
      throws Exception {
    boolean shared = windows.size() > 1;
    KeyWindows<K, ContentT> owner = null;
    for (BoundedWindow window : windows) {
      // Rule L3: the element's own window counts, not the one that it would be merged into.
      if (expiry(window) < clock.watermark) {
        dropped.late(window);
        continue;
      }
      owner = owner == null ? keys.at(key, keyHash) : owner;
      add(owner, shared ? contents.again(value) : value, timestampMillis, window);
    }
  }

  @Override
  public long touch(int keyHash) {
    return keys.touch(keyHash);
  }

  private void add(
      KeyWindows<K, ContentT> owner, InputT value, long timestampMillis, BoundedWindow window)
      throws Exception {
    WindowRecord<K, ContentT> record = recordFor(owner, window);
    if (record.closed) {
      dropped.closed(window);
      return;
    }
    record.content = contents.add(record.content, value);
    record.hasNews = true;
    record.elements++;
    if (holding) {
      holdFor(record, timestampMillis);
    }
    if (machine != null && record.trigger != null) {
      machine.onElement(record.trigger, record.window.maxTimestampMillis(), clock);
    }
    schedule(record);
    touch(record);
  }

  private void touch(WindowRecord<K, ContentT> record) {
    if (!record.touched) {
      record.touched = true;
      touched.add(record);
    }
  }

  /** The record that an element of a window goes to. */
  private WindowRecord<K, ContentT> recordFor(KeyWindows<K, ContentT> owner, BoundedWindow window)
      throws Exception {
    if (sessions) {
      return sessionFor(owner, (IntervalWindow) window);
    }
    WindowRecord<K, ContentT> record =
        merging == null ? owner.find(window) : mergeFor(owner, window, merging);
    if (record == null) {
      record = newRecord(owner, window);
      owner.add(record);
    }
    return record;
  }

  private WindowRecord<K, ContentT> newRecord(KeyWindows<K, ContentT> owner, BoundedWindow window) {
    return new WindowRecord<>(owner, window, contents.create(), newTriggerState());
  }

  /** Rule H5: an element that could be on time downstream holds the watermark at its timestamp. */
  private void holdFor(WindowRecord<K, ContentT> record, long timestampMillis) {
    long windowMax = record.window.maxTimestampMillis();
    long at = combiner.dependsOnlyOnWindow() ? windowMax : timestampMillis;
    if (at >= outputWatermark && windowMax >= clock.watermark) {
      long before = record.dataHold;
      moveDataHold(record, before == Holds.NONE ? at : combiner.combineMillis(before, at));
    } else {
      holdUntilExpiry(record);
    }
  }

  /** So that a pane of late data cannot be taken for expired downstream. */
  private void holdUntilExpiry(WindowRecord<K, ContentT> record) {
    long at = expiry(record.window);
    if (record.expiryHold == Holds.NONE && at >= outputWatermark) {
      record.expiryHold = at;
      holds.add(at);
    }
  }

  private void moveDataHold(WindowRecord<K, ContentT> record, long to) {
    if (record.dataHold == to) {
      return;
    }
    if (to != Holds.NONE) {
      holds.add(to);
    }
    if (record.dataHold != Holds.NONE) {
      holds.remove(record.dataHold);
    }
    record.dataHold = to;
  }

  private void releaseExpiryHold(WindowRecord<K, ContentT> record) {
    if (record.expiryHold != Holds.NONE) {
      holds.remove(record.expiryHold);
      record.expiryHold = Holds.NONE;
    }
  }

  private void releaseHolds(WindowRecord<K, ContentT> record) {
    moveDataHold(record, Holds.NONE);
    releaseExpiryHold(record);
  }

  /**
   * The session of a new element: the sessions of a key never overlap, so that only neighbours in
   * their order can overlap with a new one.
   */
  private WindowRecord<K, ContentT> sessionFor(
      KeyWindows<K, ContentT> owner, IntervalWindow added) {
    List<WindowRecord<K, ContentT>> records = owner.records();
    int from = owner.firstEndingAfter(added.startMillis());
    int to = from;
    IntervalWindow covered = added;
    while (to < records.size()) {
      IntervalWindow window = (IntervalWindow) records.get(to).window;
      if (window.startMillis() >= added.endMillis()) {
        break;
      }
      covered = covers(window, covered) ? window : covered.span(window);
      to++;
    }
    if (from == to) {
      WindowRecord<K, ContentT> record = newRecord(owner, added);
      owner.add(from, record);
      return record;
    }
    WindowRecord<K, ContentT> first = records.get(from);
    if (first.window.equals(covered)) {
      return first;
    }
    if (to == from + 1 && machine == null && !holding) {
      // One session grows: there are no contents to merge, no triggers and no holds.
      first.become(covered);
      owner.renames();
      return first;
    }
    merge(List.copyOf(records.subList(from, to)), true, covered);
    return records.get(from);
  }

  private static boolean covers(IntervalWindow window, IntervalWindow other) {
    return window.startMillis() <= other.startMillis() && window.endMillis() >= other.endMillis();
  }

  /** Merges windows of a key with a new one; gives the record that the new one now belongs to. */
  private @Nullable WindowRecord<K, ContentT> mergeFor(
      KeyWindows<K, ContentT> owner, BoundedWindow added, WindowMerging<?> fn) throws Exception {
    Set<BoundedWindow> windows = new LinkedHashSet<>();
    owner.records().forEach(record -> windows.add(record.window));
    windows.add(added);
    BoundedWindow own = added;
    for (WindowMerging.Merge merge : fn.merges(windows)) {
      List<WindowRecord<K, ContentT>> sources = new ArrayList<>();
      boolean addsOne = false;
      for (BoundedWindow window : merge.sources()) {
        WindowRecord<K, ContentT> source = owner.find(window);
        if (source == null) {
          addsOne = true;
        } else {
          sources.add(source);
        }
      }
      if (merge.sources().contains(added)) {
        own = merge.result();
      }
      boolean same = sources.size() == 1 && sources.get(0).window.equals(merge.result());
      if (!sources.isEmpty() && !same) {
        merge(sources, addsOne, merge.result());
      }
    }
    return owner.find(own);
  }

  /**
   * Rule M2: the records of merged windows become one, before anything else happens. It is the one
   * that has the resulting window already, or else the first.
   *
   * @param addsOne whether a window is merged too that has no element yet
   */
  private void merge(
      List<WindowRecord<K, ContentT>> sources, boolean addsOne, BoundedWindow window) {
    WindowRecord<K, ContentT> result = sources.get(0);
    for (WindowRecord<K, ContentT> source : sources) {
      result = source.window.equals(window) ? source : result;
    }
    if (machine != null) {
      List<TriggerState> triggers = new ArrayList<>();
      sources.forEach(source -> triggers.add(Objects.requireNonNull(source.trigger)));
      if (addsOne) {
        triggers.add(machine.newState());
      }
      result.trigger = machine.merge(triggers, window.maxTimestampMillis(), clock);
      result.closed = machine.isFinished(result.trigger);
    }
    for (WindowRecord<K, ContentT> source : sources) {
      if (source != result) {
        result.content = contents.merge(result.content, source.content);
        result.hasNews |= source.hasNews;
        result.elements += source.elements;
      }
    }
    KeyWindows<K, ContentT> owner = result.owner;
    owner.renames();
    if (!result.window.equals(window)) {
      result.become(window);
    }
    holdForMerged(result, sources);
    for (WindowRecord<K, ContentT> source : sources) {
      if (source != result) {
        forget(source);
      }
    }
    if (result.closed && result.hasNews) {
      // Rule L4: what a part that was open still had would be in no pane of the closed window.
      emit(result, true);
    }
    schedule(result);
    touch(result);
  }

  /** Rule H7: the new hold is there before the old ones go. */
  private void holdForMerged(
      WindowRecord<K, ContentT> result, List<WindowRecord<K, ContentT>> sources) {
    if (result.closed && !result.hasNews) {
      releaseHolds(result);
      return;
    }
    long hold = Holds.NONE;
    boolean late = false;
    for (WindowRecord<K, ContentT> source : sources) {
      if (source.dataHold != Holds.NONE) {
        hold = hold == Holds.NONE ? source.dataHold : combiner.combineMillis(hold, source.dataHold);
      }
      late |= source.expiryHold != Holds.NONE;
    }
    if (hold != Holds.NONE) {
      moveDataHold(
          result, combiner.dependsOnlyOnWindow() ? result.window.maxTimestampMillis() : hold);
    }
    if (late) {
      releaseExpiryHold(result);
      holdUntilExpiry(result);
    }
  }

  private void forget(WindowRecord<K, ContentT> record) {
    record.gone = true;
    eventTimers.remove(record);
    if (record.wakeUp != null) {
      wakeUps.remove(record.wakeUp);
    }
    releaseHolds(record);
    record.owner.remove(record);
  }

  /** When a window must be looked at, for what happens in event time. */
  private long dueMillis(WindowRecord<K, ContentT> record) {
    long end = record.window.maxTimestampMillis();
    // Rule G3: the window expires also if nothing arrives any more.
    return clock.watermark > end || record.closed ? expiry(record.window) : end;
  }

  /** Sets the timers after which this window must be looked at again. */
  private void schedule(WindowRecord<K, ContentT> record) {
    long due = dueMillis(record);
    // A timer that is due before stays: a window that grows moves it once, and not each time.
    if (!record.isSet() || record.timeMillis() > due) {
      eventTimers.set(record, due);
    }
    if (machine != null && record.trigger != null) {
      wakeUp(
          record,
          record.closed ? Long.MAX_VALUE : machine.nextProcessingTime(record.trigger, clock));
    }
  }

  private void wakeUp(WindowRecord<K, ContentT> record, long time) {
    WindowRecord.WakeUp<K, ContentT> wakeUp = record.wakeUp;
    if (time == Long.MAX_VALUE) {
      if (wakeUp != null) {
        wakeUps.remove(wakeUp);
      }
      return;
    }
    if (wakeUp == null) {
      wakeUp = new WindowRecord.WakeUp<>(record);
      record.wakeUp = wakeUp;
    }
    if (!wakeUp.isSet() || wakeUp.timeMillis() != time) {
      wakeUps.set(wakeUp, time);
    }
  }

  @Override
  public void endBundle() {
    if (!touched.isEmpty()) {
      List<WindowRecord<K, ContentT>> records = touched;
      touched = new ArrayList<>();
      for (WindowRecord<K, ContentT> record : records) {
        record.touched = false;
        fireIfReady(record);
      }
    }
    updateOutputWatermark();
  }

  private boolean shouldFire(WindowRecord<K, ContentT> record, long windowMax) {
    if (machine == null || record.trigger == null) {
      return clock.watermark > windowMax;
    }
    return machine.shouldFire(record.trigger, windowMax, clock);
  }

  private void fireIfReady(WindowRecord<K, ContentT> record) {
    if (record.gone || record.closed) {
      return;
    }
    long windowMax = record.window.maxTimestampMillis();
    if (shouldFire(record, windowMax)) {
      boolean finished = false;
      if (machine != null && record.trigger != null) {
        machine.onFire(record.trigger, windowMax, clock);
        finished = machine.isFinished(record.trigger);
      }
      emit(record, finished);
      record.closed = finished;
    }
    schedule(record);
  }

  private void emit(WindowRecord<K, ContentT> record, boolean last) {
    PaneInfo.Timing timing = PaneRules.timing(record, clock.watermark, outputWatermark);
    boolean keeps = accumulating && !last;
    if (rules.isEmitted(record, timing, last)) {
      // Rule H6: at the hold, or at the end of the window if there is none.
      long timestamp = Math.min(record.dataHold, record.window.maxTimestampMillis());
      PaneInfo info = PaneRules.next(record, timing, last);
      Object value = contents.emit(record.content, keeps);
      output.accept(new Pane<>(record.owner.key, value, record.window, timestamp, info));
    }
    // Rule H7: holds are kept until the output that they protected is out.
    releaseHolds(record);
    if (!last && rules.alwaysClosing()) {
      holdUntilExpiry(record);
    }
    record.hasNews = false;
    if (!keeps) {
      record.content = contents.create();
    }
  }

  /** Rule G2: nothing of an expired window stays. */
  private void expire(WindowRecord<K, ContentT> record) {
    if (!record.closed) {
      emit(record, true);
    }
    forget(record);
    if (record.owner.records().isEmpty()) {
      keys.remove(record.owner);
    }
  }

  @Override
  public void advanceWatermark(long watermarkMillis) {
    if (watermarkMillis < clock.watermark) {
      throw new IllegalArgumentException(
          "The input watermark went back from " + clock.watermark + " to " + watermarkMillis);
    }
    clock.watermark = watermarkMillis;
    WindowRecord<K, ContentT> record;
    while ((record = eventTimers.pollBefore(watermarkMillis)) != null) {
      long end = record.window.maxTimestampMillis();
      if (record.timeMillis() < end) {
        // The window has grown since.
        eventTimers.set(record, end);
      } else if (watermarkMillis > expiry(record.window)) {
        expire(record);
      } else {
        fireIfReady(record);
        schedule(record);
      }
    }
    updateOutputWatermark();
  }

  @Override
  public void advanceProcessingTime(long nowMillis, long synchronizedMillis) {
    clock.processing = nowMillis;
    clock.synchronizedProcessing = synchronizedMillis;
    List<WindowRecord<K, ContentT>> due = new ArrayList<>();
    WindowRecord.WakeUp<K, ContentT> wakeUp;
    while ((wakeUp = wakeUps.pollBefore(nowMillis + 1)) != null) {
      due.add(wakeUp.record);
    }
    // The timers are gone; one that waits for synchronised time is set again.
    due.forEach(this::fireIfReady);
    updateOutputWatermark();
  }

  @Override
  public long nextProcessingTime() {
    return wakeUps.nextTime();
  }

  private void updateOutputWatermark() {
    outputWatermark = Math.max(outputWatermark, Math.min(clock.watermark, holds.min()));
  }

  @Override
  public long outputWatermark() {
    return outputWatermark;
  }

  @Override
  public long earliestHold() {
    // Without holds of its own, a window that is to fire stands for itself.
    return holding ? holds.min() : Math.min(holds.min(), eventTimers.nextTime());
  }

  @Override
  public void describe(WindowStates states) {
    keys.forEach(
        owner -> {
          for (WindowRecord<K, ContentT> record : owner.records()) {
            if (states.wantsNext()) {
              states.add(describe(record));
            }
          }
        });
  }

  private WindowState describe(WindowRecord<K, ContentT> record) {
    long windowMax = record.window.maxTimestampMillis();
    WindowRecord.WakeUp<K, ContentT> wakeUp = record.wakeUp;
    return new WindowState(
        KeyText.of(record.owner.key),
        record.window,
        record.elements,
        record.hasNews,
        record.nextIndex,
        record.timing == PaneInfo.Timing.UNKNOWN ? null : record.timing,
        record.closed,
        expiry(record.window),
        record.dataHold == Holds.NONE ? null : record.dataHold,
        record.expiryHold == Holds.NONE ? null : record.expiryHold,
        record.isSet() ? record.timeMillis() : null,
        wakeUp != null && wakeUp.isSet() ? wakeUp.timeMillis() : null,
        machine == null || record.trigger == null
            ? TriggerMachine.describeDefault(windowMax, clock)
            : machine.describe(record.trigger, windowMax, clock));
  }

  @Override
  public boolean isEmpty() {
    return keys.size() == 0 && eventTimers.size() == 0 && wakeUps.size() == 0 && holds.isEmpty();
  }

  /** The form: the key, how many windows, and each of them as {@link WindowRecord} tells. */
  @Override
  public void save(StateSink sink) throws IOException {
    List<KeyWindows<K, ContentT>> owners = new ArrayList<>(keys.size());
    keys.forEach(owners::add);
    for (KeyWindows<K, ContentT> owner : owners) {
      EncodeBuffer out = sink.key(Section.ROOT, owner.hash());
      keyCoder.encode(owner.key, out);
      out.writeVarLong(owner.records().size());
      for (WindowRecord<K, ContentT> record : owner.records()) {
        windowCoder.encode(record.window, out);
        contents.save(record.content, out);
        if (record.trigger != null) {
          TriggerState.coder().encode(record.trigger, out);
        }
        record.save(out);
      }
      sink.end();
    }
  }

  @Override
  public void load(int keyHash, DecodeBuffer in) throws IOException {
    KeyWindows<K, ContentT> owner = keys.at(keyCoder.decode(in), keyHash);
    for (long left = in.readVarLong(); left > 0; left--) {
      BoundedWindow window = windowCoder.decode(in);
      ContentT content = contents.load(in);
      TriggerState trigger = machine == null ? null : TriggerState.coder().decode(in);
      WindowRecord<K, ContentT> record = new WindowRecord<>(owner, window, content, trigger);
      WindowRecord.Due due = record.load(in);
      if (record.dataHold != Holds.NONE) {
        holds.add(record.dataHold);
      }
      if (record.expiryHold != Holds.NONE) {
        holds.add(record.expiryHold);
      }
      if (due.eventMillis() != TimerHeap.NONE) {
        eventTimers.set(record, due.eventMillis());
      }
      wakeUp(record, due.processingMillis());
      owner.add(record);
    }
  }

  @Override
  public String toString() {
    return "groups of " + keys.size() + " keys by " + strategy;
  }
}
