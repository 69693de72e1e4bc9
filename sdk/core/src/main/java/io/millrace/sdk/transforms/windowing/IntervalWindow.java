package io.millrace.sdk.transforms.windowing;

import io.millrace.sdk.coders.AtomicCoder;
import io.millrace.sdk.coders.BigEndianLongCoder;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.util.VarInt;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The half-open interval from {@link #start} (included) to {@link #end} (excluded), in whole
 * milliseconds of event time. Immutable.
 */
public final class IntervalWindow extends BoundedWindow implements Comparable<IntervalWindow> {

  private final long start;
  private final long end;

  /** Made when it is asked for; all that are made are equal, so threads need not agree on one. */
  private @Nullable Instant startInstant;

  /** Instants are taken down to the millisecond. */
  public IntervalWindow(Instant start, Instant end) {
    this(start.toEpochMilli(), end.toEpochMilli());
  }

  /** The interval of the given length. */
  public IntervalWindow(Instant start, Duration size) {
    this(start.toEpochMilli(), start.plus(size).toEpochMilli());
  }

  private IntervalWindow(long start, long end) {
    if (start > end) {
      throw new IllegalArgumentException(
          "A window cannot end before it starts: ["
              + Instant.ofEpochMilli(start)
              + ".."
              + Instant.ofEpochMilli(end)
              + ")");
    }
    this.start = start;
    this.end = end;
  }

  /** The interval between two times in milliseconds after the epoch. */
  public static IntervalWindow ofMillis(long start, long end) {
    return new IntervalWindow(start, end);
  }

  /** The first instant of the window. */
  public Instant start() {
    Instant known = startInstant;
    if (known == null) {
      known = Instant.ofEpochMilli(start);
      startInstant = known;
    }
    return known;
  }

  /** One tick past the last instant of the window. */
  public Instant end() {
    return Instant.ofEpochMilli(end);
  }

  /** {@link #start()} in milliseconds after the epoch. */
  public long startMillis() {
    return start;
  }

  /** {@link #end()} in milliseconds after the epoch. */
  public long endMillis() {
    return end;
  }

  @Override
  public Instant maxTimestamp() {
    return Instant.ofEpochMilli(end - 1);
  }

  @Override
  public long maxTimestampMillis() {
    return end - 1;
  }

  /** Whether the other window lies within this one. */
  public boolean contains(IntervalWindow other) {
    return start <= other.start && end >= other.end;
  }

  /** Whether the two have no instant in common; windows that only touch have none. */
  public boolean isDisjoint(IntervalWindow other) {
    return end <= other.start || other.end <= start;
  }

  /** Whether the two have an instant in common. */
  public boolean intersects(IntervalWindow other) {
    return !isDisjoint(other);
  }

  /** The smallest window that contains both. */
  public IntervalWindow span(IntervalWindow other) {
    return new IntervalWindow(Math.min(start, other.start), Math.max(end, other.end));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof IntervalWindow that && start == that.start && end == that.end;
  }

  @Override
  public int hashCode() {
    // Starts and ends of neighbouring windows differ in few bits: mix them.
    long mixed = (start * 31 + end) * 0x9E3779B97F4A7C15L;
    return (int) (mixed >>> 32);
  }

  /** By start, then by end. */
  @Override
  public int compareTo(IntervalWindow other) {
    int byStart = Long.compare(start, other.start);
    return byStart != 0 ? byStart : Long.compare(end, other.end);
  }

  @Override
  public String toString() {
    return "[" + start() + ".." + end() + ")";
  }

  public static Coder<IntervalWindow> getCoder() {
    return IntervalWindowCoder.of();
  }

  /**
   * The end as eight bytes, ordered as the times are, then the length as a variable-length number.
   */
  public static final class IntervalWindowCoder extends AtomicCoder<IntervalWindow> {

    private static final long serialVersionUID = 1;

    private static final IntervalWindowCoder INSTANCE = new IntervalWindowCoder();
    private static final BigEndianLongCoder LONGS = BigEndianLongCoder.of();

    private IntervalWindowCoder() {}

    public static IntervalWindowCoder of() {
      return INSTANCE;
    }

    @Override
    public void encode(IntervalWindow window, OutputStream out) throws IOException {
      LONGS.encode(window.end ^ Long.MIN_VALUE, out);
      VarInt.encode(window.end - window.start, out);
    }

    @Override
    public IntervalWindow decode(InputStream in) throws IOException {
      long end = LONGS.decode(in) ^ Long.MIN_VALUE;
      return new IntervalWindow(end - VarInt.decodeLong(in), end);
    }

    @Override
    public void verifyDeterministic() {}

    @Override
    public boolean consistentWithEquals() {
      return true;
    }
  }
}
