package io.millrace.sdk.io.avro.mapping;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.apache.avro.AvroTypeException;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericFixed;
import org.jspecify.annotations.Nullable;

/** Types of single values, without those of decimal numbers and of time. */
public final class Scalars {

  /** Strings that are read as {@link String}, and not as Avro's own class. */
  static final Schema STRING = strings();

  /**
   * What says that a column of whole numbers is one of decimal numbers, which Avro has no name for:
   * the scale.
   */
  public static final String DECIMAL_SCALE = "millrace.decimal.scale";

  private static final Map<Class<?>, ValueType> TYPES =
      Map.of(
          Boolean.class,
          new Plain("boolean", Schema.create(Schema.Type.BOOLEAN), EnumSet.of(Schema.Type.BOOLEAN)),
          Integer.class,
          new Plain("int", Schema.create(Schema.Type.INT), EnumSet.of(Schema.Type.INT)),
          Long.class,
          new Plain(
              "long",
              Schema.create(Schema.Type.LONG),
              EnumSet.of(Schema.Type.INT, Schema.Type.LONG)),
          Float.class,
          new Plain(
              "float",
              Schema.create(Schema.Type.FLOAT),
              EnumSet.of(Schema.Type.INT, Schema.Type.LONG, Schema.Type.FLOAT)),
          Double.class,
          new Plain(
              "double",
              Schema.create(Schema.Type.DOUBLE),
              EnumSet.of(Schema.Type.INT, Schema.Type.LONG, Schema.Type.FLOAT, Schema.Type.DOUBLE)),
          Byte.class,
          new Narrow("byte", Byte.MIN_VALUE, Byte.MAX_VALUE, Integer::byteValue),
          Short.class,
          new Narrow("short", Short.MIN_VALUE, Short.MAX_VALUE, Integer::shortValue),
          String.class,
          new Text(),
          byte[].class,
          new Bytes(),
          UUID.class,
          new Uuids());

  private Scalars() {}

  /** The type of these values by their class, never a primitive one; null if it is not known. */
  static @Nullable ValueType of(Class<?> type) {
    return TYPES.get(type);
  }

  private static Schema strings() {
    Schema schema = Schema.create(Schema.Type.STRING);
    GenericData.setStringType(schema, GenericData.StringType.String);
    return schema;
  }

  /** Values that Avro takes as they are; narrower numbers are widened by Avro's resolution. */
  private record Plain(String name, Schema schema, Set<Schema.Type> from) implements ValueType {

    @Override
    public Object toAvro(Object value) {
      return value;
    }

    @Override
    public Bound bind(Schema written, Binding binding) {
      if (!from.contains(written.getType()) || written.getObjectProp(DECIMAL_SCALE) != null) {
        throw mismatch(written);
      }
      return new Bound(schema, Function.identity());
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** Numbers for which Avro has no type so small. */
  private record Narrow(String name, int least, int most, Function<Integer, Object> cut)
      implements ValueType {

    @Override
    public Schema schema() {
      return Schema.create(Schema.Type.INT);
    }

    @Override
    public Object toAvro(Object value) {
      return ((Number) value).intValue();
    }

    @Override
    public Bound bind(Schema written, Binding binding) {
      if (written.getType() != Schema.Type.INT || written.getObjectProp(DECIMAL_SCALE) != null) {
        throw mismatch(written);
      }
      return new Bound(schema(), this::fromAvro);
    }

    private Object fromAvro(Object read) {
      int value = (Integer) read;
      if (value < least || value > most) {
        throw new AvroTypeException(value + " is no " + name);
      }
      return cut.apply(value);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static final class Text implements ValueType {

    @Override
    public Schema schema() {
      return STRING;
    }

    @Override
    public Object toAvro(Object value) {
      return value;
    }

    @Override
    public Bound bind(Schema written, Binding binding) {
      return switch (written.getType()) {
        case STRING -> new Bound(STRING, Object::toString);
        case ENUM -> new Bound(written, Object::toString);
        default -> throw mismatch(written);
      };
    }

    @Override
    public String toString() {
      return "String";
    }
  }

  /** The bytes of what Avro reads. */
  static byte[] bytes(Object read) {
    if (read instanceof GenericFixed fixed) {
      return fixed.bytes().clone();
    }
    ByteBuffer buffer = ((ByteBuffer) read).duplicate();
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  private static final class Bytes implements ValueType {

    @Override
    public Schema schema() {
      return Schema.create(Schema.Type.BYTES);
    }

    @Override
    public Object toAvro(Object value) {
      return ByteBuffer.wrap((byte[]) value);
    }

    @Override
    public Bound bind(Schema written, Binding binding) {
      return switch (written.getType()) {
        case BYTES -> new Bound(schema(), Scalars::bytes);
        case FIXED -> new Bound(written, Scalars::bytes);
        default -> throw mismatch(written);
      };
    }

    @Override
    public String toString() {
      return "byte[]";
    }
  }

  private static final class Uuids implements ValueType {

    private static final int BYTES = 16;

    private final Schema schema =
        LogicalTypes.uuid().addToSchema(Schema.create(Schema.Type.STRING));

    @Override
    public Schema schema() {
      return schema;
    }

    @Override
    public Object toAvro(Object value) {
      return value.toString();
    }

    @Override
    public Bound bind(Schema written, Binding binding) {
      if (written.getType() == Schema.Type.STRING) {
        return new Bound(schema, Uuids::fromText);
      }
      if (written.getType() == Schema.Type.FIXED && written.getFixedSize() == BYTES) {
        return new Bound(written, Uuids::fromBytes);
      }
      throw mismatch(written);
    }

    private static Object fromText(Object read) {
      try {
        return UUID.fromString(read.toString());
      } catch (IllegalArgumentException e) {
        throw new AvroTypeException(read + " is no UUID", e);
      }
    }

    private static Object fromBytes(Object read) {
      ByteBuffer bytes = ByteBuffer.wrap(Arrays.copyOf(bytes(read), BYTES));
      return new UUID(bytes.getLong(), bytes.getLong());
    }

    @Override
    public String toString() {
      return "UUID";
    }
  }
}
