package io.millrace.sdk.coders;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** A coder of {@link Short} in two bytes, most significant first. */
public final class BigEndianShortCoder extends AtomicCoder<Short> {
  private static final long serialVersionUID = 1;
  private static final BigEndianShortCoder INSTANCE = new BigEndianShortCoder();

  private BigEndianShortCoder() {}

  /** The coder. */
  public static BigEndianShortCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(Short value, OutputStream outStream) throws IOException {
    if (value == null) {
      throw Wire.nullRefused("Short");
    }
    outStream.write(value >> 8);
    outStream.write(value);
  }

  @Override
  public Short decode(InputStream inStream) throws IOException {
    return (short) (Wire.readByte(inStream) << 8 | Wire.readByte(inStream));
  }

  @Override
  public boolean consistentWithEquals() {
    return true;
  }

  @Override
  public int stableHash(Short value) {
    return StableHash.of(value.intValue());
  }
}
