package io.millrace.sdk.io.avro.mapping;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.AvroTypeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;

/** Enums, which are enums in Avro too; read from strings as well. */
final class EnumType implements ValueType {

  private final Class<?> type;
  private final Schema schema;
  private final Map<String, Object> constants = new HashMap<>();
  private final Map<Object, GenericData.EnumSymbol> symbols = new HashMap<>();

  EnumType(Class<?> type, String namespace) {
    this.type = type;
    Enum<?>[] values = (Enum<?>[]) type.getEnumConstants();
    this.schema =
        Schema.createEnum(
            type.getSimpleName(), null, namespace, Arrays.stream(values).map(Enum::name).toList());
    for (Enum<?> value : values) {
      constants.put(value.name(), value);
      symbols.put(value, new GenericData.EnumSymbol(schema, value.name()));
    }
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public Object toAvro(Object value) {
    GenericData.EnumSymbol symbol = symbols.get(value);
    if (symbol == null) {
      throw new AvroTypeException(value + " is no " + type.getName());
    }
    return symbol;
  }

  @Override
  public Bound bind(Schema written, Binding binding) {
    return switch (written.getType()) {
      case ENUM -> new Bound(written, this::fromAvro);
      case STRING -> new Bound(Scalars.STRING, this::fromAvro);
      default -> throw mismatch(written);
    };
  }

  private Object fromAvro(Object read) {
    Object constant = constants.get(read.toString());
    if (constant == null) {
      throw new AvroTypeException(type.getName() + " has no constant " + read);
    }
    return constant;
  }

  @Override
  public String toString() {
    return "the enum " + type.getName();
  }
}
