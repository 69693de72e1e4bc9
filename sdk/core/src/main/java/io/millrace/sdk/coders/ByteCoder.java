package io.millrace.sdk.coders;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** A coder of {@link Byte} in one byte. */
public final class ByteCoder extends AtomicCoder<Byte> {
  private static final long serialVersionUID = 1;
  private static final ByteCoder INSTANCE = new ByteCoder();

  private ByteCoder() {}

  /** The coder. */
  public static ByteCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(Byte value, OutputStream outStream) throws IOException {
    if (value == null) {
      throw Wire.nullRefused("Byte");
    }
    outStream.write(value);
  }

  @Override
  public Byte decode(InputStream inStream) throws IOException {
    return (byte) Wire.readByte(inStream);
  }

  @Override
  public boolean consistentWithEquals() {
    return true;
  }

  @Override
  public int stableHash(Byte value) {
    return StableHash.of(value.intValue());
  }
}
