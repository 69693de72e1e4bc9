package io.millrace.sdk.io.avro.mapping;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.avro.AvroTypeException;
import org.apache.avro.LogicalTypes;
import org.apache.avro.LogicalTypes.Decimal;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.jspecify.annotations.Nullable;

/**
 * Decimal numbers, of one precision and scale in each schema. They are never rounded: what does not
 * fit is refused. What was read has the scale of the schema.
 */
final class DecimalType implements ValueType {

  /** As wide as the columns of most databases and engines get. */
  private static final Decimal STANDARD = LogicalTypes.decimal(38, 9);

  private final Schema schema;
  private final Decimal decimal;

  /** With a precision of 38 and a scale of 9. */
  DecimalType() {
    this(STANDARD.addToSchema(Schema.create(Schema.Type.BYTES)));
  }

  /**
   * Written so.
   *
   * @throws AvroTypeException if that is no schema of decimal numbers
   */
  DecimalType(Schema schema) {
    if (!(schema.getLogicalType() instanceof Decimal known)) {
      throw mismatch(schema);
    }
    this.schema = schema;
    this.decimal = known;
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public Object toAvro(Object value) {
    BigDecimal number = (BigDecimal) value;
    BigDecimal scaled;
    try {
      scaled = number.setScale(decimal.getScale(), RoundingMode.UNNECESSARY);
    } catch (ArithmeticException e) {
      throw doesNotFit(number, e);
    }
    if (scaled.precision() > decimal.getPrecision()) {
      throw doesNotFit(number, null);
    }
    byte[] bytes = scaled.unscaledValue().toByteArray();
    if (schema.getType() != Schema.Type.FIXED) {
      return ByteBuffer.wrap(bytes);
    }
    byte[] wide = new byte[schema.getFixedSize()];
    Arrays.fill(wide, (byte) (scaled.signum() < 0 ? -1 : 0));
    System.arraycopy(bytes, 0, wide, wide.length - bytes.length, bytes.length);
    return new GenericData.Fixed(schema, wide);
  }

  private AvroTypeException doesNotFit(BigDecimal number, @Nullable Exception cause) {
    return new AvroTypeException(
        String.format(
            "%s does not fit into a decimal of precision %d and scale %d; round it, or say with"
                + " @AvroSchema how it is to be written",
            number, decimal.getPrecision(), decimal.getScale()),
        cause);
  }

  @Override
  public Bound bind(Schema written, Binding binding) {
    if (written.getLogicalType() instanceof Decimal known) {
      int scale = known.getScale();
      return new Bound(written, read -> new BigDecimal(new BigInteger(Scalars.bytes(read)), scale));
    }
    if (written.getObjectProp(Scalars.DECIMAL_SCALE) instanceof Integer scale) {
      return new Bound(written, read -> BigDecimal.valueOf(((Number) read).longValue(), scale));
    }
    throw mismatch(written);
  }

  @Override
  public String toString() {
    return "BigDecimal";
  }
}
