package io.millrace.sdk.options;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One option: its name, its type, and the getters that declare it, most derived interface first.
 * Annotations are read when they are asked for, because reading them is slow. Immutable.
 */
final class OptionProperty {
  private final String name;
  private final Type type;
  private final List<Method> getters;
  private volatile @Nullable OptionDefault defaultValue;

  OptionProperty(String name, List<Method> getters) {
    this.name = name;
    this.type = getters.get(0).getGenericReturnType();
    this.getters = List.copyOf(getters);
  }

  String name() {
    return name;
  }

  /** How it is written on the command line. */
  String flag() {
    return "--" + name;
  }

  Type type() {
    return type;
  }

  /** The most derived interface that declares it. */
  Class<?> declaredBy() {
    return getters.get(0).getDeclaringClass();
  }

  /** The annotation at the most derived getter that has one. */
  <A extends Annotation> @Nullable A annotation(Class<A> annotation) {
    for (Method getter : getters) {
      A found = getter.getAnnotation(annotation);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  /** Its description; empty if it has none. */
  String description() {
    Description description = annotation(Description.class);
    return description == null ? "" : description.value();
  }

  OptionDefault defaultValue() {
    OptionDefault found = defaultValue;
    if (found == null) {
      found = OptionDefault.of(this, getters);
      defaultValue = found;
    }
    return found;
  }

  /**
   * The property that both are views of.
   *
   * @throws InvalidOptionException if they cannot be one option: unlike types or defaults
   */
  OptionProperty unite(OptionProperty other) {
    if (!type.equals(other.type)) {
      throw new InvalidOptionException(
          "%s is %s in %s but %s in %s: options of the same name need the same type"
              .formatted(
                  flag(),
                  type.getTypeName(),
                  declaredBy().getName(),
                  other.type.getTypeName(),
                  other.declaredBy().getName()));
    }
    if (Set.copyOf(getters).containsAll(other.getters)) {
      return this;
    }
    if (Set.copyOf(other.getters).containsAll(getters)) {
      return other;
    }
    if (!defaultValue().equals(other.defaultValue())) {
      throw new InvalidOptionException(
          "The default of %s is %s in %s but %s in %s: options of the same name need the same default"
              .formatted(
                  flag(),
                  defaultValue().text(),
                  declaredBy().getName(),
                  other.defaultValue().text(),
                  other.declaredBy().getName()));
    }
    List<Method> all = new ArrayList<>(getters);
    other.getters.stream().filter(getter -> !all.contains(getter)).forEach(all::add);
    return new OptionProperty(name, all);
  }

  @Override
  public String toString() {
    return declaredBy().getName() + "." + getters.get(0).getName() + "()";
  }
}
