package io.millrace.runners.core.state;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.state.BagState;
import io.millrace.sdk.state.MapState;
import io.millrace.sdk.state.MultimapState;
import io.millrace.sdk.state.OrderedListState;
import io.millrace.sdk.state.SetState;
import io.millrace.sdk.state.StateSpec;
import io.millrace.sdk.transforms.CombineWithContext;
import org.jspecify.annotations.Nullable;

/**
 * Makes the cells of a function that keeps its state in a store. Those of one value are the same as
 * on the heap: their content is there while the scope is at hand.
 */
final class StoredCells extends HeapCells {

  private final StoreSpace space;

  StoredCells(
      CurrentCall call,
      Lifetimes lifetimes,
      CombineWithContext.Context combineContext,
      boolean strict,
      StoreSpace space) {
    super(call, lifetimes, combineContext, strict);
    this.space = space;
  }

  @Override
  public <T extends @Nullable Object> BagState<T> bindBag(
      String id, StateSpec<BagState<T>> spec, Coder<T> elemCoder) {
    return new StoredBagCell<>(place(spec.getTtl()), spec.getTtl(), space, copies(id, elemCoder));
  }

  @Override
  public <T extends @Nullable Object> SetState<T> bindSet(
      String id, StateSpec<SetState<T>> spec, Coder<T> elemCoder) {
    return new StoredSetCell<>(place(spec.getTtl()), spec.getTtl(), space, copies(id, elemCoder));
  }

  @Override
  public <K extends @Nullable Object, V extends @Nullable Object> MapState<K, V> bindMap(
      String id, StateSpec<MapState<K, V>> spec, Coder<K> mapKeyCoder, Coder<V> mapValueCoder) {
    return new StoredMapCell<>(
        place(spec.getTtl()),
        spec.getTtl(),
        space,
        copies(id, mapKeyCoder),
        copies(id, mapValueCoder));
  }

  @Override
  public <T extends @Nullable Object> OrderedListState<T> bindOrderedList(
      String id, StateSpec<OrderedListState<T>> spec, Coder<T> elemCoder) {
    return new StoredOrderedListCell<>(
        place(spec.getTtl()), spec.getTtl(), space, copies(id, elemCoder));
  }

  @Override
  public <K extends @Nullable Object, V extends @Nullable Object> MultimapState<K, V> bindMultimap(
      String id, StateSpec<MultimapState<K, V>> spec, Coder<K> keyCoder, Coder<V> valueCoder) {
    return new StoredMultimapCell<>(
        place(spec.getTtl()), spec.getTtl(), space, copies(id, keyCoder), copies(id, valueCoder));
  }
}
