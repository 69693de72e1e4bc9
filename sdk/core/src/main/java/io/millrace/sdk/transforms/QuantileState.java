package io.millrace.sdk.transforms;

import io.millrace.sdk.transforms.Combine.AccumulatingCombineFn.Accumulator;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some of many values, each of which stands for several. Not thread-safe.
 *
 * <p>Values on level h stand for 2<sup>h</sup> each. When a level has {@code capacity} values or
 * more, they are put in order and every second one moves up a level: the rank of any value changes
 * by 2<sup>h</sup> at most. As that takes capacity times 2<sup>h</sup> of n values, which pass
 * through a level once however accumulators are merged, it happens at most n/(capacity
 * 2<sup>h</sup>) times, and each level adds n/capacity to the error at most: the bound of {@link
 * #capacity}. The ones that move are now the odd, now the even ones, so that errors mostly cancel
 * out. (Munro and Paterson 1980; Manku, Rajagopalan and Lindsay 1998.)
 */
final class QuantileState<
        T extends @Nullable Object, ComparatorT extends Comparator<T> & Serializable>
    implements Accumulator<T, QuantileState<T, ComparatorT>, List<T>> {

  /** So many levels hold more values than a long can count. */
  static final int MAX_LEVELS = 62;

  private record Weighted<T extends @Nullable Object>(T value, long weight) {}

  private final int numQuantiles;
  private final ComparatorT compareFn;
  private final int capacity;
  private final List<List<T>> levels;

  /** Bit h says which ones move up from level h next. */
  private long parities;

  private long count;
  private @Nullable T least;
  private @Nullable T greatest;

  QuantileState(int numQuantiles, ComparatorT compareFn, int capacity) {
    this(numQuantiles, compareFn, capacity, List.of(), 0, 0, null, null);
  }

  /** What a coder has read. */
  QuantileState(
      int numQuantiles,
      ComparatorT compareFn,
      int capacity,
      List<List<T>> levels,
      long parities,
      long count,
      @Nullable T least,
      @Nullable T greatest) {
    this.numQuantiles = numQuantiles;
    this.compareFn = compareFn;
    this.capacity = capacity;
    this.levels = new ArrayList<>(levels);
    this.parities = parities;
    this.count = count;
    this.least = least;
    this.greatest = greatest;
  }

  /**
   * The least capacity with which {@code maxNumElements} values are at most {@code epsilon} off.
   *
   * @throws IllegalArgumentException if that would be too much for memory
   */
  static int capacity(long maxNumElements, double epsilon) {
    long capacity = 2;
    while (compactedLevels(maxNumElements, capacity) > epsilon * capacity) {
      capacity += Math.max(2, capacity / 100 * 2);
      if (capacity > 1 << 26) {
        throw new IllegalArgumentException(
            String.format(
                "An error of %s of %d values takes too much memory; allow a greater one",
                epsilon, maxNumElements));
      }
    }
    return (int) capacity;
  }

  private static int compactedLevels(long elements, long capacity) {
    return Long.SIZE - Long.numberOfLeadingZeros(elements / capacity);
  }

  @Override
  public void addInput(T value) {
    include(value, value);
    count++;
    List<T> lowest = level(0);
    lowest.add(value);
    if (lowest.size() >= capacity) {
      compactFull();
    }
  }

  @Override
  @SuppressWarnings("NullAway") // the least and greatest of some values are of their type
  public void mergeAccumulator(QuantileState<T, ComparatorT> other) {
    if (other.count == 0) {
      return;
    }
    include(other.least, other.greatest);
    count += other.count;
    for (int h = 0; h < other.levels.size(); h++) {
      level(h).addAll(other.levels.get(h));
    }
    parities ^= other.parities;
    compactFull();
  }

  @SuppressWarnings("NullAway") // the least and greatest of some values are of their type
  private void include(T low, T high) {
    if (count == 0 || compareFn.compare(low, least) < 0) {
      least = low;
    }
    if (count == 0 || compareFn.compare(high, greatest) > 0) {
      greatest = high;
    }
  }

  private List<T> level(int h) {
    while (levels.size() <= h) {
      levels.add(new ArrayList<>());
    }
    return levels.get(h);
  }

  private void compactFull() {
    for (int h = 0; h < levels.size(); h++) {
      if (levels.get(h).size() >= capacity) {
        compact(h);
      }
    }
  }

  private void compact(int h) {
    List<T> values = levels.get(h);
    values.sort(compareFn);
    int pairs = values.size() / 2;
    int second = (int) (parities >>> h) & 1;
    List<T> above = level(h + 1);
    for (int i = 0; i < pairs; i++) {
      above.add(values.get(2 * i + second));
    }
    values.subList(0, 2 * pairs).clear();
    parities ^= 1L << h;
  }

  @Override
  @SuppressWarnings("NullAway") // the least and greatest of some values are of their type
  public List<T> extractOutput() {
    List<T> result = new ArrayList<>();
    if (count == 0) {
      return result;
    }
    List<Weighted<T>> all = inOrder();
    result.add(least);
    int at = 0;
    long before = 0;
    for (int i = 1; i < numQuantiles - 1; i++) {
      long wanted = position(i);
      while (before + all.get(at).weight <= wanted) {
        before += all.get(at++).weight;
      }
      result.add(all.get(at).value);
    }
    result.add(greatest);
    return result;
  }

  /** {@code i * (count - 1) / (numQuantiles - 1)}, without overflow. */
  private long position(int i) {
    long last = count - 1;
    int parts = numQuantiles - 1;
    return i * (last / parts) + i * (last % parts) / parts;
  }

  private List<Weighted<T>> inOrder() {
    List<Weighted<T>> all = new ArrayList<>();
    for (int h = 0; h < levels.size(); h++) {
      for (T value : levels.get(h)) {
        all.add(new Weighted<>(value, 1L << h));
      }
    }
    all.sort((a, b) -> compareFn.compare(a.value, b.value));
    return all;
  }

  long count() {
    return count;
  }

  List<List<T>> levels() {
    return levels;
  }

  long parities() {
    return parities;
  }

  @SuppressWarnings("NullAway") // asked for only if there are values
  T least() {
    return least;
  }

  @SuppressWarnings("NullAway") // asked for only if there are values
  T greatest() {
    return greatest;
  }
}
