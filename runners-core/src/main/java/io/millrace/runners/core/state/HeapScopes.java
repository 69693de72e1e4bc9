package io.millrace.runners.core.state;

import io.millrace.runners.core.batch.Typed;
import io.millrace.runners.core.snapshot.StateSink;
import io.millrace.runners.core.state.Scope.FamilyTimerId;
import io.millrace.runners.core.timers.TimerHeap;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.DecodeBuffer;
import io.millrace.sdk.coders.EncodeBuffer;
import io.millrace.sdk.state.TimeDomain;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import io.millrace.sdk.transforms.windowing.PaneInfo.PaneInfoCoder;
import io.millrace.sdk.values.WindowingStrategy;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Scopes on the heap: as objects, or as rows where nothing is kept but cells. */
final class HeapScopes extends KeyedScopes {

  private final HeapLifetimes lifetimes;
  private final boolean inRows;

  private final Map<@Nullable Object, Scope> scopes = new HashMap<>();
  private int rowCount;

  /** The window of the last element, where there are rows. */
  private @Nullable WindowScopes lastHome;

  /** Timers in event time with their own time as output timestamp: the first of them holds. */
  private final TimerHeap<PendingTimer> holdingTimers = new TimerHeap<>();

  /** The other timers in event time. */
  private final TimerHeap<PendingTimer> eventTimers = new TimerHeap<>();

  private final TimerHeap<PendingTimer> processingTimers = new TimerHeap<>();
  private final TimerHeap<SortBuffer> sortTimers = new TimerHeap<>();

  HeapScopes(
      WindowingStrategy<?, ?> strategy,
      Coder<@Nullable Object> keyCoder,
      Coder<@Nullable Object> elementCoder,
      FunctionState function,
      ScopeCalls calls) {
    super(strategy, keyCoder, elementCoder, function, calls);
    this.lifetimes = (HeapLifetimes) function.lifetimes();
    this.inRows = function.keepsOnlyCells();
  }

  @Override
  public void add(
      @Nullable Object key,
      int keyHash,
      @Nullable Object element,
      long timestampMillis,
      PaneInfo pane,
      BoundedWindow window) {
    if (isLate(timestampMillis, expiry(window))) {
      calls.droppedLate(element, timestampMillis, pane, window);
    } else if (inRows) {
      processRow(key, keyHash, element, timestampMillis, pane, window);
    } else if (timeSorted) {
      keepForItsTurn(scope(key, window), element, timestampMillis, pane);
    } else {
      process(scope(key, window), element, timestampMillis, pane);
    }
  }

  @Override
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
    WindowScopes home = homeOf(window);
    if (home.rows == null) {
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
      WindowScopes home = homeOf(window);
      scope = new Scope(key, id, home, function.shape().count(), function.timerCount());
      scopes.put(id, scope);
      home.add(scope);
    }
    return scope;
  }

  private void process(Scope scope, @Nullable Object element, long timestampMillis, PaneInfo pane) {
    call.begin(scope, timestampMillis, earliest(timestampMillis));
    calls.element(scope, element, timestampMillis, pane);
    call.end();
    forgetIfEmpty(scope);
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

  @Override
  long nextTurn() {
    return sortTimers.nextTime();
  }

  @Override
  void deliver(long watermark) {
    SortBuffer buffer = sortTimers.pollBefore(watermark);
    if (buffer == null) {
      return;
    }
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

  @Override
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

  @Override
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
      return holdsByItself(declaration, target, output) ? holdingTimers : eventTimers;
    }
    // In one process all steps see the same clock: synchronised processing time is the same.
    return processingTimers;
  }

  private void fire(PendingTimer timer) {
    Scope scope = timer.scope;
    TimerHeap<PendingTimer> heap = timer.heap;
    long output = timer.outputMillis;
    callTimer(scope, timer.declaration(), timer.id(), timer.timeMillis(), output);
    // Rule H7: a hold is kept until what it protected is out; the watermark is computed after this.
    release(heap, output);
    removeFromFamily(timer);
    forgetIfEmpty(scope);
  }

  private TimerHeap<PendingTimer> nextTimers() {
    return holdingTimers.nextTime() <= eventTimers.nextTime() ? holdingTimers : eventTimers;
  }

  @Override
  long nextTimer() {
    return nextTimers().nextTime();
  }

  @Override
  void fire(long watermark) {
    PendingTimer due = nextTimers().pollBefore(watermark);
    if (due != null) {
      fire(due);
    }
  }

  @Override
  boolean fireBefore(long nowMillis) {
    PendingTimer due = processingTimers.pollBefore(nowMillis);
    if (due == null) {
      return false;
    }
    fire(due);
    return true;
  }

  @Override
  void expire(WindowScopes home) {
    if (home.rows != null) {
      rowCount -= home.rows.size();
      lastHome = null;
      return;
    }
    Scope scope;
    while ((scope = home.first()) != null) {
      if (observesExpiration) {
        callExpiration(scope);
      }
      forget(scope);
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

  @Override
  void free() {
    lifetimes.free(this::forgetIfEmpty);
  }

  @Override
  long nextProcessing() {
    return Math.min(processingTimers.nextTime(), lifetimes.nextProcessingTime());
  }

  @Override
  public long earliestHold() {
    return Math.min(holds.min(), holdingTimers.nextTime());
  }

  @Override
  public int size() {
    return scopes.size() + rowCount;
  }

  @Override
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

  @Override
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
      function.codec().saveTimers(scope.timersSet(), out);
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
    return beginEntry(home.window, key, keyCoder.stableHash(Typed.value(key)), sink);
  }

  @Override
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
