package io.millrace.sdk.io.avro.mapping;

import java.util.HashMap;
import java.util.Map;
import org.apache.avro.AvroTypeException;
import org.apache.avro.Schema;

/** A type of Java values that are not null. */
interface ValueType {

  /** The schema that values are written with. */
  Schema schema();

  /** What Avro writes for a value. */
  Object toAvro(Object value);

  /**
   * How values are read that were written with {@code written}, which is no union.
   *
   * @throws AvroTypeException if that holds no values of this type
   */
  Bound bind(Schema written, Binding binding);

  /** For messages. */
  @Override
  String toString();

  /** That something else was written than this type can be made of. */
  default AvroTypeException mismatch(Schema written) {
    return new AvroTypeException(this + " cannot be read from " + describe(written));
  }

  private static String describe(Schema schema) {
    String logical = schema.getProp("logicalType");
    return logical == null
        ? schema.getType().getName()
        : schema.getType().getName() + " (" + logical + ")";
  }

  /** One binding of a record: remembers the records in it, which may contain themselves. */
  final class Binding {

    private record Key(RecordType type, String written) {}

    private final Map<Key, RecordType.BoundRecord> records = new HashMap<>();

    RecordType.BoundRecord record(RecordType type, Schema written) {
      Key key = new Key(type, written.getFullName());
      RecordType.BoundRecord known = records.get(key);
      if (known == null) {
        known = new RecordType.BoundRecord(type, written);
        records.put(key, known);
        known.bindFields(this);
      }
      return known;
    }
  }
}
