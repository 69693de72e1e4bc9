package io.millrace.sdk.coders;

import io.millrace.sdk.util.VarInt;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** A coder of {@link Integer} as a varint: 1 byte below 128, 5 bytes for negative numbers. */
public final class VarIntCoder extends AtomicCoder<Integer> {
  private static final long serialVersionUID = 1;
  private static final VarIntCoder INSTANCE = new VarIntCoder();

  private VarIntCoder() {}

  /** The coder. */
  public static VarIntCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(Integer value, OutputStream outStream) throws IOException {
    if (value == null) {
      throw Wire.nullRefused("Integer");
    }
    VarInt.encode(value.intValue(), outStream);
  }

  @Override
  public Integer decode(InputStream inStream) throws IOException {
    return VarInt.decodeInt(inStream);
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
