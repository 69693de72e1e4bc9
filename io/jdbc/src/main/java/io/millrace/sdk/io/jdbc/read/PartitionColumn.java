package io.millrace.sdk.io.jdbc.read;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.InstantCoder;
import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.values.TypeDescriptor;
import java.io.Serializable;
import java.math.BigInteger;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.List;
import java.util.TimeZone;
import org.jspecify.annotations.Nullable;

/**
 * A type of columns whose values can be cut into ranges.
 *
 * @param <P> the type of the values
 */
public abstract sealed class PartitionColumn<P> implements Serializable {

  private static final long serialVersionUID = 1;

  /** Columns of whole numbers. */
  public static final PartitionColumn<Long> OF_LONG = new OfLong();

  /** Columns of timestamps; those without a zone are in UTC. */
  public static final PartitionColumn<Instant> OF_INSTANT = new OfInstant();

  private PartitionColumn() {}

  /**
   * The columns of a type.
   *
   * @throws IllegalArgumentException if it is neither {@link Long} nor {@link Instant}
   */
  @SuppressWarnings("unchecked") // the type was compared
  public static <P> PartitionColumn<P> of(TypeDescriptor<P> type) {
    if (type.equals(TypeDescriptor.of(Long.class))) {
      return (PartitionColumn<P>) OF_LONG;
    }
    if (type.equals(TypeDescriptor.of(Instant.class))) {
      return (PartitionColumn<P>) OF_INSTANT;
    }
    throw new IllegalArgumentException(
        "JdbcIO.readWithPartitions("
            + type
            + "): the partition column can be a Long or a java.time.Instant; other types are not"
            + " supported");
  }

  abstract Coder<P> coder();

  /** The value in a column of the row at hand; null if there is none. */
  abstract @Nullable P read(ResultSet row, int column) throws SQLException;

  abstract void bind(PreparedStatement statement, int parameter, P value) throws SQLException;

  /** The number of a value, such that a larger one has none that is smaller. */
  abstract long number(P value);

  /** The smallest value of a number. */
  abstract P value(long number);

  /**
   * Cuts what lies between two values into ranges of about equal size, in order.
   *
   * @param lower in the first range
   * @param upper in the last range, its end
   * @param count how many ranges, if there are as many numbers
   * @return none if the upper value is smaller than the lower one
   */
  List<RowRange<P>> ranges(P lower, P upper, int count) {
    BigInteger start = BigInteger.valueOf(number(lower));
    BigInteger size = BigInteger.valueOf(number(upper)).subtract(start).add(BigInteger.ONE);
    List<RowRange<P>> ranges = new ArrayList<>();
    if (size.signum() <= 0) {
      return ranges;
    }
    BigInteger parts = BigInteger.valueOf(count).min(size);
    P from = lower;
    for (int i = 1; i < parts.intValueExact(); i++) {
      P to = value(start.add(size.multiply(BigInteger.valueOf(i)).divide(parts)).longValueExact());
      ranges.add(new RowRange.Before<>(from, to));
      from = to;
    }
    ranges.add(new RowRange.UpTo<>(from, upper));
    return ranges;
  }

  private static final class OfLong extends PartitionColumn<Long> {
    private static final long serialVersionUID = 1;

    @Override
    Coder<Long> coder() {
      return VarLongCoder.of();
    }

    @Override
    @Nullable Long read(ResultSet row, int column) throws SQLException {
      long value = row.getLong(column);
      return row.wasNull() ? null : value;
    }

    @Override
    void bind(PreparedStatement statement, int parameter, Long value) throws SQLException {
      statement.setLong(parameter, value);
    }

    @Override
    long number(Long value) {
      return value;
    }

    @Override
    Long value(long number) {
      return number;
    }
  }

  private static final class OfInstant extends PartitionColumn<Instant> {
    private static final long serialVersionUID = 1;

    private static final long MICROS = 1_000_000;

    @Override
    Coder<Instant> coder() {
      return InstantCoder.of();
    }

    @Override
    @Nullable Instant read(ResultSet row, int column) throws SQLException {
      Timestamp value = row.getTimestamp(column, utc());
      return value == null ? null : value.toInstant();
    }

    @Override
    void bind(PreparedStatement statement, int parameter, Instant value) throws SQLException {
      statement.setTimestamp(parameter, Timestamp.from(value), utc());
    }

    /** Drivers change the calendar that they are given. */
    private static Calendar utc() {
      return Calendar.getInstance(TimeZone.getTimeZone("UTC"));
    }

    @Override
    long number(Instant value) {
      try {
        return Math.addExact(
            Math.multiplyExact(value.getEpochSecond(), MICROS), value.getNano() / 1_000);
      } catch (ArithmeticException e) {
        throw new IllegalArgumentException(
            "the partition column has the timestamp "
                + value
                + ", from or to which no ranges can be made: give withLowerBound(...) and"
                + " withUpperBound(...)",
            e);
      }
    }

    @Override
    Instant value(long number) {
      return Instant.ofEpochSecond(
          Math.floorDiv(number, MICROS), Math.floorMod(number, MICROS) * 1_000);
    }
  }
}
