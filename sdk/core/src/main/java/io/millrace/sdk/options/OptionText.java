package io.millrace.sdk.options;

import java.lang.reflect.Array;
import java.lang.reflect.Type;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Turns the text of an option into a value of its type. Needs no JSON for plain types. */
final class OptionText {
  private static final Pattern SHORT_DURATION = Pattern.compile("-?([0-9]+(ns|us|ms|s|m|h|d))+");
  private static final Pattern DURATION_PART = Pattern.compile("([0-9]+)(ns|us|ms|s|m|h|d)");

  private OptionText() {}

  /**
   * The value that these texts, of which there is at least one, give to an option.
   *
   * @throws InvalidOptionException if they give none; the message names option, text and type
   */
  static @Nullable Object parse(OptionProperty property, List<String> texts) {
    Type type = OptionTypes.provided(property.type());
    Type element = OptionTypes.element(type);
    Object value;
    if (element != null) {
      value = parseCollection(property, type, element, texts);
    } else if (texts.size() > 1) {
      throw new InvalidOptionException(
          "%s is given %d times (%s) but takes one value"
              .formatted(property.flag(), texts.size(), String.join(", ", texts)));
    } else {
      value = parse(property, type, texts.get(0));
    }
    return OptionTypes.provide(property.type(), value);
  }

  private static Object parseCollection(
      OptionProperty property, Type type, Type element, List<String> texts) {
    List<@Nullable Object> elements = new ArrayList<>();
    for (String text : texts) {
      if (isJsonArray(text, element)) {
        elements.addAll(OptionJson.parseList(property, element, text));
      } else if (!OptionTypes.isScalar(element)) {
        elements.add(parse(property, element, text));
      } else if (!text.isEmpty()) {
        for (String part : text.split(",", -1)) {
          elements.add(parse(property, element, part));
        }
      }
    }
    Class<?> elementClass = OptionTypes.rawClass(element);
    if (elements.contains(null) && (elementClass.isPrimitive() || !takesNull(type))) {
      throw invalid(property, String.join(",", texts), "; null is not one");
    }
    return collect(OptionTypes.rawClass(type), elementClass, elements);
  }

  private static boolean takesNull(Type collection) {
    return !SortedSet.class.isAssignableFrom(OptionTypes.rawClass(collection));
  }

  // a text element may well begin with a bracket of its own
  private static boolean isJsonArray(String text, Type element) {
    String trimmed = text.trim();
    if (!trimmed.startsWith("[") || !trimmed.endsWith("]")) {
      return false;
    }
    String inner = trimmed.substring(1).trim();
    return OptionTypes.rawClass(element) != String.class
        || inner.startsWith("\"")
        || inner.equals("]");
  }

  private static Object collect(
      Class<?> raw, Class<?> elementClass, List<@Nullable Object> elements) {
    if (raw.isArray()) {
      Object array = Array.newInstance(elementClass, elements.size());
      for (int i = 0; i < elements.size(); i++) {
        Array.set(array, i, elements.get(i));
      }
      return array;
    }
    if (raw.isAssignableFrom(List.class)) {
      return elements;
    }
    return raw == Set.class ? new LinkedHashSet<>(elements) : new TreeSet<>(elements);
  }

  private static @Nullable Object parse(OptionProperty property, Type type, String text) {
    if (!OptionTypes.isScalar(type)) {
      return OptionJson.parse(property, type, text);
    }
    try {
      return scalar(type, text);
    } catch (InvalidOptionException e) {
      throw e;
    } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
      throw invalid(property, text, "");
    }
  }

  static InvalidOptionException invalid(OptionProperty property, String text, String detail) {
    return new InvalidOptionException(
        "%s=%s is not valid: expected %s%s"
            .formatted(property.flag(), text, OptionTypes.expectation(property.type()), detail));
  }

  /** The value of a scalar type; any exception of the types caught above if there is none. */
  static Object scalar(Type type, String text) {
    Class<?> raw = OptionTypes.boxed(OptionTypes.rawClass(type));
    if (raw == String.class) {
      return text;
    } else if (raw == Boolean.class) {
      return bool(text);
    } else if (raw == Integer.class) {
      return Integer.valueOf(text);
    } else if (raw == Long.class) {
      return Long.valueOf(text);
    } else if (raw == Double.class) {
      return Double.valueOf(text);
    } else if (raw == Float.class) {
      return Float.valueOf(text);
    } else if (raw == Short.class) {
      return Short.valueOf(text);
    } else if (raw == Byte.class) {
      return Byte.valueOf(text);
    } else if (raw == Character.class) {
      return character(text);
    } else if (raw == Duration.class) {
      return duration(text);
    } else if (raw == Instant.class) {
      return OffsetDateTime.parse(text).toInstant();
    } else if (raw.isEnum()) {
      return constant(raw, text);
    } else if (OptionTypes.isRunner(type)) {
      return Runners.find(text);
    }
    return classOf(type, text);
  }

  private static Boolean bool(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException(text);
    };
  }

  private static Character character(String text) {
    if (text.length() != 1) {
      throw new IllegalArgumentException(text);
    }
    return text.charAt(0);
  }

  /** ISO-8601 (PT1H30M) or a sequence of numbers with units (1h30m). */
  static Duration duration(String text) {
    if (!SHORT_DURATION.matcher(text).matches()) {
      return Duration.parse(text);
    }
    Duration sum = Duration.ZERO;
    Matcher part = DURATION_PART.matcher(text);
    while (part.find()) {
      long n = Long.parseLong(part.group(1));
      sum =
          sum.plus(
              switch (part.group(2)) {
                case "ns" -> Duration.ofNanos(n);
                case "us" -> Duration.ofNanos(Math.multiplyExact(n, 1_000L));
                case "ms" -> Duration.ofMillis(n);
                case "s" -> Duration.ofSeconds(n);
                case "m" -> Duration.ofMinutes(n);
                case "h" -> Duration.ofHours(n);
                default -> Duration.ofDays(n);
              });
    }
    return text.startsWith("-") ? sum.negated() : sum;
  }

  /**
   * By its name, or by its name in another case or with hyphens if no other constant differs by
   * these alone.
   */
  private static Object constant(Class<?> enumClass, String text) {
    List<?> choices = Arrays.asList(enumClass.getEnumConstants());
    List<?> same = choices.stream().filter(c -> ((Enum<?>) c).name().equals(text)).toList();
    if (same.isEmpty()) {
      String name = text.replace('-', '_');
      same = choices.stream().filter(c -> ((Enum<?>) c).name().equalsIgnoreCase(name)).toList();
    }
    if (same.size() != 1) {
      throw new IllegalArgumentException(text);
    }
    return same.get(0);
  }

  private static Class<?> classOf(Type type, String text) {
    Class<?> found = classOrNull(text);
    if (found == null
        || !OptionTypes.rawClass(OptionTypes.classBound(type)).isAssignableFrom(found)) {
      throw new IllegalArgumentException(text);
    }
    return found;
  }

  static @Nullable Class<?> classOrNull(String name) {
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    try {
      return Class.forName(
          name, false, context != null ? context : OptionText.class.getClassLoader());
    } catch (ClassNotFoundException | LinkageError e) {
      // a name that is no class, or differs from one by case: the caller says what was expected
      return null;
    }
  }
}
