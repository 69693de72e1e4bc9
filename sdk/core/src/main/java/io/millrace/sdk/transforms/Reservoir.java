package io.millrace.sdk.transforms;

import io.millrace.sdk.coders.BigEndianLongCoder;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.CoderException;
import io.millrace.sdk.coders.CustomCoder;
import io.millrace.sdk.util.VarInt;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * A sample of fixed size: each value draws a number, and those with the least numbers stay, so that
 * two samples can be merged to one of all their values. Not thread-safe.
 */
final class Reservoir<T extends @Nullable Object> {

  private record Drawn<T extends @Nullable Object>(long number, T value) {}

  private final int sampleSize;
  private final PriorityQueue<Drawn<T>> greatestFirst =
      new PriorityQueue<>(Comparator.comparingLong((Drawn<T> drawn) -> drawn.number).reversed());
  private long seen;

  Reservoir(int sampleSize) {
    this.sampleSize = sampleSize;
  }

  /**
   * Lets a value take part. Its number depends on its content, or all accumulators would draw the
   * same numbers, and on the count, or equal values would be in the sample together or not at all.
   */
  void draw(T value) {
    int content = Arrays.deepHashCode(new Object[] {value});
    keep(new Drawn<>(mixed(mixed(content) + seen++), value));
  }

  void merge(Reservoir<T> other) {
    seen += other.seen;
    other.greatestFirst.forEach(this::keep);
  }

  private void keep(Drawn<T> drawn) {
    if (greatestFirst.size() < sampleSize) {
      greatestFirst.add(drawn);
    } else if (sampleSize > 0 && drawn.number < greatestFirst.element().number) {
      greatestFirst.remove();
      greatestFirst.add(drawn);
    }
  }

  List<T> sample() {
    List<T> values = new ArrayList<>(greatestFirst.size());
    greatestFirst.forEach(drawn -> values.add(drawn.value));
    return values;
  }

  /** The output function of SplitMix64 (Steele, Lea, Flood 2014). */
  private static long mixed(long value) {
    long z = value * 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  /** A coder of {@link Reservoir}: how many values took part, how many stayed, and those. */
  static final class ReservoirCoder<T extends @Nullable Object> extends CustomCoder<Reservoir<T>> {
    private static final long serialVersionUID = 1;

    private final int sampleSize;
    private final Coder<T> valueCoder;

    ReservoirCoder(int sampleSize, Coder<T> valueCoder) {
      this.sampleSize = sampleSize;
      this.valueCoder = valueCoder;
    }

    @Override
    public void encode(Reservoir<T> reservoir, OutputStream outStream) throws IOException {
      VarInt.encode(reservoir.seen, outStream);
      VarInt.encode(reservoir.greatestFirst.size(), outStream);
      for (Drawn<T> drawn : reservoir.greatestFirst) {
        BigEndianLongCoder.of().encode(drawn.number, outStream);
        valueCoder.encode(drawn.value, outStream);
      }
    }

    @Override
    public Reservoir<T> decode(InputStream inStream) throws IOException {
      Reservoir<T> reservoir = new Reservoir<>(sampleSize);
      reservoir.seen = VarInt.decodeLong(inStream);
      long count = VarInt.decodeLong(inStream);
      if (count < 0 || count > sampleSize) {
        throw new CoderException(count + " values do not fit a sample of at most " + sampleSize);
      }
      for (long i = 0; i < count; i++) {
        long number = BigEndianLongCoder.of().decode(inStream);
        reservoir.greatestFirst.add(new Drawn<>(number, valueCoder.decode(inStream)));
      }
      return reservoir;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof ReservoirCoder<?> that
          && sampleSize == that.sampleSize
          && valueCoder.equals(that.valueCoder);
    }

    @Override
    public int hashCode() {
      return 31 * valueCoder.hashCode() + sampleSize;
    }

    @Override
    public String toString() {
      return "ReservoirCoder(" + sampleSize + ", " + valueCoder + ")";
    }
  }
}
