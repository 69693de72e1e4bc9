package io.millrace.sdk.coders;

import io.millrace.sdk.util.VarInt;
import io.millrace.sdk.values.TypeDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A coder of a sealed interface or class: which of the permitted types it is, as a varint, then the
 * value by that type's coder.
 *
 * <p>The number of a type is its place in the {@code permits} clause, or without one its place in
 * the source file. So new types go to the end: inserting or removing one changes what existing
 * bytes mean. A permitted type that is sealed itself has numbers of its own, and may grow at its
 * own end.
 */
public final class SealedInterfaceCoder<T extends @Nullable Object> extends Coder<T> {
  private static final long serialVersionUID = 1;

  private final TypeDescriptor<T> type;
  private final List<Class<?>> classes;
  private final List<Coder<?>> coders;

  private SealedInterfaceCoder(
      TypeDescriptor<T> type, List<Class<?>> classes, List<Coder<?>> coders) {
    this.type = type;
    this.classes = classes;
    this.coders = coders;
  }

  /**
   * A coder of {@code type} whose permitted subtypes have {@code coders}, in the same order.
   *
   * @throws IllegalArgumentException if {@code type} is not sealed or the number of coders is wrong
   */
  public static <T extends @Nullable Object> SealedInterfaceCoder<T> of(
      TypeDescriptor<T> type, List<? extends Coder<?>> coders) {
    Class<?>[] permitted = type.getRawType().getPermittedSubclasses();
    if (permitted == null || permitted.length != coders.size()) {
      throw new IllegalArgumentException(
          type
              + (permitted == null ? " is not sealed" : " permits " + permitted.length + " types")
              + " and "
              + coders.size()
              + " coders were given");
    }
    return new SealedInterfaceCoder<>(type, List.of(permitted), List.copyOf(coders));
  }

  @Override
  public void encode(T value, OutputStream outStream) throws IOException {
    if (value == null) {
      throw Wire.nullRefused(type.getRawType().getSimpleName());
    }
    int index = indexOf(value);
    if (index < 0) {
      throw new CoderException(this + " knows no " + value.getClass().getName());
    }
    VarInt.encode(index, outStream);
    coder(index).encode(value, outStream);
  }

  @Override
  public T decode(InputStream inStream) throws IOException {
    int index = VarInt.decodeInt(inStream);
    if (index < 0 || index >= coders.size()) {
      throw new CoderException(
          type + " permits " + coders.size() + " types and the bytes name number " + index);
    }
    return coder(index).decode(inStream);
  }

  private int indexOf(Object value) {
    for (int i = 0; i < classes.size(); i++) {
      if (classes.get(i).isInstance(value)) {
        return i;
      }
    }
    return -1;
  }

  @SuppressWarnings("unchecked")
  private Coder<T> coder(int index) {
    return (Coder<T>) coders.get(index);
  }

  @Override
  public List<? extends Coder<?>> getCoderArguments() {
    return List.of();
  }

  /** The coders of the permitted types, in their order. */
  @Override
  public List<? extends Coder<?>> getComponents() {
    return coders;
  }

  @Override
  public void verifyDeterministic() throws NonDeterministicException {
    for (int i = 0; i < coders.size(); i++) {
      verifyDeterministic(this, "permitted " + classes.get(i).getSimpleName(), coders.get(i));
    }
  }

  @Override
  public boolean consistentWithEquals() {
    for (Coder<?> coder : coders) {
      if (!coder.consistentWithEquals()) {
        return false;
      }
    }
    return true;
  }

  /** The value itself, or its type's number with its structural value. */
  @Override
  public Object structuralValue(T value) {
    if (consistentWithEquals()) {
      return value;
    }
    int index = known(value);
    return List.of(index, coder(index).structuralValue(value));
  }

  @Override
  public int stableHash(T value) {
    int index = known(value);
    return StableHash.combine(index, coder(index).stableHash(value));
  }

  private int known(Object value) {
    int index = indexOf(value);
    if (index < 0) {
      throw new IllegalArgumentException(
          this + " knows no " + (value == null ? "null" : value.getClass().getName()));
    }
    return index;
  }

  @Override
  public TypeDescriptor<T> getEncodedTypeDescriptor() {
    return type;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other == this
        || (other instanceof SealedInterfaceCoder<?> that
            && type.equals(that.type)
            && classes.equals(that.classes)
            && coders.equals(that.coders));
  }

  @Override
  public int hashCode() {
    return type.hashCode();
  }

  @Override
  public String toString() {
    return "SealedInterfaceCoder(" + type.getRawType().getSimpleName() + ")";
  }
}
