package io.millrace.sdk.coders;

import io.millrace.sdk.values.TypeDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.TypeVariable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A coder of a Java record: its components in their order, nothing before, between or after them.
 *
 * <p>{@link CoderRegistry} makes it of any record whose components have coders. Deterministic if
 * these are; consistent with equals if these are and the record keeps the {@code equals} that
 * records have by themselves.
 */
public final class RecordCoder<T extends @Nullable Object> extends Coder<T> {
  private static final long serialVersionUID = 1;

  private final RecordDescription description;

  private transient volatile @Nullable RecordShape shape;
  private transient volatile @Nullable Boolean consistentWithEquals;

  private RecordCoder(RecordDescription description) {
    this.description = description;
  }

  /** A coder of the record that {@code description} describes, by the coders that it names. */
  public static RecordCoder<?> of(RecordDescription description) {
    return new RecordCoder<>(description);
  }

  /** The record's components, which this coder is made of. */
  public RecordDescription description() {
    return description;
  }

  @Override
  public void encode(T value, OutputStream outStream) throws IOException {
    if (value == null) {
      throw Wire.nullRefused(name());
    }
    try {
      shape().access().encode(value, outStream);
    } catch (CoderException | RuntimeException e) {
      throw located(value, e);
    }
  }

  @Override
  @SuppressWarnings("unchecked")
  public T decode(InputStream inStream) throws IOException {
    RecordShape shape = shape();
    try {
      return (T) shape.access().decode(inStream);
    } catch (RuntimeException e) {
      throw new CoderException(
          "the bytes make no " + description.type() + ", its constructor or a coder says: " + e, e);
    }
  }

  private RecordShape shape() {
    RecordShape built = shape;
    if (built == null) {
      built = RecordShape.of(description);
      shape = built;
    }
    return built;
  }

  // the way of the composed handles is not known when they fail: go it again, step by step
  private CoderException located(Object value, Exception failure) {
    if (!description.recordClass().isInstance(value)) {
      return new CoderException(
          this + " cannot encode a value of " + value.getClass().getName(), failure);
    }
    List<RecordDescription.Component> components = description.components();
    for (int i = 0; i < components.size(); i++) {
      RecordDescription.Component component = components.get(i);
      String where = "component " + component.name() + " of " + name();
      @Nullable Object part = shape().component(value, i);
      if (part == null && !component.nullable() && !(component.coder() instanceof VoidCoder)) {
        return new CoderException(
            where + " is null; annotate it @Nullable if null is a value here", failure);
      }
      try {
        unchecked(component.coder()).encode(part, OutputStream.nullOutputStream());
      } catch (IOException | RuntimeException e) {
        return new CoderException(where + ": " + e.getMessage(), e);
      }
    }
    return new CoderException(this + " failed: " + failure.getMessage(), failure);
  }

  @SuppressWarnings("unchecked")
  private static Coder<@Nullable Object> unchecked(Coder<?> coder) {
    return (Coder<@Nullable Object>) coder;
  }

  /** The coders of the type arguments, where components have those types; else empty. */
  @Override
  public List<? extends Coder<?>> getCoderArguments() {
    RecordComponent[] reflected = description.recordClass().getRecordComponents();
    List<Coder<?>> arguments = new ArrayList<>();
    for (TypeVariable<?> variable : description.recordClass().getTypeParameters()) {
      for (int i = 0; i < reflected.length; i++) {
        RecordDescription.Component component = description.components().get(i);
        if (reflected[i].getGenericType().equals(variable) && !component.nullable()) {
          arguments.add(component.coder());
          break;
        }
      }
    }
    return arguments.size() == description.recordClass().getTypeParameters().length
        ? arguments
        : List.of();
  }

  @Override
  public List<? extends Coder<?>> getComponents() {
    return description.components().stream().map(RecordDescription.Component::coder).toList();
  }

  @Override
  public void verifyDeterministic() throws NonDeterministicException {
    for (RecordDescription.Component component : description.components()) {
      verifyDeterministic(this, "component " + component.name(), component.coder());
    }
  }

  @Override
  public boolean consistentWithEquals() {
    Boolean known = consistentWithEquals;
    if (known == null) {
      known =
          shape().equalsByComponents()
              && getComponents().stream().allMatch(Coder::consistentWithEquals);
      consistentWithEquals = known;
    }
    return known;
  }

  /** The record itself, or the list of its components' structural values. */
  @Override
  public Object structuralValue(T value) {
    if (value == null) {
      throw new IllegalArgumentException(Wire.nullRefused(name()));
    }
    if (consistentWithEquals()) {
      return value;
    }
    List<RecordDescription.Component> components = description.components();
    List<Object> structure = new ArrayList<>(components.size());
    for (int i = 0; i < components.size(); i++) {
      Object part = shape().component(value, i);
      structure.add(unchecked(components.get(i).coder()).structuralValue(part));
    }
    return structure;
  }

  /** Of the components in their order. */
  @Override
  public int stableHash(T value) {
    if (value == null) {
      throw new IllegalArgumentException(Wire.nullRefused(name()));
    }
    return shape().access().stableHash(value);
  }

  @Override
  @SuppressWarnings("unchecked")
  public TypeDescriptor<T> getEncodedTypeDescriptor() {
    return (TypeDescriptor<T>) description.type();
  }

  private String name() {
    return description.recordClass().getSimpleName();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other == this
        || (other instanceof RecordCoder<?> that && description.equals(that.description));
  }

  @Override
  public int hashCode() {
    return description.type().hashCode();
  }

  @Override
  public String toString() {
    return "RecordCoder(" + name() + ")";
  }
}
