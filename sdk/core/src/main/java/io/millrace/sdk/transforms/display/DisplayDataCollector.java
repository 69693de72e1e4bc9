package io.millrace.sdk.transforms.display;

import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Walks a component and its parts, remembering at each moment who is speaking and from where. */
final class DisplayDataCollector implements DisplayData.Builder {
  private final LinkedHashMap<DisplayData.Identifier, DisplayData.Item> items =
      new LinkedHashMap<>();
  private final Map<DisplayData.Path, HasDisplayData> included = new HashMap<>();
  // each component speaks once, so that components that refer to each other do not recurse for ever
  private final Set<HasDisplayData> visited = Collections.newSetFromMap(new IdentityHashMap<>());
  private DisplayData.Path path = DisplayData.Path.root();
  private Class<?> namespace;

  private DisplayDataCollector(Class<?> namespace) {
    this.namespace = namespace;
  }

  static DisplayData collect(HasDisplayData component) {
    DisplayDataCollector collector = new DisplayDataCollector(component.getClass());
    collector.visit(DisplayData.Path.root(), component);
    return new DisplayData(collector.items);
  }

  private void visit(DisplayData.Path at, HasDisplayData component) {
    if (!visited.add(component)) {
      return;
    }
    DisplayData.Path outerPath = path;
    Class<?> outerNamespace = namespace;
    path = at;
    namespace = speaker(component);
    try {
      component.populateDisplayData(this);
    } catch (DisplayDataException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new DisplayDataException(
          "The display data of "
              + namespace.getName()
              + " could not be collected: "
              + e.getMessage(),
          e);
    } finally {
      path = outerPath;
      namespace = outerNamespace;
    }
  }

  /** Generated AutoValue classes speak in the name of the class that their author wrote. */
  private static Class<?> speaker(HasDisplayData component) {
    Class<?> type = component.getClass();
    Class<?> parent = type.getSuperclass();
    return type.getSimpleName().startsWith("AutoValue_") && parent != null ? parent : type;
  }

  @Override
  public DisplayData.Builder include(String subPath, HasDisplayData subComponent) {
    Objects.requireNonNull(subComponent, "subComponent");
    DisplayData.Path at = path.extend(subPath);
    HasDisplayData other = included.putIfAbsent(at, subComponent);
    if (other != null) {
      throw new IllegalArgumentException(
          "The path '"
              + subPath
              + "' is already used by "
              + other.getClass().getName()
              + "; include each part under a path of its own");
    }
    visit(at, subComponent);
    return this;
  }

  @Override
  public DisplayData.Builder delegate(HasDisplayData component) {
    Objects.requireNonNull(component, "component");
    visit(path, component);
    return this;
  }

  @Override
  public DisplayData.Builder add(DisplayData.ItemSpec<?> item) {
    Object value = item.getValue();
    if (value == null) {
      throw new IllegalArgumentException(
          "The display item '"
              + item.getKey()
              + "' has no value; use addIfNotNull where it may lack");
    }
    Class<?> speaker = item.getNamespace() == null ? namespace : item.getNamespace();
    DisplayData.Identifier id = DisplayData.Identifier.of(path, speaker, item.getKey());
    if (items.putIfAbsent(id, DisplayData.Item.create(path, speaker, item, value)) != null) {
      throw new IllegalArgumentException("The display item " + id + " is registered twice");
    }
    return this;
  }

  @Override
  public DisplayData.Builder addIfNotNull(DisplayData.ItemSpec<?> item) {
    return item.getValue() == null ? this : add(item);
  }

  @Override
  public <T> DisplayData.Builder addIfNotDefault(
      DisplayData.ItemSpec<T> item, @Nullable T defaultValue) {
    Object defaultShown = defaultValue == null ? null : item.getType().format(defaultValue);
    return Objects.equals(item.getValue(), defaultShown) ? this : add(item);
  }

  /** Marks a failure that already names the component at fault. */
  private static final class DisplayDataException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    DisplayDataException(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
