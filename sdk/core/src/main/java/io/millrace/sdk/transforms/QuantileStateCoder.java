package io.millrace.sdk.transforms;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.CoderException;
import io.millrace.sdk.coders.CustomCoder;
import io.millrace.sdk.coders.ListCoder;
import io.millrace.sdk.util.VarInt;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A coder of {@link QuantileState}: the number of levels and, if there are any, the least and the
 * greatest value, which values move up next, and the values of each level.
 */
final class QuantileStateCoder<
        T extends @Nullable Object, ComparatorT extends Comparator<T> & Serializable>
    extends CustomCoder<QuantileState<T, ComparatorT>> {
  private static final long serialVersionUID = 1;

  private final int numQuantiles;
  private final ComparatorT compareFn;
  private final int capacity;
  private final ListCoder<T> listCoder;

  QuantileStateCoder(int numQuantiles, ComparatorT compareFn, int capacity, Coder<T> elementCoder) {
    this.numQuantiles = numQuantiles;
    this.compareFn = compareFn;
    this.capacity = capacity;
    this.listCoder = ListCoder.of(elementCoder);
  }

  @Override
  public void encode(QuantileState<T, ComparatorT> state, OutputStream outStream)
      throws IOException {
    List<List<T>> levels = state.levels();
    VarInt.encode(levels.size(), outStream);
    if (levels.isEmpty()) {
      return;
    }
    listCoder.getElemCoder().encode(state.least(), outStream);
    listCoder.getElemCoder().encode(state.greatest(), outStream);
    VarInt.encode(state.parities(), outStream);
    for (List<T> level : levels) {
      listCoder.encode(level, outStream);
    }
  }

  @Override
  public QuantileState<T, ComparatorT> decode(InputStream inStream) throws IOException {
    long levelCount = VarInt.decodeLong(inStream);
    if (levelCount == 0) {
      return new QuantileState<>(numQuantiles, compareFn, capacity);
    }
    if (levelCount < 0 || levelCount > QuantileState.MAX_LEVELS) {
      throw new CoderException(levelCount + " levels are more than there can be");
    }
    T least = listCoder.getElemCoder().decode(inStream);
    T greatest = listCoder.getElemCoder().decode(inStream);
    long parities = VarInt.decodeLong(inStream);
    List<List<T>> levels = new ArrayList<>();
    long count = 0;
    for (int h = 0; h < levelCount; h++) {
      List<T> level = listCoder.decode(inStream);
      levels.add(level);
      count += (long) level.size() << h;
    }
    if (count <= 0) {
      throw new CoderException(count + " values cannot be on " + levelCount + " levels");
    }
    return new QuantileState<>(
        numQuantiles, compareFn, capacity, levels, parities, count, least, greatest);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof QuantileStateCoder<?, ?> that
        && numQuantiles == that.numQuantiles
        && capacity == that.capacity
        && compareFn.equals(that.compareFn)
        && listCoder.equals(that.listCoder);
  }

  @Override
  public int hashCode() {
    return Objects.hash(numQuantiles, capacity, compareFn, listCoder);
  }

  @Override
  public String toString() {
    return "QuantileStateCoder(" + numQuantiles + ", " + listCoder.getElemCoder() + ")";
  }
}
