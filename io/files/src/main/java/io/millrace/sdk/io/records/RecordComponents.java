package io.millrace.sdk.io.records;

import java.lang.annotation.Annotation;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Optional;

/** What formats ask about the components of Java records. */
public final class RecordComponents {

  private static final MethodType ACCESS = MethodType.methodType(Object.class, Object.class);

  private RecordComponents() {}

  /**
   * Whether a component may be absent from what is read: if it is annotated {@code @Nullable},
   * whichever library's annotation that is, or an {@link Optional}.
   */
  public static boolean mayBeAbsent(RecordComponent component) {
    return component.getType() == Optional.class || isNullable(component);
  }

  /** Whether a component is annotated {@code @Nullable}, so that null is among its values. */
  public static boolean isNullable(RecordComponent component) {
    return isMarkedNullable(component.getAnnotatedType())
        || isMarkedNullable(component)
        || isMarkedNullable(component.getAccessor());
  }

  /**
   * The canonical constructor of a record, also of one that is not public.
   *
   * @throws IllegalArgumentException if it cannot be reached; the message says what to do
   */
  public static MethodHandle constructor(Class<?> record) {
    Class<?>[] types =
        Arrays.stream(record.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    try {
      Constructor<?> canonical = record.getDeclaredConstructor(types);
      try {
        return lookupIn(record).unreflectConstructor(canonical);
      } catch (IllegalAccessException e) {
        canonical.setAccessible(true);
        return MethodHandles.lookup().unreflectConstructor(canonical);
      }
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw unreachable(record, e);
    }
  }

  /**
   * What takes a component of a record, both as an {@code Object}, for each component in order.
   *
   * @throws IllegalArgumentException if one cannot be reached; the message says what to do
   */
  public static MethodHandle[] accessors(Class<?> record) {
    RecordComponent[] components = record.getRecordComponents();
    MethodHandle[] accessors = new MethodHandle[components.length];
    try {
      for (int i = 0; i < accessors.length; i++) {
        accessors[i] = accessor(record, components[i].getAccessor()).asType(ACCESS);
      }
      return accessors;
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw unreachable(record, e);
    }
  }

  private static MethodHandle accessor(Class<?> record, Method accessor)
      throws IllegalAccessException {
    try {
      return lookupIn(record).unreflect(accessor);
    } catch (IllegalAccessException e) {
      accessor.setAccessible(true);
      return MethodHandles.lookup().unreflect(accessor);
    }
  }

  private static Lookup lookupIn(Class<?> record) throws IllegalAccessException {
    return MethodHandles.privateLookupIn(record, MethodHandles.lookup());
  }

  private static IllegalArgumentException unreachable(Class<?> record, Exception cause) {
    return new IllegalArgumentException(
        String.format(
            "cannot reach the components of the record %s: %s; if it is in a named module, open its"
                + " package to %s",
            record.getName(), cause.getMessage(), RecordComponents.class.getModule()),
        cause);
  }

  /** Whether a {@code @Nullable} is right there, whichever library's. */
  public static boolean isMarkedNullable(AnnotatedElement element) {
    for (Annotation annotation : element.getAnnotations()) {
      String name = annotation.annotationType().getSimpleName();
      if (name.equals("Nullable") || name.equals("CheckForNull")) {
        return true;
      }
    }
    return false;
  }
}
