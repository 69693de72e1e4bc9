package io.millrace.sdk.coders;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * A coder of {@link Double} in eight bytes (IEEE 754, most significant first; every NaN is the
 * same). Not deterministic, so not for keys.
 */
public final class DoubleCoder extends AtomicCoder<Double> {
  private static final long serialVersionUID = 1;
  private static final DoubleCoder INSTANCE = new DoubleCoder();

  private DoubleCoder() {}

  /** The coder. */
  public static DoubleCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(Double value, OutputStream outStream) throws IOException {
    if (value == null) {
      throw Wire.nullRefused("Double");
    }
    Wire.writeLong(Double.doubleToLongBits(value), outStream);
  }

  @Override
  public Double decode(InputStream inStream) throws IOException {
    return Double.longBitsToDouble(Wire.readLong(inStream));
  }

  @Override
  public void verifyDeterministic() throws NonDeterministicException {
    throw new NonDeterministicException(
        this, "floating point has several encodings for what compares equal, such as 0.0 and -0.0");
  }

  @Override
  public boolean consistentWithEquals() {
    return true;
  }

  @Override
  public int stableHash(Double value) {
    return StableHash.of(Double.doubleToLongBits(value));
  }
}
