package io.millrace.sdk.state;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.transforms.Combine.CombineFn;
import io.millrace.sdk.transforms.CombineWithContext.CombineFnWithContext;
import org.jspecify.annotations.Nullable;

/**
 * Makes the cell of a {@link StateSpec}, for engines; see {@link StateSpec#bind}. The coders given
 * are those of the specification, never null.
 */
public interface StateBinder {

  /** Makes the cell of one value. */
  <T extends @Nullable Object> ValueState<T> bindValue(
      String id, StateSpec<ValueState<T>> spec, Coder<T> coder);

  /** Makes the cell of a bag. */
  <T extends @Nullable Object> BagState<T> bindBag(
      String id, StateSpec<BagState<T>> spec, Coder<T> elemCoder);

  /** Makes the cell of a set. */
  <T extends @Nullable Object> SetState<T> bindSet(
      String id, StateSpec<SetState<T>> spec, Coder<T> elemCoder);

  /** Makes the cell of a map. */
  <K extends @Nullable Object, V extends @Nullable Object> MapState<K, V> bindMap(
      String id, StateSpec<MapState<K, V>> spec, Coder<K> mapKeyCoder, Coder<V> mapValueCoder);

  /** Makes the cell of an ordered list; the coder is that of its values without timestamps. */
  <T extends @Nullable Object> OrderedListState<T> bindOrderedList(
      String id, StateSpec<OrderedListState<T>> spec, Coder<T> elemCoder);

  /** Makes the cell of a multimap. */
  <K extends @Nullable Object, V extends @Nullable Object> MultimapState<K, V> bindMultimap(
      String id, StateSpec<MultimapState<K, V>> spec, Coder<K> keyCoder, Coder<V> valueCoder);

  /** Makes the cell of an accumulator. */
  <
          InputT extends @Nullable Object,
          AccumT extends @Nullable Object,
          OutputT extends @Nullable Object>
      CombiningState<InputT, AccumT, OutputT> bindCombining(
          String id,
          StateSpec<CombiningState<InputT, AccumT, OutputT>> spec,
          Coder<AccumT> accumCoder,
          CombineFn<InputT, AccumT, OutputT> combineFn);

  /** Makes the cell of an accumulator whose function reads side inputs or options. */
  <
          InputT extends @Nullable Object,
          AccumT extends @Nullable Object,
          OutputT extends @Nullable Object>
      CombiningState<InputT, AccumT, OutputT> bindCombiningWithContext(
          String id,
          StateSpec<CombiningState<InputT, AccumT, OutputT>> spec,
          Coder<AccumT> accumCoder,
          CombineFnWithContext<InputT, AccumT, OutputT> combineFn);
}
