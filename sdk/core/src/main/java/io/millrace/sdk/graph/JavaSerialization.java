package io.millrace.sdk.graph;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;

/** User functions to bytes and back, by Java serialisation. */
public final class JavaSerialization {

  private JavaSerialization() {}

  /**
   * The object as bytes.
   *
   * @param what names the object in an error
   * @throws IllegalArgumentException if it, or something that it refers to, is not serialisable
   */
  public static byte[] toBytes(Object object, String what) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(object);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "Cannot serialise "
              + what
              + ": "
              + e
              + ". Functions are sent to where they run: whatever they refer to must be"
              + " Serializable, or transient. (A lambda or an anonymous class in an instance method"
              + " refers to the instance around it.)",
          e);
    }
    return bytes.toByteArray();
  }

  /**
   * The object of the bytes.
   *
   * @param type what it is expected to be
   * @param userCode loads classes that are not this software's
   * @param what names the object in an error
   * @throws IllegalArgumentException if the bytes are damaged, a class is missing or has changed
   */
  public static <T> T fromBytes(byte[] bytes, Class<T> type, ClassLoader userCode, String what) {
    try (ObjectInputStream in =
        new UserCodeInputStream(new ByteArrayInputStream(bytes), userCode)) {
      return type.cast(in.readObject());
    } catch (IOException | ClassNotFoundException | ClassCastException e) {
      throw new IllegalArgumentException(
          "Cannot deserialise "
              + what
              + ": "
              + e
              + ". Does the class path hold the same classes as where the pipeline was built?",
          e);
    }
  }

  private static final class UserCodeInputStream extends ObjectInputStream {
    private final ClassLoader userCode;

    UserCodeInputStream(InputStream in, ClassLoader userCode) throws IOException {
      super(in);
      this.userCode = userCode;
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass description)
        throws IOException, ClassNotFoundException {
      try {
        return Class.forName(description.getName(), false, userCode);
      } catch (ClassNotFoundException e) {
        // primitives, and classes that only the default loader knows
        return super.resolveClass(description);
      }
    }
  }
}
