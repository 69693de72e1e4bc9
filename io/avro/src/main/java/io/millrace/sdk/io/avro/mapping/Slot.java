package io.millrace.sdk.io.avro.mapping;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.avro.AvroTypeException;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A place for a value: a component of a record, an element of a list, a value of a map.
 *
 * @param type of the value
 * @param presence whether there may be none
 */
record Slot(ValueType type, Presence presence) {

  /** What stands for no value. */
  enum Presence {
    /** Nothing: there is always a value. */
    REQUIRED,
    /** Null. */
    NULLABLE,
    /** An empty {@link Optional}. */
    OPTIONAL
  }

  Schema schema() {
    return presence == Presence.REQUIRED ? type.schema() : orNull(type.schema());
  }

  static Schema orNull(Schema schema) {
    return Schema.createUnion(Schema.create(Schema.Type.NULL), schema);
  }

  @Nullable Object toAvro(@Nullable Object value) {
    Object there = value;
    if (presence == Presence.OPTIONAL && value != null) {
      there = ((Optional<?>) value).orElse(null);
      if (there == null) {
        return null;
      }
    } else if (presence == Presence.NULLABLE && value == null) {
      return null;
    }
    if (there == null) {
      throw new AvroTypeException("is null; annotate it @Nullable if null is a value here");
    }
    return type.toAvro(there);
  }

  /** How values of this slot are read; takes null, if that was written. */
  BoundSlot bind(Schema written, ValueType.Binding binding) {
    if (!written.isUnion()) {
      Bound bound = type.bind(written, binding);
      return new BoundSlot(bound.schema(), presence, bound.fromAvro());
    }
    List<Schema> branches =
        written.getTypes().stream().filter(each -> each.getType() != Schema.Type.NULL).toList();
    if (branches.size() != 1) {
      throw new AvroTypeException(type + " cannot be read from the union " + written);
    }
    Bound bound = type.bind(branches.get(0), binding);
    boolean mayBeNull = branches.size() < written.getTypes().size();
    return new BoundSlot(
        mayBeNull ? orNull(bound.schema()) : bound.schema(), presence, bound.fromAvro());
  }

  /** See {@link #bind}. */
  record BoundSlot(Schema schema, Presence presence, Function<Object, Object> convert) {

    @Nullable Object fromAvro(@Nullable Object read) {
      if (read != null) {
        Object value = convert.apply(read);
        return presence == Presence.OPTIONAL ? Optional.of(value) : value;
      }
      return switch (presence) {
        case NULLABLE -> null;
        case OPTIONAL -> Optional.empty();
        case REQUIRED ->
            throw new AvroTypeException(
                "is null in what was read; annotate it @Nullable, or make it an Optional");
      };
    }
  }
}
