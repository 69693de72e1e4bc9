package io.millrace.sdk.transforms.display;

import com.google.auto.value.AutoValue;
import io.millrace.sdk.options.ValueProvider;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The display data of one component and of the parts that it includes: an immutable, ordered set of
 * {@link Item items}.
 *
 * <p>An item is identified by the path from the component to the part, the class that says it, and
 * a key.
 */
public final class DisplayData implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final DisplayData NONE = new DisplayData(Map.of());

  private final Map<Identifier, Item> items;

  DisplayData(Map<Identifier, Item> items) {
    this.items = Collections.unmodifiableMap(new LinkedHashMap<>(items));
  }

  /** Display data that says nothing. */
  public static DisplayData none() {
    return NONE;
  }

  /**
   * Asks a component, and through it the parts that it includes, for its display data.
   *
   * @throws IllegalStateException if a component fails to describe itself; the message names it
   */
  public static DisplayData from(HasDisplayData component) {
    Objects.requireNonNull(component, "component");
    return DisplayDataCollector.collect(component);
  }

  /** The type under which a value would be displayed, or null if no type fits. */
  public static @Nullable Type inferType(@Nullable Object value) {
    if (value instanceof String) {
      return Type.STRING;
    } else if (value instanceof Integer
        || value instanceof Long
        || value instanceof Short
        || value instanceof Byte) {
      return Type.INTEGER;
    } else if (value instanceof Float || value instanceof Double) {
      return Type.FLOAT;
    } else if (value instanceof Boolean) {
      return Type.BOOLEAN;
    } else if (value instanceof Instant) {
      return Type.TIMESTAMP;
    } else if (value instanceof Duration) {
      return Type.DURATION;
    } else if (value instanceof Class) {
      return Type.JAVA_CLASS;
    }
    return null;
  }

  /** All items in the order in which they were registered. */
  public Collection<Item> items() {
    return items.values();
  }

  /** All items by their identifiers, in the order in which they were registered. */
  public Map<Identifier, Item> asMap() {
    return items;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof DisplayData data && items.equals(data.items);
  }

  @Override
  public int hashCode() {
    return items.hashCode();
  }

  @Override
  public String toString() {
    return items.values().stream().map(Item::toString).collect(Collectors.joining("\n"));
  }

  /** An item that holds text. */
  public static ItemSpec<String> item(String key, @Nullable String value) {
    return item(key, Type.STRING, value);
  }

  /**
   * An item that holds what a provider provides or, while that is not accessible, the provider's
   * own description. A value of a type without display form is shown by its {@code toString}.
   */
  public static ItemSpec<?> item(String key, @Nullable ValueProvider<?> value) {
    if (value == null) {
      return item(key, Type.STRING, null);
    }
    if (!value.isAccessible()) {
      return item(key, Type.STRING, value.toString());
    }
    Object provided = value.get();
    Type type = inferType(provided);
    return type != null
        ? item(key, type, provided)
        : item(key, Type.STRING, provided == null ? null : provided.toString());
  }

  /** An item that holds an integer. */
  public static ItemSpec<Integer> item(String key, @Nullable Integer value) {
    return item(key, Type.INTEGER, value);
  }

  /** An item that holds an integer. */
  public static ItemSpec<Long> item(String key, @Nullable Long value) {
    return item(key, Type.INTEGER, value);
  }

  /** An item that holds a floating-point number. */
  public static ItemSpec<Float> item(String key, @Nullable Float value) {
    return item(key, Type.FLOAT, value);
  }

  /** An item that holds a floating-point number. */
  public static ItemSpec<Double> item(String key, @Nullable Double value) {
    return item(key, Type.FLOAT, value);
  }

  /** An item that holds a truth value. */
  public static ItemSpec<Boolean> item(String key, @Nullable Boolean value) {
    return item(key, Type.BOOLEAN, value);
  }

  /** An item that holds a point in time; shown to the millisecond. */
  public static ItemSpec<Instant> item(String key, @Nullable Instant value) {
    return item(key, Type.TIMESTAMP, value);
  }

  /** An item that holds a length of time; shown in milliseconds. */
  public static ItemSpec<Duration> item(String key, @Nullable Duration value) {
    return item(key, Type.DURATION, value);
  }

  /** An item that holds a class; shown by its name. */
  public static <T> ItemSpec<Class<T>> item(String key, @Nullable Class<T> value) {
    return item(key, Type.JAVA_CLASS, value);
  }

  /**
   * An item of a type chosen by the caller.
   *
   * @throws IllegalArgumentException if the value cannot be shown as that type
   */
  public static <T> ItemSpec<T> item(String key, Type type, @Nullable T value) {
    return ItemSpec.create(key, type, value);
  }

  /** What a component registers its items with. */
  public interface Builder {
    /**
     * Registers the display data of a part, under its own class and the given path below the
     * current one.
     *
     * @throws IllegalArgumentException if the path is empty or already taken by another part
     */
    Builder include(String path, HasDisplayData subComponent);

    /** Registers the display data of another component under its own class and the current path. */
    Builder delegate(HasDisplayData component);

    /**
     * Registers an item.
     *
     * @throws IllegalArgumentException if its value is null, or if its key is already taken in the
     *     same path and namespace
     */
    Builder add(ItemSpec<?> item);

    /** Registers an item unless its value is null. */
    Builder addIfNotNull(ItemSpec<?> item);

    /** Registers an item unless its value equals the given default. */
    <T> Builder addIfNotDefault(ItemSpec<T> item, @Nullable T defaultValue);
  }

  /** How a value is shown. */
  public enum Type {
    /** Text. */
    STRING,
    /** A 64-bit integer. */
    INTEGER,
    /** A double. */
    FLOAT,
    /** True or false. */
    BOOLEAN,
    /** A point in time as ISO-8601 text in UTC. */
    TIMESTAMP,
    /** A length of time in milliseconds. */
    DURATION,
    /** The name of a class; its simple name is the short value. */
    JAVA_CLASS;

    /** The displayed form of a value: text, Long, Double or Boolean. */
    Object format(Object value) {
      if (this == STRING) {
        return value.toString();
      } else if (this == INTEGER && value instanceof Number number) {
        return number.longValue();
      } else if (this == FLOAT && value instanceof Number number) {
        return number.doubleValue();
      } else if (this == BOOLEAN && value instanceof Boolean) {
        return value;
      } else if (this == TIMESTAMP && value instanceof Instant instant) {
        return Instant.ofEpochMilli(instant.toEpochMilli()).toString();
      } else if (this == DURATION && value instanceof Duration duration) {
        return duration.toMillis();
      } else if (this == JAVA_CLASS && value instanceof Class<?> type) {
        return type.getName();
      }
      throw new IllegalArgumentException(
          "The value " + value + " of " + value.getClass() + " cannot be displayed as " + this);
    }
  }

  /**
   * What is said, before it is known where: an item that has not been registered yet. Immutable.
   */
  @AutoValue
  public abstract static class ItemSpec<T> implements Serializable {
    private static final long serialVersionUID = 1L;

    /** The class that says it, or null for the class of the component that registers the item. */
    public abstract @Nullable Class<?> getNamespace();

    /** The key. */
    public abstract String getKey();

    /** How the value is shown. */
    public abstract Type getType();

    /** The displayed value (text, Long, Double or Boolean), or null if there is none. */
    public abstract @Nullable Object getValue();

    /** A shorter form of the displayed value, or null if there is none. */
    public abstract @Nullable Object getShortValue();

    /** A name for people, or null. */
    public abstract @Nullable String getLabel();

    /** A link with more, or null. */
    public abstract @Nullable String getLinkUrl();

    static <T> ItemSpec<T> create(String key, Type type, @Nullable T value) {
      Objects.requireNonNull(key, "key");
      Objects.requireNonNull(type, "type");
      if (key.isEmpty()) {
        throw new IllegalArgumentException("A display item needs a key that is not empty");
      }
      Object formatted = value == null ? null : type.format(value);
      Object shortValue = value instanceof Class<?> c ? c.getSimpleName() : null;
      return new AutoValue_DisplayData_ItemSpec<>(
          null, key, type, formatted, shortValue, null, null);
    }

    /** The same item, said by the given class. */
    public ItemSpec<T> withNamespace(Class<?> namespace) {
      Objects.requireNonNull(namespace, "namespace");
      return with(namespace, getLabel(), getLinkUrl());
    }

    /** The same item with a name for people. */
    public ItemSpec<T> withLabel(@Nullable String label) {
      return with(getNamespace(), label, getLinkUrl());
    }

    /** The same item with a link. */
    public ItemSpec<T> withLinkUrl(@Nullable String url) {
      return with(getNamespace(), getLabel(), url);
    }

    private ItemSpec<T> with(
        @Nullable Class<?> namespace, @Nullable String label, @Nullable String url) {
      return new AutoValue_DisplayData_ItemSpec<>(
          namespace, getKey(), getType(), getValue(), getShortValue(), label, url);
    }

    @Override
    public final String toString() {
      return (getNamespace() == null ? "" : getNamespace().getName() + ":")
          + getKey()
          + "="
          + getValue();
    }
  }

  /** One registered statement. Immutable. */
  @AutoValue
  public abstract static class Item implements Serializable {
    private static final long serialVersionUID = 1L;

    /** The way from the outermost component to the part that says it. */
    public abstract Path getPath();

    /** The class that says it. */
    public abstract Class<?> getNamespace();

    /** The key, unique within path and namespace. */
    public abstract String getKey();

    /** How the value is shown. */
    public abstract Type getType();

    /** The displayed value: text, Long, Double or Boolean. */
    public abstract Object getValue();

    /** A shorter form of the displayed value, or null if there is none. */
    public abstract @Nullable Object getShortValue();

    /** A name for people, or null. */
    public abstract @Nullable String getLabel();

    /** A link with more, or null. */
    public abstract @Nullable String getLinkUrl();

    static Item create(Path path, Class<?> namespace, ItemSpec<?> spec, Object value) {
      return new AutoValue_DisplayData_Item(
          path,
          namespace,
          spec.getKey(),
          spec.getType(),
          value,
          spec.getShortValue(),
          spec.getLabel(),
          spec.getLinkUrl());
    }

    @Override
    public final String toString() {
      return Identifier.of(getPath(), getNamespace(), getKey()) + "=" + getValue();
    }
  }

  /** What an item is known by: path, class and key. Immutable. */
  @AutoValue
  public abstract static class Identifier implements Serializable {
    private static final long serialVersionUID = 1L;

    /** The way from the outermost component to the part that says it. */
    public abstract Path getPath();

    /** The class that says it. */
    public abstract Class<?> getNamespace();

    /** The key. */
    public abstract String getKey();

    /** The identifier of these three. */
    public static Identifier of(Path path, Class<?> namespace, String key) {
      return new AutoValue_DisplayData_Identifier(path, namespace, key);
    }

    @Override
    public final String toString() {
      return getPath() + getNamespace().getName() + ":" + getKey();
    }
  }

  /** The way from the outermost component to a part. Immutable. */
  public static final class Path implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final Path ROOT = new Path(List.of());

    private final List<String> components;

    private Path(List<String> components) {
      this.components = List.copyOf(components);
    }

    /** The path of the outermost component itself. */
    public static Path root() {
      return ROOT;
    }

    /** The path made of these components, outermost first. */
    public static Path absolute(String firstPath, String... paths) {
      Path path = ROOT.extend(firstPath);
      for (String component : paths) {
        path = path.extend(component);
      }
      return path;
    }

    /** The components, outermost first. */
    public List<String> getComponents() {
      return components;
    }

    /**
     * The path of a part of what this path leads to.
     *
     * @throws IllegalArgumentException if the component is empty
     */
    public Path extend(String path) {
      Objects.requireNonNull(path, "path");
      if (path.isEmpty()) {
        throw new IllegalArgumentException(
            "A display data path needs components that are not empty");
      }
      List<String> extended = new ArrayList<>(components);
      extended.add(path);
      return new Path(extended);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Path path && components.equals(path.components);
    }

    @Override
    public int hashCode() {
      return components.hashCode();
    }

    /** The components joined by and ending in a slash; empty for the root. */
    @Override
    public String toString() {
      return components.stream().map(c -> c + "/").collect(Collectors.joining());
    }
  }
}
