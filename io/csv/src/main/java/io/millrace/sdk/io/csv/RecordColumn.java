package io.millrace.sdk.io.csv;

import com.google.common.primitives.Primitives;
import io.millrace.sdk.io.records.RecordComponents;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A component of a record as a column.
 *
 * @param name of the column
 * @param text how values are texts
 * @param isText whether values are texts themselves
 * @param optional whether the component is an {@link Optional} of values
 * @param nullable whether it may be null
 * @param nullText what stands for no value; null if an empty field without quotes does
 */
record RecordColumn(
    String name,
    FieldText text,
    boolean isText,
    boolean optional,
    boolean nullable,
    @Nullable String nullText) {

  /**
   * The column of a component.
   *
   * @throws IllegalArgumentException if it is not known how its values are texts
   */
  static RecordColumn of(RecordComponent component, CsvFormat format) {
    boolean optional = component.getType() == Optional.class;
    Type type = component.getGenericType();
    if (optional && type instanceof ParameterizedType parameterized) {
      type = parameterized.getActualTypeArguments()[0];
    }
    FieldText text =
        type instanceof Class<?> plain ? FieldText.of(Primitives.wrap(plain), format) : null;
    if (text == null) {
      throw new IllegalArgumentException(
          String.format(
              "the component %s of %s cannot be a column: no text is known for %s; add"
                  + " withConversion(...) for its class to the format",
              component.getName(),
              component.getDeclaringRecord().getName(),
              component.getGenericType().getTypeName()));
    }
    return new RecordColumn(
        format.columnOf(component.getName()),
        text,
        type == String.class,
        optional,
        RecordComponents.isNullable(component),
        format.getNullText());
  }

  /** Whether records can be without a value here. */
  boolean mayBeAbsent() {
    return optional || nullable;
  }

  /**
   * What a record without a value has here.
   *
   * @throws IllegalArgumentException if it must have one
   */
  @Nullable Object absent(String found) {
    if (optional) {
      return Optional.empty();
    }
    if (nullable) {
      return null;
    }
    throw new IllegalArgumentException(
        String.format("column %s: it is %s, and no %s", name, found, text.what()));
  }

  /**
   * The value in a field.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  @Nullable Object read(char[] buffer, int offset, int length, boolean quoted) {
    if (!quoted && isNullText(buffer, offset, length)) {
      return isText && nullText == null && !mayBeAbsent()
          ? ""
          : absent(length == 0 ? "empty" : "null");
    }
    if (isText) {
      return present(text.parser().parse(buffer, offset, length));
    }
    int from = offset;
    int to = offset + length;
    while (from < to && Character.isWhitespace(buffer[from])) {
      from++;
    }
    while (from < to && Character.isWhitespace(buffer[to - 1])) {
      to--;
    }
    if (from == to) {
      return absent("empty");
    }
    try {
      return present(text.parser().parse(buffer, from, to - from));
    } catch (RuntimeException e) {
      String field = new String(buffer, offset, length);
      throw new IllegalArgumentException(
          String.format("column %s: \"%s\" is no %s", name, beginning(field), text.what()), e);
    }
  }

  private boolean isNullText(char[] buffer, int offset, int length) {
    if (nullText == null) {
      return length == 0;
    }
    if (length != nullText.length()) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (buffer[offset + i] != nullText.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private Object present(Object value) {
    return optional ? Optional.of(value) : value;
  }

  private static String beginning(String field) {
    return field.length() <= 100 ? field : field.substring(0, 100) + "...";
  }

  /** The text of a value; null if there is none. */
  @Nullable String write(@Nullable Object value) {
    Object present = value instanceof Optional<?> option ? option.orElse(null) : value;
    if (present == null) {
      if (!mayBeAbsent()) {
        throw new IllegalArgumentException(
            "column " + name + ": it is null; annotate the component @Nullable if null is a value");
      }
      return null;
    }
    return text.format().apply(present);
  }
}
