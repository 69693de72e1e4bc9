package io.millrace.sdk.io.avro.mapping;

import io.millrace.sdk.io.avro.mapping.Slot.Presence;
import io.millrace.sdk.io.records.RecordComponents;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.AvroTypeException;
import org.apache.avro.JsonProperties;
import org.apache.avro.Schema;
import org.apache.avro.reflect.AvroAlias;
import org.apache.avro.reflect.AvroDefault;
import org.apache.avro.reflect.AvroDoc;
import org.apache.avro.reflect.AvroIgnore;
import org.apache.avro.reflect.AvroName;
import org.apache.avro.reflect.AvroSchema;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what a record is in Avro, from its components and what is annotated at them.
 *
 * <p>Records are remembered by their class, so that one may contain itself.
 */
public final class TypeInference {

  private static final Map<Class<?>, Class<?>> BOXES =
      Map.of(
          boolean.class, Boolean.class,
          byte.class, Byte.class,
          short.class, Short.class,
          int.class, Integer.class,
          long.class, Long.class,
          float.class, Float.class,
          double.class, Double.class);

  private static final String KNOWN =
      "boolean, byte, short, int, long, float, double, String, byte[], BigDecimal, UUID, "
          + String.join(", ", TimeType.names())
          + ", enums, records, List, Set, Map with String as keys, and Optional of these";

  private final Map<Class<?>, ValueType> named = new HashMap<>();

  private TypeInference() {}

  /**
   * What a record is in Avro.
   *
   * @throws IllegalArgumentException saying which component has no schema, and why
   */
  public static RecordType of(Class<?> record) {
    return new TypeInference().record(record);
  }

  private RecordType record(Class<?> type) {
    if (!type.isRecord()) {
      throw new IllegalArgumentException(
          type.getName() + " is no record; schemas are inferred from records");
    }
    if (type.getTypeParameters().length > 0) {
      throw new IllegalArgumentException(
          type.getName()
              + " has type parameters, and records of Avro have none: write a record for what they"
              + " stand for");
    }
    if (named.get(type) instanceof RecordType known) {
      return known;
    }
    AvroDoc doc = type.getAnnotation(AvroDoc.class);
    try {
      Schema schema =
          Schema.createRecord(
              type.getSimpleName(),
              doc == null ? null : doc.value(),
              namespace(type),
              /* isError= */ false);
      RecordType made = new RecordType(type, schema);
      named.put(type, made);
      List<Slot> slots = new ArrayList<>();
      List<Schema.Field> fields = new ArrayList<>();
      for (RecordComponent component : type.getRecordComponents()) {
        Slot slot = slot(type, component);
        slots.add(slot);
        fields.add(field(type, component, slot));
      }
      made.setComponents(slots, fields);
      return made;
    } catch (AvroRuntimeException e) {
      throw new IllegalArgumentException(
          type.getName() + " cannot be a record of Avro: " + e.getMessage(), e);
    }
  }

  private static String namespace(Class<?> type) {
    Class<?> enclosing = type.getEnclosingClass();
    String outer = enclosing == null ? null : enclosing.getCanonicalName();
    return outer == null ? type.getPackageName() : outer;
  }

  private Slot slot(Class<?> owner, RecordComponent component) {
    boolean nullable = RecordComponents.isNullable(component);
    Slot inferred;
    try {
      inferred =
          slot(
              component.getGenericType(),
              component.getAnnotatedType(),
              nullable,
              annotation(owner, component, AvroSchema.class));
    } catch (AvroTypeException e) {
      throw in(owner, component, e);
    }
    if (annotation(owner, component, AvroIgnore.class) != null) {
      throw in(
          owner,
          component,
          new AvroTypeException("cannot be ignored: a record needs a value for each component"));
    }
    return inferred;
  }

  private static AvroTypeException in(
      Class<?> owner, RecordComponent component, RuntimeException e) {
    return new AvroTypeException(
        "component " + component.getName() + " of " + owner.getSimpleName() + ": " + e.getMessage(),
        e);
  }

  private Slot slot(
      Type type, AnnotatedType written, boolean nullable, @Nullable AvroSchema wanted) {
    boolean mayBeNull = nullable || RecordComponents.isMarkedNullable(written);
    if (raw(type) == Optional.class) {
      if (mayBeNull) {
        throw new AvroTypeException("an Optional that may be null as well; one of them is enough");
      }
      Slot inner = argument(type, written, 0, wanted);
      if (inner.presence() != Presence.REQUIRED) {
        throw new AvroTypeException("an Optional of what may be missing; one of them is enough");
      }
      return new Slot(inner.type(), Presence.OPTIONAL);
    }
    return new Slot(
        value(type, written, wanted), mayBeNull ? Presence.NULLABLE : Presence.REQUIRED);
  }

  private Slot argument(Type type, AnnotatedType written, int index, @Nullable AvroSchema wanted) {
    if (!(type instanceof ParameterizedType parameterized)
        || !(written instanceof AnnotatedParameterizedType annotated)) {
      throw new AvroTypeException(type.getTypeName() + " does not say what it contains");
    }
    return slot(
        parameterized.getActualTypeArguments()[index],
        annotated.getAnnotatedActualTypeArguments()[index],
        /* nullable= */ false,
        wanted);
  }

  private ValueType value(Type type, AnnotatedType written, @Nullable AvroSchema wanted) {
    Class<?> raw = raw(type);
    Class<?> boxed = BOXES.getOrDefault(raw, raw);
    Schema given = wanted == null ? null : new Schema.Parser().parse(wanted.value());
    if (raw == BigDecimal.class) {
      return given == null ? new DecimalType() : new DecimalType(given);
    }
    TimeType time = TimeType.of(raw);
    if (time != null) {
      return given == null ? time : time.writtenAs(given);
    }
    if (given != null) {
      throw new AvroTypeException(
          "@AvroSchema is for BigDecimal, "
              + String.join(", ", TimeType.names())
              + "; of "
              + type.getTypeName()
              + " there is one schema only");
    }
    ValueType scalar = Scalars.of(boxed);
    if (scalar != null) {
      return scalar;
    }
    if (raw == List.class || raw == Collection.class || raw == Iterable.class) {
      return CollectionType.list(argument(type, written, 0, null));
    }
    if (raw == Set.class) {
      return CollectionType.set(argument(type, written, 0, null));
    }
    if (raw == Map.class) {
      return map(type, written);
    }
    if (raw.isEnum()) {
      return named.computeIfAbsent(raw, each -> new EnumType(each, namespace(each)));
    }
    if (raw.isRecord() && type instanceof Class<?>) {
      return record(raw);
    }
    throw new AvroTypeException(
        "there is no schema for " + type.getTypeName() + advice(raw) + ". There are: " + KNOWN);
  }

  private ValueType map(Type type, AnnotatedType written) {
    Slot values = argument(type, written, 1, null);
    Type keys = ((ParameterizedType) type).getActualTypeArguments()[0];
    if (keys != String.class) {
      throw new AvroTypeException(
          "the keys of maps are strings, not "
              + keys.getTypeName()
              + "; a list of records of key and value takes any");
    }
    return new MapType(values);
  }

  private static String advice(Class<?> raw) {
    if (raw.isRecord()) {
      return "; a record with type parameters has no name of its own in Avro: write a record for"
          + " what they stand for";
    }
    if (raw.isArray()) {
      return "; use a List";
    }
    if (raw.isSealed()) {
      return "; of a sealed type write a record with a component for each kind, all but one of"
          + " which are null";
    }
    return switch (raw.getName()) {
      case "java.time.Duration" -> "; use a long, and name it by its unit";
      case "java.time.ZonedDateTime", "java.time.OffsetDateTime" ->
          "; use an Instant, and a String for the zone";
      default -> "";
    };
  }

  private static Class<?> raw(Type type) {
    if (type instanceof Class<?> plain) {
      return plain;
    }
    if (type instanceof ParameterizedType parameterized) {
      return (Class<?>) parameterized.getRawType();
    }
    throw new AvroTypeException("there is no schema for " + type.getTypeName());
  }

  private static Schema.Field field(Class<?> owner, RecordComponent component, Slot slot) {
    AvroName name = annotation(owner, component, AvroName.class);
    AvroDoc doc = annotation(owner, component, AvroDoc.class);
    AvroDefault value = annotation(owner, component, AvroDefault.class);
    String fieldName = name == null ? component.getName() : name.value();
    String text = doc == null ? null : doc.value();
    Schema.Field field;
    if (value != null) {
      field = withDefault(owner, component, fieldName, text, slot, value.value());
    } else if (slot.presence() == Presence.REQUIRED) {
      field = new Schema.Field(fieldName, slot.schema(), text);
    } else {
      field = new Schema.Field(fieldName, slot.schema(), text, JsonProperties.NULL_VALUE);
    }
    for (AvroAlias alias : aliases(owner, component)) {
      field.addAlias(alias.alias());
    }
    return field;
  }

  // the default of a union is of its first branch, so that comes first which the default is of
  private static Schema.Field withDefault(
      Class<?> owner,
      RecordComponent component,
      String name,
      @Nullable String doc,
      Slot slot,
      String json) {
    Schema schema = slot.schema();
    if (schema.isUnion() && !json.strip().equals("null")) {
      schema = Schema.createUnion(slot.type().schema(), Schema.create(Schema.Type.NULL));
    }
    try {
      Schema around =
          new Schema.Parser()
              .parse(
                  "{\"type\":\"record\",\"name\":\"Around\",\"fields\":[{\"name\":\"value\","
                      + "\"type\":"
                      + schema
                      + ",\"default\":"
                      + json
                      + "}]}");
      return new Schema.Field(name, schema, doc, around.getField("value").defaultVal());
    } catch (AvroRuntimeException e) {
      throw in(
          owner,
          component,
          new AvroTypeException("the default " + json + " is no value of it: " + e.getMessage()));
    }
  }

  // annotations for fields are at the field that a component has; those that it does not take
  // itself are not at the component
  private static <A extends Annotation> @Nullable A annotation(
      Class<?> owner, RecordComponent component, Class<A> type) {
    return fieldOf(owner, component).getAnnotation(type);
  }

  private static AvroAlias[] aliases(Class<?> owner, RecordComponent component) {
    return fieldOf(owner, component).getAnnotationsByType(AvroAlias.class);
  }

  private static Field fieldOf(Class<?> owner, RecordComponent component) {
    try {
      return owner.getDeclaredField(component.getName());
    } catch (NoSuchFieldException e) {
      throw new IllegalStateException(e); // each component has one
    }
  }
}
