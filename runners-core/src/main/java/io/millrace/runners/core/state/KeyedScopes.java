package io.millrace.runners.core.state;

import io.millrace.runners.core.batch.Typed;
import io.millrace.runners.core.snapshot.Section;
import io.millrace.runners.core.snapshot.StateSink;
import io.millrace.runners.core.state.Scope.FamilyTimerId;
import io.millrace.runners.core.timers.TimerHeap;
import io.millrace.runners.core.watermark.Holds;
import io.millrace.runners.core.watermark.Watermarks;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.DecodeBuffer;
import io.millrace.sdk.coders.EncodeBuffer;
import io.millrace.sdk.state.TimeDomain;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.GlobalWindow;
import io.millrace.sdk.transforms.windowing.GlobalWindows;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import io.millrace.sdk.transforms.windowing.PaneInfo.PaneInfoCoder;
import io.millrace.sdk.values.WindowingStrategy;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one function keeps for the keys and windows of one task, and when its methods are called.
 *
 * <p>Its owner tells it of elements ({@link #add}), of the end of each piece of work ({@link
 * #endBundle}), and of time. Things happen in the order of event time: what is due at the same time
 * comes elements first, then timers, then the end of windows (rules T2, T8, T9). Not thread-safe.
 */
public final class KeyedScopes {

  private static final long END_OF_GLOBAL_WINDOW = GlobalWindow.INSTANCE.maxTimestampMillis();

  private record ScopeId(@Nullable Object structuralKey, BoundedWindow window) {}

  private final FunctionState function;
  private final ScopeCalls calls;
  private final CurrentCall call;
  private final Lifetimes lifetimes;
  private final long lateness;
  private final boolean onlyGlobalWindow;
  private final boolean inRows;
  private final boolean timeSorted;
  private final boolean observesExpiration;
  private final boolean hasSkew;

  /** Negative: what is added to a time. */
  private final Duration allowedSkew;

  private final Coder<@Nullable Object> keyCoder;
  private final Coder<@Nullable Object> elementCoder;
  private final Coder<BoundedWindow> windowCoder;

  private final Map<@Nullable Object, Scope> scopes = new HashMap<>();
  private int rowCount;

  /** The window of the last element, where there are rows. */
  private @Nullable WindowScopes lastHome;

  private final Map<BoundedWindow, WindowScopes> windows = new HashMap<>();
  private final TreeMap<Long, Map<BoundedWindow, WindowScopes>> expiries = new TreeMap<>();

  /** Timers in event time with their own time as output timestamp: the first of them holds. */
  private final TimerHeap<PendingTimer> holdingTimers = new TimerHeap<>();

  /** The other timers in event time. */
  private final TimerHeap<PendingTimer> eventTimers = new TimerHeap<>();

  private final TimerHeap<PendingTimer> processingTimers = new TimerHeap<>();
  private final TimerHeap<SortBuffer> sortTimers = new TimerHeap<>();
  private final Holds holds = new Holds();
  private long outputWatermark = Long.MIN_VALUE;

  /**
   * Nothing is kept yet.
   *
   * @param keyCoder says which keys are the same
   * @param elementCoder the coder of what is added
   */
  @SuppressWarnings("unchecked") // windows are those of the strategy
  public KeyedScopes(
      WindowingStrategy<?, ?> strategy,
      Coder<@Nullable Object> keyCoder,
      Coder<@Nullable Object> elementCoder,
      FunctionState function,
      ScopeCalls calls) {
    this.keyCoder = keyCoder;
    this.elementCoder = elementCoder;
    this.windowCoder = (Coder<BoundedWindow>) strategy.getWindowFn().windowCoder();
    this.function = function;
    this.calls = calls;
    this.call = function.call();
    this.lifetimes = function.lifetimes();
    this.lateness = strategy.getAllowedLateness().toMillis();
    this.onlyGlobalWindow = strategy.getWindowFn() instanceof GlobalWindows;
    this.inRows = function.keepsOnlyCells();
    this.timeSorted = function.isTimeSorted();
    this.observesExpiration = function.observesExpiration();
    this.allowedSkew = function.allowedSkew().negated();
    this.hasSkew = !allowedSkew.isZero();
    function.attach(this);
  }

  /** Rule W6: no window outlives the global one. */
  private long expiry(BoundedWindow window) {
    long max = window.maxTimestampMillis();
    return max > END_OF_GLOBAL_WINDOW - lateness ? END_OF_GLOBAL_WINDOW : max + lateness;
  }

  /**
   * Calls the function for an element, at once or in its turn, or drops it if its window has
   * expired (rules L1, L2).
   *
   * @param keyHash the key coder's {@link Coder#stableHash} of the key
   */
  public void add(
      @Nullable Object key,
      int keyHash,
      @Nullable Object element,
      long timestampMillis,
      PaneInfo pane,
      BoundedWindow window) {
    long watermark = call.watermark();
    long expiry = expiry(window);
    if (expiry < watermark || (timeSorted && turn(timestampMillis, expiry) < watermark)) {
      calls.droppedLate(element, timestampMillis, pane, window);
    } else if (inRows) {
      processRow(key, keyHash, element, timestampMillis, pane, window);
    } else if (timeSorted) {
      keepForItsTurn(scope(key, window), element, timestampMillis, pane);
    } else {
      process(scope(key, window), element, timestampMillis, pane);
    }
  }

  /**
   * Fetches what is kept for a key of which there will be an element soon, where that is worth
   * while. Done for some keys at once, it waits for memory once and not for each of them.
   *
   * @param keyHash as in {@link #add}
   * @return nothing of meaning: what was read must be used
   */
  public long touch(@Nullable Object key, int keyHash) {
    return lastHome == null || lastHome.rows == null
        ? 0
        : lastHome.rows.touch(Typed.value(key), keyHash);
  }

  private void processRow(
      @Nullable Object key,
      int keyHash,
      @Nullable Object element,
      long timestampMillis,
      PaneInfo pane,
      BoundedWindow window) {
    WindowScopes home = homeOfRows(window);
    ScopeRows<@Nullable Object> rows = Objects.requireNonNull(home.rows);
    Scope scope = Objects.requireNonNull(home.atHand);
    scope.become(key);
    int row = rows.find(Typed.value(key), keyHash);
    if (row >= 0) {
      rows.load(row, scope.cells);
    } else {
      Arrays.fill(scope.cells, null);
    }
    call.begin(scope, timestampMillis, earliest(timestampMillis));
    calls.element(scope, element, timestampMillis, pane);
    call.end();
    int before = rows.size();
    rows.store(row, Typed.value(key), keyHash, scope.cells);
    rowCount += rows.size() - before;
  }

  private WindowScopes homeOfRows(BoundedWindow window) {
    WindowScopes last = lastHome;
    if (last != null && (last.window == window || last.window.equals(window))) {
      return last;
    }
    WindowScopes home = windows.get(window);
    if (home == null) {
      home = begin(window);
      home.rows = ScopeRows.of(keyCoder, function.shape());
      home.atHand = new Scope(null, null, home, function.shape().count(), 0);
    }
    lastHome = home;
    return home;
  }

  private Scope scope(@Nullable Object key, BoundedWindow window) {
    Object structuralKey = keyCoder.structuralValue(Typed.value(key));
    Object id = onlyGlobalWindow ? structuralKey : new ScopeId(structuralKey, window);
    Scope scope = scopes.get(id);
    if (scope == null) {
      WindowScopes home = windows.get(window);
      if (home == null) {
        home = begin(window);
      }
      scope = new Scope(key, id, home, function.shape().count(), function.timerCount());
      scopes.put(id, scope);
      home.add(scope);
    }
    return scope;
  }

  private WindowScopes begin(BoundedWindow window) {
    WindowScopes home = new WindowScopes(window, expiry(window));
    windows.put(window, home);
    expiries.computeIfAbsent(home.expiryMillis, t -> new LinkedHashMap<>()).put(window, home);
    if (observesExpiration) {
      // Rule T9: what is output when the window expires must not be dropped downstream.
      holds.add(home.expiryMillis);
    }
    return home;
  }

  private void process(Scope scope, @Nullable Object element, long timestampMillis, PaneInfo pane) {
    call.begin(scope, timestampMillis, earliest(timestampMillis));
    calls.element(scope, element, timestampMillis, pane);
    call.end();
    forgetIfEmpty(scope);
  }

  private long earliest(long timestampMillis) {
    return hasSkew ? Saturated.add(timestampMillis, allowedSkew) : timestampMillis;
  }

  /** When an element may be delivered: once no earlier one can come that is not late. */
  private long turn(long timestampMillis, long expiryMillis) {
    return Math.min(Saturated.add(timestampMillis, lateness), expiryMillis);
  }

  private void keepForItsTurn(
      Scope scope, @Nullable Object element, long timestampMillis, PaneInfo pane) {
    SortBuffer buffer = scope.sorted;
    if (buffer == null) {
      buffer = new SortBuffer(scope);
      scope.sorted = buffer;
    }
    SortBuffer.Waiting before = buffer.first();
    buffer.add(element, timestampMillis, pane);
    if (before == null || timestampMillis < before.timestampMillis()) {
      holds.add(timestampMillis);
      if (before != null) {
        holds.remove(before.timestampMillis());
      }
      sortTimers.set(buffer, turn(timestampMillis, scope.expiryMillis()));
    }
  }

  private void deliver(SortBuffer buffer) {
    SortBuffer.Waiting waiting = buffer.remove();
    SortBuffer.Waiting next = buffer.first();
    if (next != null) {
      holds.add(next.timestampMillis());
      sortTimers.set(buffer, turn(next.timestampMillis(), buffer.scope.expiryMillis()));
    }
    process(buffer.scope, waiting.element(), waiting.timestampMillis(), waiting.pane());
    // Rule H7: the hold is kept until what it protected is out.
    holds.remove(waiting.timestampMillis());
  }

  /** Sets a timer of the scope of the call (rule T1: in the place of what was set). */
  void set(Scope scope, TimerDeclaration declaration, String id, long target, long output) {
    PendingTimer timer = find(scope, declaration, id);
    if (timer == null) {
      timer = new PendingTimer(scope, declaration, id);
      if (declaration.isFamily()) {
        scope.familyTimers().put(new FamilyTimerId(declaration.index(), id), timer);
      } else {
        scope.timers[declaration.index()] = timer;
      }
    }
    TimerHeap<PendingTimer> heap = heap(declaration, target, output);
    // Rule T6: a timer of any domain holds.
    hold(heap, output);
    if (timer.isSet()) {
      takeBack(timer);
    }
    timer.outputMillis = output;
    timer.heap = heap;
    heap.set(timer, target);
  }

  private void hold(TimerHeap<PendingTimer> heap, long output) {
    if (heap != holdingTimers && output != PendingTimer.NO_OUTPUT_TIMESTAMP) {
      holds.add(output);
    }
  }

  private void release(@Nullable TimerHeap<PendingTimer> heap, long output) {
    if (heap != holdingTimers && output != PendingTimer.NO_OUTPUT_TIMESTAMP) {
      holds.remove(output);
    }
  }

  void clear(Scope scope, TimerDeclaration declaration, String id) {
    PendingTimer timer = find(scope, declaration, id);
    if (timer != null && timer.isSet()) {
      takeBack(timer);
      removeFromFamily(timer);
    }
  }

  private static @Nullable PendingTimer find(Scope scope, TimerDeclaration declaration, String id) {
    if (!declaration.isFamily()) {
      return scope.timers[declaration.index()];
    }
    return scope.familyTimers == null
        ? null
        : scope.familyTimers.get(new FamilyTimerId(declaration.index(), id));
  }

  private void takeBack(PendingTimer timer) {
    if (timer.heap != null) {
      timer.heap.remove(timer);
    }
    release(timer.heap, timer.outputMillis);
  }

  private static void removeFromFamily(PendingTimer timer) {
    Map<FamilyTimerId, PendingTimer> family = timer.scope.familyTimers;
    if (family != null && timer.declaration().isFamily() && !timer.isSet()) {
      family.remove(new FamilyTimerId(timer.declaration().index(), timer.id()));
    }
  }

  private TimerHeap<PendingTimer> heap(TimerDeclaration declaration, long target, long output) {
    if (declaration.domain() == TimeDomain.EVENT_TIME) {
      return target == output ? holdingTimers : eventTimers;
    }
    // In one process all steps see the same clock: synchronised processing time is the same.
    return processingTimers;
  }

  /**
   * What relative timers count from: event time as calls see it. Loops of timers do not run through
   * all the years that nothing is known of: from the beginning of time, they go on where event time
   * is; at its end, in windows that last until then, they are at the end.
   */
  long relativeEventTime(Scope scope) {
    if (call.watermark() == Watermarks.END && scope.expiryMillis() == END_OF_GLOBAL_WINDOW) {
      return Watermarks.END;
    }
    return call.eventClock() == Watermarks.START ? call.watermark() : call.eventClock();
  }

  private void fire(PendingTimer timer) {
    Scope scope = timer.scope;
    TimerHeap<PendingTimer> heap = timer.heap;
    long output = timer.outputMillis;
    boolean hasOutput = output != PendingTimer.NO_OUTPUT_TIMESTAMP;
    if (hasOutput) {
      call.beginTimer(scope, output, earliest(output));
    } else {
      call.beginTimerWithoutTimestamp(scope);
    }
    calls.timer(
        scope,
        new FiredTimer(timer.declaration(), timer.id(), timer.timeMillis(), output, hasOutput));
    call.end();
    // Rule H7: a hold is kept until what it protected is out; the watermark is computed after this.
    release(heap, output);
    removeFromFamily(timer);
    forgetIfEmpty(scope);
  }

  /** Runs what is due by event time, one after the other as if it had passed step by step. */
  private void runDue() {
    long watermark = call.watermark();
    long start = call.eventClock();
    while (true) {
      long turn = sortTimers.nextTime();
      TimerHeap<PendingTimer> timers =
          holdingTimers.nextTime() <= eventTimers.nextTime() ? holdingTimers : eventTimers;
      long timer = timers.nextTime();
      long end = expiries.isEmpty() ? TimerHeap.NONE : expiries.firstKey();
      if (turn < watermark && turn <= timer && turn <= end) {
        call.eventClock(Math.max(start, turn));
        SortBuffer buffer = sortTimers.pollBefore(watermark);
        if (buffer != null) {
          deliver(buffer);
        }
      } else if (timer < watermark && timer <= end) {
        call.eventClock(Math.max(start, timer));
        PendingTimer due = timers.pollBefore(watermark);
        if (due != null) {
          fire(due);
        }
      } else if (end < watermark) {
        call.eventClock(Math.max(start, end));
        Map<BoundedWindow, WindowScopes> expired = expiries.remove(end);
        if (expired != null) {
          expired.values().forEach(this::expire);
        }
      } else {
        break;
      }
    }
    call.eventClock(watermark);
  }

  /** Rule G2: nothing of an expired window stays. */
  private void expire(WindowScopes home) {
    windows.remove(home.window);
    if (home.rows != null) {
      rowCount -= home.rows.size();
      lastHome = null;
      return;
    }
    Scope scope;
    while ((scope = home.first()) != null) {
      if (observesExpiration) {
        long timestamp = home.window.maxTimestampMillis();
        call.begin(scope, timestamp, earliest(timestamp));
        calls.expiration(scope);
        call.end();
      }
      forget(scope);
    }
    if (observesExpiration) {
      holds.remove(home.expiryMillis);
    }
  }

  private void forgetIfEmpty(Scope scope) {
    if (!observesExpiration && !scope.isGone && scope.isEmpty()) {
      forget(scope);
    }
  }

  private void forget(Scope scope) {
    scope.isGone = true;
    scopes.remove(scope.id());
    scope.home().remove(scope);
    lifetimes.forget(scope);
    for (PendingTimer timer : scope.timers) {
      if (timer != null && timer.isSet()) {
        takeBack(timer);
      }
    }
    if (scope.familyTimers != null) {
      scope.familyTimers.values().forEach(this::takeBack);
    }
  }

  /** Runs what has become due by what was added. To be called after each piece of work. */
  public void endBundle() {
    runDue();
    updateOutputWatermark();
  }

  /** Tells how far the watermark of the input has come, and runs what is due. */
  public void advanceWatermark(long watermarkMillis) {
    call.watermark(watermarkMillis);
    runDue();
    lifetimes.free(this::forgetIfEmpty);
    updateOutputWatermark();
  }

  /** Tells the processing time, without running anything. */
  public void processingTime(long nowMillis) {
    call.processingTime(nowMillis);
  }

  /** Tells the processing time, and runs what is due. */
  public void advanceProcessingTime(long nowMillis) {
    call.processingTime(nowMillis);
    PendingTimer due;
    while ((due = processingTimers.pollBefore(nowMillis)) != null) {
      fire(due);
      // A timer in event time may have been set in the past.
      runDue();
    }
    lifetimes.free(this::forgetIfEmpty);
    updateOutputWatermark();
  }

  /** When processing time must be told next; {@code Long.MAX_VALUE} if nothing waits for it. */
  public long nextProcessingTime() {
    long next = Math.min(processingTimers.nextTime(), lifetimes.nextProcessingTime());
    // What is due at a time runs once the clock is past it.
    return next == TimerHeap.NONE ? next : next + 1;
  }

  private void updateOutputWatermark() {
    outputWatermark = Math.max(outputWatermark, Math.min(call.watermark(), earliestHold()));
  }

  /** No output from here on is older (law I2). */
  public long outputWatermark() {
    return outputWatermark;
  }

  /** The earliest output to come of what is kept now; {@link Holds#NONE} if there is none. */
  public long earliestHold() {
    return Math.min(holds.min(), holdingTimers.nextTime());
  }

  /** For how many keys, each in its windows, something is kept. */
  public int size() {
    return scopes.size() + rowCount;
  }

  /** Whether nothing at all is kept. */
  public boolean isEmpty() {
    return scopes.isEmpty()
        && rowCount == 0
        && windows.isEmpty()
        && expiries.isEmpty()
        && holdingTimers.size() == 0
        && eventTimers.size() == 0
        && processingTimers.size() == 0
        && sortTimers.size() == 0
        && holds.isEmpty()
        && lifetimes.isEmpty();
  }

  /**
   * Writes everything that is kept, an entry for each key in each window: window, key, cells; where
   * more than cells is kept, timers and elements that wait for their turn.
   *
   * @throws IOException if a coder fails, naming the state; or the sink does
   */
  public void save(StateSink sink) throws IOException {
    for (Map<BoundedWindow, WindowScopes> ending : expiries.values()) {
      for (WindowScopes home : ending.values()) {
        save(home, sink);
      }
    }
  }

  private void save(WindowScopes home, StateSink sink) throws IOException {
    if (home.rows != null) {
      home.rows.forEach(
          (key, cells) -> {
            EncodeBuffer out = begin(home, key, sink);
            function.codec().saveCells(cells, out);
            sink.end();
          });
      return;
    }
    for (Scope scope = home.first(); scope != null; scope = scope.next) {
      EncodeBuffer out = begin(home, scope.key(), sink);
      function.codec().saveCells(scope.cells, out);
      function.codec().saveTimers(scope, out);
      List<SortBuffer.Waiting> waiting = scope.sorted == null ? List.of() : scope.sorted.inOrder();
      out.writeVarLong(waiting.size());
      for (SortBuffer.Waiting each : waiting) {
        out.writeLong(each.timestampMillis());
        PaneInfoCoder.of().encode(each.pane(), out);
        elementCoder.encode(Typed.value(each.element()), out);
      }
      sink.end();
    }
  }

  private EncodeBuffer begin(WindowScopes home, @Nullable Object key, StateSink sink)
      throws IOException {
    EncodeBuffer out = sink.key(Section.ROOT, keyCoder.stableHash(Typed.value(key)));
    windowCoder.encode(home.window, out);
    keyCoder.encode(Typed.value(key), out);
    return out;
  }

  /**
   * Takes back an entry of {@link #save}. All come before anything is added, and before time is
   * told.
   *
   * @throws IOException if the bytes are not those of an entry
   */
  public void load(int keyHash, DecodeBuffer in) throws IOException {
    BoundedWindow window = windowCoder.decode(in);
    Object key = keyCoder.decode(in);
    if (inRows) {
      WindowScopes home = homeOfRows(window);
      ScopeRows<@Nullable Object> rows = Objects.requireNonNull(home.rows);
      @Nullable Object[] cells = Objects.requireNonNull(home.atHand).cells;
      function.codec().loadCells(cells, in);
      int before = rows.size();
      rows.store(rows.find(Typed.value(key), keyHash), Typed.value(key), keyHash, cells);
      rowCount += rows.size() - before;
      return;
    }
    Scope scope = scope(key, window);
    function.codec().loadCells(scope.cells, in);
    function
        .codec()
        .loadTimers(in, (timer, id, time, output) -> set(scope, timer, id, time, output));
    for (long left = in.readVarLong(); left > 0; left--) {
      long timestamp = in.readLong();
      PaneInfo pane = PaneInfoCoder.of().decode(in);
      keepForItsTurn(scope, elementCoder.decode(in), timestamp, pane);
    }
    lifetimes.restored(scope);
  }
}
