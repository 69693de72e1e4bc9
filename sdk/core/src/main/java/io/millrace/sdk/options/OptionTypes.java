package io.millrace.sdk.options;

import io.millrace.sdk.PipelineRunner;
import java.lang.reflect.Array;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.SortedSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What can be said of an option's type. */
final class OptionTypes {
  private static final Map<Class<?>, Class<?>> BOXES =
      Map.of(
          boolean.class, Boolean.class,
          char.class, Character.class,
          byte.class, Byte.class,
          short.class, Short.class,
          int.class, Integer.class,
          long.class, Long.class,
          float.class, Float.class,
          double.class, Double.class);
  private static final Set<Class<?>> COLLECTIONS =
      Set.of(
          List.class,
          Collection.class,
          Iterable.class,
          Set.class,
          SortedSet.class,
          NavigableSet.class);
  private static final Set<Class<?>> SCALARS =
      Set.of(
          String.class,
          Boolean.class,
          Character.class,
          Byte.class,
          Short.class,
          Integer.class,
          Long.class,
          Float.class,
          Double.class,
          Duration.class,
          Instant.class,
          Class.class);

  private OptionTypes() {}

  /** The class of objects of this type. */
  static Class<?> rawClass(Type type) {
    if (type instanceof Class<?> c) {
      return c;
    } else if (type instanceof ParameterizedType p) {
      return rawClass(p.getRawType());
    } else if (type instanceof GenericArrayType a) {
      return Array.newInstance(rawClass(a.getGenericComponentType()), 0).getClass();
    } else if (type instanceof WildcardType w) {
      return rawClass(w.getUpperBounds()[0]);
    } else if (type instanceof TypeVariable<?> v) {
      return rawClass(v.getBounds()[0]);
    }
    throw new IllegalArgumentException("Unknown kind of type: " + type);
  }

  static Class<?> boxed(Class<?> type) {
    return BOXES.getOrDefault(type, type);
  }

  /** What a provider provides; of any other type the type itself. */
  static Type provided(Type type) {
    return rawClass(type) == ValueProvider.class ? argument(type) : type;
  }

  /** The value, in a provider if that is what the type asks for. */
  // NullAway does not see that the provider's type argument may be nullable, as its bound says
  @SuppressWarnings("NullAway")
  static @Nullable Object provide(Type declared, @Nullable Object value) {
    return rawClass(declared) == ValueProvider.class
        ? ValueProvider.StaticValueProvider.<@Nullable Object>of(value)
        : value;
  }

  /** The type of an array's or collection's elements; null of any other type. */
  static @Nullable Type element(Type type) {
    if (type instanceof GenericArrayType a) {
      return a.getGenericComponentType();
    }
    Class<?> raw = rawClass(type);
    if (raw.isArray()) {
      return raw.getComponentType();
    }
    return COLLECTIONS.contains(raw) ? argument(type) : null;
  }

  private static Type argument(Type type) {
    return type instanceof ParameterizedType p ? p.getActualTypeArguments()[0] : String.class;
  }

  /** Whether a value is written as plain text, not as JSON. */
  static boolean isScalar(Type type) {
    Class<?> raw = boxed(rawClass(type));
    return SCALARS.contains(raw) || raw.isEnum();
  }

  static boolean isBoolean(Type type) {
    return boxed(rawClass(provided(type))) == Boolean.class;
  }

  /** Whether this is the class of a runner, which has short names. */
  static boolean isRunner(Type type) {
    return rawClass(type) == Class.class && rawClass(classBound(type)) == PipelineRunner.class;
  }

  /** What a class must extend to be a value of this type, which is a {@code Class<...>}. */
  static Type classBound(Type type) {
    return type instanceof ParameterizedType p ? p.getActualTypeArguments()[0] : Object.class;
  }

  /** What a value must look like, for people: "a whole number from 0 to 9". */
  static String expectation(Type declared) {
    Type type = provided(declared);
    Type element = element(type);
    if (element != null) {
      return "a comma-separated list, each " + expectation(element);
    }
    Class<?> raw = boxed(rawClass(type));
    if (raw == String.class) {
      return "text";
    } else if (raw == Boolean.class) {
      return "true or false";
    } else if (raw == Character.class) {
      return "a single character";
    } else if (raw == Byte.class) {
      return wholeNumber(Byte.MIN_VALUE, Byte.MAX_VALUE);
    } else if (raw == Short.class) {
      return wholeNumber(Short.MIN_VALUE, Short.MAX_VALUE);
    } else if (raw == Integer.class) {
      return wholeNumber(Integer.MIN_VALUE, Integer.MAX_VALUE);
    } else if (raw == Long.class) {
      return wholeNumber(Long.MIN_VALUE, Long.MAX_VALUE);
    } else if (raw == Float.class || raw == Double.class) {
      return "a number";
    } else if (raw == Duration.class) {
      return "a duration such as 500ms, 10s, 1h30m or PT10S";
    } else if (raw == Instant.class) {
      return "a point in time such as 2026-01-31T12:00:00Z";
    } else if (raw == Class.class) {
      Class<?> bound = rawClass(classBound(type));
      return "the full name of a class" + (bound == Object.class ? "" : " of " + bound.getName());
    } else if (raw.isEnum()) {
      return "one of " + choices(raw, ", ");
    }
    return "JSON of a " + type.getTypeName();
  }

  private static String wholeNumber(long least, long most) {
    return "a whole number from " + least + " to " + most;
  }

  /** A word for the type in a usage line: INTEGER, or A|B. */
  static String placeholder(Type declared) {
    Type type = provided(declared);
    Type element = element(type);
    if (element != null) {
      return placeholder(element) + ",...";
    }
    Class<?> raw = boxed(rawClass(type));
    if (isRunner(type)) {
      return "RUNNER";
    } else if (raw.isEnum()) {
      String choices = choices(raw, "|");
      return choices.length() <= 40 ? choices : "NAME";
    } else if (raw == Integer.class
        || raw == Long.class
        || raw == Short.class
        || raw == Byte.class) {
      return "INTEGER";
    } else if (raw == Float.class || raw == Double.class) {
      return "NUMBER";
    }
    return isScalar(type) ? raw.getSimpleName().toUpperCase(Locale.ROOT) : "JSON";
  }

  private static String choices(Class<?> enumClass, String separator) {
    return Arrays.stream(enumClass.getEnumConstants())
        .map(choice -> ((Enum<?>) choice).name())
        .collect(Collectors.joining(separator));
  }
}
