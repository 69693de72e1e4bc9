package io.millrace.sdk.io.avro.mapping;

import io.millrace.sdk.io.avro.mapping.Slot.BoundSlot;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.apache.avro.AvroTypeException;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Lists and sets, which are arrays in Avro. What was read cannot be modified. */
final class CollectionType implements ValueType {

  private final String name;
  private final Slot element;
  private final Schema schema;
  private final IntFunction<Collection<@Nullable Object>> create;
  private final Function<Collection<@Nullable Object>, Object> complete;

  private CollectionType(
      String name,
      Slot element,
      IntFunction<Collection<@Nullable Object>> create,
      Function<Collection<@Nullable Object>, Object> complete) {
    this.name = name;
    this.element = element;
    this.schema = Schema.createArray(element.schema());
    this.create = create;
    this.complete = complete;
  }

  static CollectionType list(Slot element) {
    return new CollectionType(
        "a list", element, ArrayList::new, made -> Collections.unmodifiableList((List<?>) made));
  }

  static CollectionType set(Slot element) {
    return new CollectionType(
        "a set",
        element,
        size -> new LinkedHashSet<>(2 * size),
        made -> Collections.unmodifiableSet((LinkedHashSet<?>) made));
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public Object toAvro(Object value) {
    List<@Nullable Object> elements = new ArrayList<>();
    for (Object each : (Iterable<?>) value) {
      try {
        elements.add(element.toAvro(each));
      } catch (AvroTypeException e) {
        throw in(elements.size(), e);
      }
    }
    return elements;
  }

  @Override
  public Bound bind(Schema written, Binding binding) {
    if (written.getType() != Schema.Type.ARRAY) {
      throw mismatch(written);
    }
    BoundSlot bound = element.bind(written.getElementType(), binding);
    return new Bound(
        Schema.createArray(bound.schema()), read -> fromAvro((Collection<?>) read, bound));
  }

  private Object fromAvro(Collection<?> read, BoundSlot bound) {
    Collection<@Nullable Object> made = create.apply(read.size());
    for (Object each : read) {
      try {
        made.add(bound.fromAvro(each));
      } catch (AvroTypeException e) {
        throw in(made.size(), e);
      }
    }
    return complete.apply(made);
  }

  private static AvroTypeException in(int index, AvroTypeException e) {
    return new AvroTypeException("element " + index + " " + e.getMessage(), e);
  }

  @Override
  public String toString() {
    return name;
  }
}
