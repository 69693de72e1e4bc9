package io.millrace.sdk.coders;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** A coder of {@link Boolean} in one byte, 1 for true and 0 for false. */
public final class BooleanCoder extends AtomicCoder<Boolean> {
  private static final long serialVersionUID = 1;
  private static final BooleanCoder INSTANCE = new BooleanCoder();

  private BooleanCoder() {}

  /** The coder. */
  public static BooleanCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(Boolean value, OutputStream outStream) throws IOException {
    if (value == null) {
      throw Wire.nullRefused("Boolean");
    }
    outStream.write(value ? 1 : 0);
  }

  @Override
  public Boolean decode(InputStream inStream) throws IOException {
    int b = Wire.readByte(inStream);
    if (b > 1) {
      throw new CoderException("the byte " + b + " is no boolean, which is 0 or 1");
    }
    return b == 1;
  }

  @Override
  public boolean consistentWithEquals() {
    return true;
  }

  @Override
  public int stableHash(Boolean value) {
    return StableHash.of(value ? 1 : 0);
  }
}
