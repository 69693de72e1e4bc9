package io.millrace.sdk.io.avro.mapping;

import io.millrace.sdk.io.avro.mapping.Slot.BoundSlot;
import io.millrace.sdk.io.avro.mapping.Slot.Presence;
import io.millrace.sdk.io.records.RecordComponents;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.avro.AvroTypeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/** A Java record, which is a record in Avro too. */
public final class RecordType implements ValueType {

  private static final MethodType CONSTRUCT = MethodType.methodType(Object.class, Object[].class);

  /**
   * A component.
   *
   * @param name in Java
   * @param field in Avro, of the schema that is written
   */
  private record Component(String name, MethodHandle accessor, Slot slot, Schema.Field field) {}

  private final Class<?> type;
  private final Schema schema;

  /** The canonical one, and the same with its arguments in an array. */
  private final MethodHandle constructor;

  private final MethodHandle spreader;
  private Component[] components = new Component[0];

  RecordType(Class<?> type, Schema schema) {
    this.type = type;
    this.schema = schema;
    this.constructor = RecordComponents.constructor(type);
    this.spreader =
        constructor
            .asSpreader(Object[].class, constructor.type().parameterCount())
            .asType(CONSTRUCT);
  }

  /** Settles the components, once; their types may have this one in them. */
  void setComponents(List<Slot> slots, List<Schema.Field> fields) {
    schema.setFields(fields);
    RecordComponent[] reflected = type.getRecordComponents();
    MethodHandle[] accessors = RecordComponents.accessors(type);
    Component[] made = new Component[reflected.length];
    for (int i = 0; i < made.length; i++) {
      made[i] = new Component(reflected[i].getName(), accessors[i], slots.get(i), fields.get(i));
    }
    components = made;
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public IndexedRecord toAvro(Object value) {
    if (!type.isInstance(value)) {
      throw new AvroTypeException(
          "a value of " + value.getClass().getName() + " is no " + type.getName());
    }
    GenericData.Record record = new GenericData.Record(schema);
    for (int i = 0; i < components.length; i++) {
      Component component = components[i];
      try {
        record.put(i, component.slot.toAvro(get(component, value)));
      } catch (AvroTypeException e) {
        throw in(component, e);
      }
    }
    return record;
  }

  private static Object get(Component component, Object record) {
    try {
      return component.accessor.invokeExact(record);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public Bound bind(Schema written, Binding binding) {
    if (written.getType() != Schema.Type.RECORD) {
      throw mismatch(written);
    }
    BoundRecord bound = binding.record(this, written);
    return new Bound(bound.schema, bound::fromAvro);
  }

  /**
   * How records are read.
   *
   * @param written the schema that they were written with
   * @param alsoFields fields of the record that are to be read although no component wants them;
   *     what is not there is left out
   * @throws AvroTypeException saying which component cannot be read and why
   */
  public BoundRecord bind(Schema written, Set<String> alsoFields) {
    if (written.getType() != Schema.Type.RECORD) {
      throw mismatch(written);
    }
    BoundRecord bound = new BoundRecord(this, written);
    bound.also = alsoFields;
    bound.bindFields(new Binding());
    return bound;
  }

  private AvroTypeException in(Component component, AvroTypeException e) {
    return new AvroTypeException(
        "component " + component.name + " of " + type.getSimpleName() + " " + join(e), e);
  }

  // "component a of B component c of D is null" reads badly
  private static String join(AvroTypeException e) {
    String message = String.valueOf(e.getMessage());
    return message.startsWith("is ") ? message : "cannot be converted: " + message;
  }

  @Override
  public String toString() {
    return "the record " + type.getName();
  }

  /** Makes records of what was read. Thread-safe. */
  public static final class BoundRecord {

    private static final int NOT_WRITTEN = -1;

    private static final Set<Class<?>> NUMBERS =
        Set.of(boolean.class, int.class, long.class, float.class, double.class);

    private final RecordType type;
    private final Schema written;
    private final Schema schema;
    private final int[] positions;
    private final BoundSlot[] slots;
    private final @Nullable Object[] defaults;
    private Set<String> also = Set.of();

    BoundRecord(RecordType type, Schema written) {
      this.type = type;
      this.written = written;
      this.schema =
          Schema.createRecord(
              written.getName(), null, written.getNamespace(), /* isError= */ false);
      int count = type.components.length;
      this.positions = new int[count];
      this.slots = new BoundSlot[count];
      this.defaults = new Object[count];
    }

    /** The schema to read with. */
    public Schema schema() {
      return schema;
    }

    /** How many components are in what was written. */
    public int componentsFound() {
      return (int) Arrays.stream(positions).filter(at -> at != NOT_WRITTEN).count();
    }

    void bindFields(Binding binding) {
      List<Schema.Field> fields = new ArrayList<>();
      Set<String> names = new HashSet<>();
      for (int i = 0; i < slots.length; i++) {
        Component component = type.components[i];
        Schema.Field found = find(component.field);
        try {
          if (found != null) {
            slots[i] = component.slot.bind(found.schema(), binding);
            positions[i] = fields.size();
            fields.add(new Schema.Field(found.name(), slots[i].schema()));
            names.add(found.name());
          } else {
            positions[i] = NOT_WRITTEN;
            slots[i] = component.slot.bind(component.field.schema(), new Binding());
            defaults[i] = defaultOf(component);
          }
        } catch (AvroTypeException e) {
          throw type.in(component, e);
        }
      }
      for (Schema.Field field : written.getFields()) {
        if (also.contains(field.name()) && names.add(field.name())) {
          fields.add(new Schema.Field(field.name(), field.schema()));
        }
      }
      schema.setFields(fields);
    }

    private Schema.@Nullable Field find(Schema.Field wanted) {
      Schema.Field found = written.getField(wanted.name());
      for (String alias : wanted.aliases()) {
        found = found != null ? found : written.getField(alias);
      }
      return found;
    }

    private static @Nullable Object defaultOf(Component component) {
      if (!component.field.hasDefaultValue()) {
        throw new AvroTypeException(
            "is missing in what was written, and has no default: annotate it @Nullable or"
                + " @AvroDefault(...), or make it an Optional");
      }
      return GenericData.get().getDefaultValue(component.field);
    }

    /**
     * Makes a record.
     *
     * @param read has {@link #schema}
     * @throws AvroTypeException if a value is none of its component; the message names both
     */
    public Object fromAvro(Object read) {
      IndexedRecord record = (IndexedRecord) read;
      @Nullable Object[] values = new Object[slots.length];
      for (int i = 0; i < values.length; i++) {
        int position = positions[i];
        values[i] = convert(i, position == NOT_WRITTEN ? defaults[i] : record.get(position));
      }
      try {
        return (Object) type.spreader.invokeExact(values);
      } catch (Throwable e) {
        throw refused(e);
      }
    }

    /** What makes records of values that are set one by one; the class is that of the records. */
    public <T> RecordBuilder<T> builder(Class<T> recordClass) {
      return new RecordBuilder<>(recordClass, this);
    }

    /** The value of a component of what was read for it, or of its default. */
    @Nullable Object convert(int component, @Nullable Object read) {
      try {
        return slots[component].fromAvro(read);
      } catch (AvroTypeException e) {
        throw type.in(type.components[component], e);
      }
    }

    /** What to throw when a constructor has thrown something. */
    RuntimeException refused(Throwable e) {
      if (e instanceof Error error) {
        throw error;
      }
      return new AvroTypeException(
          "the constructor of " + type.type.getName() + " refuses what was read: " + e, e);
    }

    int count() {
      return slots.length;
    }

    boolean isWritten(int component) {
      return positions[component] != NOT_WRITTEN;
    }

    int position(int component) {
      return positions[component];
    }

    @Nullable Object defaultOf(int component) {
      return defaults[component];
    }

    /** Whether a component is a number, or a boolean, that nothing has to be made of. */
    boolean isNumber(int component) {
      return slots[component].presence() == Presence.REQUIRED
          && NUMBERS.contains(type.constructor.type().parameterType(component));
    }

    MethodHandle constructor() {
      return type.constructor;
    }
  }
}
