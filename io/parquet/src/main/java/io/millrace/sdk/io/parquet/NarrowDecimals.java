package io.millrace.sdk.io.parquet;

import io.millrace.sdk.io.avro.AvroType;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.Type;

/**
 * Marks decimal numbers that are in columns of 32 or 64 bits, which Avro would take for whole
 * numbers: most programs but Avro's write small decimals so.
 */
final class NarrowDecimals {

  private NarrowDecimals() {}

  /** The schema with marks. */
  static Schema mark(Schema record, GroupType group) {
    List<Schema.Field> fields = new ArrayList<>();
    for (Type column : group.getFields()) {
      Schema.Field field = record.getField(column.getName());
      fields.add(new Schema.Field(field.name(), mark(field.schema(), column), field.doc()));
    }
    return Schema.createRecord(
        record.getName(), record.getDoc(), record.getNamespace(), record.isError(), fields);
  }

  private static Schema mark(Schema schema, Type column) {
    if (schema.isUnion()) {
      return Schema.createUnion(
          schema.getTypes().stream()
              .map(each -> each.getType() == Schema.Type.NULL ? each : mark(each, column))
              .toList());
    }
    if (!column.isPrimitive()) {
      GroupType group = column.asGroupType();
      return switch (schema.getType()) {
        case RECORD -> mark(schema, group);
        case ARRAY ->
            Schema.createArray(mark(schema.getElementType(), Projection.elementOf(group)));
        case MAP ->
            Schema.createMap(
                mark(schema.getValueType(), group.getType(0).asGroupType().getType(1)));
        default -> schema;
      };
    }
    if (schema.getType() == Schema.Type.ARRAY) {
      return Schema.createArray(mark(schema.getElementType(), column));
    }
    boolean isNumber = schema.getType() == Schema.Type.INT || schema.getType() == Schema.Type.LONG;
    return isNumber
            && column.getLogicalTypeAnnotation() instanceof DecimalLogicalTypeAnnotation decimal
        ? AvroType.narrowDecimal(schema.getType(), decimal.getScale())
        : schema;
  }
}
