package io.millrace.sdk.options;

import io.millrace.sdk.transforms.display.HasDisplayData;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What an interface of options declares, checked. Immutable, made once for each interface. */
final class OptionInterface {
  private static final ClassValue<OptionInterface> CACHE =
      new ClassValue<>() {
        @Override
        protected OptionInterface computeValue(Class<?> type) {
          return new OptionInterface(type);
        }
      };

  private final Class<?> type;
  private final TreeMap<String, OptionProperty> properties = new TreeMap<>();
  private final Map<String, OptionProperty> byMethodName = new HashMap<>();

  private OptionInterface(Class<?> type) {
    this.type = type;
    if (!type.isInterface() || !PipelineOptions.class.isAssignableFrom(type)) {
      throw new InvalidOptionException(
          type.getName()
              + " cannot hold options: it must be an interface that extends PipelineOptions");
    }
    Map<String, List<Method>> getters = new TreeMap<>();
    Map<String, List<Method>> setters = new TreeMap<>();
    List<String> problems = new ArrayList<>();
    for (Class<?> each : closure(type)) {
      for (Method method : declared(each)) {
        String property = propertyOf(method, "set");
        String read = propertyOf(method, isBoolean(method) ? "is" : "get");
        if (read == null) {
          read = propertyOf(method, "get");
        }
        if (property != null
            && method.getParameterCount() == 1
            && method.getReturnType() == void.class) {
          setters.computeIfAbsent(property, p -> new ArrayList<>()).add(method);
        } else if (read != null
            && method.getParameterCount() == 0
            && method.getReturnType() != void.class) {
          getters.computeIfAbsent(read, p -> new ArrayList<>()).add(method);
        } else {
          problems.add(
              "%s.%s is neither a getter nor a setter; other methods must be default or static"
                  .formatted(each.getName(), method.getName()));
        }
      }
    }
    Set<String> names = new TreeSet<>(getters.keySet());
    names.addAll(setters.keySet());
    for (String name : names) {
      String problem =
          problem(
              name, getters.getOrDefault(name, List.of()), setters.getOrDefault(name, List.of()));
      if (problem != null) {
        problems.add(problem);
        continue;
      }
      List<Method> ofName = getters.getOrDefault(name, List.of());
      if (Modifier.isPublic(type.getModifiers()) && !isAccessible(ofName.get(0).getReturnType())) {
        problems.add(
            "the type %s of the option '%s' must be public, because the interface is"
                .formatted(ofName.get(0).getReturnType().getName(), name));
      }
      OptionProperty option = new OptionProperty(name, ofName);
      properties.put(name, option);
      byMethodName.put(ofName.get(0).getName(), option);
      byMethodName.put(setters.getOrDefault(name, List.of()).get(0).getName(), option);
      // reading annotations is slow, and one getter cannot be at odds with itself
      if (ofName.size() > 1) {
        option.defaultValue();
      }
    }
    if (!problems.isEmpty()) {
      throw new InvalidOptionException(
          type.getName() + " cannot hold options: " + String.join("; ", problems));
    }
  }

  /**
   * The options of an interface.
   *
   * @throws InvalidOptionException if it is malformed
   */
  static OptionInterface of(Class<?> type) {
    return CACHE.get(type);
  }

  Class<?> type() {
    return type;
  }

  /** All its options, inherited ones too, by name. */
  Collection<OptionProperty> properties() {
    return properties.values();
  }

  /** The option that a method of this interface gets or sets. */
  @Nullable OptionProperty ofMethod(Method method) {
    return byMethodName.get(method.getName());
  }

  /** The interface and all that it extends, most derived first. */
  static Set<Class<?>> closure(Class<?> type) {
    Set<Class<?>> found = new LinkedHashSet<>();
    List<Class<?>> level = List.of(type);
    while (!level.isEmpty()) {
      List<Class<?>> next = new ArrayList<>();
      for (Class<?> each : level) {
        // a second way to the same interface counts at its farther end, below all that extend it
        found.remove(each);
        found.add(each);
        next.addAll(Arrays.asList(each.getInterfaces()));
      }
      level = next;
    }
    found.remove(HasDisplayData.class);
    return found;
  }

  private static List<Method> declared(Class<?> type) {
    return Arrays.stream(type.getDeclaredMethods())
        .filter(m -> Modifier.isAbstract(m.getModifiers()) && !m.isSynthetic() && !m.isBridge())
        .filter(m -> !isInfrastructure(m))
        .sorted(Comparator.comparing(Method::getName).thenComparing(Method::toString))
        .toList();
  }

  private static boolean isInfrastructure(Method method) {
    return (method.getName().equals("as")
            && Arrays.equals(method.getParameterTypes(), new Class<?>[] {Class.class}))
        || (method.getName().equals("populateDisplayData") && method.getParameterCount() == 1)
        || (method.getName().equals("toString") && method.getParameterCount() == 0)
        || (method.getName().equals("hashCode") && method.getParameterCount() == 0)
        || (method.getName().equals("equals")
            && Arrays.equals(method.getParameterTypes(), new Class<?>[] {Object.class}));
  }

  // the class behind a public interface lives in a package of its own
  private static boolean isAccessible(Class<?> type) {
    Class<?> component = type.isArray() ? type.getComponentType() : type;
    return component.isArray()
        ? isAccessible(component)
        : (component.getModifiers() & (Modifier.PUBLIC | Modifier.PROTECTED)) != 0;
  }

  private static boolean isBoolean(Method method) {
    return method.getReturnType() == boolean.class || method.getReturnType() == Boolean.class;
  }

  private static @Nullable String propertyOf(Method method, String prefix) {
    String name = method.getName();
    if (!name.startsWith(prefix) || name.length() == prefix.length()) {
      return null;
    }
    String bare = name.substring(prefix.length());
    // as in JavaBeans: getURL is the property URL
    return bare.length() > 1
            && Character.isUpperCase(bare.charAt(0))
            && Character.isUpperCase(bare.charAt(1))
        ? bare
        : Character.toLowerCase(bare.charAt(0)) + bare.substring(1);
  }

  private static @Nullable String problem(String name, List<Method> getters, List<Method> setters) {
    if (getters.isEmpty()) {
      return "the option '%s' has a setter in %s but no getter"
          .formatted(name, setters.get(0).getDeclaringClass().getName());
    }
    Method getter = getters.get(0);
    Type type = getter.getGenericReturnType();
    String capitalised = Character.toUpperCase(name.charAt(0)) + name.substring(1);
    if (setters.isEmpty()) {
      return "the option '%s' has a getter in %s but no setter; add 'void set%s(%s value)'"
          .formatted(name, getter.getDeclaringClass().getName(), capitalised, type.getTypeName());
    }
    for (Method other : getters) {
      if (!other.getName().equals(getter.getName())) {
        return "the option '%s' has two getters, %s and %s"
            .formatted(name, getter.getName(), other.getName());
      }
      if (!other.getGenericReturnType().equals(type)) {
        return "the option '%s' is %s in %s but %s in %s"
            .formatted(
                name,
                type.getTypeName(),
                getter.getDeclaringClass().getName(),
                other.getGenericReturnType().getTypeName(),
                other.getDeclaringClass().getName());
      }
    }
    for (Method setter : setters) {
      if (!setter.getGenericParameterTypes()[0].equals(type)) {
        return "the getter of '%s' returns %s but its setter takes %s"
            .formatted(
                name, type.getTypeName(), setter.getGenericParameterTypes()[0].getTypeName());
      }
    }
    return null;
  }
}
