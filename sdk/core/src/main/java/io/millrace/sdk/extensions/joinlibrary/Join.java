package io.millrace.sdk.extensions.joinlibrary;

import io.millrace.sdk.extensions.joinlibrary.JoinFn.Default;
import io.millrace.sdk.transforms.PTransform;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import org.jspecify.annotations.Nullable;

/**
 * Joins of two collections of pairs: for each key of a window, each left value with each right one.
 *
 * <pre>{@code
 * PCollection<KV<String, KV<Order, Payment>>> paid = Join.innerJoin(orders, payments);
 * }</pre>
 *
 * <p>Outer joins also keep the values of keys that the other collection does not have, with a given
 * value as the partner. It may be null, and then the output's coder takes nulls.
 *
 * <p>Both collections must be in the same windows; all joins throw what {@link
 * io.millrace.sdk.transforms.join.CoGroupByKey} throws. Values of a key need not fit into memory.
 */
public final class Join {

  private Join() {}

  /** Pairs the values of keys that both collections have. */
  public static <
          K extends @Nullable Object, V1 extends @Nullable Object, V2 extends @Nullable Object>
      PCollection<KV<K, KV<V1, V2>>> innerJoin(
          PCollection<KV<K, V1>> leftCollection, PCollection<KV<K, V2>> rightCollection) {
    return leftCollection.apply(InnerJoin.with(rightCollection));
  }

  /** The same under the given name. */
  public static <
          K extends @Nullable Object, V1 extends @Nullable Object, V2 extends @Nullable Object>
      PCollection<KV<K, KV<V1, V2>>> innerJoin(
          String name,
          PCollection<KV<K, V1>> leftCollection,
          PCollection<KV<K, V2>> rightCollection) {
    return leftCollection.apply(name, InnerJoin.with(rightCollection));
  }

  /** As {@link #innerJoin}, and left values without a partner with {@code nullValue} as theirs. */
  public static <
          K extends @Nullable Object, V1 extends @Nullable Object, V2 extends @Nullable Object>
      PCollection<KV<K, KV<V1, V2>>> leftOuterJoin(
          PCollection<KV<K, V1>> leftCollection,
          PCollection<KV<K, V2>> rightCollection,
          @Nullable V2 nullValue) {
    return leftCollection.apply(LeftOuterJoin.with(rightCollection, nullValue));
  }

  /** The same under the given name. */
  public static <
          K extends @Nullable Object, V1 extends @Nullable Object, V2 extends @Nullable Object>
      PCollection<KV<K, KV<V1, V2>>> leftOuterJoin(
          String name,
          PCollection<KV<K, V1>> leftCollection,
          PCollection<KV<K, V2>> rightCollection,
          @Nullable V2 nullValue) {
    return leftCollection.apply(name, LeftOuterJoin.with(rightCollection, nullValue));
  }

  /** As {@link #innerJoin}, and right values without a partner with {@code nullValue} as theirs. */
  public static <
          K extends @Nullable Object, V1 extends @Nullable Object, V2 extends @Nullable Object>
      PCollection<KV<K, KV<V1, V2>>> rightOuterJoin(
          PCollection<KV<K, V1>> leftCollection,
          PCollection<KV<K, V2>> rightCollection,
          @Nullable V1 nullValue) {
    return leftCollection.apply(RightOuterJoin.with(rightCollection, nullValue));
  }

  /** The same under the given name. */
  public static <
          K extends @Nullable Object, V1 extends @Nullable Object, V2 extends @Nullable Object>
      PCollection<KV<K, KV<V1, V2>>> rightOuterJoin(
          String name,
          PCollection<KV<K, V1>> leftCollection,
          PCollection<KV<K, V2>> rightCollection,
          @Nullable V1 nullValue) {
    return leftCollection.apply(name, RightOuterJoin.with(rightCollection, nullValue));
  }

  /** As {@link #innerJoin}, and the values of both sides that have no partner. */
  public static <
          K extends @Nullable Object, V1 extends @Nullable Object, V2 extends @Nullable Object>
      PCollection<KV<K, KV<V1, V2>>> fullOuterJoin(
          PCollection<KV<K, V1>> leftCollection,
          PCollection<KV<K, V2>> rightCollection,
          @Nullable V1 leftNullValue,
          @Nullable V2 rightNullValue) {
    return leftCollection.apply(FullOuterJoin.with(rightCollection, leftNullValue, rightNullValue));
  }

  /** The same under the given name. */
  public static <
          K extends @Nullable Object, V1 extends @Nullable Object, V2 extends @Nullable Object>
      PCollection<KV<K, KV<V1, V2>>> fullOuterJoin(
          String name,
          PCollection<KV<K, V1>> leftCollection,
          PCollection<KV<K, V2>> rightCollection,
          @Nullable V1 leftNullValue,
          @Nullable V2 rightNullValue) {
    return leftCollection.apply(
        name, FullOuterJoin.with(rightCollection, leftNullValue, rightNullValue));
  }

  /** The transform of {@link Join#innerJoin}; it is applied to the left collection. */
  public static final class InnerJoin<
          K extends @Nullable Object, V1 extends @Nullable Object, V2 extends @Nullable Object>
      extends PTransform<PCollection<KV<K, V1>>, PCollection<KV<K, KV<V1, V2>>>> {

    private final transient PCollection<KV<K, V2>> rightCollection;

    private InnerJoin(PCollection<KV<K, V2>> rightCollection) {
      this.rightCollection = rightCollection;
    }

    /** The transform that joins with the given right collection. */
    public static <
            K extends @Nullable Object, V1 extends @Nullable Object, V2 extends @Nullable Object>
        InnerJoin<K, V1, V2> with(PCollection<KV<K, V2>> rightCollection) {
      return new InnerJoin<>(rightCollection);
    }

    @Override
    public PCollection<KV<K, KV<V1, V2>>> expand(PCollection<KV<K, V1>> leftCollection) {
      return JoinFn.join(leftCollection, rightCollection, null, null);
    }
  }

  /** The transform of {@link Join#leftOuterJoin}; it is applied to the left collection. */
  public static final class LeftOuterJoin<
          K extends @Nullable Object, V1 extends @Nullable Object, V2 extends @Nullable Object>
      extends PTransform<PCollection<KV<K, V1>>, PCollection<KV<K, KV<V1, V2>>>> {

    private final transient PCollection<KV<K, V2>> rightCollection;
    private final transient Default<V2> noPartner;

    private LeftOuterJoin(PCollection<KV<K, V2>> rightCollection, @Nullable V2 nullValue) {
      this.rightCollection = rightCollection;
      this.noPartner = new Default<>(nullValue);
    }

    /** The transform that joins with the given right collection. */
    public static <
            K extends @Nullable Object, V1 extends @Nullable Object, V2 extends @Nullable Object>
        LeftOuterJoin<K, V1, V2> with(
            PCollection<KV<K, V2>> rightCollection, @Nullable V2 nullValue) {
      return new LeftOuterJoin<>(rightCollection, nullValue);
    }

    @Override
    public PCollection<KV<K, KV<V1, V2>>> expand(PCollection<KV<K, V1>> leftCollection) {
      return JoinFn.join(leftCollection, rightCollection, null, noPartner);
    }
  }

  /** The transform of {@link Join#rightOuterJoin}; it is applied to the left collection. */
  public static final class RightOuterJoin<
          K extends @Nullable Object, V1 extends @Nullable Object, V2 extends @Nullable Object>
      extends PTransform<PCollection<KV<K, V1>>, PCollection<KV<K, KV<V1, V2>>>> {

    private final transient PCollection<KV<K, V2>> rightCollection;
    private final transient Default<V1> noPartner;

    private RightOuterJoin(PCollection<KV<K, V2>> rightCollection, @Nullable V1 nullValue) {
      this.rightCollection = rightCollection;
      this.noPartner = new Default<>(nullValue);
    }

    /** The transform that joins with the given right collection. */
    public static <
            K extends @Nullable Object, V1 extends @Nullable Object, V2 extends @Nullable Object>
        RightOuterJoin<K, V1, V2> with(
            PCollection<KV<K, V2>> rightCollection, @Nullable V1 nullValue) {
      return new RightOuterJoin<>(rightCollection, nullValue);
    }

    @Override
    public PCollection<KV<K, KV<V1, V2>>> expand(PCollection<KV<K, V1>> leftCollection) {
      return JoinFn.join(leftCollection, rightCollection, noPartner, null);
    }
  }

  /** The transform of {@link Join#fullOuterJoin}; it is applied to the left collection. */
  public static final class FullOuterJoin<
          K extends @Nullable Object, V1 extends @Nullable Object, V2 extends @Nullable Object>
      extends PTransform<PCollection<KV<K, V1>>, PCollection<KV<K, KV<V1, V2>>>> {

    private final transient PCollection<KV<K, V2>> rightCollection;
    private final transient Default<V1> leftNull;
    private final transient Default<V2> rightNull;

    private FullOuterJoin(
        PCollection<KV<K, V2>> rightCollection,
        @Nullable V1 leftNullValue,
        @Nullable V2 rightNullValue) {
      this.rightCollection = rightCollection;
      this.leftNull = new Default<>(leftNullValue);
      this.rightNull = new Default<>(rightNullValue);
    }

    /** The transform that joins with the given right collection. */
    public static <
            K extends @Nullable Object, V1 extends @Nullable Object, V2 extends @Nullable Object>
        FullOuterJoin<K, V1, V2> with(
            PCollection<KV<K, V2>> rightCollection,
            @Nullable V1 leftNullValue,
            @Nullable V2 rightNullValue) {
      return new FullOuterJoin<>(rightCollection, leftNullValue, rightNullValue);
    }

    @Override
    public PCollection<KV<K, KV<V1, V2>>> expand(PCollection<KV<K, V1>> leftCollection) {
      return JoinFn.join(leftCollection, rightCollection, leftNull, rightNull);
    }
  }
}
