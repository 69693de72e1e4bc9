package io.millrace.sdk.transforms.join;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.state.OrderedListState;
import io.millrace.sdk.state.StateSpec;
import io.millrace.sdk.state.StateSpecs;
import io.millrace.sdk.state.TimeDomain;
import io.millrace.sdk.state.Timer;
import io.millrace.sdk.state.TimerSpec;
import io.millrace.sdk.state.TimerSpecs;
import io.millrace.sdk.transforms.join.JoinSide.Reach;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.TimestampedValue;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Pairs each value with those of the other side that are there, and keeps it for those to come. See
 * {@link IntervalJoin}.
 */
final class IntervalJoinFn<
        K extends @Nullable Object, L extends @Nullable Object, R extends @Nullable Object>
    extends JoinInTimeFn<K, L, R> {

  private static final long serialVersionUID = 1;

  private final JoinKind kind;
  private final Reach reach;

  @StateId("left")
  final StateSpec<OrderedListState<L>> leftSpec;

  @StateId("leftAlone")
  final StateSpec<OrderedListState<L>> leftAloneSpec;

  @StateId("right")
  final StateSpec<OrderedListState<R>> rightSpec;

  @StateId("rightAlone")
  final StateSpec<OrderedListState<R>> rightAloneSpec;

  @TimerId("next")
  final TimerSpec nextSpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

  /**
   * @param reach how far from a left value right ones may be
   */
  IntervalJoinFn(
      JoinKind kind, Reach reach, Deadlines deadlines, Coder<L> leftCoder, Coder<R> rightCoder) {
    super(deadlines);
    this.kind = kind;
    this.reach = reach;
    this.leftSpec = StateSpecs.orderedList(leftCoder);
    this.leftAloneSpec = StateSpecs.orderedList(leftCoder);
    this.rightSpec = StateSpecs.orderedList(rightCoder);
    this.rightAloneSpec = StateSpecs.orderedList(rightCoder);
  }

  @ProcessElement
  @SuppressWarnings({"unchecked", "NullAway"}) // the number tells the type, which may have nulls
  public void processElement(
      @Element KV<K, RawUnionValue> element,
      @Timestamp Instant timestamp,
      BoundedWindow window,
      @StateId("left") OrderedListState<L> left,
      @StateId("leftAlone") OrderedListState<L> leftAlone,
      @StateId("right") OrderedListState<R> right,
      @StateId("rightAlone") OrderedListState<R> rightAlone,
      @TimerId("next") Timer next,
      OutputReceiver<KV<K, KV<L, R>>> out) {
    if (deadlines.isTooLate(
        timestamp.toEpochMilli(), next.getCurrentRelativeTime().toEpochMilli())) {
      drop();
      return;
    }
    K key = element.getKey();
    JoinSide<L> lefts = new JoinSide<>(left, leftAlone, reach);
    JoinSide<R> rights = new JoinSide<>(right, rightAlone, reach.reversed());
    RawUnionValue tagged = element.getValue();
    if (tagged.getUnionTag() == TwoSides.LEFT) {
      L value = (L) tagged.getValue();
      join(
          value,
          timestamp,
          lefts,
          kind.keepsLeft(),
          rights,
          (partner, time) ->
              out.outputWithTimestamp(KV.of(key, KV.of(value, partner)), later(timestamp, time)));
    } else {
      R value = (R) tagged.getValue();
      join(
          value,
          timestamp,
          rights,
          kind.keepsRight(),
          lefts,
          (partner, time) ->
              out.outputWithTimestamp(KV.of(key, KV.of(partner, value)), later(timestamp, time)));
    }
    setNext(next, window, lefts, rights);
  }

  private static <T extends @Nullable Object, PartnerT extends @Nullable Object> void join(
      T value,
      Instant timestamp,
      JoinSide<T> own,
      boolean keepsOwn,
      JoinSide<PartnerT> others,
      JoinSide.Partner<PartnerT> partner) {
    boolean hasPartner =
        others.meetAll(
            timestamp.plusMillis(own.reach().from()),
            timestamp.plusMillis(own.reach().to() + 1),
            partner);
    OrderedListState<T> place = keepsOwn && !hasPartner ? own.alone() : own.met();
    place.add(TimestampedValue.of(value, timestamp));
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  @OnTimer("next")
  @SuppressWarnings("NullAway") // the partner that is missing is null
  public void onNext(
      OnTimerContext context,
      @Key K key,
      BoundedWindow window,
      @StateId("left") OrderedListState<L> left,
      @StateId("leftAlone") OrderedListState<L> leftAlone,
      @StateId("right") OrderedListState<R> right,
      @StateId("rightAlone") OrderedListState<R> rightAlone,
      @TimerId("next") Timer next,
      OutputReceiver<KV<K, KV<L, R>>> out) {
    long passed = passed(context, next);
    long noneBefore = deadlines.noneBefore(passed, window);
    JoinSide<L> lefts = new JoinSide<>(left, leftAlone, reach);
    JoinSide<R> rights = new JoinSide<>(right, rightAlone, reach.reversed());
    lefts.leave(
        limit(noneBefore, lefts.reach()),
        (value, time) -> out.outputWithTimestamp(KV.of(key, KV.of(value, null)), time));
    rights.leave(
        limit(noneBefore, rights.reach()),
        (value, time) -> out.outputWithTimestamp(KV.of(key, KV.of(null, value)), time));
    setNext(next, window, lefts, rights);
  }

  /** Of values before this no partner can come. */
  private static Instant limit(long noPartnerBefore, Reach reach) {
    Instant none = Instant.ofEpochMilli(noPartnerBefore);
    return none.equals(Deadlines.AFTER_ALL) ? none : none.minusMillis(reach.to());
  }

  /** Sets the timer to when the first of the values that are kept can have no partner any more. */
  private void setNext(Timer next, BoundedWindow window, JoinSide<L> lefts, JoinSide<R> rights) {
    long time = Math.min(lastPartner(lefts), lastPartner(rights));
    if (time == NONE) {
      next.clear();
      return;
    }
    long deadline = deadlines.of(time, window);
    long alone = Math.min(lefts.earliestAlone(), rights.earliestAlone());
    set(next, deadline, alone);
  }

  private static long lastPartner(JoinSide<?> side) {
    long earliest = side.earliest();
    return earliest == NONE ? earliest : earliest + side.reach().to();
  }
}
