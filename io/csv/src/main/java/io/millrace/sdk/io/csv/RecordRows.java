package io.millrace.sdk.io.csv;

import io.millrace.sdk.coders.CannotProvideCoderException;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.CoderRegistry;
import io.millrace.sdk.io.records.RecordComponents;
import java.io.Serial;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Rows as Java records: a component is a column. */
final class RecordRows<T> implements Rows<T> {
  private static final long serialVersionUID = 1;

  private final Class<T> type;
  private final CsvFormat format;

  /** Of the components, in their order. */
  private transient RecordColumn[] columns;

  /** Makes a record of an {@code Object[]} of components. */
  private transient MethodHandle constructor;

  /** Each takes a record, as an {@code Object}, and gives an {@code Object}. */
  private transient MethodHandle[] accessors;

  /**
   * Rows of this record.
   *
   * @throws IllegalArgumentException if it is no record that rows can be
   */
  RecordRows(Class<T> type, CsvFormat format) {
    this.type = type;
    this.format = format;
    if (!type.isRecord() || type.getTypeParameters().length > 0) {
      throw new IllegalArgumentException(
          type.getName() + " is no record without type parameters; rows can also be lists or maps");
    }
    RecordComponent[] components = type.getRecordComponents();
    if (components.length == 0) {
      throw new IllegalArgumentException(type.getName() + " has no components to be columns");
    }
    this.columns = columns(components);
    this.constructor =
        RecordComponents.constructor(type)
            .asSpreader(Object[].class, components.length)
            .asType(MethodType.methodType(Object.class, Object[].class));
    this.accessors = RecordComponents.accessors(type);
    refuseUnknownNames(components);
  }

  @Serial
  private Object readResolve() {
    return new RecordRows<>(type, format);
  }

  private RecordColumn[] columns(RecordComponent[] components) {
    return Arrays.stream(components)
        .map(component -> RecordColumn.of(component, format))
        .toArray(RecordColumn[]::new);
  }

  private void refuseUnknownNames(RecordComponent[] components) {
    List<String> names = Arrays.stream(components).map(RecordComponent::getName).toList();
    for (String named : format.getColumnNames().keySet()) {
      if (!names.contains(named)) {
        throw new IllegalArgumentException(
            String.format(
                "a column is named for the component %s, and %s has only %s",
                named, type.getName(), names));
      }
    }
    long different = Arrays.stream(columns).map(RecordColumn::name).distinct().count();
    if (different < columns.length) {
      throw new IllegalArgumentException(
          "two components of " + type.getName() + " stand in the same column: " + columnNames());
    }
  }

  private List<String> columnNames() {
    return Arrays.stream(columns).map(RecordColumn::name).toList();
  }

  @Override
  public Coder<T> coder(CoderRegistry coders) throws CannotProvideCoderException {
    return coders.getCoder(type);
  }

  @Override
  public RowHandler<T> handler(@Nullable List<String> header) {
    List<String> names = header == null ? columnNames() : header;
    int[] componentOf = new int[names.size()];
    Arrays.fill(componentOf, -1);
    Object[] initial = new Object[columns.length];
    for (int i = 0; i < columns.length; i++) {
      String name = columns[i].name();
      int at = names.indexOf(name);
      if (at >= 0) {
        if (at != names.lastIndexOf(name)) {
          throw new IllegalArgumentException("there are two columns " + name + " among " + names);
        }
        componentOf[at] = i;
      } else if (columns[i].mayBeAbsent()) {
        initial[i] = columns[i].absent("missing");
      } else {
        throw new IllegalArgumentException(
            String.format(
                "there is no column %s, which %s needs, among %s; see CsvFormat.withColumnName and"
                    + " withColumns",
                name, type.getSimpleName(), names));
      }
    }
    return new Handler(componentOf, initial);
  }

  private final class Handler extends RowHandler<T> {

    /** The component that stands in a column, or -1. */
    private final int[] componentOf;

    private final @Nullable Object[] values;

    Handler(int[] componentOf, @Nullable Object[] values) {
      super(componentOf.length, format);
      this.componentOf = componentOf;
      this.values = values;
    }

    @Override
    void field(int index, char[] buffer, int offset, int length, boolean quoted) {
      int component = componentOf[index];
      if (component >= 0) {
        values[component] = columns[component].read(buffer, offset, length, quoted);
      }
    }

    @Override
    @SuppressWarnings("unchecked") // what the constructor of T makes
    T row() {
      try {
        return (T) (Object) constructor.invokeExact(values);
      } catch (RuntimeException | Error e) {
        throw e;
      } catch (Throwable e) {
        throw new IllegalArgumentException(e.toString(), e);
      }
    }
  }

  @Override
  public RowWriting<T> writing() {
    List<String> names = columnNames();
    List<String> wanted = Objects.requireNonNullElse(format.getColumns(), names);
    List<Integer> components = new ArrayList<>();
    for (String name : wanted) {
      int component = names.indexOf(name);
      if (component < 0) {
        throw new IllegalArgumentException(
            String.format("%s has no column %s to write, only %s", type.getName(), name, names));
      }
      components.add(component);
    }
    Writing writing = new Writing(wanted, components.stream().mapToInt(i -> i).toArray());
    RecordColumn only = columns[components.get(0)];
    if (wanted.size() == 1 && only.mayBeAbsent() && format.getNullText() == null) {
      throw new IllegalArgumentException(
          String.format(
              "a row whose only column, %s, has no value would be an empty line, which readers"
                  + " leave out: add withNullText(...) to the format",
              only.name()));
    }
    return writing;
  }

  private final class Writing implements RowWriting<T> {

    private final List<String> names;
    private final int[] components;

    Writing(List<String> names, int[] components) {
      this.names = names;
      this.components = components;
    }

    @Override
    public List<String> columns() {
      return names;
    }

    @Override
    public @Nullable String[] fields(T record) {
      @Nullable String[] fields = new String[components.length];
      for (int i = 0; i < fields.length; i++) {
        int component = components[i];
        fields[i] = columns[component].write(component(component, record));
      }
      return fields;
    }

    private @Nullable Object component(int index, T record) {
      try {
        return (Object) accessors[index].invokeExact((Object) record);
      } catch (RuntimeException | Error e) {
        throw e;
      } catch (Throwable e) {
        throw new IllegalArgumentException(e.toString(), e);
      }
    }

    @Override
    public boolean tellsEmptyFromNull(int column) {
      return columns[components[column]].mayBeAbsent();
    }
  }
}
