package io.millrace.sdk.transforms.join;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.NullableCoder;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.WindowingStrategy;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The two collections that a join in time is about, checked and in one: what is kept for a key must
 * be kept in one place.
 *
 * @param name the name of the join, for messages
 * @param union values of the left collection have the number {@link #LEFT}, the others {@link
 *     #RIGHT}
 */
record TwoSides<K extends @Nullable Object, L extends @Nullable Object, R extends @Nullable Object>(
    String name,
    PCollection<KV<K, RawUnionValue>> union,
    Coder<K> keyCoder,
    Coder<L> leftCoder,
    Coder<R> rightCoder) {

  static final int LEFT = 0;
  static final int RIGHT = 1;

  /**
   * The sides of a join.
   *
   * @throws IllegalArgumentException if they cannot be joined; the message names what stands
   *     against it and what to do
   */
  static <K extends @Nullable Object, L extends @Nullable Object, R extends @Nullable Object>
      TwoSides<K, L, R> of(String name, PCollection<KV<K, L>> left, PCollection<KV<K, R>> right) {
    KvCoder<K, L> leftCoder = kvCoder(name, left);
    KvCoder<K, R> rightCoder = kvCoder(name, right);
    KeyedPCollectionTuple<K> both =
        KeyedPCollectionTuple.<K, L>of("left", left).and("right", right);
    Coder<K> keyCoder = both.getKeyCoder();
    verifyKeys(name, left, keyCoder);
    verifyWindows(name, left, right);
    return new TwoSides<>(
        name,
        TaggedUnion.of(both).collection(),
        keyCoder,
        leftCoder.getValueCoder(),
        rightCoder.getValueCoder());
  }

  private static <K extends @Nullable Object, V extends @Nullable Object> KvCoder<K, V> kvCoder(
      String name, PCollection<KV<K, V>> side) {
    if (side.getCoder() instanceof KvCoder<K, V> coder) {
      return coder;
    }
    throw new IllegalArgumentException(
        String.format(
            "%s joins by key, but elements of %s have the coder %s. Make them pairs (WithKeys) and,"
                + " if it is set by hand, set a KvCoder",
            name, side.getName(), side.getCoder()));
  }

  private static void verifyKeys(String name, PCollection<?> left, Coder<?> keyCoder) {
    try {
      keyCoder.verifyDeterministic();
    } catch (Coder.NonDeterministicException e) {
      throw new IllegalArgumentException(
          String.format(
              "%s compares keys by their encoded form, but the key coder of %s, %s, is not"
                  + " deterministic. %s Choose another key type, or set a deterministic key coder",
              name, left.getName(), keyCoder, e.getMessage()),
          e);
    }
  }

  /** Rules F2 and M7. */
  private static void verifyWindows(String name, PCollection<?> left, PCollection<?> right) {
    for (PCollection<?> side : new PCollection<?>[] {left, right}) {
      WindowingStrategy<?, ?> strategy = side.getWindowingStrategy();
      if (strategy.needsMerge()) {
        throw new IllegalArgumentException(
            String.format(
                "%s keeps values for each window, but the windows of %s, %s, merge. Apply"
                    + " Window.into(...) with windows that do not: the global window will do, for"
                    + " the join itself limits how far apart values may be",
                name, side.getName(), strategy.getWindowFn()));
      }
      if (strategy.getLateDataTag() != null) {
        throw new IllegalArgumentException(
            String.format(
                "%s counts what comes too late, and cannot give it out: %s has the late data output"
                    + " %s. Apply Window.withLateDataOutput(...) after the join, or allow more"
                    + " lateness",
                name, side.getName(), strategy.getLateDataTag()));
      }
    }
    var leftWindows = left.getWindowingStrategy().getWindowFn();
    var rightWindows = right.getWindowingStrategy().getWindowFn();
    if (!leftWindows.isCompatible(rightWindows)) {
      throw new IllegalArgumentException(
          String.format(
              "%s joins within windows, but %s is in %s, and %s in %s. Apply the same"
                  + " Window.into(...) to both; results keep their timestamps, so that other windows"
                  + " can be applied after the join",
              name, left.getName(), leftWindows, right.getName(), rightWindows));
    }
    var leftTrigger = left.getWindowingStrategy().getTrigger();
    var rightTrigger = right.getWindowingStrategy().getTrigger();
    if (!leftTrigger.isCompatible(rightTrigger)) {
      throw new IllegalArgumentException(
          String.format(
              "The result of %s has the trigger of both sides, but %s has %s, and %s has %s. Apply"
                  + " the same Window.triggering(...) to both; the join itself waits for none",
              name, left.getName(), leftTrigger, right.getName(), rightTrigger));
    }
  }

  /** How late values may come: the longest that is allowed on one of the sides (rule L5). */
  Duration allowedLateness() {
    return union.getWindowingStrategy().getAllowedLateness();
  }

  /** The pairs that a function makes of the two sides. */
  PCollection<KV<K, KV<L, R>>> join(JoinKind kind, DoFn<KV<K, RawUnionValue>, KV<K, KV<L, R>>> fn) {
    return union
        .apply("Join", ParDo.of(fn))
        .setCoder(
            KvCoder.of(
                keyCoder,
                KvCoder.of(
                    orNull(leftCoder, kind.keepsRight()), orNull(rightCoder, kind.keepsLeft()))));
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // V takes nulls where partners may be missing
  private static <V extends @Nullable Object> Coder<V> orNull(Coder<V> coder, boolean maybeNull) {
    return maybeNull ? (Coder<V>) NullableCoder.of(coder) : coder;
  }
}
