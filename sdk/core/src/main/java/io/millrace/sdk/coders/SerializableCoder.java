package io.millrace.sdk.coders;

import io.millrace.sdk.values.TypeDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.OutputStream;
import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A coder of anything {@link Serializable}, by Java serialisation: length, then the stream.
 *
 * <p>Slow, large, and never chosen unless asked for. Not deterministic, so not for keys. Takes
 * null.
 */
public final class SerializableCoder<T extends Serializable> extends CustomCoder<T> {
  private static final long serialVersionUID = 1;

  private final Class<T> type;
  private final TypeDescriptor<T> typeDescriptor;

  private SerializableCoder(Class<T> type, TypeDescriptor<T> typeDescriptor) {
    this.type = type;
    this.typeDescriptor = typeDescriptor;
  }

  /** A coder of {@code type}, type arguments included. */
  @SuppressWarnings("unchecked")
  public static <T extends Serializable> SerializableCoder<T> of(TypeDescriptor<T> type) {
    return new SerializableCoder<>((Class<T>) type.getRawType(), type);
  }

  /** A coder of {@code clazz}. */
  public static <T extends Serializable> SerializableCoder<T> of(Class<T> clazz) {
    return new SerializableCoder<>(clazz, TypeDescriptor.of(clazz));
  }

  /** A provider for every serialisable type, for {@link CoderRegistry#registerCoderProvider}. */
  public static CoderProvider getCoderProvider() {
    return new Provider();
  }

  /** The class of the values. */
  public Class<T> getRecordType() {
    return type;
  }

  @Override
  public void encode(T value, OutputStream outStream) throws IOException {
    EncodeBuffer buffer = new EncodeBuffer(512);
    try (ObjectOutputStream out = new ObjectOutputStream(buffer)) {
      out.writeObject(value);
    } catch (IOException e) {
      throw new CoderException("cannot serialise a value of " + type.getName() + ": " + e, e);
    }
    Wire.writeLengthAndBytes(buffer.toByteArray(), outStream);
  }

  @Override
  @SuppressWarnings("BanSerializableRead") // what this coder is for; only on explicit request
  public T decode(InputStream inStream) throws IOException {
    DecodeBuffer buffer = new DecodeBuffer(Wire.readLengthAndBytes(inStream));
    try (ObjectInputStream in = new Resolving(buffer, type.getClassLoader())) {
      return type.cast(in.readObject());
    } catch (ClassNotFoundException | ClassCastException | IOException e) {
      throw new CoderException("cannot deserialise a value of " + type.getName() + ": " + e, e);
    }
  }

  /** Always throws. */
  @Override
  public void verifyDeterministic() throws NonDeterministicException {
    throw new NonDeterministicException(this, "Java serialisation may differ for equal values");
  }

  @Override
  public TypeDescriptor<T> getEncodedTypeDescriptor() {
    return typeDescriptor;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SerializableCoder<?> that
        && type.equals(that.type)
        && typeDescriptor.equals(that.typeDescriptor);
  }

  @Override
  public int hashCode() {
    return type.getName().hashCode();
  }

  @Override
  public String toString() {
    return "SerializableCoder(" + type.getName() + ")";
  }

  /** Finds classes where the value's class comes from, which may be a job's own loader. */
  private static final class Resolving extends ObjectInputStream {
    private final @Nullable ClassLoader loader;

    Resolving(InputStream in, @Nullable ClassLoader loader) throws IOException {
      super(in);
      this.loader = loader;
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass description)
        throws IOException, ClassNotFoundException {
      try {
        return Class.forName(description.getName(), false, loader);
      } catch (ClassNotFoundException e) {
        return super.resolveClass(description);
      }
    }
  }

  private static final class Provider extends CoderProvider {
    @Override
    @SuppressWarnings("unchecked")
    public <T extends @Nullable Object> Coder<T> coderFor(
        TypeDescriptor<T> type, List<? extends Coder<?>> componentCoders)
        throws CannotProvideCoderException {
      if (!Serializable.class.isAssignableFrom(type.getRawType())) {
        throw new CannotProvideCoderException(type + " is not Serializable");
      }
      return (Coder<T>) of((TypeDescriptor<? extends Serializable>) type);
    }

    @Override
    public String toString() {
      return "SerializableCoder.getCoderProvider()";
    }
  }
}
