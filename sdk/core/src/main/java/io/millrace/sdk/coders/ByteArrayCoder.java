package io.millrace.sdk.coders;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** A coder of {@code byte[]}: length, then the bytes. */
public final class ByteArrayCoder extends AtomicCoder<byte[]> {
  private static final long serialVersionUID = 1;
  private static final ByteArrayCoder INSTANCE = new ByteArrayCoder();

  private ByteArrayCoder() {}

  /** The coder. */
  public static ByteArrayCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(byte[] value, OutputStream outStream) throws IOException {
    if (value == null) {
      throw Wire.nullRefused("byte[]");
    }
    Wire.writeLengthAndBytes(value, outStream);
  }

  @Override
  public byte[] decode(InputStream inStream) throws IOException {
    return Wire.readLengthAndBytes(inStream);
  }

  /** The array itself, wrapped to be compared by content. */
  @Override
  public Object structuralValue(byte[] value) {
    return new StructuralByteArray(value);
  }

  @Override
  public int stableHash(byte[] value) {
    return StableHash.of(value);
  }
}
