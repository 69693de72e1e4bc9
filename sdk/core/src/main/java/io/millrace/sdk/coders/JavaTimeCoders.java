package io.millrace.sdk.coders;

import io.millrace.sdk.util.VarInt;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoField;

/**
 * Coders of the calendar types of {@code java.time}; {@link InstantCoder} and {@link DurationCoder}
 * stand by themselves.
 */
public final class JavaTimeCoders {
  private JavaTimeCoders() {}

  /** {@link LocalDate} as days since 1970. */
  public static Coder<LocalDate> localDates() {
    return new LocalDateCoder();
  }

  /** {@link LocalTime} as seconds of the day, then nanoseconds. */
  public static Coder<LocalTime> localTimes() {
    return new LocalTimeCoder();
  }

  /** {@link LocalDateTime} as date, then time. */
  public static Coder<LocalDateTime> localDateTimes() {
    return new LocalDateTimeCoder();
  }

  /** {@link OffsetDateTime} as local date and time, then seconds of the offset. */
  public static Coder<OffsetDateTime> offsetDateTimes() {
    return new OffsetDateTimeCoder();
  }

  /** {@link ZonedDateTime} as local date and time, seconds of the offset, and the zone's id. */
  public static Coder<ZonedDateTime> zonedDateTimes() {
    return new ZonedDateTimeCoder();
  }

  /** {@link Period} as years, months and days. */
  public static Coder<Period> periods() {
    return new PeriodCoder();
  }

  static void checkNanos(int nanos) throws CoderException {
    if (nanos < 0 || nanos > 999_999_999) {
      throw new CoderException(nanos + " nanoseconds are no part of a second");
    }
  }

  private abstract static class TimeCoder<T> extends AtomicCoder<T> {
    private static final long serialVersionUID = 1;

    abstract String typeName();

    abstract void write(T value, OutputStream out) throws IOException;

    abstract T read(InputStream in) throws IOException;

    @Override
    public void encode(T value, OutputStream outStream) throws IOException {
      if (value == null) {
        throw Wire.nullRefused(typeName());
      }
      write(value, outStream);
    }

    @Override
    public T decode(InputStream inStream) throws IOException {
      try {
        return read(inStream);
      } catch (DateTimeException | ArithmeticException e) {
        throw new CoderException("the bytes are no " + typeName() + ": " + e.getMessage(), e);
      }
    }

    @Override
    public boolean consistentWithEquals() {
      return true;
    }
  }

  private static final class LocalDateCoder extends TimeCoder<LocalDate> {
    private static final long serialVersionUID = 1;

    @Override
    String typeName() {
      return "LocalDate";
    }

    @Override
    void write(LocalDate value, OutputStream out) throws IOException {
      Wire.writeZigZag(value.toEpochDay(), out);
    }

    @Override
    LocalDate read(InputStream in) throws IOException {
      return LocalDate.ofEpochDay(Wire.readZigZag(in));
    }
  }

  private static final class LocalTimeCoder extends TimeCoder<LocalTime> {
    private static final long serialVersionUID = 1;

    @Override
    String typeName() {
      return "LocalTime";
    }

    @Override
    void write(LocalTime value, OutputStream out) throws IOException {
      VarInt.encode(value.toSecondOfDay(), out);
      VarInt.encode(value.get(ChronoField.NANO_OF_SECOND), out);
    }

    @Override
    LocalTime read(InputStream in) throws IOException {
      return LocalTime.ofSecondOfDay(VarInt.decodeLong(in)).withNano(VarInt.decodeInt(in));
    }
  }

  private static final class LocalDateTimeCoder extends TimeCoder<LocalDateTime> {
    private static final long serialVersionUID = 1;

    @Override
    String typeName() {
      return "LocalDateTime";
    }

    @Override
    void write(LocalDateTime value, OutputStream out) throws IOException {
      localDates().encode(value.toLocalDate(), out);
      localTimes().encode(value.toLocalTime(), out);
    }

    @Override
    LocalDateTime read(InputStream in) throws IOException {
      LocalDate date = localDates().decode(in);
      return LocalDateTime.of(date, localTimes().decode(in));
    }
  }

  private static final class OffsetDateTimeCoder extends TimeCoder<OffsetDateTime> {
    private static final long serialVersionUID = 1;

    @Override
    String typeName() {
      return "OffsetDateTime";
    }

    @Override
    void write(OffsetDateTime value, OutputStream out) throws IOException {
      localDateTimes().encode(value.toLocalDateTime(), out);
      Wire.writeZigZag(value.getOffset().getTotalSeconds(), out);
    }

    @Override
    OffsetDateTime read(InputStream in) throws IOException {
      LocalDateTime local = localDateTimes().decode(in);
      return OffsetDateTime.of(local, readOffset(in));
    }
  }

  private static final class ZonedDateTimeCoder extends TimeCoder<ZonedDateTime> {
    private static final long serialVersionUID = 1;

    @Override
    String typeName() {
      return "ZonedDateTime";
    }

    @Override
    void write(ZonedDateTime value, OutputStream out) throws IOException {
      localDateTimes().encode(value.toLocalDateTime(), out);
      Wire.writeZigZag(value.getOffset().getTotalSeconds(), out);
      StringUtf8Coder.of().encode(value.getZone().getId(), out);
    }

    @Override
    ZonedDateTime read(InputStream in) throws IOException {
      LocalDateTime local = localDateTimes().decode(in);
      ZoneOffset offset = readOffset(in);
      // the offset tells the two 02:30 of the night in which summer time ends
      return ZonedDateTime.ofLocal(local, ZoneId.of(StringUtf8Coder.of().decode(in)), offset);
    }
  }

  private static final class PeriodCoder extends TimeCoder<Period> {
    private static final long serialVersionUID = 1;

    @Override
    String typeName() {
      return "Period";
    }

    @Override
    void write(Period value, OutputStream out) throws IOException {
      Wire.writeZigZag(value.getYears(), out);
      Wire.writeZigZag(value.getMonths(), out);
      Wire.writeZigZag(value.getDays(), out);
    }

    @Override
    Period read(InputStream in) throws IOException {
      int years = Math.toIntExact(Wire.readZigZag(in));
      int months = Math.toIntExact(Wire.readZigZag(in));
      return Period.of(years, months, Math.toIntExact(Wire.readZigZag(in)));
    }
  }

  private static ZoneOffset readOffset(InputStream in) throws IOException {
    return ZoneOffset.ofTotalSeconds(Math.toIntExact(Wire.readZigZag(in)));
  }
}
