package io.millrace.sdk.coders;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * A coder of {@link Float} in four bytes (IEEE 754, most significant first; every NaN is the same).
 * Not deterministic, so not for keys.
 */
public final class FloatCoder extends AtomicCoder<Float> {
  private static final long serialVersionUID = 1;
  private static final FloatCoder INSTANCE = new FloatCoder();

  private FloatCoder() {}

  /** The coder. */
  public static FloatCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(Float value, OutputStream outStream) throws IOException {
    if (value == null) {
      throw Wire.nullRefused("Float");
    }
    Wire.writeInt(Float.floatToIntBits(value), outStream);
  }

  @Override
  public Float decode(InputStream inStream) throws IOException {
    return Float.intBitsToFloat(Wire.readInt(inStream));
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
  public int stableHash(Float value) {
    return StableHash.of(Float.floatToIntBits(value));
  }
}
