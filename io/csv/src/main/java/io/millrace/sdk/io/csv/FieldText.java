package io.millrace.sdk.io.csv;

import io.millrace.sdk.io.csv.CsvFormat.Conversion;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How values of one class are read from the text of a field, and written as one.
 *
 * @param what what the text should be, for messages
 */
record FieldText(String what, Function<String, Object> parse, Function<Object, String> format) {

  private static final Map<Class<?>, FieldText> KNOWN = new HashMap<>();

  static {
    known(String.class, "text", text -> text);
    known(Integer.class, "int", Integer::valueOf);
    known(Long.class, "long", Long::valueOf);
    known(Short.class, "short", Short::valueOf);
    known(Byte.class, "byte", Byte::valueOf);
    known(Double.class, "double", Double::valueOf);
    known(Float.class, "float", Float::valueOf);
    known(Boolean.class, "boolean: true or false", FieldText::truth);
    known(Character.class, "single character", FieldText::character);
    known(BigDecimal.class, "decimal number", BigDecimal::new);
    known(BigInteger.class, "whole number", BigInteger::new);
    known(UUID.class, "UUID", UUID::fromString);
    known(URI.class, "URI", URI::create);
    known(Instant.class, "instant as 2026-11-28T10:15:30Z", Instant::parse);
    known(LocalDate.class, "date as 2026-11-28", LocalDate::parse);
    known(LocalTime.class, "time as 10:15:30", LocalTime::parse);
    known(LocalDateTime.class, "date and time as 2026-11-28T10:15:30", LocalDateTime::parse);
    known(
        OffsetDateTime.class, "date and time as 2026-11-28T10:15:30+01:00", OffsetDateTime::parse);
    known(
        ZonedDateTime.class,
        "date and time as 2026-11-28T10:15:30+01:00[Europe/Paris]",
        ZonedDateTime::parse);
    known(Duration.class, "duration as PT1H30M", Duration::parse);
    known(Period.class, "period as P1Y2M3D", Period::parse);
  }

  private static <T> void known(Class<T> type, String what, Function<String, T> parse) {
    KNOWN.put(type, new FieldText(what, parse::apply, Object::toString));
  }

  /** The texts of a class, or null if none are known. */
  static @Nullable FieldText of(Class<?> type, CsvFormat format) {
    Conversion<?> given = format.getConversions().get(type);
    if (given != null) {
      return converted(type, given);
    }
    return type.isEnum() ? constants(type) : KNOWN.get(type);
  }

  @SuppressWarnings("unchecked") // a conversion is kept under the class that it is for
  private static FieldText converted(Class<?> type, Conversion<?> conversion) {
    Conversion<Object> given = (Conversion<Object>) conversion;
    return new FieldText(
        type.getSimpleName(),
        text -> {
          Object value = given.parse().apply(text);
          if (value == null) {
            throw new IllegalArgumentException("the conversion gives null");
          }
          return value;
        },
        value -> given.format().apply(value));
  }

  private static FieldText constants(Class<?> type) {
    Map<String, Object> byName = new LinkedHashMap<>();
    for (Object constant : type.getEnumConstants()) {
      byName.put(((Enum<?>) constant).name(), constant);
    }
    return new FieldText(
        "constant of " + type.getSimpleName() + ": " + String.join(", ", byName.keySet()),
        text -> {
          Object constant = byName.get(text);
          if (constant == null) {
            throw new IllegalArgumentException(text);
          }
          return constant;
        },
        value -> ((Enum<?>) value).name());
  }

  private static Boolean truth(String text) {
    if (text.equalsIgnoreCase("true")) {
      return true;
    }
    if (text.equalsIgnoreCase("false")) {
      return false;
    }
    throw new IllegalArgumentException(text);
  }

  private static Character character(String text) {
    if (text.length() != 1) {
      throw new IllegalArgumentException(text);
    }
    return text.charAt(0);
  }
}
