package io.millrace.sdk.transforms.join;

import io.millrace.sdk.transforms.PTransform;
import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.transforms.join.JoinSide.Reach;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Joins two collections of pairs by key and time: each left value with each right value of the same
 * key whose timestamp is near enough.
 *
 * <pre>{@code
 * PCollection<KV<String, KV<Order, Payment>>> paid =
 *     orders.apply(
 *         IntervalJoin.between(Duration.ZERO, Duration.ofHours(1)).leftOuter(payments));
 * }</pre>
 *
 * <p>A left value at {@code t} and a right one at {@code u} are a pair if {@code t + lower <= u <=
 * t + upper}; both bounds are included, and may be negative. The right side sees the same interval
 * mirrored: its partners are from {@code u - upper} to {@code u - lower}.
 *
 * <ul>
 *   <li>A pair is given out as soon as both values are there, with the later of their timestamps.
 *   <li>Outer joins give out values without a partner, with null in its place: once, with their own
 *       timestamp, when the watermark has passed the last time at which a partner could have come.
 *       Until then they hold the watermark of the output, so that they are on time.
 *   <li>Values are kept as long as a partner can come, and no longer. What comes later than the
 *       windows' {@link io.millrace.sdk.transforms.windowing.Window#withAllowedLateness allowed
 *       lateness} is dropped and counted as {@code droppedDueToLateness}; values are kept, and
 *       outer results wait, for so much longer. Up to that lateness the result does not depend on
 *       the order in which values come.
 * </ul>
 *
 * <p>Values meet in the same window only. The usual window for this join is the global one, with or
 * without end: triggers have no effect, but must be the same. The windows must not merge, and the
 * key coder must be deterministic. All that is kept of one key must fit into memory.
 *
 * <p>Null values are values like others: where a coder takes them, a null in the result of an outer
 * join may be a value or stand for none. What is to be made of the pairs is said by what follows,
 * such as {@code MapElements}, which costs nothing extra; {@code Reify.timestampsInValue()} before
 * the join keeps the timestamp of each side.
 */
public final class IntervalJoin {

  private final Reach reach;

  private IntervalJoin(Reach reach) {
    this.reach = reach;
  }

  /**
   * A join of values of which the right one is from {@code lower} to {@code upper} after the left
   * one, both included; negative for before.
   *
   * @throws IllegalArgumentException if {@code lower} is greater than {@code upper}, or one of them
   *     is no whole number of milliseconds or longer than event time
   */
  public static IntervalJoin between(Duration lower, Duration upper) {
    if (lower.compareTo(upper) > 0) {
      throw new IllegalArgumentException(
          String.format(
              "No right value can be at least %s and at most %s after a left one. Give the lower"
                  + " bound first",
              lower, upper));
    }
    return new IntervalJoin(
        new Reach(
            Deadlines.millis("The lower bound of IntervalJoin", lower),
            Deadlines.millis("The upper bound of IntervalJoin", upper)));
  }

  /**
   * A join of values that are at most so far apart, whichever comes first.
   *
   * @throws IllegalArgumentException if the distance is negative, no whole number of milliseconds
   *     or longer than event time
   */
  public static IntervalJoin within(Duration distance) {
    if (distance.isNegative()) {
      throw new IllegalArgumentException(
          "Values cannot be less than nothing apart, but the distance is " + distance);
    }
    return between(distance.negated(), distance);
  }

  /** The transform that pairs the values of the left collection, its input, with right ones. */
  public <K extends @Nullable Object, L extends @Nullable Object, R extends @Nullable Object>
      Of<K, L, R> inner(PCollection<KV<K, R>> right) {
    return new Of<>(JoinKind.INNER, reach, right);
  }

  /** As {@link #inner}, and left values without a partner. */
  public <K extends @Nullable Object, L extends @Nullable Object, R extends @Nullable Object>
      Of<K, L, R> leftOuter(PCollection<KV<K, R>> right) {
    return new Of<>(JoinKind.LEFT_OUTER, reach, right);
  }

  /** As {@link #inner}, and right values without a partner. */
  public <K extends @Nullable Object, L extends @Nullable Object, R extends @Nullable Object>
      Of<K, L, R> rightOuter(PCollection<KV<K, R>> right) {
    return new Of<>(JoinKind.RIGHT_OUTER, reach, right);
  }

  /** As {@link #inner}, and the values of both sides that have no partner. */
  public <K extends @Nullable Object, L extends @Nullable Object, R extends @Nullable Object>
      Of<K, L, R> fullOuter(PCollection<KV<K, R>> right) {
    return new Of<>(JoinKind.FULL_OUTER, reach, right);
  }

  /**
   * A join of given bounds and kind with a given right collection; it is applied to the left one.
   * Throws {@link IllegalArgumentException} when it is applied to what it cannot join.
   */
  public static final class Of<
          K extends @Nullable Object, L extends @Nullable Object, R extends @Nullable Object>
      extends PTransform<PCollection<KV<K, L>>, PCollection<KV<K, KV<L, R>>>> {

    private final JoinKind kind;
    private final Reach reach;
    private final transient PCollection<KV<K, R>> right;

    private Of(JoinKind kind, Reach reach, PCollection<KV<K, R>> right) {
      this.kind = kind;
      this.reach = reach;
      this.right = right;
    }

    @Override
    public PCollection<KV<K, KV<L, R>>> expand(PCollection<KV<K, L>> left) {
      TwoSides<K, L, R> sides = TwoSides.of("IntervalJoin", left, right);
      return sides.join(
          kind,
          new IntervalJoinFn<>(
              kind,
              reach,
              Deadlines.of(sides.allowedLateness()),
              sides.leftCoder(),
              sides.rightCoder()));
    }

    @Override
    protected String getKindString() {
      return "IntervalJoin." + kind.methodName();
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      builder
          .add(DisplayData.item("kind", kind.methodName()))
          .add(DisplayData.item("lower", Duration.ofMillis(reach.from())))
          .add(DisplayData.item("upper", Duration.ofMillis(reach.to())));
    }
  }
}
