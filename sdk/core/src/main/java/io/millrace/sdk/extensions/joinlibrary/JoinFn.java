package io.millrace.sdk.extensions.joinlibrary;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.NullableCoder;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.join.CoGbkResult;
import io.millrace.sdk.transforms.join.CoGroupByKey;
import io.millrace.sdk.transforms.join.KeyedPCollectionTuple;
import io.millrace.sdk.util.CodedValue;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TupleTag;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Pairs each left value of a key with each right one, and those without a partner if asked to. */
final class JoinFn<
        K extends @Nullable Object, V1 extends @Nullable Object, V2 extends @Nullable Object>
    extends DoFn<KV<K, CoGbkResult>, KV<K, KV<V1, V2>>> {

  private static final long serialVersionUID = 1;

  private final TupleTag<V1> leftTag = new TupleTag<>("left");
  private final TupleTag<V2> rightTag = new TupleTag<>("right");
  private final @Nullable CodedValue<V1> leftDefault;
  private final @Nullable CodedValue<V2> rightDefault;

  private JoinFn(@Nullable CodedValue<V1> leftDefault, @Nullable CodedValue<V2> rightDefault) {
    this.leftDefault = leftDefault;
    this.rightDefault = rightDefault;
  }

  /** What stands in for a missing value. */
  record Default<V extends @Nullable Object>(@Nullable V value) {}

  /**
   * Joins two collections.
   *
   * @param leftDefault the partner of a right value whose key no left value has; without it such
   *     values are left out
   * @param rightDefault the partner of a left value whose key no right value has; likewise
   */
  static <K extends @Nullable Object, V1 extends @Nullable Object, V2 extends @Nullable Object>
      PCollection<KV<K, KV<V1, V2>>> join(
          PCollection<KV<K, V1>> left,
          PCollection<KV<K, V2>> right,
          @Nullable Default<V1> leftDefault,
          @Nullable Default<V2> rightDefault) {
    KeyedPCollectionTuple<K> both =
        KeyedPCollectionTuple.of(new TupleTag<V1>("left"), left)
            .and(new TupleTag<V2>("right"), right);
    Coder<K> keyCoder = both.getKeyCoder();
    Coder<V1> leftCoder = orNull(((KvCoder<K, V1>) left.getCoder()).getValueCoder(), leftDefault);
    Coder<V2> rightCoder =
        orNull(((KvCoder<K, V2>) right.getCoder()).getValueCoder(), rightDefault);
    JoinFn<K, V1, V2> fn =
        new JoinFn<>(
            leftDefault == null ? null : CodedValue.of(leftCoder, leftDefault.value()),
            rightDefault == null ? null : CodedValue.of(rightCoder, rightDefault.value()));
    return both.apply(CoGroupByKey.create())
        .apply("Join", ParDo.of(fn))
        .setCoder(KvCoder.of(keyCoder, KvCoder.of(leftCoder, rightCoder)));
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // V takes nulls where one was given as its value
  private static <V extends @Nullable Object> Coder<V> orNull(
      Coder<V> coder, @Nullable Default<V> defaultValue) {
    return defaultValue != null && defaultValue.value() == null
        ? (Coder<V>) NullableCoder.of(coder)
        : coder;
  }

  @ProcessElement
  public void processElement(
      @Element KV<K, CoGbkResult> group, OutputReceiver<KV<K, KV<V1, V2>>> out) {
    K key = group.getKey();
    Iterable<V1> lefts = group.getValue().getAll(leftTag);
    Iterable<V2> rights = group.getValue().getAll(rightTag);
    if (!rights.iterator().hasNext()) {
      if (rightDefault != null) {
        for (V1 left : lefts) {
          out.output(KV.of(key, KV.of(left, rightDefault.get())));
        }
      }
    } else if (!lefts.iterator().hasNext()) {
      if (leftDefault != null) {
        for (V2 right : rights) {
          out.output(KV.of(key, KV.of(leftDefault.get(), right)));
        }
      }
    } else if (lefts instanceof Collection<?>) {
      // The side with few values is read again and again, the other one once.
      for (V2 right : rights) {
        for (V1 left : lefts) {
          out.output(KV.of(key, KV.of(left, right)));
        }
      }
    } else {
      for (V1 left : lefts) {
        for (V2 right : rights) {
          out.output(KV.of(key, KV.of(left, right)));
        }
      }
    }
  }
}
