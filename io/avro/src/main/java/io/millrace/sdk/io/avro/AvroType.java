package io.millrace.sdk.io.avro;

import io.millrace.sdk.coders.CannotProvideCoderException;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.CoderRegistry;
import io.millrace.sdk.io.avro.mapping.RecordBuilder;
import io.millrace.sdk.io.avro.mapping.RecordType;
import io.millrace.sdk.io.avro.mapping.Scalars;
import io.millrace.sdk.io.avro.mapping.TypeInference;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.avro.AvroTypeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaCompatibility.SchemaPairCompatibility;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * What elements are in Avro: Java records, whose schema is inferred, or Avro's own {@link
 * GenericRecord}s of a schema that is given.
 *
 * <p>A component of a record is a field of the same name: boolean, numbers, String, byte[], enums,
 * records, and lists, sets and maps of these are what one expects; {@code @Nullable} and Optional
 * are a union with null whose default is null; BigDecimal is a decimal of precision 38 and scale 9;
 * Instant, LocalDateTime and LocalTime are in microseconds, LocalDate in days; UUID is a string.
 * Nothing is rounded or cut off: what does not fit is refused. Avro's annotations change that:
 * {@code @AvroName}, {@code @AvroAlias}, {@code @AvroDefault}, {@code @AvroDoc}, and
 * {@code @AvroSchema} at decimals and times, which then are cut off to the unit that is asked for.
 *
 * <p>Immutable, serialisable, thread-safe; equal if the class or the schema is.
 *
 * @param <T> the type of the elements
 */
public abstract sealed class AvroType<T> implements Serializable {
  private static final long serialVersionUID = 1;

  private AvroType() {}

  /**
   * Records of a class.
   *
   * @throws IllegalArgumentException if it is no record, or has a component without a schema; the
   *     message says which and why
   */
  public static <T> AvroType<T> of(Class<T> record) {
    return new OfRecord<>(record);
  }

  /**
   * Generic records of a schema.
   *
   * @throws IllegalArgumentException if the schema is none of a record
   */
  public static AvroType<GenericRecord> of(Schema schema) {
    if (schema.getType() != Schema.Type.RECORD) {
      throw new IllegalArgumentException(
          "the schema of elements must be a record, but is " + schema.getType().getName());
    }
    return new Generic(schema.toString());
  }

  /**
   * A schema of decimal numbers that something wrote as whole numbers, for which Avro has no name:
   * a component that is a BigDecimal can be read from it, and one that is a number cannot.
   *
   * @param type of the whole numbers
   * @param scale how many of their digits are behind the point
   */
  public static Schema narrowDecimal(Schema.Type type, int scale) {
    Schema schema = Schema.create(type);
    schema.addProp(Scalars.DECIMAL_SCALE, scale);
    return schema;
  }

  /** The schema that elements are written with. */
  public abstract Schema schema();

  /**
   * What Avro writes for an element.
   *
   * @throws AvroTypeException if a value does not fit its schema; the message says which
   */
  public abstract IndexedRecord toAvro(T element);

  /**
   * How elements are read that were written with another schema: what is not wanted is left out,
   * what is missing has its default.
   *
   * @param alsoFields fields of what was written that are to be read although elements do not have
   *     them
   * @throws AvroTypeException if that is not possible; the message says which field and why
   */
  public abstract Reading<T> reading(Schema written, Set<String> alsoFields);

  /**
   * The coder of the elements in a pipeline.
   *
   * @throws CannotProvideCoderException if there is none for a component
   */
  public abstract Coder<T> coder(CoderRegistry registry) throws CannotProvideCoderException;

  /**
   * How elements are read. Thread-safe.
   *
   * @param <T> the type of the elements
   */
  public interface Reading<T> {

    /** The schema to read with; it has what is wanted of what was written, and nothing else. */
    Schema schema();

    /** How many fields of the elements are in what was written. */
    int fieldsFound();

    /**
     * Makes an element.
     *
     * @param read has {@link #schema}
     * @throws AvroTypeException if a value is none of its component; the message names both
     */
    T fromAvro(IndexedRecord read);

    /**
     * What makes elements of values that are set one by one, which is faster; null for generic
     * records.
     */
    @Nullable RecordBuilder<T> builder();
  }

  private static final class OfRecord<T> extends AvroType<T> {
    private static final long serialVersionUID = 1;

    /** By class, so that what is known of a record goes with its class. */
    private static final ClassValue<RecordType> TYPES =
        new ClassValue<>() {
          @Override
          protected RecordType computeValue(Class<?> type) {
            return TypeInference.of(type);
          }
        };

    private final Class<T> type;
    private transient RecordType record;

    OfRecord(Class<T> type) {
      this.type = type;
      this.record = TYPES.get(type);
    }

    @SuppressWarnings("BanSerializableRead") // only fills what is not sent
    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
      in.defaultReadObject();
      record = TYPES.get(type);
    }

    @Override
    public Schema schema() {
      return record.schema();
    }

    @Override
    public IndexedRecord toAvro(T element) {
      return record.toAvro(element);
    }

    @Override
    public Reading<T> reading(Schema written, Set<String> alsoFields) {
      RecordType.BoundRecord bound = record.bind(written, alsoFields);
      return new Reading<>() {
        @Override
        public Schema schema() {
          return bound.schema();
        }

        @Override
        public int fieldsFound() {
          return bound.componentsFound();
        }

        @Override
        public T fromAvro(IndexedRecord read) {
          return type.cast(bound.fromAvro(read));
        }

        @Override
        public RecordBuilder<T> builder() {
          return bound.builder(type);
        }
      };
    }

    @Override
    public Coder<T> coder(CoderRegistry registry) throws CannotProvideCoderException {
      return registry.getCoder(type);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof OfRecord<?> that && type.equals(that.type);
    }

    @Override
    public int hashCode() {
      return type.getName().hashCode();
    }

    @Override
    public String toString() {
      return type.getName();
    }
  }

  private static final class Generic extends AvroType<GenericRecord> {
    private static final long serialVersionUID = 1;

    private final String json;
    private transient @Nullable Schema parsed;

    Generic(String json) {
      this.json = json;
    }

    @Override
    public Schema schema() {
      Schema schema = parsed;
      if (schema == null) {
        // racing threads parse the same
        schema = new Schema.Parser().parse(json);
        parsed = schema;
      }
      return schema;
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // the cheap way to see what is nearly always so
    public IndexedRecord toAvro(GenericRecord element) {
      Schema schema = schema();
      if (element.getSchema() != schema && !element.getSchema().equals(schema)) {
        throw new AvroTypeException(
            "a record has the schema " + element.getSchema() + " and not " + schema);
      }
      return element;
    }

    @Override
    public Reading<GenericRecord> reading(Schema written, Set<String> alsoFields) {
      Schema schema = schema();
      SchemaPairCompatibility compatibility =
          SchemaCompatibility.checkReaderWriterCompatibility(schema, written);
      if (compatibility.getType() != SchemaCompatibilityType.COMPATIBLE) {
        throw new AvroTypeException(
            "the schema to read with, "
                + schema.getFullName()
                + ", does not fit what was written: "
                + compatibility.getResult().getIncompatibilities());
      }
      Schema aliased = Schema.applyAliases(written, schema);
      List<Schema.Field> found =
          schema.getFields().stream()
              .map(field -> aliased.getField(field.name()))
              .filter(Objects::nonNull)
              .toList();
      for (Schema.Field field : found) {
        if (hasNarrowDecimal(field.schema(), new HashSet<>())) {
          throw new AvroTypeException(
              field.name()
                  + " has decimal numbers that are stored as whole ones, which generic records cannot"
                  + " tell: read it with a record that has a BigDecimal");
        }
      }
      return new Reading<>() {
        @Override
        public Schema schema() {
          return schema;
        }

        @Override
        public int fieldsFound() {
          return found.size();
        }

        @Override
        public GenericRecord fromAvro(IndexedRecord read) {
          return (GenericRecord) read;
        }

        @Override
        public @Nullable RecordBuilder<GenericRecord> builder() {
          return null;
        }
      };
    }

    private static boolean hasNarrowDecimal(Schema schema, Set<String> seen) {
      return switch (schema.getType()) {
        case ARRAY -> hasNarrowDecimal(schema.getElementType(), seen);
        case MAP -> hasNarrowDecimal(schema.getValueType(), seen);
        case UNION -> schema.getTypes().stream().anyMatch(each -> hasNarrowDecimal(each, seen));
        case RECORD ->
            seen.add(schema.getFullName())
                && schema.getFields().stream()
                    .anyMatch(field -> hasNarrowDecimal(field.schema(), seen));
        default -> schema.getObjectProp(Scalars.DECIMAL_SCALE) != null;
      };
    }

    @Override
    public Coder<GenericRecord> coder(CoderRegistry registry) {
      return AvroCoder.of(schema());
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Generic that && json.equals(that.json);
    }

    @Override
    public int hashCode() {
      return json.hashCode();
    }

    @Override
    public String toString() {
      return Objects.toString(schema().getFullName());
    }
  }
}
