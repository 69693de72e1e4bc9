package io.millrace.sdk.extensions.protobuf;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.millrace.sdk.coders.ByteArrayCoder;
import io.millrace.sdk.coders.CoderException;
import io.millrace.sdk.coders.CustomCoder;
import io.millrace.sdk.util.VarInt;
import io.millrace.sdk.values.TypeDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Method;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A coder of a generated Protocol Buffers message: length, then the message.
 *
 * <p>Found for every message class without being named. Deterministic unless the message, or one
 * inside it, has a map field or a floating-point field; lite messages, which do not tell their
 * fields, count as non-deterministic. Unknown fields are kept; extensions are read as unknown.
 */
public final class ProtoCoder<T extends MessageLite> extends CustomCoder<T> {
  private static final long serialVersionUID = 1;

  private final Class<T> messageType;

  private transient volatile @Nullable MessageLite defaultInstance;

  private ProtoCoder(Class<T> messageType) {
    this.messageType = messageType;
  }

  /**
   * A coder of {@code messageType}.
   *
   * @throws IllegalArgumentException if it is no generated message class
   */
  public static <T extends MessageLite> ProtoCoder<T> of(Class<T> messageType) {
    ProtoCoder<T> coder = new ProtoCoder<>(messageType);
    coder.defaultInstance = readDefaultInstance(messageType);
    return coder;
  }

  /** A coder of the message class that {@code messageType} describes. */
  @SuppressWarnings("unchecked")
  public static <T extends MessageLite> ProtoCoder<T> of(TypeDescriptor<T> messageType) {
    return of((Class<T>) messageType.getRawType());
  }

  private static MessageLite readDefaultInstance(Class<?> type) {
    try {
      Method getter = type.getMethod("getDefaultInstance");
      if (getter.invoke(null) instanceof MessageLite instance) {
        return instance;
      }
    } catch (ReflectiveOperationException | NullPointerException e) {
      throw new IllegalArgumentException(notGenerated(type), e);
    }
    throw new IllegalArgumentException(notGenerated(type));
  }

  private static String notGenerated(Class<?> type) {
    return type.getName()
        + " is no generated message class: it has no public static getDefaultInstance()";
  }

  private MessageLite defaultInstance() {
    MessageLite instance = defaultInstance;
    if (instance == null) {
      instance = readDefaultInstance(messageType);
      defaultInstance = instance;
    }
    return instance;
  }

  /** The class of the messages. */
  public Class<T> getMessageType() {
    return messageType;
  }

  @Override
  public void encode(T value, OutputStream outStream) throws IOException {
    if (value == null) {
      throw new CoderException(
          "cannot encode a null "
              + messageType.getSimpleName()
              + "; use NullableCoder.of(...) around its coder if null is a value here");
    }
    int size = value.getSerializedSize();
    VarInt.encode(size, outStream);
    CodedOutputStream coded = CodedOutputStream.newInstance(outStream, Math.min(size + 1, 4096));
    coded.useDeterministicSerialization();
    value.writeTo(coded);
    coded.flush();
  }

  @Override
  public T decode(InputStream inStream) throws IOException {
    // guards against corrupt lengths
    byte[] bytes = ByteArrayCoder.of().decode(inStream);
    Parser<? extends MessageLite> parser = defaultInstance().getParserForType();
    try {
      return messageType.cast(parser.parseFrom(bytes));
    } catch (InvalidProtocolBufferException e) {
      throw new CoderException(
          "the bytes are no " + messageType.getName() + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void verifyDeterministic() throws NonDeterministicException {
    if (!(defaultInstance() instanceof Message message)) {
      throw new NonDeterministicException(this, "a lite message does not tell its fields");
    }
    verify(message.getDescriptorForType(), messageType.getSimpleName(), new HashSet<>());
  }

  private void verify(Descriptor descriptor, String path, Set<Descriptor> seen)
      throws NonDeterministicException {
    if (!seen.add(descriptor)) {
      return;
    }
    for (FieldDescriptor field : descriptor.getFields()) {
      String fieldPath = path + "." + field.getName();
      if (field.isMapField()) {
        throw new NonDeterministicException(this, fieldPath + " is a map, which has no order");
      }
      switch (field.getJavaType()) {
        case FLOAT, DOUBLE ->
            throw new NonDeterministicException(this, fieldPath + " is a floating-point number");
        case MESSAGE -> verify(field.getMessageType(), fieldPath, seen);
        default -> {}
      }
    }
  }

  /** Messages are equal when their fields are, which is when their bytes are, unknown ones too. */
  @Override
  public boolean consistentWithEquals() {
    return true;
  }

  @Override
  public TypeDescriptor<T> getEncodedTypeDescriptor() {
    return TypeDescriptor.of(messageType);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ProtoCoder<?> that && messageType.equals(that.messageType);
  }

  @Override
  public int hashCode() {
    return messageType.getName().hashCode();
  }

  @Override
  public String toString() {
    return "ProtoCoder(" + messageType.getName() + ")";
  }
}
