package io.millrace.sdk.io.avro;

import io.millrace.sdk.coders.CoderException;
import io.millrace.sdk.transforms.SerializableFunction;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;

/**
 * Makes elements of messages, and messages of elements: of values of Kafka, for example, without a
 * deserialiser of Kafka.
 *
 * <pre>{@code
 * AvroMessages<Order> orders = AvroMessages.of(AvroType.of(Order.class)).writtenWith(olderSchema);
 * bytes.apply(MapElements.into(TypeDescriptor.of(Order.class)).via(orders::decode));
 * }</pre>
 *
 * <p>A message is Avro's binary encoding, and before it, if asked for, the header that Confluent's
 * registries use: a byte 0, and four bytes with the number of the schema, the highest first.
 *
 * <p>Immutable, serialisable, thread-safe.
 *
 * @param <T> the type of the elements
 */
public final class AvroMessages<T> implements Serializable {
  private static final long serialVersionUID = 1;

  private static final byte MAGIC = 0;
  private static final int HEADER_BYTES = 5;

  private final AvroType<T> type;

  /** The schema of messages without a header, as JSON; null for that of the type. */
  private final @Nullable String written;

  private final int schemaId;
  private final @Nullable SerializableFunction<Integer, String> registry;
  private transient volatile @Nullable Map<Integer, Decoding<T>> decodings;

  private AvroMessages(
      AvroType<T> type,
      @Nullable String written,
      int schemaId,
      @Nullable SerializableFunction<Integer, String> registry) {
    this.type = type;
    this.written = written;
    this.schemaId = schemaId;
    this.registry = registry;
  }

  private record Decoding<T>(
      GenericDatumReader<IndexedRecord> reader, AvroType.Reading<T> reading) {}

  /** Messages without a header, written with the schema of the type. */
  public static <T> AvroMessages<T> of(AvroType<T> type) {
    return new AvroMessages<>(Objects.requireNonNull(type, "type"), null, 0, null);
  }

  /**
   * The same, where the messages to decode were written with this schema.
   *
   * @throws org.apache.avro.AvroTypeException if elements cannot be read from that
   */
  public AvroMessages<T> writtenWith(Schema schema) {
    if (registry != null) {
      throw new IllegalArgumentException("the headers of messages say which schema they have");
    }
    type.reading(schema, Set.of());
    return new AvroMessages<>(type, schema.toString(), 0, null);
  }

  /**
   * The same with Confluent's header.
   *
   * @param schemaId the number that the registry has for the type's schema, for encoding
   * @param registry gives the schema of a number, as JSON; asked once for each number
   */
  public AvroMessages<T> withConfluentHeader(
      int schemaId, SerializableFunction<Integer, String> registry) {
    return new AvroMessages<>(type, null, schemaId, Objects.requireNonNull(registry, "registry"));
  }

  /**
   * Makes a message.
   *
   * @throws IllegalArgumentException if a value does not fit its schema; the message says which
   */
  public byte[] encode(T element) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      if (registry != null) {
        bytes.write(ByteBuffer.allocate(HEADER_BYTES).put(MAGIC).putInt(schemaId).array());
      }
      BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
      new GenericDatumWriter<IndexedRecord>(type.schema()).write(type.toAvro(element), encoder);
      return bytes.toByteArray();
    } catch (AvroRuntimeException | ClassCastException | NullPointerException e) {
      throw new IllegalArgumentException("cannot encode " + type + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw new IllegalStateException(e); // memory does not fail
    }
  }

  /**
   * Reads a message.
   *
   * @throws IllegalArgumentException if the bytes are none, or have more behind it
   */
  public T decode(byte[] message) {
    try {
      int start = 0;
      int id = schemaId;
      if (registry != null) {
        if (message.length < HEADER_BYTES || message[0] != MAGIC) {
          throw new CoderException("there is no header, which is a zero and the schema's number");
        }
        id = ByteBuffer.wrap(message, 1, HEADER_BYTES - 1).getInt();
        start = HEADER_BYTES;
      }
      Decoding<T> decoding = decodings().computeIfAbsent(id, this::decoding);
      BinaryDecoder decoder =
          DecoderFactory.get().binaryDecoder(message, start, message.length - start, null);
      IndexedRecord read = decoding.reader.read(null, decoder);
      if (!decoder.isEnd()) {
        throw new CoderException(
            "there are bytes behind it, so it was written with another schema");
      }
      return decoding.reading.fromAvro(read);
    } catch (AvroRuntimeException
        | IOException
        | IndexOutOfBoundsException
        | NegativeArraySizeException e) {
      throw new IllegalArgumentException(
          "cannot decode " + type + " from " + message.length + " bytes: " + reason(e), e);
    }
  }

  private static String reason(Exception e) {
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }

  private Map<Integer, Decoding<T>> decodings() {
    Map<Integer, Decoding<T>> known = decodings;
    if (known == null) {
      known = new ConcurrentHashMap<>();
      decodings = known;
    }
    return known;
  }

  private Decoding<T> decoding(int id) {
    String json = registry != null ? registry.apply(id) : written;
    Schema schema = json == null ? type.schema() : new Schema.Parser().parse(json);
    AvroType.Reading<T> reading = type.reading(schema, Set.of());
    return new Decoding<>(new GenericDatumReader<>(schema, reading.schema()), reading);
  }
}
