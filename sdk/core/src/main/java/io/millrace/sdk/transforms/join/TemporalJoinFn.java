package io.millrace.sdk.transforms.join;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.state.OrderedListState;
import io.millrace.sdk.state.StateSpec;
import io.millrace.sdk.state.StateSpecs;
import io.millrace.sdk.state.TimeDomain;
import io.millrace.sdk.state.Timer;
import io.millrace.sdk.state.TimerSpec;
import io.millrace.sdk.state.TimerSpecs;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.TimestampedValue;
import java.time.Instant;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps left values until no version can come that would be valid for them, and versions as long as
 * a left value can come for which they are valid. See {@link TemporalJoin}.
 */
final class TemporalJoinFn<
        K extends @Nullable Object, L extends @Nullable Object, V extends @Nullable Object>
    extends JoinInTimeFn<K, L, V> {

  private static final long serialVersionUID = 1;

  private final boolean keepsLeft;
  private final long maxAgeMillis;

  @StateId("waiting")
  final StateSpec<OrderedListState<L>> waitingSpec;

  @StateId("versions")
  final StateSpec<OrderedListState<V>> versionsSpec;

  @TimerId("next")
  final TimerSpec nextSpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

  /**
   * @param maxAgeMillis how long versions are valid at most
   */
  TemporalJoinFn(
      JoinKind kind,
      long maxAgeMillis,
      Deadlines deadlines,
      Coder<L> leftCoder,
      Coder<V> versionCoder) {
    super(deadlines);
    this.keepsLeft = kind.keepsLeft();
    this.maxAgeMillis = maxAgeMillis;
    this.waitingSpec = StateSpecs.orderedList(leftCoder);
    this.versionsSpec = StateSpecs.orderedList(versionCoder);
  }

  @ProcessElement
  @SuppressWarnings({"unchecked", "NullAway"}) // the number tells the type, which may have nulls
  public void processElement(
      @Element KV<K, RawUnionValue> element,
      @Timestamp Instant timestamp,
      BoundedWindow window,
      @StateId("waiting") OrderedListState<L> waiting,
      @StateId("versions") OrderedListState<V> versions,
      @TimerId("next") Timer next) {
    long time = timestamp.toEpochMilli();
    long watermark = next.getCurrentRelativeTime().toEpochMilli();
    RawUnionValue tagged = element.getValue();
    if (tagged.getUnionTag() == TwoSides.LEFT) {
      if (deadlines.isTooLate(time, watermark)) {
        drop();
        return;
      }
      waiting.add(TimestampedValue.of((L) tagged.getValue(), timestamp));
    } else {
      if (isPast(time, watermark, versions)) {
        drop();
        return;
      }
      // of two versions with one timestamp the one that came last is valid
      versions.clearRange(timestamp, timestamp.plusMillis(1));
      versions.add(TimestampedValue.of((V) tagged.getValue(), timestamp));
    }
    setNext(next, window, waiting, versions);
  }

  /**
   * Whether a version is valid for no left value that waits or can come. A version may be late and
   * valid all the same, as the latest that there is.
   */
  private boolean isPast(long time, long watermark, OrderedListState<V> versions) {
    if (!deadlines.isTooLate(time, watermark)) {
      return false;
    }
    long firstLeft = watermark - deadlines.latenessMillis();
    return time + maxAgeMillis < firstLeft
        || versions
            .readRange(Instant.ofEpochMilli(time + 1), Instant.ofEpochMilli(firstLeft + 1))
            .iterator()
            .hasNext();
  }

  @OnTimer("next")
  public void onNext(
      OnTimerContext context,
      @Key K key,
      BoundedWindow window,
      @StateId("waiting") OrderedListState<L> waiting,
      @StateId("versions") OrderedListState<V> versions,
      @TimerId("next") Timer next,
      OutputReceiver<KV<K, KV<L, V>>> out) {
    long passed = passed(context, next);
    advance(passed, key, window, waiting, versions, next, out);
  }

  /** Does what is due once the watermark is past a time. */
  void advance(
      long passed,
      K key,
      BoundedWindow window,
      OrderedListState<L> waiting,
      OrderedListState<V> versions,
      Timer next,
      OutputReceiver<KV<K, KV<L, V>>> out) {
    Instant limit = Instant.ofEpochMilli(deadlines.noneBefore(passed, window));
    joinBefore(limit, key, waiting, versions, out);
    waiting.clearRange(Deadlines.BEGINNING, limit);
    forgetBefore(limit, versions);
    setNext(next, window, waiting, versions);
  }

  /** Gives out the left values before a time, each with the version that was valid then. */
  @SuppressWarnings("NullAway") // where there is no version, it is null
  private void joinBefore(
      Instant limit,
      K key,
      OrderedListState<L> waiting,
      OrderedListState<V> versions,
      OutputReceiver<KV<K, KV<L, V>>> out) {
    Iterator<TimestampedValue<V>> later = versions.readRange(Deadlines.BEGINNING, limit).iterator();
    TimestampedValue<V> valid = null;
    TimestampedValue<V> following = later.hasNext() ? later.next() : null;
    for (TimestampedValue<L> left : waiting.readRange(Deadlines.BEGINNING, limit)) {
      Instant time = left.getTimestamp();
      while (following != null && !following.getTimestamp().isAfter(time)) {
        valid = following;
        following = later.hasNext() ? later.next() : null;
      }
      if (valid != null
          && time.toEpochMilli() - valid.getTimestamp().toEpochMilli() <= maxAgeMillis) {
        out.outputWithTimestamp(KV.of(key, KV.of(left.getValue(), valid.getValue())), time);
      } else if (keepsLeft) {
        out.outputWithTimestamp(KV.of(key, KV.of(left.getValue(), null)), time);
      }
    }
  }

  /** Forgets versions that are valid for no left value from a time on. */
  private void forgetBefore(Instant firstLeft, OrderedListState<V> versions) {
    if (firstLeft.equals(Deadlines.AFTER_ALL)) {
      versions.clear();
      return;
    }
    long latest = NONE;
    for (TimestampedValue<V> version :
        versions.readRange(Deadlines.BEGINNING, firstLeft.plusMillis(1))) {
      latest = version.getTimestamp().toEpochMilli();
    }
    if (latest != NONE) {
      boolean isTooOld = latest + maxAgeMillis < firstLeft.toEpochMilli();
      versions.clearRange(
          Deadlines.BEGINNING, Instant.ofEpochMilli(isTooOld ? latest + 1 : latest));
    }
  }

  /** Sets the timer to when something that is kept can be given out or forgotten. */
  private void setNext(
      Timer next, BoundedWindow window, OrderedListState<L> waiting, OrderedListState<V> versions) {
    Instant first = waiting.firstTimestampFrom(Deadlines.BEGINNING);
    long firstLeft = first == null ? NONE : first.toEpochMilli();
    long time = Math.min(firstLeft, endOfFirst(versions));
    long deadline = time == NONE ? NONE : deadlines.of(time, window);
    if (deadline == NONE || (firstLeft == NONE && deadline == deadlines.expiry(window))) {
      // what is left is forgotten with the window
      next.clear();
      return;
    }
    set(next, deadline, firstLeft);
  }

  /** When no left value can come any more for which the first version is valid. */
  private long endOfFirst(OrderedListState<V> versions) {
    Instant first = versions.firstTimestampFrom(Deadlines.BEGINNING);
    if (first == null) {
      return NONE;
    }
    long tooOld = first.toEpochMilli() + maxAgeMillis;
    Instant second = versions.firstTimestampFrom(first.plusMillis(1));
    return second == null ? tooOld : Math.min(tooOld, second.toEpochMilli());
  }
}
