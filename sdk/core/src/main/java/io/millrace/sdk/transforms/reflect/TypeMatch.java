package io.millrace.sdk.transforms.reflect;

import com.google.common.primitives.Primitives;
import io.millrace.sdk.values.TypeDescriptor;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import org.jspecify.annotations.Nullable;

/** Whether a parameter can take values of a type: yes unless it is certain that it cannot. */
final class TypeMatch {

  private TypeMatch() {}

  static boolean accepts(TypeDescriptor<?> parameter, TypeDescriptor<?> given) {
    if (parameter.getType().equals(given.getType())) {
      return true;
    }
    if (isOpen(parameter.getType()) || isOpen(given.getType())) {
      return given.getType() instanceof TypeVariable<?>
          || rawAccepts(parameter.getRawType(), given.getRawType());
    }
    return boxed(parameter).isSupertypeOf(boxed(given));
  }

  private static boolean rawAccepts(Class<?> parameter, Class<?> given) {
    return Primitives.wrap(parameter).isAssignableFrom(Primitives.wrap(given));
  }

  private static TypeDescriptor<?> boxed(TypeDescriptor<?> type) {
    return type.getRawType().isPrimitive()
        ? TypeDescriptor.of((Type) Primitives.wrap(type.getRawType()))
        : type;
  }

  /** Whether the type has variables left, or says nothing of the arguments of a generic class. */
  private static boolean isOpen(@Nullable Type type) {
    if (type instanceof Class<?> clazz) {
      return clazz.isArray()
          ? isOpen(clazz.getComponentType())
          : clazz.getTypeParameters().length > 0;
    }
    if (type instanceof ParameterizedType parameterized) {
      return anyOpen(parameterized.getActualTypeArguments());
    }
    if (type instanceof GenericArrayType array) {
      return isOpen(array.getGenericComponentType());
    }
    if (type instanceof WildcardType wildcard) {
      return anyOpen(wildcard.getLowerBounds()) || anyOpen(wildcard.getUpperBounds());
    }
    return true;
  }

  private static boolean anyOpen(Type[] types) {
    for (Type type : types) {
      if (isOpen(type)) {
        return true;
      }
    }
    return false;
  }
}
