package io.millrace.sdk.coders;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.BitSet;

/** A coder of {@link BitSet}: length, then its bytes, bit 0 first. */
public final class BitSetCoder extends AtomicCoder<BitSet> {
  private static final long serialVersionUID = 1;
  private static final BitSetCoder INSTANCE = new BitSetCoder();

  private BitSetCoder() {}

  /** The coder. */
  public static BitSetCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(BitSet value, OutputStream outStream) throws IOException {
    if (value == null) {
      throw Wire.nullRefused("BitSet");
    }
    Wire.writeLengthAndBytes(value.toByteArray(), outStream);
  }

  @Override
  public BitSet decode(InputStream inStream) throws IOException {
    return BitSet.valueOf(Wire.readLengthAndBytes(inStream));
  }

  @Override
  public boolean consistentWithEquals() {
    return true;
  }
}
