package io.millrace.sdk.transforms.reflect;

import com.google.common.reflect.TypeToken;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds annotated methods of a class and of what it inherits. An override stands in the place of
 * the method that it overrides, and keeps its annotations.
 */
final class MethodFinder {

  /** A method, the most specific first of {@code versions}, and what it overrides. */
  record Found(List<Method> versions) {

    Method method() {
      return versions.get(0);
    }

    <A extends Annotation> @Nullable A annotation(Class<A> type) {
      for (Method version : versions) {
        A found = version.getAnnotation(type);
        if (found != null) {
          return found;
        }
      }
      return null;
    }

    /** The annotations of a parameter: those of the most specific version that has some. */
    List<Annotation> parameterAnnotations(int index) {
      for (Method version : versions) {
        Annotation[] annotations = version.getParameterAnnotations()[index];
        if (annotations.length > 0) {
          return Arrays.asList(annotations);
        }
      }
      return List.of();
    }
  }

  private static final int ACCESS =
      Modifier.PUBLIC | Modifier.PROTECTED | Modifier.PRIVATE | Modifier.STATIC;

  private static final Comparator<Method> BY_SIGNATURE =
      Comparator.comparing(Method::getName).thenComparing(Method::toString);

  private final Class<?> fnClass;
  private final TypeToken<?> type;
  private final List<Found> methods;

  MethodFinder(Class<?> fnClass) {
    this.fnClass = fnClass;
    this.type = TypeToken.of(fnClass);
    this.methods = group();
  }

  /** All methods with the annotation. */
  List<Found> all(Class<? extends Annotation> annotation) {
    List<Found> marked = new ArrayList<>();
    for (Found found : methods) {
      if (found.annotation(annotation) != null) {
        marked.add(found);
      }
    }
    return marked;
  }

  /**
   * The one method with the annotation, or null.
   *
   * @throws IllegalArgumentException if there are several, or it cannot be called from outside
   */
  @Nullable Found only(Class<? extends Annotation> annotation) {
    List<Found> found = all(annotation);
    String name = "@" + annotation.getSimpleName();
    if (found.size() > 1) {
      throw MethodError.of(fnClass)
          .says(
              "several methods are marked %s: %s. Leave one",
              name,
              String.join(
                  ", ",
                  found.stream().map(f -> MethodError.describe(fnClass, f.method())).toList()));
    }
    return found.isEmpty() ? null : callable(found.get(0), annotation);
  }

  /**
   * The method given, which has the annotation.
   *
   * @throws IllegalArgumentException if it cannot be called from outside
   */
  Found callable(Found found, Class<? extends Annotation> annotation) {
    Method method = found.method();
    int modifiers = method.getModifiers();
    if (Modifier.isStatic(modifiers) || !Modifier.isPublic(modifiers)) {
      String is = Modifier.toString(modifiers & ACCESS);
      throw MethodError.of(fnClass, method)
          .says(
              "is %s, but a method marked @%s must be public and not static",
              is.isEmpty() ? "package-private" : is, annotation.getSimpleName());
    }
    return found;
  }

  /** The methods of the class and its supertypes, each with those that it overrides. */
  private List<Found> group() {
    Map<Method, List<Method>> versions = new LinkedHashMap<>();
    for (TypeToken<?> each : type.getTypes()) {
      Class<?> raw = each.getRawType();
      if (raw == Object.class || raw.getPackageName().startsWith("java.")) {
        continue;
      }
      List<Method> declared = declared(raw);
      for (Method method : declared) {
        Method override = overrideOf(method, versions.keySet());
        versions.computeIfAbsent(override, m -> new ArrayList<>()).add(method);
      }
    }
    List<Found> found = new ArrayList<>();
    for (List<Method> each : versions.values()) {
      found.add(new Found(each));
    }
    return found;
  }

  // reflection gives methods in no order that can be relied upon
  private static List<Method> declared(Class<?> raw) {
    List<Method> declared = new ArrayList<>();
    for (Method method : raw.getDeclaredMethods()) {
      if (!method.isBridge() && !method.isSynthetic()) {
        declared.add(method);
      }
    }
    declared.sort(BY_SIGNATURE);
    return declared;
  }

  private Method overrideOf(Method inherited, Iterable<Method> candidates) {
    for (Method candidate : candidates) {
      if (overrides(candidate, inherited)) {
        return candidate;
      }
    }
    return inherited;
  }

  private boolean overrides(Method method, Method inherited) {
    if (!method.getName().equals(inherited.getName())
        || method.getDeclaringClass() == inherited.getDeclaringClass()
        || method.getParameterCount() != inherited.getParameterCount()
        || !isOverridable(method)
        || !isOverridable(inherited)) {
      return false;
    }
    Class<?>[] types = method.getParameterTypes();
    for (int i = 0; i < types.length; i++) {
      Class<?> resolved = type.resolveType(inherited.getGenericParameterTypes()[i]).getRawType();
      if (types[i] != resolved && types[i] != inherited.getParameterTypes()[i]) {
        return false;
      }
    }
    return true;
  }

  private static boolean isOverridable(Method method) {
    return (method.getModifiers() & (Modifier.STATIC | Modifier.PRIVATE)) == 0;
  }
}
