package io.millrace.sdk.io.avro.mapping;

import io.millrace.sdk.io.avro.mapping.Slot.BoundSlot;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.AvroTypeException;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Maps, whose keys are strings. What was read cannot be modified. */
final class MapType implements ValueType {

  private final Slot values;
  private final Schema schema;

  MapType(Slot values) {
    this.values = values;
    this.schema = Schema.createMap(values.schema());
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public Object toAvro(Object value) {
    Map<?, ?> map = (Map<?, ?>) value;
    Map<String, @Nullable Object> entries = new LinkedHashMap<>(2 * map.size());
    map.forEach(
        (key, each) -> {
          if (key == null) {
            throw new AvroTypeException("a key of the map is null");
          }
          try {
            entries.put((String) key, values.toAvro(each));
          } catch (AvroTypeException e) {
            throw in(key, e);
          }
        });
    return entries;
  }

  @Override
  public Bound bind(Schema written, Binding binding) {
    if (written.getType() != Schema.Type.MAP) {
      throw mismatch(written);
    }
    BoundSlot bound = values.bind(written.getValueType(), binding);
    return new Bound(Schema.createMap(bound.schema()), read -> fromAvro((Map<?, ?>) read, bound));
  }

  private static Object fromAvro(Map<?, ?> read, BoundSlot bound) {
    Map<String, @Nullable Object> made = new LinkedHashMap<>(2 * read.size());
    read.forEach(
        (key, each) -> {
          String name = Objects.toString(key);
          try {
            made.put(name, bound.fromAvro(each));
          } catch (AvroTypeException e) {
            throw in(name, e);
          }
        });
    return Collections.unmodifiableMap(made);
  }

  private static AvroTypeException in(Object key, AvroTypeException e) {
    return new AvroTypeException("the value of " + key + " " + e.getMessage(), e);
  }

  @Override
  public String toString() {
    return "a map";
  }
}
