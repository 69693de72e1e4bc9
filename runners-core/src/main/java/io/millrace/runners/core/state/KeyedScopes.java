package io.millrace.runners.core.state;

import io.millrace.runners.core.batch.Typed;
import io.millrace.runners.core.snapshot.Section;
import io.millrace.runners.core.snapshot.StateSink;
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
import io.millrace.sdk.values.WindowingStrategy;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one function keeps for the keys and windows of one task, and when its methods are called.
 *
 * <p>Its owner tells it of elements ({@link #add}), of the end of each piece of work ({@link
 * #endBundle}), and of time. Things happen in the order of event time: what is due at the same time
 * comes elements first, then timers, then the end of windows (rules T2, T8, T9). Where things are
 * kept is up to the subclasses: on the heap, or in a store. Not thread-safe.
 */
// A class and not an interface: as long as a process has one of the two, its calls are direct ones.
public abstract class KeyedScopes {

  private static final long END_OF_GLOBAL_WINDOW = GlobalWindow.INSTANCE.maxTimestampMillis();

  /** What tells a scope from others of the function, where there are other windows than one. */
  record ScopeId(@Nullable Object structuralKey, BoundedWindow window) {}

  final FunctionState function;
  final ScopeCalls calls;
  final CurrentCall call;
  final boolean onlyGlobalWindow;
  final boolean timeSorted;
  final boolean observesExpiration;
  final Coder<@Nullable Object> keyCoder;
  final Coder<@Nullable Object> elementCoder;
  final Coder<BoundedWindow> windowCoder;

  final Map<BoundedWindow, WindowScopes> windows = new HashMap<>();
  final TreeMap<Long, Map<BoundedWindow, WindowScopes>> expiries = new TreeMap<>();

  /** The holds of windows, and of all else that is kept on the heap. */
  final Holds holds = new Holds();

  private final long lateness;
  private final boolean hasSkew;

  /** Negative: what is added to a time. */
  private final Duration allowedSkew;

  private long outputWatermark = Long.MIN_VALUE;

  @SuppressWarnings("unchecked") // windows are those of the strategy
  KeyedScopes(
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
    this.lateness = strategy.getAllowedLateness().toMillis();
    this.onlyGlobalWindow = strategy.getWindowFn() instanceof GlobalWindows;
    this.timeSorted = function.isTimeSorted();
    this.observesExpiration = function.observesExpiration();
    this.allowedSkew = function.allowedSkew().negated();
    this.hasSkew = !allowedSkew.isZero();
    function.attach(this);
  }

  /**
   * Nothing is kept yet.
   *
   * @param keyCoder says which keys are the same
   * @param elementCoder the coder of what is added
   * @param function says whether state is kept on the heap or in a store
   */
  public static KeyedScopes of(
      WindowingStrategy<?, ?> strategy,
      Coder<@Nullable Object> keyCoder,
      Coder<@Nullable Object> elementCoder,
      FunctionState function,
      ScopeCalls calls) {
    StoreSpace space = function.space();
    return space == null
        ? new HeapScopes(strategy, keyCoder, elementCoder, function, calls)
        : space.scopes(strategy, keyCoder, elementCoder, function, calls);
  }

  /** Rule W6: no window outlives the global one. */
  final long expiry(BoundedWindow window) {
    long max = window.maxTimestampMillis();
    return max > END_OF_GLOBAL_WINDOW - lateness ? END_OF_GLOBAL_WINDOW : max + lateness;
  }

  /**
   * Calls the function for an element, at once or in its turn, or drops it if its window has
   * expired (rules L1, L2).
   *
   * @param keyHash the key coder's {@link Coder#stableHash} of the key
   */
  public abstract void add(
      @Nullable Object key,
      int keyHash,
      @Nullable Object element,
      long timestampMillis,
      PaneInfo pane,
      BoundedWindow window);

  /**
   * Fetches what is kept for a key of which there will be an element soon, where that is worth
   * while. Done for some keys at once, it waits for memory once and not for each of them.
   *
   * @param keyHash as in {@link #add}
   * @return nothing of meaning: what was read must be used
   */
  public abstract long touch(@Nullable Object key, int keyHash);

  final boolean isLate(long timestampMillis, long expiryMillis) {
    long watermark = call.watermark();
    return expiryMillis < watermark
        || (timeSorted && turn(timestampMillis, expiryMillis) < watermark);
  }

  /** Lets a window begin, for the first of its keys. */
  final WindowScopes begin(BoundedWindow window) {
    WindowScopes home = new WindowScopes(window, expiry(window));
    windows.put(window, home);
    expiries.computeIfAbsent(home.expiryMillis, t -> new LinkedHashMap<>()).put(window, home);
    if (observesExpiration) {
      // Rule T9: what is output when the window expires must not be dropped downstream.
      holds.add(home.expiryMillis);
    }
    return home;
  }

  final WindowScopes homeOf(BoundedWindow window) {
    WindowScopes home = windows.get(window);
    return home == null ? begin(window) : home;
  }

  final long earliest(long timestampMillis) {
    return hasSkew ? Saturated.add(timestampMillis, allowedSkew) : timestampMillis;
  }

  /** When an element may be delivered: once no earlier one can come that is not late. */
  final long turn(long timestampMillis, long expiryMillis) {
    return Math.min(Saturated.add(timestampMillis, lateness), expiryMillis);
  }

  /** Sets a timer of the scope of the call (rule T1: in the place of what was set). */
  abstract void set(Scope scope, TimerDeclaration declaration, String id, long target, long output);

  /** Takes back a timer of the scope of the call, if it is set. */
  abstract void clear(Scope scope, TimerDeclaration declaration, String id);

  /**
   * What relative timers count from: event time as calls see it. Loops of timers do not run through
   * all the years that nothing is known of: from the beginning of time, they go on where event time
   * is; at its end, in windows that last until then, they are at the end.
   */
  final long relativeEventTime(Scope scope) {
    if (call.watermark() == Watermarks.END && scope.expiryMillis() == END_OF_GLOBAL_WINDOW) {
      return Watermarks.END;
    }
    return call.eventClock() == Watermarks.START ? call.watermark() : call.eventClock();
  }

  /** A timer in event time whose output timestamp is its own time: the first of them holds. */
  static boolean holdsByItself(TimerDeclaration declaration, long target, long output) {
    return declaration.domain() == TimeDomain.EVENT_TIME && target == output;
  }

  /** Calls the function for a timer that has fired and is set no longer. */
  final void callTimer(
      Scope scope, TimerDeclaration declaration, String id, long time, long output) {
    boolean hasOutput = output != PendingTimer.NO_OUTPUT_TIMESTAMP;
    if (hasOutput) {
      call.beginTimer(scope, output, earliest(output));
    } else {
      call.beginTimerWithoutTimestamp(scope);
    }
    calls.timer(scope, new FiredTimer(declaration, id, time, output, hasOutput));
    call.end();
  }

  final void callExpiration(Scope scope) {
    long timestamp = scope.window().maxTimestampMillis();
    call.begin(scope, timestamp, earliest(timestamp));
    calls.expiration(scope);
    call.end();
  }

  /** When the next of the elements that wait may be delivered; {@link TimerHeap#NONE} for never. */
  abstract long nextTurn();

  /** Delivers the next of the elements that wait, whose turn is before the watermark. */
  abstract void deliver(long watermark);

  /** When the next timer in event time is due; {@link TimerHeap#NONE} for never. */
  abstract long nextTimer();

  /** Fires the next timer in event time, which is due before the watermark. */
  abstract void fire(long watermark);

  /**
   * Fires the next timer in processing time.
   *
   * @return whether one was due
   */
  abstract boolean fireBefore(long nowMillis);

  /** Lets go of a window, which is not in {@link #windows} any more (rule G2). */
  abstract void expire(WindowScopes home);

  /** Frees what has outlived its time to live. */
  abstract void free();

  /** Runs what is due by event time, one after the other as if it had passed step by step. */
  private void runDue() {
    long watermark = call.watermark();
    long start = call.eventClock();
    while (true) {
      long turn = nextTurn();
      long timer = nextTimer();
      long end = expiries.isEmpty() ? TimerHeap.NONE : expiries.firstKey();
      if (turn < watermark && turn <= timer && turn <= end) {
        call.eventClock(Math.max(start, turn));
        deliver(watermark);
      } else if (timer < watermark && timer <= end) {
        call.eventClock(Math.max(start, timer));
        fire(watermark);
      } else if (end < watermark) {
        call.eventClock(Math.max(start, end));
        Map<BoundedWindow, WindowScopes> expired = expiries.remove(end);
        if (expired != null) {
          expired.values().forEach(this::end);
        }
      } else {
        break;
      }
    }
    call.eventClock(watermark);
  }

  private void end(WindowScopes home) {
    windows.remove(home.window);
    expire(home);
    if (observesExpiration) {
      holds.remove(home.expiryMillis);
    }
  }

  /** Runs what has become due by what was added. To be called after each piece of work. */
  public final void endBundle() {
    runDue();
    updateOutputWatermark();
  }

  /** Tells how far the watermark of the input has come, and runs what is due. */
  public final void advanceWatermark(long watermarkMillis) {
    call.watermark(watermarkMillis);
    runDue();
    free();
    updateOutputWatermark();
  }

  /** Tells the processing time, without running anything. */
  public final void processingTime(long nowMillis) {
    call.processingTime(nowMillis);
  }

  /** Tells the processing time, and runs what is due. */
  public final void advanceProcessingTime(long nowMillis) {
    call.processingTime(nowMillis);
    while (fireBefore(nowMillis)) {
      // A timer in event time may have been set in the past.
      runDue();
    }
    free();
    updateOutputWatermark();
  }

  /**
   * When a timer or a time to live in processing time is over; {@link TimerHeap#NONE} for never.
   */
  abstract long nextProcessing();

  /** When processing time must be told next; {@code Long.MAX_VALUE} if nothing waits for it. */
  public final long nextProcessingTime() {
    long next = nextProcessing();
    // What is due at a time runs once the clock is past it.
    return next == TimerHeap.NONE ? next : next + 1;
  }

  private void updateOutputWatermark() {
    outputWatermark = Math.max(outputWatermark, Math.min(call.watermark(), earliestHold()));
  }

  /** No output from here on is older (law I2). */
  public final long outputWatermark() {
    return outputWatermark;
  }

  /** The earliest output to come of what is kept now; {@link Holds#NONE} if there is none. */
  public abstract long earliestHold();

  /** For how many keys, each in its windows, something is kept. */
  public abstract int size();

  /** Whether nothing at all is kept. */
  public abstract boolean isEmpty();

  /**
   * Writes everything that is kept, an entry for each key in each window: window, key, cells; where
   * more than cells is kept, timers and elements that wait for their turn. Whoever keeps it writes
   * the same form; only where the sink takes the tables of a store, these are not read.
   *
   * @throws IOException if a coder fails, naming the state; or the sink does
   */
  public abstract void save(StateSink sink) throws IOException;

  /**
   * Takes back an entry of {@link #save}. All come before anything is added, and before time is
   * told.
   *
   * @throws IOException if the bytes are not those of an entry
   */
  public abstract void load(int keyHash, DecodeBuffer in) throws IOException;

  /**
   * Takes back what {@link #save} wrote besides the tables of the store, where these were taken as
   * they were and are there again.
   *
   * @throws IOException if the bytes are not that, or state is not kept in a store
   */
  public void loadTables(DecodeBuffer in) throws IOException {
    throw new IOException("State was kept in a store, and this one is on the heap");
  }

  /** Begins an entry of what is kept for a key in a window. */
  final EncodeBuffer beginEntry(
      BoundedWindow window, @Nullable Object key, int keyHash, StateSink sink) throws IOException {
    EncodeBuffer out = sink.key(Section.ROOT, keyHash);
    windowCoder.encode(window, out);
    keyCoder.encode(Typed.value(key), out);
    return out;
  }
}
