package io.millrace.sdk.coders;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigInteger;

/** A coder of {@link BigInteger}: length, then two's complement, most significant byte first. */
public final class BigIntegerCoder extends AtomicCoder<BigInteger> {
  private static final long serialVersionUID = 1;
  private static final BigIntegerCoder INSTANCE = new BigIntegerCoder();

  private BigIntegerCoder() {}

  /** The coder. */
  public static BigIntegerCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(BigInteger value, OutputStream outStream) throws IOException {
    if (value == null) {
      throw Wire.nullRefused("BigInteger");
    }
    Wire.writeLengthAndBytes(value.toByteArray(), outStream);
  }

  @Override
  public BigInteger decode(InputStream inStream) throws IOException {
    byte[] bytes = Wire.readLengthAndBytes(inStream);
    if (bytes.length == 0) {
      throw new CoderException("a BigInteger has at least one byte");
    }
    return new BigInteger(bytes);
  }

  @Override
  public boolean consistentWithEquals() {
    return true;
  }
}
