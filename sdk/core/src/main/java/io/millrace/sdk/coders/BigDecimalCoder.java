package io.millrace.sdk.coders;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * A coder of {@link BigDecimal}: scale, then unscaled value; 1.0 and 1.00 differ, as they do by
 * {@code equals}.
 */
public final class BigDecimalCoder extends AtomicCoder<BigDecimal> {
  private static final long serialVersionUID = 1;
  private static final BigDecimalCoder INSTANCE = new BigDecimalCoder();

  private BigDecimalCoder() {}

  /** The coder. */
  public static BigDecimalCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(BigDecimal value, OutputStream outStream) throws IOException {
    if (value == null) {
      throw Wire.nullRefused("BigDecimal");
    }
    Wire.writeZigZag(value.scale(), outStream);
    Wire.writeLengthAndBytes(value.unscaledValue().toByteArray(), outStream);
  }

  @Override
  public BigDecimal decode(InputStream inStream) throws IOException {
    long scale = Wire.readZigZag(inStream);
    if (scale != (int) scale) {
      throw new CoderException("the scale " + scale + " of a BigDecimal is out of range");
    }
    BigInteger unscaled = BigIntegerCoder.of().decode(inStream);
    return new BigDecimal(unscaled, (int) scale);
  }

  @Override
  public boolean consistentWithEquals() {
    return true;
  }
}
