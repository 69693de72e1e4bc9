package io.millrace.sdk.io.avro.mapping;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.apache.avro.AvroTypeException;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Dates and times, in the unit that a schema has. They are never cut off when the unit was not
 * asked for: then a value between two microseconds is refused.
 */
final class TimeType implements ValueType {

  private static final long NANOS_PER_SECOND = 1_000_000_000;

  /** What is counted. */
  private enum Kind {
    INSTANT("Instant", "timestamp-"),
    LOCAL_DATE_TIME("LocalDateTime", "local-timestamp-"),
    LOCAL_TIME("LocalTime", "time-"),
    LOCAL_DATE("LocalDate", "date");

    private final String javaName;
    private final String prefix;

    Kind(String javaName, String prefix) {
      this.javaName = javaName;
      this.prefix = prefix;
    }

    /** How many nanoseconds the unit of a schema has; 0 if it does not hold values of this kind. */
    private int nanosOf(Schema schema) {
      LogicalType logical = schema.getLogicalType();
      String name = logical == null ? "" : logical.getName();
      if (this == LOCAL_DATE) {
        return name.equals(prefix) ? 1 : 0;
      }
      return name.startsWith(prefix) ? UNITS.getOrDefault(name.substring(prefix.length()), 0) : 0;
    }
  }

  private static final Map<String, Integer> UNITS =
      Map.of("millis", 1_000_000, "micros", 1_000, "nanos", 1);

  private static final Map<Class<?>, Kind> KINDS =
      Map.of(
          Instant.class,
          Kind.INSTANT,
          LocalDateTime.class,
          Kind.LOCAL_DATE_TIME,
          LocalTime.class,
          Kind.LOCAL_TIME,
          LocalDate.class,
          Kind.LOCAL_DATE);

  private final Kind kind;
  private final Schema schema;
  private final int unitNanos;
  private final boolean cutOff;

  private TimeType(Kind kind, Schema schema, boolean cutOff) {
    this.kind = kind;
    this.schema = schema;
    this.cutOff = cutOff;
    this.unitNanos = kind.nanosOf(schema);
    if (unitNanos == 0) {
      throw mismatch(schema);
    }
  }

  /** The type of these values; null if they are none of dates or times. */
  static @Nullable TimeType of(Class<?> type) {
    Kind kind = KINDS.get(type);
    return kind == null ? null : new TimeType(kind, standard(kind), /* cutOff= */ false);
  }

  /**
   * The same, written so; what is between two units of the schema is cut off.
   *
   * @throws AvroTypeException if the schema does not hold such values
   */
  TimeType writtenAs(Schema other) {
    return new TimeType(kind, other, /* cutOff= */ true);
  }

  private static Schema standard(Kind kind) {
    return switch (kind) {
      case INSTANT -> LogicalTypes.timestampMicros().addToSchema(number(Schema.Type.LONG));
      case LOCAL_DATE_TIME ->
          LogicalTypes.localTimestampMicros().addToSchema(number(Schema.Type.LONG));
      case LOCAL_TIME -> LogicalTypes.timeMicros().addToSchema(number(Schema.Type.LONG));
      case LOCAL_DATE -> LogicalTypes.date().addToSchema(number(Schema.Type.INT));
    };
  }

  private static Schema number(Schema.Type type) {
    return Schema.create(type);
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public Object toAvro(Object value) {
    long number =
        switch (kind) {
          case INSTANT -> count((Instant) value, value);
          case LOCAL_DATE_TIME -> count(((LocalDateTime) value).toInstant(ZoneOffset.UTC), value);
          case LOCAL_TIME -> {
            long nanos = ((LocalTime) value).toNanoOfDay();
            yield count(Instant.ofEpochSecond(0, nanos), value);
          }
          case LOCAL_DATE -> ((LocalDate) value).toEpochDay();
        };
    if (schema.getType() == Schema.Type.LONG) {
      return number;
    }
    if (number != (int) number) {
      throw new AvroTypeException(value + " is too far away for " + schema.getLogicalType());
    }
    return (int) number;
  }

  /** How many units have passed since the epoch. */
  private long count(Instant instant, Object value) {
    long seconds = instant.getEpochSecond();
    int nanos = instant.getNano();
    if (nanos % unitNanos != 0 && !cutOff) {
      throw new AvroTypeException(
          value
              + " is between two microseconds; truncate it, or say with @AvroSchema which unit it is"
              + " to be written in");
    }
    try {
      return Math.addExact(
          Math.multiplyExact(seconds, NANOS_PER_SECOND / unitNanos), (long) nanos / unitNanos);
    } catch (ArithmeticException e) {
      throw new AvroTypeException(value + " is too far away for " + schema.getProp("logicalType"));
    }
  }

  @Override
  public Bound bind(Schema written, Binding binding) {
    int writtenNanos = kind.nanosOf(written);
    if (writtenNanos == 0) {
      throw mismatch(written);
    }
    long perSecond = NANOS_PER_SECOND / writtenNanos;
    return new Bound(
        written,
        read -> {
          long number = ((Number) read).longValue();
          try {
            return switch (kind) {
              case INSTANT -> instant(number, perSecond, writtenNanos);
              case LOCAL_DATE_TIME ->
                  LocalDateTime.ofInstant(instant(number, perSecond, writtenNanos), ZoneOffset.UTC);
              case LOCAL_TIME -> LocalTime.ofNanoOfDay(Math.multiplyExact(number, writtenNanos));
              case LOCAL_DATE -> LocalDate.ofEpochDay(number);
            };
          } catch (DateTimeException | ArithmeticException e) {
            throw new AvroTypeException(number + " is no " + this, e);
          }
        });
  }

  private static Instant instant(long number, long perSecond, int unitNanos) {
    return Instant.ofEpochSecond(
        Math.floorDiv(number, perSecond), Math.floorMod(number, perSecond) * unitNanos);
  }

  /** The types there are, for messages. */
  static List<String> names() {
    return List.of("Instant", "LocalDateTime", "LocalTime", "LocalDate");
  }

  @Override
  public String toString() {
    return kind.javaName;
  }
}
