package io.millrace.sdk.util;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.CoderException;
import io.millrace.sdk.coders.DecodeBuffer;
import io.millrace.sdk.coders.EncodeBuffer;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Java serialisation of functions and other parts of a pipeline.
 *
 * <p>Classes are found through the thread's context class loader. All methods throw {@link
 * IllegalArgumentException} when something does not survive, naming the field that is to blame if
 * it can be found.
 */
public final class SerializableUtils {
  private SerializableUtils() {}

  /** The serialised form of {@code value}. */
  public static byte[] serializeToByteArray(Serializable value) {
    EncodeBuffer buffer = new EncodeBuffer(1024);
    try (ObjectOutputStream out = new ObjectOutputStream(buffer)) {
      out.writeObject(value);
    } catch (IOException e) {
      String path = UnserializableField.find(value);
      throw new IllegalArgumentException(
          "cannot serialise "
              + value.getClass().getName()
              + ": "
              + (path == null ? e.toString() : path)
              + ". Make it Serializable, or transient, or static; a lambda or an anonymous class"
              + " takes along whatever it uses of its surroundings",
          e);
    }
    return buffer.toByteArray();
  }

  /** What {@code encodedValue} was made of; {@code description} is for the error message. */
  @SuppressWarnings("BanSerializableRead") // what this method is for; the bytes are our own
  public static Object deserializeFromByteArray(byte[] encodedValue, String description) {
    try (ObjectInputStream in = new ContextObjectInputStream(encodedValue)) {
      Object value = in.readObject();
      if (value == null) {
        throw new IllegalArgumentException(description + " was serialised as null");
      }
      return value;
    } catch (IOException | ClassNotFoundException e) {
      throw new IllegalArgumentException("cannot deserialise " + description + ": " + e, e);
    }
  }

  /** {@code value} itself, once it is known to survive serialisation. */
  public static <T extends Serializable> T ensureSerializable(T value) {
    return ensureSerializableRoundTrip(value);
  }

  /** The copy of {@code value} that serialisation makes. */
  public static <T extends Serializable> T ensureSerializableRoundTrip(T value) {
    return clone(value);
  }

  /** The copy of {@code value} that serialisation makes. */
  @SuppressWarnings("unchecked")
  public static <T extends Serializable> T clone(T value) {
    return (T) deserializeFromByteArray(serializeToByteArray(value), value.getClass().getName());
  }

  /** The copy of {@code coder} that serialisation makes, once it is known to equal it. */
  public static Coder<?> ensureSerializable(Coder<?> coder) {
    Coder<?> copy = clone(coder);
    if (!coder.equals(copy)) {
      throw new IllegalArgumentException(
          coder + " does not equal its own copy after serialisation: it needs an equals method");
    }
    return copy;
  }

  /** The copy of {@code value} that {@code coder} makes. */
  public static <T extends @Nullable Object> T ensureSerializableByCoder(
      Coder<T> coder, T value, String errorContext) {
    try {
      return CoderUtils.clone(coder, value);
    } catch (CoderException e) {
      throw new IllegalArgumentException(
          errorContext + ": " + value + " does not survive " + coder + ": " + e.getMessage(), e);
    }
  }

  private static final class ContextObjectInputStream extends ObjectInputStream {
    ContextObjectInputStream(byte[] bytes) throws IOException {
      super(new DecodeBuffer(bytes));
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass description)
        throws IOException, ClassNotFoundException {
      ClassLoader loader = Thread.currentThread().getContextClassLoader();
      if (loader != null) {
        try {
          return Class.forName(description.getName(), false, loader);
        } catch (ClassNotFoundException e) {
          // primitive types, and classes that only our own loader knows
          return super.resolveClass(description);
        }
      }
      return super.resolveClass(description);
    }
  }
}
