package io.millrace.sdk.transforms;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.state.BagState;
import io.millrace.sdk.state.StateSpec;
import io.millrace.sdk.state.StateSpecs;
import io.millrace.sdk.state.TimeDomain;
import io.millrace.sdk.state.Timer;
import io.millrace.sdk.state.TimerSpec;
import io.millrace.sdk.state.TimerSpecs;
import io.millrace.sdk.state.ValueState;
import io.millrace.sdk.transforms.GroupIntoBatches.BatchingParams;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.values.KV;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps the values of a key and window until they make a batch. See {@link GroupIntoBatches}. */
final class BatchFn<K extends @Nullable Object, V extends @Nullable Object>
    extends DoFn<KV<K, V>, KV<K, Iterable<V>>> {

  private static final long serialVersionUID = 1;

  private static final Duration ANY = Duration.ofMillis(Long.MAX_VALUE);

  /**
   * What is known of the values that wait.
   *
   * @param earliestMillis the earliest of their timestamps
   */
  record Waiting(long count, long bytes, long earliestMillis) {

    static final Waiting NONE = new Waiting(0, 0, Long.MAX_VALUE);

    Waiting and(long moreBytes, long timestampMillis) {
      return new Waiting(count + 1, bytes + moreBytes, Math.min(earliestMillis, timestampMillis));
    }
  }

  private final long maximumCount;
  private final long maximumBytes;
  private final @Nullable SerializableFunction<V, Long> weigher;
  private final Duration longestWait;

  // read by their annotations alone, which checkers of private fields do not know

  @StateId("batch")
  final StateSpec<BagState<V>> batchSpec;

  @StateId("waiting")
  final StateSpec<ValueState<Waiting>> waitingSpec = StateSpecs.value();

  @TimerId("endOfWindow")
  final TimerSpec endOfWindowSpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

  @TimerId("longestWait")
  final TimerSpec longestWaitSpec = TimerSpecs.timer(TimeDomain.PROCESSING_TIME);

  BatchFn(BatchingParams<V> params, Coder<V> valueCoder) {
    this.maximumCount = params.getBatchSize();
    this.maximumBytes = params.getBatchSizeBytes();
    this.weigher = params.getWeigher(valueCoder);
    this.longestWait = params.getMaxBufferingDuration();
    this.batchSpec = StateSpecs.bag(valueCoder);
  }

  /** Any: a batch is as old as its earliest value, and the watermark is held there. */
  @Override
  public Duration getAllowedTimestampSkew() {
    return ANY;
  }

  @ProcessElement
  public void processElement(
      @Element KV<K, V> element,
      @Timestamp Instant timestamp,
      BoundedWindow window,
      @StateId("batch") BagState<V> batch,
      @StateId("waiting") ValueState<Waiting> waiting,
      @TimerId("endOfWindow") Timer endOfWindow,
      @TimerId("longestWait") Timer waitedLongest,
      OutputReceiver<KV<K, Iterable<V>>> out) {
    K key = element.getKey();
    long bytes = bytes(element.getValue());
    Waiting before = orNone(waiting.read());
    if (before.count > 0 && bytes > maximumBytes - before.bytes) {
      flush(key, batch, before, out);
      waitedLongest.clear();
      before = Waiting.NONE;
    }
    batch.add(element.getValue());
    Waiting now = before.and(bytes, timestamp.toEpochMilli());
    if (now.count >= maximumCount || now.bytes >= maximumBytes) {
      flush(key, batch, now, out);
      waiting.clear();
      endOfWindow.clear();
      waitedLongest.clear();
      return;
    }
    waiting.write(now);
    if (now.earliestMillis != before.earliestMillis) {
      holdUntilEnd(endOfWindow, window, now.earliestMillis);
    }
    if (before.count == 0 && !longestWait.isZero()) {
      waitedLongest.withNoOutputTimestamp().offset(longestWait).setRelative();
    }
  }

  /** At the end of the window or, if that has passed, when it expires. */
  private static void holdUntilEnd(Timer timer, BoundedWindow window, long earliestMillis) {
    Instant end = window.maxTimestamp();
    timer.withOutputTimestamp(
        Instant.ofEpochMilli(Math.min(earliestMillis, window.maxTimestampMillis())));
    if (timer.getCurrentRelativeTime().isAfter(end)) {
      // a relative timer goes no further than to the expiry
      timer.offset(ANY).setRelative();
    } else {
      timer.set(end);
    }
  }

  private long bytes(V value) {
    if (weigher == null) {
      return 0;
    }
    Long bytes = weigher.apply(value);
    if (bytes == null || bytes < 0) {
      throw new IllegalArgumentException(
          "The function of GroupIntoBatches.ofByteSize(...) gives the size "
              + bytes
              + " for "
              + value
              + ", but sizes must not be negative");
    }
    return bytes;
  }

  private static Waiting orNone(@Nullable Waiting waiting) {
    return waiting == null ? Waiting.NONE : waiting;
  }

  @OnTimer("endOfWindow")
  public void onEndOfWindow(
      @Key K key,
      @StateId("batch") BagState<V> batch,
      @StateId("waiting") ValueState<Waiting> waiting,
      @TimerId("longestWait") Timer waitedLongest,
      OutputReceiver<KV<K, Iterable<V>>> out) {
    flush(key, batch, orNone(waiting.read()), out);
    waiting.clear();
    waitedLongest.clear();
  }

  @OnTimer("longestWait")
  public void onLongestWait(
      @Key K key,
      @StateId("batch") BagState<V> batch,
      @StateId("waiting") ValueState<Waiting> waiting,
      @TimerId("endOfWindow") Timer endOfWindow,
      OutputReceiver<KV<K, Iterable<V>>> out) {
    flush(key, batch, orNone(waiting.read()), out);
    waiting.clear();
    endOfWindow.clear();
  }

  private static <K extends @Nullable Object, V extends @Nullable Object> void flush(
      K key, BagState<V> batch, Waiting waiting, OutputReceiver<KV<K, Iterable<V>>> out) {
    if (waiting.count == 0) {
      return;
    }
    // a copy: what is read from state is valid until the state changes
    List<V> values = new ArrayList<>();
    batch.read().forEach(values::add);
    batch.clear();
    out.outputWithTimestamp(KV.of(key, values), Instant.ofEpochMilli(waiting.earliestMillis));
  }
}
