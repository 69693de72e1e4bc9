package io.millrace.sdk.io.records;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.RecordComponent;
import java.util.Optional;

/** What formats ask about the components of Java records. */
public final class RecordComponents {

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
    return isAnnotated(component.getAnnotatedType())
        || isAnnotated(component)
        || isAnnotated(component.getAccessor());
  }

  private static boolean isAnnotated(AnnotatedElement element) {
    for (Annotation annotation : element.getAnnotations()) {
      String name = annotation.annotationType().getSimpleName();
      if (name.equals("Nullable") || name.equals("CheckForNull")) {
        return true;
      }
    }
    return false;
  }
}
