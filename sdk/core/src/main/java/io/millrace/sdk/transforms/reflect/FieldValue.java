package io.millrace.sdk.transforms.reflect;

import io.millrace.sdk.transforms.DoFn;
import java.lang.reflect.Field;

/** Reads what a DoFn declares. */
final class FieldValue {

  private FieldValue() {}

  static <T> T of(DoFn<?, ?> fn, Field field, Class<T> type) {
    MethodError error = MethodError.of(fn.getClass(), field);
    if (!field.trySetAccessible()) {
      throw error.says(
          "cannot be read: add 'opens %s;' to module-info.java, or run from the class path",
          field.getDeclaringClass().getPackageName());
    }
    Object value;
    try {
      value = field.get(fn);
    } catch (IllegalAccessException e) {
      throw new AssertionError("made accessible above", e);
    }
    if (value == null) {
      throw error.says(
          "is null: let it hold its %s from the start, and do not make it transient",
          type.getSimpleName());
    }
    return type.cast(value);
  }
}
