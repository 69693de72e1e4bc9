package io.millrace.runners.core.panes;

import io.millrace.runners.core.timers.TimerQueue;
import io.millrace.runners.core.trigger.TriggerClock;
import io.millrace.runners.core.trigger.TriggerMachine;
import io.millrace.runners.core.trigger.TriggerState;
import io.millrace.runners.core.watermark.Holds;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.GlobalWindow;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import io.millrace.sdk.transforms.windowing.TimestampCombiner;
import io.millrace.sdk.values.WindowingStrategy;
import io.millrace.sdk.values.WindowingStrategy.AccumulationMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The groups of one step in one task, by key and window, and the panes that they emit.
 *
 * <p>Its owner tells it of elements ({@link #add}), of the end of each bundle ({@link #endBundle},
 * when triggers are asked: rule R4), and of time. Everything it decides, it decides from the state
 * of a window and the clocks, whatever woke it (rule R8). Not thread-safe.
 *
 * @param <K> the type of keys
 * @param <InputT> the type of values
 * @param <ContentT> what is kept of the values of a window
 */
public final class WindowedGroups<
    K extends @Nullable Object, InputT extends @Nullable Object, ContentT> {

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

  private record TimerId(Object owner, BoundedWindow window) {}

  private final WindowingStrategy<?, ?> strategy;
  private final Contents<InputT, ContentT> contents;
  private final Consumer<Pane<K>> output;
  private final Dropped dropped;
  private final TriggerMachine machine;
  private final PaneRules rules;
  private final TimestampCombiner combiner;
  private final @Nullable WindowMerging<?> merging;
  private final long lateness;
  private final boolean accumulating;

  private final Map<Object, KeyWindows<K, ContentT>> keys = new HashMap<>();
  private final Map<TimerId, KeyWindows<K, ContentT>> touched = new LinkedHashMap<>();
  private final TimerQueue<TimerId> eventTimers = new TimerQueue<>();
  private final TimerQueue<TimerId> processingTimers = new TimerQueue<>();
  private final Holds holds = new Holds();
  private final Clock clock = new Clock();
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

  /**
   * No groups.
   *
   * @param output takes panes, in the order in which they are emitted, before the call that caused
   *     them returns
   */
  public WindowedGroups(
      WindowingStrategy<?, ?> strategy,
      Contents<InputT, ContentT> contents,
      Consumer<Pane<K>> output,
      Dropped dropped) {
    this.strategy = strategy;
    this.contents = contents;
    this.output = output;
    this.dropped = dropped;
    this.machine = TriggerMachine.of(strategy.getTrigger(), strategy.needsMerge());
    this.rules = new PaneRules(strategy);
    this.combiner = strategy.getTimestampCombiner();
    this.merging = strategy.needsMerge() ? new WindowMerging<>(strategy.getWindowFn()) : null;
    this.lateness = strategy.getAllowedLateness().toMillis();
    this.accumulating = strategy.getMode() == AccumulationMode.ACCUMULATING_FIRED_PANES;
  }

  /** The time at which a window expires: it does when the watermark is past it (rule W6). */
  private long expiry(BoundedWindow window) {
    long end = GlobalWindow.INSTANCE.maxTimestampMillis();
    long max = window.maxTimestampMillis();
    return max > end - lateness ? end : max + lateness;
  }

  /**
   * Adds a value to a window of its key, or drops it if the window has expired or is closed.
   *
   * @param structuralKey what tells the key from others, with {@code equals} and {@code hashCode}
   * @throws Exception what the window function throws when it merges
   */
  public void add(
      K key, Object structuralKey, InputT value, long timestampMillis, BoundedWindow window)
      throws Exception {
    // Rule L3: the element's own window counts, not the one that it would be merged into.
    if (expiry(window) < clock.watermark) {
      dropped.late(window);
      return;
    }
    KeyWindows<K, ContentT> owner = keys.get(structuralKey);
    if (owner == null) {
      owner = new KeyWindows<>(key, structuralKey);
      keys.put(structuralKey, owner);
    }
    WindowRecord<ContentT> record =
        merging == null ? owner.find(window) : mergeFor(owner, window, merging);
    if (record == null) {
      record = new WindowRecord<>(window, contents.create(), machine.newState());
      owner.records.add(record);
    }
    if (record.closed) {
      dropped.closed(window);
      return;
    }
    record.content = contents.add(record.content, value);
    record.hasNews = true;
    holdFor(record, timestampMillis);
    machine.onElement(record.trigger, record.window.maxTimestampMillis(), clock);
    schedule(owner, record);
    touched.put(new TimerId(owner, record.window), owner);
  }

  /** Rule H5: an element that could be on time downstream holds the watermark at its timestamp. */
  private void holdFor(WindowRecord<ContentT> record, long timestampMillis) {
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
  private void holdUntilExpiry(WindowRecord<ContentT> record) {
    long at = expiry(record.window);
    if (record.expiryHold == Holds.NONE && at >= outputWatermark) {
      record.expiryHold = at;
      holds.add(at);
    }
  }

  private void moveDataHold(WindowRecord<ContentT> record, long to) {
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

  private void releaseHolds(WindowRecord<ContentT> record) {
    moveDataHold(record, Holds.NONE);
    if (record.expiryHold != Holds.NONE) {
      holds.remove(record.expiryHold);
      record.expiryHold = Holds.NONE;
    }
  }

  /** Merges windows of a key with a new one; gives the record that the new one now belongs to. */
  private @Nullable WindowRecord<ContentT> mergeFor(
      KeyWindows<K, ContentT> owner, BoundedWindow added, WindowMerging<?> fn) throws Exception {
    Set<BoundedWindow> windows = new LinkedHashSet<>();
    owner.records.forEach(record -> windows.add(record.window));
    windows.add(added);
    BoundedWindow own = added;
    for (WindowMerging.Merge merge : fn.merges(windows)) {
      WindowRecord<ContentT> record = merge(owner, merge);
      if (merge.sources().contains(added)) {
        own = merge.result();
        if (record == null) {
          record = new WindowRecord<>(own, contents.create(), machine.newState());
          owner.records.add(record);
        }
      }
    }
    return owner.find(own);
  }

  /** Rule M2: the records of merged windows become one, before anything else happens. */
  private @Nullable WindowRecord<ContentT> merge(
      KeyWindows<K, ContentT> owner, WindowMerging.Merge merge) {
    List<WindowRecord<ContentT>> sources = new ArrayList<>();
    List<TriggerState> triggers = new ArrayList<>();
    for (BoundedWindow window : merge.sources()) {
      WindowRecord<ContentT> source = owner.find(window);
      if (source == null) {
        triggers.add(machine.newState());
      } else {
        sources.add(source);
        triggers.add(source.trigger);
      }
    }
    if (sources.isEmpty()) {
      return null;
    }
    if (sources.size() == 1 && sources.get(0).window.equals(merge.result())) {
      return sources.get(0);
    }
    WindowRecord<ContentT> result =
        new WindowRecord<>(
            merge.result(),
            contents.create(),
            machine.merge(triggers, merge.result().maxTimestampMillis(), clock));
    result.closed = machine.isFinished(result.trigger);
    for (WindowRecord<ContentT> source : sources) {
      result.content = contents.merge(result.content, source.content);
      result.hasNews |= source.hasNews;
      if (source.window.equals(result.window)) {
        // Rule M3: the history of other windows is not that of this one.
        result.timing = source.timing;
        result.nextIndex = source.nextIndex;
        result.nonSpeculativeIndex = source.nonSpeculativeIndex;
      }
    }
    holdForMerged(result, sources);
    for (WindowRecord<ContentT> source : sources) {
      forget(owner, source);
    }
    owner.records.add(result);
    if (result.closed && result.hasNews) {
      // Rule L4: what a part that was open still had would be in no pane of the closed window.
      emit(owner, result, true);
    }
    schedule(owner, result);
    touched.put(new TimerId(owner, result.window), owner);
    return result;
  }

  /** Rule H7: the new hold is there before the old ones go. */
  private void holdForMerged(WindowRecord<ContentT> result, List<WindowRecord<ContentT>> sources) {
    if (result.closed && !result.hasNews) {
      return;
    }
    long hold = Holds.NONE;
    boolean late = false;
    for (WindowRecord<ContentT> source : sources) {
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
      holdUntilExpiry(result);
    }
  }

  private void forget(KeyWindows<K, ContentT> owner, WindowRecord<ContentT> record) {
    TimerId id = new TimerId(owner, record.window);
    eventTimers.clear(id);
    processingTimers.clear(id);
    touched.remove(id);
    releaseHolds(record);
    owner.records.remove(record);
  }

  /** Sets the timers after which this window must be looked at again. */
  private void schedule(KeyWindows<K, ContentT> owner, WindowRecord<ContentT> record) {
    TimerId id = new TimerId(owner, record.window);
    long end = record.window.maxTimestampMillis();
    // Rule G3: the window expires also if nothing arrives any more.
    long next = clock.watermark > end || record.closed ? expiry(record.window) : end;
    TimerQueue.Timer<TimerId> set = eventTimers.get(id);
    if (set == null || set.timeMillis() != next) {
      eventTimers.set(id, next, next);
    }
    long wakeUp = record.closed ? Long.MAX_VALUE : machine.nextProcessingTime(record.trigger);
    if (wakeUp <= Math.min(clock.processing, clock.synchronizedProcessing)) {
      // That time has come: what has not fired yet waits for something else.
      wakeUp = Long.MAX_VALUE;
    }
    if (wakeUp != record.wakeUp) {
      record.wakeUp = wakeUp;
      if (wakeUp == Long.MAX_VALUE) {
        processingTimers.clear(id);
      } else {
        processingTimers.set(id, wakeUp, wakeUp);
      }
    }
  }

  /** Lets the triggers of all windows that got elements since the last call decide. */
  public void endBundle() {
    if (!touched.isEmpty()) {
      List<TimerId> ids = new ArrayList<>(touched.keySet());
      touched.clear();
      ids.forEach(this::fireIfReady);
    }
    updateOutputWatermark();
  }

  @SuppressWarnings("unchecked") // the owners of timers are of this type
  private KeyWindows<K, ContentT> owner(TimerId id) {
    return (KeyWindows<K, ContentT>) id.owner();
  }

  private void fireIfReady(TimerId id) {
    KeyWindows<K, ContentT> owner = owner(id);
    WindowRecord<ContentT> record = owner.find(id.window());
    if (record == null || record.closed) {
      return;
    }
    long windowMax = record.window.maxTimestampMillis();
    if (machine.shouldFire(record.trigger, windowMax, clock)) {
      machine.onFire(record.trigger, windowMax, clock);
      boolean finished = machine.isFinished(record.trigger);
      emit(owner, record, finished);
      record.closed = finished;
    }
    schedule(owner, record);
  }

  private void emit(KeyWindows<K, ContentT> owner, WindowRecord<ContentT> record, boolean last) {
    PaneInfo.Timing timing = PaneRules.timing(record, clock.watermark, outputWatermark);
    boolean keeps = accumulating && !last;
    if (rules.isEmitted(record, timing, last)) {
      // Rule H6: at the hold, or at the end of the window if there is none.
      long timestamp = Math.min(record.dataHold, record.window.maxTimestampMillis());
      PaneInfo info = PaneRules.next(record, timing, last);
      Object value = contents.emit(record.content, keeps);
      output.accept(new Pane<>(owner.key, value, record.window, timestamp, info));
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
  private void expire(KeyWindows<K, ContentT> owner, WindowRecord<ContentT> record) {
    if (!record.closed) {
      emit(owner, record, true);
    }
    forget(owner, record);
    if (owner.records.isEmpty()) {
      keys.remove(owner.structuralKey);
    }
  }

  /**
   * Tells how far the input watermark has come.
   *
   * @throws IllegalArgumentException if it goes back
   */
  public void advanceWatermark(long watermarkMillis) {
    if (watermarkMillis < clock.watermark) {
      throw new IllegalArgumentException(
          "The input watermark went back from " + clock.watermark + " to " + watermarkMillis);
    }
    clock.watermark = watermarkMillis;
    TimerQueue.Timer<TimerId> timer;
    while ((timer = eventTimers.pollBefore(watermarkMillis)) != null) {
      TimerId id = timer.id();
      KeyWindows<K, ContentT> owner = owner(id);
      WindowRecord<ContentT> record = owner.find(id.window());
      if (record == null) {
        continue;
      }
      if (watermarkMillis > expiry(record.window)) {
        expire(owner, record);
      } else {
        fireIfReady(id);
        schedule(owner, record);
      }
    }
    updateOutputWatermark();
  }

  /**
   * Tells the processing time.
   *
   * @param synchronizedMillis the time that all steps upstream have caught up with
   */
  public void advanceProcessingTime(long nowMillis, long synchronizedMillis) {
    clock.processing = nowMillis;
    clock.synchronizedProcessing = synchronizedMillis;
    List<TimerId> due = new ArrayList<>();
    TimerQueue.Timer<TimerId> timer;
    while ((timer = processingTimers.pollBefore(nowMillis + 1)) != null) {
      due.add(timer.id());
    }
    for (TimerId id : due) {
      WindowRecord<ContentT> record = owner(id).find(id.window());
      if (record != null) {
        // Its timer is gone; one that waits for synchronised time is set again.
        record.wakeUp = Long.MAX_VALUE;
        fireIfReady(id);
      }
    }
    updateOutputWatermark();
  }

  /** When processing time must be told next; {@link TimerQueue#NONE} if nothing waits for it. */
  public long nextProcessingTime() {
    return processingTimers.nextTime();
  }

  private void updateOutputWatermark() {
    outputWatermark = Math.max(outputWatermark, Math.min(clock.watermark, holds.min()));
  }

  /** No output from here on is older (law I2). */
  public long outputWatermark() {
    return outputWatermark;
  }

  /** The earliest output to come of what is kept now; {@link Holds#NONE} if there is none. */
  public long earliestHold() {
    return holds.min();
  }

  /** Whether nothing at all is kept: no key, no timer, no hold (rule G2). */
  public boolean isEmpty() {
    return keys.isEmpty()
        && eventTimers.size() == 0
        && processingTimers.size() == 0
        && holds.isEmpty();
  }

  @Override
  public String toString() {
    return "groups of " + keys.size() + " keys by " + strategy;
  }
}
