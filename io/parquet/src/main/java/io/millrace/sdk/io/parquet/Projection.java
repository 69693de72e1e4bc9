package io.millrace.sdk.io.parquet;

import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.parquet.avro.AvroSchemaConverter;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;
import org.jspecify.annotations.Nullable;

/** Leaves of the columns of a file those that a schema of Avro has, with all that is in them. */
final class Projection {

  private Projection() {}

  /** Those of the fields that a record has, by their names or aliases. */
  static List<Type> fields(List<Type> fields, Schema record) {
    List<Type> left = new ArrayList<>();
    for (Type field : fields) {
      Schema.Field wanted = wanted(field.getName(), record);
      if (wanted != null) {
        left.add(of(field, AvroSchemaConverter.getNonNull(wanted.schema())));
      }
    }
    return left;
  }

  private static Schema.@Nullable Field wanted(String name, Schema record) {
    Schema.Field exact = record.getField(name);
    if (exact != null) {
      return exact;
    }
    return record.getFields().stream()
        .filter(field -> field.aliases().contains(name))
        .findFirst()
        .orElse(null);
  }

  private static Type of(Type type, Schema schema) {
    if (type.isPrimitive()) {
      return unscaled(type.asPrimitiveType());
    }
    GroupType group = type.asGroupType();
    return switch (schema.getType()) {
      case RECORD -> group.withNewFields(fields(group.getFields(), schema));
      case ARRAY -> list(group, AvroSchemaConverter.getNonNull(schema.getElementType()));
      case MAP -> map(group, AvroSchemaConverter.getNonNull(schema.getValueType()));
      default -> type;
    };
  }

  /** Decimals as the whole numbers that they are stored as: what reads these drops their digits. */
  private static Type unscaled(PrimitiveType type) {
    boolean isNumber =
        type.getPrimitiveTypeName() == PrimitiveTypeName.INT32
            || type.getPrimitiveTypeName() == PrimitiveTypeName.INT64;
    return isNumber && type.getLogicalTypeAnnotation() instanceof DecimalLogicalTypeAnnotation
        ? Types.primitive(type.getPrimitiveTypeName(), type.getRepetition()).named(type.getName())
        : type;
  }

  /** The type of the elements of a list, whichever form the list has. */
  static Type elementOf(GroupType list) {
    if (list.isRepetition(Type.Repetition.REPEATED)) {
      return list;
    }
    Type repeated = list.getType(0);
    return isElement(repeated, list.getName()) ? repeated : repeated.asGroupType().getType(0);
  }

  private static Type list(GroupType list, Schema element) {
    if (list.isRepetition(Type.Repetition.REPEATED)) {
      return of(list, element); // a list without a group around it
    }
    Type repeated = list.getType(0);
    if (isElement(repeated, list.getName())) {
      return list.withNewFields(of(repeated, element));
    }
    GroupType wrapper = repeated.asGroupType();
    return list.withNewFields(wrapper.withNewFields(of(wrapper.getType(0), element)));
  }

  /** Whether the repeated type is the element itself, by the rules of the format for old files. */
  private static boolean isElement(Type repeated, String listName) {
    return repeated.isPrimitive()
        || repeated.asGroupType().getFieldCount() > 1
        || repeated.asGroupType().getType(0).isRepetition(Type.Repetition.REPEATED)
        || repeated.getName().equals("array")
        || repeated.getName().equals(listName + "_tuple");
  }

  private static Type map(GroupType map, Schema value) {
    GroupType entry = map.getType(0).asGroupType();
    if (entry.getFieldCount() < 2) {
      return map;
    }
    return map.withNewFields(entry.withNewFields(entry.getType(0), of(entry.getType(1), value)));
  }
}
