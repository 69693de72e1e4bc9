package io.millrace.sdk.transforms.join;

import io.millrace.sdk.transforms.PTransform;
import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Joins a collection of pairs with a table that changes over time: each value with the version that
 * was valid at its own timestamp.
 *
 * <pre>{@code
 * PCollection<KV<String, KV<Order, Rate>>> inEuros =
 *     ordersByCurrency.apply(TemporalJoin.asOf().inner(ratesByCurrency));
 * }</pre>
 *
 * <p>The table is a collection of pairs too. A version of a key is valid from its timestamp on,
 * until the next version of the key: a value at {@code t} gets the version with the latest
 * timestamp that is not after {@code t}. Of several versions with the same timestamp the one that
 * came last counts.
 *
 * <ul>
 *   <li>A value waits until the watermark has passed its timestamp, so that versions that come out
 *       of order are seen; the result does not depend on the order in which things come. It is then
 *       given out with its own timestamp, for which the watermark of the output was held.
 *   <li>A value without a valid version is left out by {@link #inner}, and has null in its place
 *       with {@link #leftOuter}.
 *   <li>Old versions are forgotten when no value can come for which they are valid. The latest
 *       version of each key is kept for ever, or as long as {@link #withMaxAge} says.
 *   <li>With {@link io.millrace.sdk.transforms.windowing.Window#withAllowedLateness allowed
 *       lateness} values wait for so much longer, and late ones are still joined. Values that are
 *       later than that are dropped and counted as {@code droppedDueToLateness}, as are versions
 *       that are valid for no value any more; a version that is late but is the latest one counts
 *       for the values to come.
 * </ul>
 *
 * <p>Values see the versions of their own window only, so that both collections are in the global
 * window, usually; triggers have no effect, but must be the same. The windows must not merge, and
 * the key coder must be deterministic. All that is kept of one key must fit into memory.
 *
 * <p>Null values are values like others: a version that is null is a version. {@code
 * Reify.timestampsInValue()} before the join shows since when a version is valid.
 */
public final class TemporalJoin {

  private static final Duration FOREVER = Duration.ofMillis(Long.MAX_VALUE);

  private final Duration maxAge;

  private TemporalJoin(Duration maxAge) {
    this.maxAge = maxAge;
  }

  /** A join with the latest version as of the timestamp of each value. */
  public static TemporalJoin asOf() {
    return new TemporalJoin(FOREVER);
  }

  /**
   * The same with versions that are valid for a limited time: a value gets none that is older than
   * this. What is older is forgotten, also if it is the latest.
   *
   * @throws IllegalArgumentException if it is negative, no whole number of milliseconds or longer
   *     than event time
   */
  public TemporalJoin withMaxAge(Duration maxAge) {
    if (maxAge.isNegative()) {
      throw new IllegalArgumentException("No version is less than new, but the age is " + maxAge);
    }
    return new TemporalJoin(
        Duration.ofMillis(Deadlines.millis("The age of versions in TemporalJoin", maxAge)));
  }

  /** The transform that gives values, its input, their versions; those without one are left out. */
  public <K extends @Nullable Object, L extends @Nullable Object, V extends @Nullable Object>
      Of<K, L, V> inner(PCollection<KV<K, V>> versions) {
    return new Of<>(JoinKind.INNER, maxAge, versions);
  }

  /** As {@link #inner}, and values without a version, with null in its place. */
  public <K extends @Nullable Object, L extends @Nullable Object, V extends @Nullable Object>
      Of<K, L, V> leftOuter(PCollection<KV<K, V>> versions) {
    return new Of<>(JoinKind.LEFT_OUTER, maxAge, versions);
  }

  /**
   * A join of given kind with given versions; it is applied to the values. Throws {@link
   * IllegalArgumentException} when it is applied to what it cannot join.
   */
  public static final class Of<
          K extends @Nullable Object, L extends @Nullable Object, V extends @Nullable Object>
      extends PTransform<PCollection<KV<K, L>>, PCollection<KV<K, KV<L, V>>>> {

    private final JoinKind kind;
    private final Duration maxAge;
    private final transient PCollection<KV<K, V>> versions;

    private Of(JoinKind kind, Duration maxAge, PCollection<KV<K, V>> versions) {
      this.kind = kind;
      this.maxAge = maxAge;
      this.versions = versions;
    }

    @Override
    public PCollection<KV<K, KV<L, V>>> expand(PCollection<KV<K, L>> values) {
      TwoSides<K, L, V> sides = TwoSides.of("TemporalJoin", values, versions);
      return sides.join(
          kind,
          new TemporalJoinFn<>(
              kind,
              Deadlines.capped(maxAge),
              Deadlines.of(sides.allowedLateness()),
              sides.leftCoder(),
              sides.rightCoder()));
    }

    @Override
    protected String getKindString() {
      return "TemporalJoin." + kind.methodName();
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      builder
          .add(DisplayData.item("kind", kind.methodName()))
          .addIfNotDefault(DisplayData.item("maxAge", maxAge), FOREVER);
    }
  }
}
