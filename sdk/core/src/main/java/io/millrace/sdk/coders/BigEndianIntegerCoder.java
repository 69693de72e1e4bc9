package io.millrace.sdk.coders;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** A coder of {@link Integer} in four bytes, most significant first. */
public final class BigEndianIntegerCoder extends AtomicCoder<Integer> {
  private static final long serialVersionUID = 1;
  private static final BigEndianIntegerCoder INSTANCE = new BigEndianIntegerCoder();

  private BigEndianIntegerCoder() {}

  /** The coder. */
  public static BigEndianIntegerCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(Integer value, OutputStream outStream) throws IOException {
    if (value == null) {
      throw Wire.nullRefused("Integer");
    }
    Wire.writeInt(value, outStream);
  }

  @Override
  public Integer decode(InputStream inStream) throws IOException {
    return Wire.readInt(inStream);
  }

  @Override
  public boolean consistentWithEquals() {
    return true;
  }

  @Override
  public int stableHash(Integer value) {
    return StableHash.of(value.intValue());
  }
}
