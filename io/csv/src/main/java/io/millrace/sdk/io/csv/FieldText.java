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
record FieldText(String what, Parser parser, Function<Object, String> format) {

  /** Makes values of texts. */
  interface Parser {

    /** The value; may throw whatever it likes if there is none. */
    Object parse(char[] buffer, int offset, int length);

    /** One that takes texts as strings. */
    static Parser of(Function<String, ?> parse) {
      return (buffer, offset, length) -> parse.apply(new String(buffer, offset, length));
    }
  }

  /** No number of so many digits is too large for a long. */
  private static final int LONG_DIGITS = 18;

  private static final Map<Class<?>, FieldText> KNOWN = new HashMap<>();

  static {
    known(String.class, "text", text -> text);
    parsed(Integer.class, "int", FieldText::intNumber);
    parsed(Long.class, "long", FieldText::longNumber);
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
    parsed(type, what, Parser.of(parse));
  }

  private static void parsed(Class<?> type, String what, Parser parser) {
    KNOWN.put(type, new FieldText(what, parser, Object::toString));
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
        Parser.of(
            text -> {
              Object value = given.parse().apply(text);
              if (value == null) {
                throw new IllegalArgumentException("the conversion gives null");
              }
              return value;
            }),
        value -> given.format().apply(value));
  }

  private static FieldText constants(Class<?> type) {
    Map<String, Object> byName = new LinkedHashMap<>();
    for (Object constant : type.getEnumConstants()) {
      byName.put(((Enum<?>) constant).name(), constant);
    }
    return new FieldText(
        "constant of " + type.getSimpleName() + ": " + String.join(", ", byName.keySet()),
        Parser.of(
            text -> {
              Object constant = byName.get(text);
              if (constant == null) {
                throw new IllegalArgumentException(text);
              }
              return constant;
            }),
        value -> ((Enum<?>) value).name());
  }

  private static Object intNumber(char[] buffer, int offset, int length) {
    long number = digits(buffer, offset, length);
    return number >= 0 && number <= Integer.MAX_VALUE
        ? (Object) (int) number
        : Integer.valueOf(new String(buffer, offset, length));
  }

  private static Object longNumber(char[] buffer, int offset, int length) {
    long number = digits(buffer, offset, length);
    return number >= 0 ? (Object) number : Long.valueOf(new String(buffer, offset, length));
  }

  /** What a few digits of ASCII stand for; -1 if there is anything else, for the JDK to look at. */
  private static long digits(char[] buffer, int offset, int length) {
    if (length == 0 || length > LONG_DIGITS) {
      return -1;
    }
    long number = 0;
    for (int i = offset; i < offset + length; i++) {
      int digit = buffer[i] - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = 10 * number + digit;
    }
    return number;
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
