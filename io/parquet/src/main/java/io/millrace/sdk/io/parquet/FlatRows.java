package io.millrace.sdk.io.parquet;

import io.millrace.sdk.io.avro.mapping.RecordBuilder;
import java.nio.ByteBuffer;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.parquet.avro.AvroSchemaConverter;
import org.apache.parquet.column.Dictionary;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.io.api.RecordMaterializer;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/**
 * Puts the values of columns into a {@link RecordBuilder}, without a generic record in between: for
 * rows of which each column is a single value. Values are what Avro's own converters make.
 */
final class FlatRows<T> extends RecordMaterializer<RecordBuilder<T>> {

  private final RecordBuilder<T> builder;
  private final Root root;

  private FlatRows(RecordBuilder<T> builder, PrimitiveConverter[] columns) {
    this.builder = builder;
    this.root = new Root(builder, columns);
  }

  /**
   * What makes records of these columns; null if one of them is no single value, or has another
   * type than the schema of the builder says.
   */
  static <T> @Nullable FlatRows<T> of(MessageType requested, RecordBuilder<T> builder) {
    if (builder.schema().getFields().size() != requested.getFieldCount()) {
      return null;
    }
    PrimitiveConverter[] columns = new PrimitiveConverter[requested.getFieldCount()];
    for (int i = 0; i < columns.length; i++) {
      Type column = requested.getType(i);
      Schema.Field field = builder.schema().getField(column.getName());
      if (field == null || !column.isPrimitive() || column.isRepetition(Type.Repetition.REPEATED)) {
        return null;
      }
      Schema schema = AvroSchemaConverter.getNonNull(field.schema());
      if (!holds(column.asPrimitiveType().getPrimitiveTypeName(), schema.getType())) {
        return null;
      }
      columns[i] = converter(builder, field.pos(), schema);
    }
    return new FlatRows<>(builder, columns);
  }

  private static boolean holds(PrimitiveTypeName column, Schema.Type type) {
    return switch (type) {
      case BOOLEAN -> column == PrimitiveTypeName.BOOLEAN;
      case INT -> column == PrimitiveTypeName.INT32;
      case LONG -> column == PrimitiveTypeName.INT64 || holds(column, Schema.Type.INT);
      case FLOAT -> column == PrimitiveTypeName.FLOAT || holds(column, Schema.Type.LONG);
      case DOUBLE -> column == PrimitiveTypeName.DOUBLE || holds(column, Schema.Type.FLOAT);
      case STRING, ENUM, BYTES -> column == PrimitiveTypeName.BINARY;
      case FIXED -> column == PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY;
      default -> false;
    };
  }

  private static PrimitiveConverter converter(RecordBuilder<?> builder, int field, Schema schema) {
    if (!builder.isWanted(field)) {
      return new UnwantedColumn();
    }
    return switch (schema.getType()) {
      case STRING, ENUM -> new TextColumn(builder, field);
      default ->
          builder.isNumber(field)
              ? new NumberColumn(builder, field, schema.getType())
              : new ValueColumn(builder, field, schema);
    };
  }

  @Override
  public RecordBuilder<T> getCurrentRecord() {
    return builder;
  }

  @Override
  public GroupConverter getRootConverter() {
    return root;
  }

  private static final class Root extends GroupConverter {

    private final RecordBuilder<?> builder;
    private final PrimitiveConverter[] columns;

    Root(RecordBuilder<?> builder, PrimitiveConverter[] columns) {
      this.builder = builder;
      this.columns = columns;
    }

    @Override
    public Converter getConverter(int fieldIndex) {
      return columns[fieldIndex];
    }

    @Override
    public void start() {
      builder.clear();
    }

    @Override
    public void end() {}
  }

  /** A column that only the filter looks at. */
  private static final class UnwantedColumn extends PrimitiveConverter {

    @Override
    public void addBinary(Binary value) {}

    @Override
    public void addBoolean(boolean value) {}

    @Override
    public void addDouble(double value) {}

    @Override
    public void addFloat(float value) {}

    @Override
    public void addInt(int value) {}

    @Override
    public void addLong(long value) {}
  }

  /** Numbers and booleans that get into the record as they are. */
  private static final class NumberColumn extends PrimitiveConverter {

    private final RecordBuilder<?> builder;
    private final int field;
    private final Schema.Type type;

    NumberColumn(RecordBuilder<?> builder, int field, Schema.Type type) {
      this.builder = builder;
      this.field = field;
      this.type = type;
    }

    @Override
    public void addBoolean(boolean value) {
      builder.setLong(field, value ? 1 : 0);
    }

    @Override
    public void addInt(int value) {
      addLong(value);
    }

    @Override
    public void addLong(long value) {
      switch (type) {
        case FLOAT -> builder.setDouble(field, (float) value); // rounded once
        case DOUBLE -> builder.setDouble(field, (double) value);
        default -> builder.setLong(field, value);
      }
    }

    @Override
    public void addFloat(float value) {
      builder.setDouble(field, value);
    }

    @Override
    public void addDouble(double value) {
      builder.setDouble(field, value);
    }
  }

  /** Whatever the record makes values of. */
  private static final class ValueColumn extends PrimitiveConverter {

    private final RecordBuilder<?> builder;
    private final int field;
    private final Schema schema;

    ValueColumn(RecordBuilder<?> builder, int field, Schema schema) {
      this.builder = builder;
      this.field = field;
      this.schema = schema;
    }

    @Override
    public void addBoolean(boolean value) {
      builder.set(field, value);
    }

    @Override
    public void addInt(int value) {
      if (schema.getType() == Schema.Type.INT) {
        builder.set(field, value);
      } else {
        addLong(value);
      }
    }

    @Override
    public void addLong(long value) {
      switch (schema.getType()) {
        case FLOAT -> builder.set(field, (float) value);
        case DOUBLE -> builder.set(field, (double) value);
        default -> builder.set(field, value);
      }
    }

    @Override
    public void addFloat(float value) {
      if (schema.getType() == Schema.Type.FLOAT) {
        builder.set(field, value);
      } else {
        addDouble(value);
      }
    }

    @Override
    public void addDouble(double value) {
      builder.set(field, value);
    }

    @Override
    public void addBinary(Binary value) {
      builder.set(
          field,
          schema.getType() == Schema.Type.FIXED
              ? new GenericData.Fixed(schema, value.getBytes())
              : ByteBuffer.wrap(value.getBytes()));
    }
  }

  /** Strings and names of constants, of which those of a dictionary are decoded once. */
  private static final class TextColumn extends PrimitiveConverter {

    private final RecordBuilder<?> builder;
    private final int field;
    private String[] dictionary = {};

    TextColumn(RecordBuilder<?> builder, int field) {
      this.builder = builder;
      this.field = field;
    }

    @Override
    public boolean hasDictionarySupport() {
      return true;
    }

    @Override
    public void setDictionary(Dictionary values) {
      dictionary = new String[values.getMaxId() + 1];
      for (int id = 0; id < dictionary.length; id++) {
        dictionary[id] = values.decodeToBinary(id).toStringUsingUTF8();
      }
    }

    @Override
    public void addValueFromDictionary(int id) {
      builder.set(field, dictionary[id]);
    }

    @Override
    public void addBinary(Binary value) {
      builder.set(field, value.toStringUsingUTF8());
    }
  }
}
