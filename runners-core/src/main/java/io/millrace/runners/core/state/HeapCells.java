package io.millrace.runners.core.state;

import io.millrace.runners.core.batch.LongCoders;
import io.millrace.runners.core.state.Cell.Place;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.state.BagState;
import io.millrace.sdk.state.CombiningState;
import io.millrace.sdk.state.MapState;
import io.millrace.sdk.state.MultimapState;
import io.millrace.sdk.state.OrderedListState;
import io.millrace.sdk.state.SetState;
import io.millrace.sdk.state.StateBinder;
import io.millrace.sdk.state.StateSpec;
import io.millrace.sdk.state.StateTtl;
import io.millrace.sdk.state.ValueState;
import io.millrace.sdk.transforms.Combine.CombineFn;
import io.millrace.sdk.transforms.CombineWithContext;
import io.millrace.sdk.transforms.CombineWithContext.CombineFnWithContext;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** Makes the cells of a function, one after the other, with their contents on the heap. */
class HeapCells implements StateBinder {

  private final CurrentCall call;
  private final Lifetimes lifetimes;
  private final CombineWithContext.Context combineContext;
  private final boolean strict;
  private final BitSet longs = new BitSet();
  private boolean hasTtl;
  private int count;

  /**
   * @param strict whether values are copied by their coders on their way in and out
   */
  HeapCells(
      CurrentCall call,
      Lifetimes lifetimes,
      CombineWithContext.Context combineContext,
      boolean strict) {
    this.call = call;
    this.lifetimes = lifetimes;
    this.combineContext = combineContext;
    this.strict = strict;
  }

  /** What the cells that were made keep. */
  CellShape shape() {
    return new CellShape(count, longs);
  }

  /** Whether any of the cells that were made has a time to live. */
  boolean hasTtl() {
    return hasTtl;
  }

  final Place place(@Nullable StateTtl ttl) {
    hasTtl |= ttl != null;
    return new Place(count++, call, lifetimes);
  }

  final <T extends @Nullable Object> Copies<T> copies(String id, Coder<T> coder) {
    return new Copies<>(id, coder, strict);
  }

  @Override
  public <T extends @Nullable Object> ValueState<T> bindValue(
      String id, StateSpec<ValueState<T>> spec, Coder<T> coder) {
    if (spec.getTtl() == null && LongCoders.codes(coder)) {
      longs.set(count);
    }
    return new ValueCell<>(place(spec.getTtl()), spec.getTtl(), copies(id, coder));
  }

  @Override
  public <T extends @Nullable Object> BagState<T> bindBag(
      String id, StateSpec<BagState<T>> spec, Coder<T> elemCoder) {
    return new BagCell<>(place(spec.getTtl()), spec.getTtl(), copies(id, elemCoder));
  }

  @Override
  public <T extends @Nullable Object> SetState<T> bindSet(
      String id, StateSpec<SetState<T>> spec, Coder<T> elemCoder) {
    return new SetCell<>(place(spec.getTtl()), spec.getTtl(), elemCoder, copies(id, elemCoder));
  }

  @Override
  public <K extends @Nullable Object, V extends @Nullable Object> MapState<K, V> bindMap(
      String id, StateSpec<MapState<K, V>> spec, Coder<K> mapKeyCoder, Coder<V> mapValueCoder) {
    return new MapCell<>(
        place(spec.getTtl()),
        spec.getTtl(),
        mapKeyCoder,
        copies(id, mapKeyCoder),
        copies(id, mapValueCoder));
  }

  @Override
  public <T extends @Nullable Object> OrderedListState<T> bindOrderedList(
      String id, StateSpec<OrderedListState<T>> spec, Coder<T> elemCoder) {
    return new OrderedListCell<>(place(spec.getTtl()), spec.getTtl(), copies(id, elemCoder));
  }

  @Override
  public <K extends @Nullable Object, V extends @Nullable Object> MultimapState<K, V> bindMultimap(
      String id, StateSpec<MultimapState<K, V>> spec, Coder<K> keyCoder, Coder<V> valueCoder) {
    return new MultimapCell<>(
        place(spec.getTtl()),
        spec.getTtl(),
        keyCoder,
        copies(id, keyCoder),
        copies(id, valueCoder));
  }

  @Override
  public <
          InputT extends @Nullable Object,
          AccumT extends @Nullable Object,
          OutputT extends @Nullable Object>
      CombiningState<InputT, AccumT, OutputT> bindCombining(
          String id,
          StateSpec<CombiningState<InputT, AccumT, OutputT>> spec,
          Coder<AccumT> accumCoder,
          CombineFn<InputT, AccumT, OutputT> combineFn) {
    CombiningCell.Fn<InputT, AccumT, OutputT> fn =
        new CombiningCell.Fn<>() {
          @Override
          public AccumT createAccumulator() {
            return combineFn.createAccumulator();
          }

          @Override
          public AccumT addInput(AccumT accumulator, InputT input) {
            return combineFn.addInput(accumulator, input);
          }

          @Override
          public AccumT mergeAccumulators(Iterable<AccumT> accumulators) {
            return combineFn.mergeAccumulators(accumulators);
          }

          @Override
          public OutputT extractOutput(AccumT accumulator) {
            return combineFn.extractOutput(accumulator);
          }
        };
    return new CombiningCell<>(place(spec.getTtl()), spec.getTtl(), fn, copies(id, accumCoder));
  }

  @Override
  public <
          InputT extends @Nullable Object,
          AccumT extends @Nullable Object,
          OutputT extends @Nullable Object>
      CombiningState<InputT, AccumT, OutputT> bindCombiningWithContext(
          String id,
          StateSpec<CombiningState<InputT, AccumT, OutputT>> spec,
          Coder<AccumT> accumCoder,
          CombineFnWithContext<InputT, AccumT, OutputT> combineFn) {
    CombiningCell.Fn<InputT, AccumT, OutputT> fn =
        new CombiningCell.Fn<>() {
          @Override
          public AccumT createAccumulator() {
            return combineFn.createAccumulator(combineContext);
          }

          @Override
          public AccumT addInput(AccumT accumulator, InputT input) {
            return combineFn.addInput(accumulator, input, combineContext);
          }

          @Override
          public AccumT mergeAccumulators(Iterable<AccumT> accumulators) {
            return combineFn.mergeAccumulators(accumulators, combineContext);
          }

          @Override
          public OutputT extractOutput(AccumT accumulator) {
            return combineFn.extractOutput(accumulator, combineContext);
          }
        };
    return new CombiningCell<>(place(spec.getTtl()), spec.getTtl(), fn, copies(id, accumCoder));
  }
}
