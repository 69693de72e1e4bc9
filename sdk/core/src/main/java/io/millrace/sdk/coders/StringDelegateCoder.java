package io.millrace.sdk.coders;

import io.millrace.sdk.values.TypeDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A coder of a class whose {@code toString()} tells all and that has a constructor from a {@link
 * String}, such as {@link java.net.URI} or {@link java.io.File}.
 */
public final class StringDelegateCoder<T> extends CustomCoder<T> {
  private static final long serialVersionUID = 1;

  private final Class<T> clazz;
  private final TypeDescriptor<T> typeDescriptor;

  private StringDelegateCoder(Class<T> clazz, TypeDescriptor<T> typeDescriptor) {
    this.clazz = clazz;
    this.typeDescriptor = typeDescriptor;
  }

  /**
   * A coder of {@code clazz}.
   *
   * @throws IllegalArgumentException if it has no public constructor from a {@link String}
   */
  public static <T> StringDelegateCoder<T> of(Class<T> clazz) {
    return of(clazz, TypeDescriptor.of(clazz));
  }

  /**
   * A coder of {@code clazz} for a descriptor with type arguments.
   *
   * @throws IllegalArgumentException if it has no public constructor from a {@link String}
   */
  public static <T> StringDelegateCoder<T> of(Class<T> clazz, TypeDescriptor<T> typeDescriptor) {
    Objects.requireNonNull(constructorOf(clazz));
    return new StringDelegateCoder<>(clazz, typeDescriptor);
  }

  private static <T> Constructor<T> constructorOf(Class<T> clazz) {
    try {
      return clazz.getConstructor(String.class);
    } catch (NoSuchMethodException e) {
      throw new IllegalArgumentException(
          clazz.getName() + " has no public constructor that takes a String", e);
    }
  }

  @Override
  public void encode(T value, OutputStream outStream) throws IOException {
    if (value == null) {
      throw Wire.nullRefused(clazz.getSimpleName());
    }
    StringUtf8Coder.of().encode(value.toString(), outStream);
  }

  @Override
  public T decode(InputStream inStream) throws IOException {
    String text = StringUtf8Coder.of().decode(inStream);
    try {
      return constructorOf(clazz).newInstance(text);
    } catch (InvocationTargetException e) {
      throw new CoderException(
          "\"" + text + "\" is no " + clazz.getName() + ": " + e.getTargetException(), e);
    } catch (ReflectiveOperationException e) {
      throw new CoderException("cannot make a " + clazz.getName() + " of \"" + text + "\"", e);
    }
  }

  @Override
  public void verifyDeterministic() {}

  @Override
  public Object structuralValue(T value) {
    return value.toString();
  }

  @Override
  public int stableHash(T value) {
    return StringUtf8Coder.of().stableHash(value.toString());
  }

  @Override
  public TypeDescriptor<T> getEncodedTypeDescriptor() {
    return typeDescriptor;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof StringDelegateCoder<?> that
        && clazz.equals(that.clazz)
        && typeDescriptor.equals(that.typeDescriptor);
  }

  @Override
  public int hashCode() {
    return clazz.getName().hashCode();
  }

  @Override
  public String toString() {
    return "StringDelegateCoder(" + clazz.getName() + ")";
  }
}
