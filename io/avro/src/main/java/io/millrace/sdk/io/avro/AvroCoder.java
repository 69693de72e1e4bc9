package io.millrace.sdk.io.avro;

import io.millrace.sdk.coders.CoderException;
import io.millrace.sdk.coders.CustomCoder;
import io.millrace.sdk.values.TypeDescriptor;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.OutputStream;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;

/**
 * A coder of records in Avro's binary encoding, without the schema: for elements of pipelines, and
 * for values of Kafka that other programs write or read with this schema.
 *
 * <p>What Java records are in Avro, {@link AvroType} says. Deterministic unless there is a map.
 *
 * @param <T> the type of the elements
 */
public final class AvroCoder<T> extends CustomCoder<T> {
  private static final long serialVersionUID = 1;

  private final AvroType<T> type;
  private final TypeDescriptor<T> typeDescriptor;
  private transient Codecs<T> codecs;

  private AvroCoder(AvroType<T> type, TypeDescriptor<T> typeDescriptor) {
    this.type = type;
    this.typeDescriptor = typeDescriptor;
    this.codecs = new Codecs<>(type);
  }

  /** What encodes and decodes. Thread-safe, as its parts are. */
  private static final class Codecs<T> {
    private final GenericDatumWriter<IndexedRecord> writer;
    private final GenericDatumReader<IndexedRecord> reader;
    private final AvroType.Reading<T> reading;

    Codecs(AvroType<T> type) {
      reading = type.reading(type.schema(), Set.of());
      writer = new GenericDatumWriter<>(type.schema());
      reader = new GenericDatumReader<>(type.schema(), reading.schema());
    }
  }

  @SuppressWarnings("BanSerializableRead") // only fills what is not sent
  private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
    in.defaultReadObject();
    codecs = new Codecs<>(type);
  }

  /**
   * A coder of a record.
   *
   * @throws IllegalArgumentException if it is none, or has a component without a schema
   */
  public static <T> AvroCoder<T> of(Class<T> record) {
    return new AvroCoder<>(AvroType.of(record), TypeDescriptor.of(record));
  }

  /**
   * A coder of generic records.
   *
   * @throws IllegalArgumentException if the schema is none of a record
   */
  public static AvroCoder<GenericRecord> of(Schema schema) {
    return new AvroCoder<>(AvroType.of(schema), TypeDescriptor.of(GenericRecord.class));
  }

  /** The schema of the bytes. */
  public Schema getSchema() {
    return type.schema();
  }

  @Override
  public void encode(T value, OutputStream outStream) throws IOException {
    if (value == null) {
      throw new CoderException(this + " cannot encode null");
    }
    try {
      BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(outStream, null);
      codecs.writer.write(type.toAvro(value), encoder);
    } catch (AvroRuntimeException | ClassCastException | NullPointerException e) {
      throw new CoderException(this + " cannot encode a value: " + e.getMessage(), e);
    }
  }

  @Override
  public T decode(InputStream inStream) throws IOException {
    IndexedRecord read;
    try {
      // not one that reads ahead: there may be more behind the value
      read = codecs.reader.read(null, DecoderFactory.get().directBinaryDecoder(inStream, null));
    } catch (EOFException e) {
      throw e;
    } catch (AvroRuntimeException | IndexOutOfBoundsException | NegativeArraySizeException e) {
      throw new CoderException("the bytes are no " + type + ": " + e.getMessage(), e);
    }
    try {
      return codecs.reading.fromAvro(read);
    } catch (AvroRuntimeException e) {
      throw new CoderException("the bytes make no " + type + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void verifyDeterministic() throws NonDeterministicException {
    String map = pathToMap(type.schema(), new HashSet<>());
    if (map != null) {
      throw new NonDeterministicException(
          this, "the order of the entries of the map " + map + " may differ");
    }
  }

  private static @Nullable String pathToMap(Schema schema, Set<String> seen) {
    return switch (schema.getType()) {
      case MAP -> "";
      case ARRAY -> pathToMap(schema.getElementType(), seen);
      case UNION ->
          schema.getTypes().stream()
              .map(branch -> pathToMap(branch, seen))
              .filter(Objects::nonNull)
              .findFirst()
              .orElse(null);
      case RECORD -> seen.add(schema.getFullName()) ? pathFromFields(schema, seen) : null;
      default -> null;
    };
  }

  private static @Nullable String pathFromFields(Schema record, Set<String> seen) {
    for (Schema.Field field : record.getFields()) {
      String path = pathToMap(field.schema(), seen);
      if (path != null) {
        return path.isEmpty() ? field.name() : field.name() + "." + path;
      }
    }
    return null;
  }

  @Override
  public TypeDescriptor<T> getEncodedTypeDescriptor() {
    return typeDescriptor;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof AvroCoder<?> that && type.equals(that.type);
  }

  @Override
  public int hashCode() {
    return type.hashCode();
  }

  @Override
  public String toString() {
    return "AvroCoder(" + type + ")";
  }
}
