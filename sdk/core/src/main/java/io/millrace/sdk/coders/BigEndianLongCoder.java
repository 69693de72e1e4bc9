package io.millrace.sdk.coders;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** A coder of {@link Long} in eight bytes, most significant first. */
public final class BigEndianLongCoder extends AtomicCoder<Long> {
  private static final long serialVersionUID = 1;
  private static final BigEndianLongCoder INSTANCE = new BigEndianLongCoder();

  private BigEndianLongCoder() {}

  /** The coder. */
  public static BigEndianLongCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(Long value, OutputStream outStream) throws IOException {
    if (value == null) {
      throw Wire.nullRefused("Long");
    }
    Wire.writeLong(value, outStream);
  }

  @Override
  public Long decode(InputStream inStream) throws IOException {
    return Wire.readLong(inStream);
  }

  @Override
  public boolean consistentWithEquals() {
    return true;
  }

  @Override
  public int stableHash(Long value) {
    return StableHash.of(value.longValue());
  }
}
