package io.millrace.sdk.testing.differences;

import io.millrace.sdk.values.KV;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Values as text for people: strings quoted, arrays with their content, and whatever is long
 * shortened, with the number of what was left out.
 */
public final class Shown {

  /** How many elements of a collection are shown. */
  static final int ELEMENTS = 20;

  /** How many characters of one element are shown. */
  static final int CHARACTERS = 400;

  private Shown() {}

  /** One value. */
  public static String value(@Nullable Object value) {
    return shortened(text(value));
  }

  /** One value with its class, for values that look alike. */
  public static String valueWithClass(@Nullable Object value) {
    return value == null ? "null" : value(value) + " (" + value.getClass().getName() + ")";
  }

  /** The elements of a collection, in brackets. */
  public static String elements(Collection<?> elements) {
    return elements(elements, Shown::value);
  }

  /** Texts below each other, indented. */
  public static String lines(List<String> texts) {
    List<String> shown = new ArrayList<>(texts.subList(0, Math.min(texts.size(), ELEMENTS)));
    if (texts.size() > ELEMENTS) {
      shown.add("... and " + (texts.size() - ELEMENTS) + " more");
    }
    return String.join("\n              ", shown);
  }

  /** Names, as they are, with commas between them. */
  public static String list(List<String> names) {
    return elements(names, String::valueOf);
  }

  static String elements(Collection<?> elements, Function<@Nullable Object, String> each) {
    List<String> shown = new ArrayList<>();
    for (Object element : elements) {
      if (shown.size() == ELEMENTS) {
        shown.add("... and " + (elements.size() - ELEMENTS) + " more");
        break;
      }
      shown.add(each.apply(element));
    }
    return "[" + String.join(", ", shown) + "]";
  }

  private static Collection<?> asCollection(Iterable<?> elements) {
    if (elements instanceof Collection<?> collection) {
      return collection;
    }
    List<@Nullable Object> copy = new ArrayList<>();
    elements.forEach(copy::add);
    return copy;
  }

  private static String shortened(String text) {
    if (text.length() <= CHARACTERS) {
      return text;
    }
    int left = text.length() - CHARACTERS;
    return text.substring(0, CHARACTERS) + "... (" + left + " more characters)";
  }

  private static String text(@Nullable Object value) {
    if (value instanceof CharSequence text) {
      return quoted(text);
    }
    if (value instanceof KV<?, ?> pair) {
      return "KV{" + text(pair.getKey()) + ", " + text(pair.getValue()) + "}";
    }
    if (value instanceof Map<?, ?> map) {
      List<String> entries = new ArrayList<>();
      map.forEach((k, v) -> entries.add(text(k) + "=" + text(v)));
      return "{" + String.join(", ", entries) + "}";
    }
    // a path has itself as an element
    if (value instanceof Iterable<?> elements && !(value instanceof Path)) {
      return elements(asCollection(elements));
    }
    if (value instanceof Object[] array) {
      return elements(Arrays.asList(array));
    }
    if (value != null && value.getClass().isArray()) {
      String wrapped = Arrays.deepToString(new Object[] {value});
      return wrapped.substring(1, wrapped.length() - 1);
    }
    return String.valueOf(value);
  }

  /** A text as Java source shows it, whole, so that what cannot be seen can be told apart. */
  public static String quoted(CharSequence text) {
    StringBuilder shown = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> shown.append('\\').append(c);
        case '\n' -> shown.append("\\n");
        case '\t' -> shown.append("\\t");
        case '\r' -> shown.append("\\r");
        default -> {
          if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
            shown.append(String.format("\\u%04x", (int) c));
          } else {
            shown.append(c);
          }
        }
      }
    }
    return shown.append('"').toString();
  }
}
