package io.millrace.sdk.coders;

import io.millrace.sdk.util.VarInt;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** A coder of {@link Long} as a varint: 1 byte below 128, 10 bytes for negative numbers. */
public final class VarLongCoder extends AtomicCoder<Long> {
  private static final long serialVersionUID = 1;
  private static final VarLongCoder INSTANCE = new VarLongCoder();

  private VarLongCoder() {}

  /** The coder. */
  public static VarLongCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(Long value, OutputStream outStream) throws IOException {
    if (value == null) {
      throw Wire.nullRefused("Long");
    }
    VarInt.encode(value.longValue(), outStream);
  }

  @Override
  public Long decode(InputStream inStream) throws IOException {
    return VarInt.decodeLong(inStream);
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
