package io.millrace.sdk.state;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.transforms.Combine.CombineFn;
import io.millrace.sdk.transforms.CombineWithContext.CombineFnWithContext;
import org.jspecify.annotations.Nullable;

/**
 * Makes {@link StateSpec}s.
 *
 * <p>Coders that are not given are inferred when the function becomes part of a pipeline: from the
 * type of the field, with the coders that the input has for what it shares with it.
 */
public final class StateSpecs {

  private StateSpecs() {}

  /** One value. */
  public static <T extends @Nullable Object> StateSpec<ValueState<T>> value() {
    return StateSpec.of(StateKind.VALUE, null);
  }

  /** One value. */
  public static <T extends @Nullable Object> StateSpec<ValueState<T>> value(Coder<T> valueCoder) {
    return StateSpec.of(StateKind.VALUE, null, valueCoder);
  }

  /** Any number of values. */
  public static <T extends @Nullable Object> StateSpec<BagState<T>> bag() {
    return StateSpec.of(StateKind.BAG, null);
  }

  /** Any number of values. */
  public static <T extends @Nullable Object> StateSpec<BagState<T>> bag(Coder<T> elemCoder) {
    return StateSpec.of(StateKind.BAG, null, elemCoder);
  }

  /** Values, each of them once. */
  public static <T extends @Nullable Object> StateSpec<SetState<T>> set() {
    return StateSpec.of(StateKind.SET, null);
  }

  /** Values, each of them once. The coder must be deterministic. */
  public static <T extends @Nullable Object> StateSpec<SetState<T>> set(Coder<T> elemCoder) {
    return StateSpec.of(StateKind.SET, null, elemCoder);
  }

  /** Values by key. */
  public static <K extends @Nullable Object, V extends @Nullable Object>
      StateSpec<MapState<K, V>> map() {
    return StateSpec.of(StateKind.MAP, null);
  }

  /** Values by key. The coder of keys must be deterministic. */
  public static <K extends @Nullable Object, V extends @Nullable Object>
      StateSpec<MapState<K, V>> map(Coder<K> keyCoder, Coder<V> valueCoder) {
    return StateSpec.of(StateKind.MAP, null, keyCoder, valueCoder);
  }

  /** Any number of values for each key. */
  public static <K extends @Nullable Object, V extends @Nullable Object>
      StateSpec<MultimapState<K, V>> multimap() {
    return StateSpec.of(StateKind.MULTIMAP, null);
  }

  /** Any number of values for each key. The coder of keys must be deterministic. */
  public static <K extends @Nullable Object, V extends @Nullable Object>
      StateSpec<MultimapState<K, V>> multimap(Coder<K> keyCoder, Coder<V> valueCoder) {
    return StateSpec.of(StateKind.MULTIMAP, null, keyCoder, valueCoder);
  }

  /** Values in order of their timestamps. */
  public static <T extends @Nullable Object> StateSpec<OrderedListState<T>> orderedList() {
    return StateSpec.of(StateKind.ORDERED_LIST, null);
  }

  /** Values in order of their timestamps; the coder is that of values without timestamps. */
  public static <T extends @Nullable Object> StateSpec<OrderedListState<T>> orderedList(
      Coder<T> elemCoder) {
    return StateSpec.of(StateKind.ORDERED_LIST, null, elemCoder);
  }

  /** Values that are combined; the function tells the coder of accumulators if it can. */
  public static <
          InputT extends @Nullable Object,
          AccumT extends @Nullable Object,
          OutputT extends @Nullable Object>
      StateSpec<CombiningState<InputT, AccumT, OutputT>> combining(
          CombineFn<InputT, AccumT, OutputT> combineFn) {
    return StateSpec.of(StateKind.COMBINING, combineFn);
  }

  /** Values that are combined by a function that reads side inputs or options. */
  public static <
          InputT extends @Nullable Object,
          AccumT extends @Nullable Object,
          OutputT extends @Nullable Object>
      StateSpec<CombiningState<InputT, AccumT, OutputT>> combining(
          CombineFnWithContext<InputT, AccumT, OutputT> combineFn) {
    return StateSpec.of(StateKind.COMBINING, combineFn);
  }

  /** Values that are combined. */
  public static <
          InputT extends @Nullable Object,
          AccumT extends @Nullable Object,
          OutputT extends @Nullable Object>
      StateSpec<CombiningState<InputT, AccumT, OutputT>> combining(
          Coder<AccumT> accumCoder, CombineFn<InputT, AccumT, OutputT> combineFn) {
    return StateSpec.of(StateKind.COMBINING, combineFn, accumCoder);
  }

  /** Values that are combined by a function that reads side inputs or options. */
  public static <
          InputT extends @Nullable Object,
          AccumT extends @Nullable Object,
          OutputT extends @Nullable Object>
      StateSpec<CombiningState<InputT, AccumT, OutputT>> combining(
          Coder<AccumT> accumCoder, CombineFnWithContext<InputT, AccumT, OutputT> combineFn) {
    return StateSpec.of(StateKind.COMBINING, combineFn, accumCoder);
  }
}
