package io.millrace.sdk.transforms;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.CoderException;
import io.millrace.sdk.coders.CustomCoder;
import io.millrace.sdk.coders.ListCoder;
import io.millrace.sdk.transforms.Top.BoundedHeap;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A coder of {@link BoundedHeap}: its values as a list, greatest first. */
final class BoundedHeapCoder<
        T extends @Nullable Object, ComparatorT extends Comparator<T> & Serializable>
    extends CustomCoder<BoundedHeap<T, ComparatorT>> {
  private static final long serialVersionUID = 1;

  private final int maximumSize;
  private final ComparatorT compareFn;
  private final ListCoder<T> listCoder;

  BoundedHeapCoder(int maximumSize, ComparatorT compareFn, Coder<T> elementCoder) {
    this.maximumSize = maximumSize;
    this.compareFn = compareFn;
    this.listCoder = ListCoder.of(elementCoder);
  }

  @Override
  public void encode(BoundedHeap<T, ComparatorT> heap, OutputStream outStream) throws IOException {
    listCoder.encode(heap.extractOutput(), outStream);
  }

  @Override
  public BoundedHeap<T, ComparatorT> decode(InputStream inStream) throws IOException {
    List<T> values = listCoder.decode(inStream);
    if (values.size() > maximumSize) {
      throw new CoderException(
          values.size() + " values do not fit a heap of at most " + maximumSize);
    }
    BoundedHeap<T, ComparatorT> heap = new BoundedHeap<>(maximumSize, compareFn);
    values.forEach(heap::addInput);
    return heap;
  }

  /** Throws: values that the order holds for equal may be in any order. */
  @Override
  public void verifyDeterministic() throws NonDeterministicException {
    throw new NonDeterministicException(
        this, "values that the order holds for equal are in no particular order");
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof BoundedHeapCoder<?, ?> that
        && maximumSize == that.maximumSize
        && compareFn.equals(that.compareFn)
        && listCoder.equals(that.listCoder);
  }

  @Override
  public int hashCode() {
    return Objects.hash(maximumSize, compareFn, listCoder);
  }

  @Override
  public String toString() {
    return "BoundedHeapCoder(" + maximumSize + ", " + listCoder.getElemCoder() + ")";
  }
}
