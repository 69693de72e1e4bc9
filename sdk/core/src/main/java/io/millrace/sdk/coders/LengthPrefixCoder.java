package io.millrace.sdk.coders;

import io.millrace.sdk.util.VarInt;
import io.millrace.sdk.values.TypeDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts the length in bytes before each value, so that readers can skip it undecoded. */
public final class LengthPrefixCoder<T extends @Nullable Object> extends StructuredCoder<T> {
  private static final long serialVersionUID = 1;

  private final Coder<T> valueCoder;

  private LengthPrefixCoder(Coder<T> valueCoder) {
    this.valueCoder = valueCoder;
  }

  /** {@code valueCoder} with a length in front. */
  public static <T extends @Nullable Object> LengthPrefixCoder<T> of(Coder<T> valueCoder) {
    return new LengthPrefixCoder<>(valueCoder);
  }

  /** The coder of what follows the length. */
  public Coder<T> getValueCoder() {
    return valueCoder;
  }

  @Override
  public void encode(T value, OutputStream outStream) throws IOException {
    EncodeBuffer buffer = new EncodeBuffer();
    valueCoder.encode(value, buffer);
    VarInt.encode(buffer.length(), outStream);
    outStream.write(buffer.array(), 0, buffer.length());
  }

  @Override
  public T decode(InputStream inStream) throws IOException {
    DecodeBuffer buffer = new DecodeBuffer(Wire.readLengthAndBytes(inStream));
    T value = valueCoder.decode(buffer);
    if (buffer.remaining() > 0) {
      throw new CoderException(
          valueCoder + " left " + buffer.remaining() + " bytes of a length-prefixed value unread");
    }
    return value;
  }

  @Override
  public List<? extends Coder<?>> getCoderArguments() {
    return List.of(valueCoder);
  }

  @Override
  public void verifyDeterministic() throws NonDeterministicException {
    verifyDeterministic(this, "value", valueCoder);
  }

  @Override
  public boolean consistentWithEquals() {
    return valueCoder.consistentWithEquals();
  }

  @Override
  public Object structuralValue(T value) {
    return valueCoder.structuralValue(value);
  }

  @Override
  public int stableHash(T value) {
    return valueCoder.stableHash(value);
  }

  @Override
  public TypeDescriptor<T> getEncodedTypeDescriptor() {
    return valueCoder.getEncodedTypeDescriptor();
  }
}
