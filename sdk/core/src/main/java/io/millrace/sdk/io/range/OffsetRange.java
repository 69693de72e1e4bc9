package io.millrace.sdk.io.range;

import io.millrace.sdk.coders.AtomicCoder;
import io.millrace.sdk.coders.CoderException;
import io.millrace.sdk.coders.DefaultCoder;
import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.transforms.splittabledofn.HasDefaultTracker;
import io.millrace.sdk.transforms.splittabledofn.OffsetRangeTracker;
import io.millrace.sdk.values.TypeDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A range of offsets {@code [from, to)}, which may be empty. Immutable and thread-safe. */
@DefaultCoder(OffsetRange.Coder.class)
public class OffsetRange
    implements Serializable, HasDefaultTracker<OffsetRange, OffsetRangeTracker> {
  private static final long serialVersionUID = 1;

  private final long from;
  private final long to;

  /**
   * The range from {@code from}, inclusive, to {@code to}, exclusive.
   *
   * @throws IllegalArgumentException if it would end before it begins
   */
  public OffsetRange(long from, long to) {
    if (from > to) {
      throw new IllegalArgumentException(
          "The range [" + from + ", " + to + ") ends before it begins");
    }
    this.from = from;
    this.to = to;
  }

  /** The first offset. */
  public long getFrom() {
    return from;
  }

  /** The first offset behind the range. */
  public long getTo() {
    return to;
  }

  @Override
  public OffsetRangeTracker newTracker() {
    return new OffsetRangeTracker(this);
  }

  /**
   * Cuts the range into pieces of the desired size, in order. A rest smaller than the minimum goes
   * to the last piece.
   */
  public List<OffsetRange> split(long desiredNumOffsetsPerSplit, long minNumOffsetPerSplit) {
    long size = Math.max(1, Math.max(desiredNumOffsetsPerSplit, minNumOffsetPerSplit));
    List<OffsetRange> pieces = new ArrayList<>();
    long start = from;
    while (start < to) {
      // to - start can exceed a long if the range spans zero; as unsigned it cannot
      boolean last =
          Long.compareUnsigned(to - start, size) <= 0
              || Long.compareUnsigned(to - start - size, minNumOffsetPerSplit) < 0;
      long end = last ? to : start + size;
      pieces.add(new OffsetRange(start, end));
      start = end;
    }
    return pieces;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof OffsetRange that && from == that.from && to == that.to;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(from) * 31 + Long.hashCode(to);
  }

  @Override
  public String toString() {
    return "[" + from + ", " + to + ")";
  }

  /** A coder of {@link OffsetRange}: both offsets as variable-length integers. */
  public static final class Coder extends AtomicCoder<OffsetRange> {
    private static final long serialVersionUID = 1;

    private static final Coder INSTANCE = new Coder();

    private Coder() {}

    /** The coder. */
    public static Coder of() {
      return INSTANCE;
    }

    @Override
    public void encode(OffsetRange value, OutputStream outStream) throws IOException {
      if (value == null) {
        throw new CoderException("cannot encode a null OffsetRange");
      }
      VarLongCoder.of().encode(value.from, outStream);
      VarLongCoder.of().encode(value.to, outStream);
    }

    @Override
    public OffsetRange decode(InputStream inStream) throws IOException {
      long from = VarLongCoder.of().decode(inStream);
      long to = VarLongCoder.of().decode(inStream);
      if (from > to) {
        throw new CoderException("the range [" + from + ", " + to + ") ends before it begins");
      }
      return new OffsetRange(from, to);
    }

    @Override
    public boolean consistentWithEquals() {
      return true;
    }

    @Override
    public TypeDescriptor<OffsetRange> getEncodedTypeDescriptor() {
      return TypeDescriptor.of(OffsetRange.class);
    }
  }
}
