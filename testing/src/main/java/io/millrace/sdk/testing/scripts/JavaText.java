package io.millrace.sdk.testing.scripts;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.testing.differences.Shown;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.TimestampedValue;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Values as expressions of Java source. */
final class JavaText {

  private JavaText() {}

  /** A value; one that has no such expression is a comment with its text. */
  static String value(@Nullable Object value) {
    if (value == null) {
      return "null";
    } else if (value instanceof String text) {
      return Shown.quoted(text);
    } else if (value instanceof Integer || value instanceof Boolean) {
      return value.toString();
    } else if (value instanceof Long number) {
      return number + "L";
    } else if (value instanceof Double number && Double.isFinite(number)) {
      return number.toString();
    } else if (value instanceof Instant instant) {
      return "Instant.ofEpochMilli(" + instant.toEpochMilli() + "L)";
    } else if (value instanceof Duration duration) {
      return "Duration.ofMillis(" + duration.toMillis() + ")";
    } else if (value instanceof Enum<?> constant) {
      return constant.getDeclaringClass().getSimpleName() + "." + constant.name();
    } else if (value instanceof KV<?, ?> pair) {
      return call("KV.of", Arrays.asList(pair.getKey(), pair.getValue()));
    } else if (value instanceof TimestampedValue<?> element) {
      return call("TimestampedValue.of", Arrays.asList(element.getValue(), element.getTimestamp()));
    } else if (value instanceof List<?> list) {
      return call(list.stream().anyMatch(Objects::isNull) ? "Arrays.asList" : "List.of", list);
    } else if (value instanceof byte[] bytes) {
      String numbers = Arrays.toString(bytes);
      return "new byte[] {" + numbers.substring(1, numbers.length() - 1) + "}";
    } else if (value instanceof Record data) {
      return call("new " + data.getClass().getSimpleName(), components(data));
    }
    return comment(value);
  }

  private static String call(String method, List<?> arguments) {
    List<String> texts = new ArrayList<>();
    arguments.forEach(argument -> texts.add(value(argument)));
    return method + "(" + String.join(", ", texts) + ")";
  }

  private static List<@Nullable Object> components(Record data) {
    List<@Nullable Object> values = new ArrayList<>();
    for (RecordComponent component : data.getClass().getRecordComponents()) {
      try {
        Method accessor = component.getAccessor();
        accessor.setAccessible(true);
        values.add(accessor.invoke(data));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(
            "The component " + component.getName() + " of " + data + " cannot be read", e);
      }
    }
    return values;
  }

  /** A coder that is made by a method {@code of} from nothing but other coders; else a comment. */
  static String coder(Coder<?> coder) {
    List<? extends Coder<?>> components = coder.getCoderArguments();
    for (Method method : coder.getClass().getMethods()) {
      if (method.getName().equals("of")
          && method.getDeclaringClass() == coder.getClass()
          && Modifier.isStatic(method.getModifiers())
          && method.getParameterCount() == components.size()
          && Arrays.stream(method.getParameterTypes()).allMatch(Coder.class::isAssignableFrom)) {
        return coder.getClass().getSimpleName()
            + ".of("
            + String.join(", ", components.stream().map(JavaText::coder).toList())
            + ")";
      }
    }
    return comment(coder);
  }

  private static String comment(Object value) {
    String text = value.toString().replace("*/", "* /");
    return "/* a " + value.getClass().getSimpleName() + ": " + text + " */";
  }
}
