package io.millrace.sdk.io.avro.mapping;

import io.millrace.sdk.io.avro.mapping.RecordType.BoundRecord;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Arrays;
import org.apache.avro.AvroTypeException;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Makes records of values that are set one by one, without a generic record in between: numbers
 * that a component takes as they are get into it without an object.
 *
 * <p>Fields are counted as in the schema to read with. For each record there is a {@link #clear},
 * values in any order, and a {@link #build}. Not thread-safe.
 *
 * @param <T> the class of the records
 */
public final class RecordBuilder<T> {

  private static final MethodHandle LONG_BITS_TO_DOUBLE = longBitsToDouble();
  private static final int NO_COMPONENT = -1;

  private final Class<T> type;
  private final BoundRecord record;

  /** By field; those that were asked for otherwise have none. */
  private final int[] componentOf;

  /** The components that are set as numbers, and those that are set as objects. */
  private final int[] numberComponents;

  private final int[] objectComponents;

  /** Makes a record of {@link #numbers} and {@link #values}. */
  private final MethodHandle constructor;

  /** By component: integers, or the bits of what is none. */
  private final long[] numbers;

  private final boolean[] isGiven;
  private int numbersGiven;

  /** By component: what was read, and what it means. */
  private final @Nullable Object[] read;

  private final @Nullable Object[] values;

  RecordBuilder(Class<T> type, BoundRecord record) {
    this.type = type;
    this.record = record;
    int count = record.count();
    this.numbers = new long[count];
    this.isGiven = new boolean[count];
    this.read = new Object[count];
    this.values = new Object[count];
    this.componentOf = new int[record.schema().getFields().size()];
    Arrays.fill(componentOf, NO_COMPONENT);
    boolean[] isNumber = new boolean[count];
    for (int i = 0; i < count; i++) {
      if (record.isWritten(i)) {
        componentOf[record.position(i)] = i;
        isNumber[i] = record.isNumber(i);
      } else {
        read[i] = record.defaultOf(i);
      }
    }
    this.numberComponents = indexes(isNumber, true);
    this.objectComponents = indexes(isNumber, false);
    this.constructor = constructor(record.constructor(), isNumber);
  }

  private static int[] indexes(boolean[] values, boolean wanted) {
    int[] indexes = new int[values.length];
    int found = 0;
    for (int i = 0; i < values.length; i++) {
      if (values[i] == wanted) {
        indexes[found++] = i;
      }
    }
    return Arrays.copyOf(indexes, found);
  }

  private static MethodHandle constructor(MethodHandle canonical, boolean[] isNumber) {
    int count = isNumber.length;
    MethodHandle[] parts = new MethodHandle[count];
    int[] sources = new int[count];
    for (int i = 0; i < count; i++) {
      Class<?> wanted = canonical.type().parameterType(i);
      parts[i] = isNumber[i] ? number(i, wanted) : value(i, wanted);
      sources[i] = isNumber[i] ? 0 : 1;
    }
    MethodHandle made = MethodHandles.filterArguments(canonical, 0, parts);
    return MethodHandles.permuteArguments(
        made.asType(made.type().changeReturnType(Object.class)),
        MethodType.methodType(Object.class, long[].class, Object[].class),
        sources);
  }

  private static MethodHandle value(int index, Class<?> wanted) {
    MethodHandle get = MethodHandles.arrayElementGetter(Object[].class);
    return MethodHandles.insertArguments(get, 1, index)
        .asType(MethodType.methodType(wanted, Object[].class));
  }

  private static MethodHandle number(int index, Class<?> wanted) {
    MethodHandle get = MethodHandles.arrayElementGetter(long[].class);
    MethodHandle bits = MethodHandles.insertArguments(get, 1, index);
    if (wanted == double.class || wanted == float.class) {
      bits = MethodHandles.filterReturnValue(bits, LONG_BITS_TO_DOUBLE);
    }
    return MethodHandles.explicitCastArguments(bits, MethodType.methodType(wanted, long[].class));
  }

  private static MethodHandle longBitsToDouble() {
    try {
      return MethodHandles.lookup()
          .findStatic(
              Double.class, "longBitsToDouble", MethodType.methodType(double.class, long.class));
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** The schema that values have, field by field. */
  public Schema schema() {
    return record.schema();
  }

  /** Whether this field is set with {@link #setLong} or {@link #setDouble}, and not otherwise. */
  public boolean isNumber(int field) {
    int component = componentOf[field];
    return component != NO_COMPONENT && Arrays.binarySearch(numberComponents, component) >= 0;
  }

  /** Whether a component wants this field at all. */
  public boolean isWanted(int field) {
    return componentOf[field] != NO_COMPONENT;
  }

  /** Begins a record: nothing is set. */
  public void clear() {
    numbersGiven = 0;
    for (int component : numberComponents) {
      isGiven[component] = false;
    }
    for (int component : objectComponents) {
      if (record.isWritten(component)) {
        read[component] = null;
      }
    }
  }

  /** Sets a field that is a boolean (0 or 1), an int or a long. */
  public void setLong(int field, long value) {
    int component = componentOf[field];
    numbers[component] = value;
    isGiven[component] = true;
    numbersGiven++;
  }

  /** Sets a field that is a float or a double. */
  public void setDouble(int field, double value) {
    setLong(field, Double.doubleToRawLongBits(value));
  }

  /** Sets any other field to what Avro reads for it. */
  public void set(int field, Object value) {
    read[componentOf[field]] = value;
  }

  /**
   * Makes the record.
   *
   * @throws AvroTypeException if a value is none of its component; the message names both
   */
  public T build() {
    if (numbersGiven < numberComponents.length) {
      for (int component : numberComponents) {
        if (!isGiven[component]) {
          record.convert(component, null); // throws: a number cannot be null
        }
      }
    }
    for (int component : objectComponents) {
      values[component] = record.convert(component, read[component]);
    }
    try {
      return type.cast((Object) constructor.invokeExact(numbers, values));
    } catch (Throwable e) {
      throw record.refused(e);
    }
  }
}
