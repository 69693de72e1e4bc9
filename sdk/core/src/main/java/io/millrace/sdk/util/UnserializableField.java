package io.millrace.sdk.util;

import java.io.Externalizable;
import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Walks an object's fields as serialisation does, to say which one it stumbles over. */
final class UnserializableField {
  private static final int DEEPEST = 32;

  private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

  private UnserializableField() {}

  /** "field a.b.c is a Foo, which is not Serializable", or null if no such field is found. */
  static @Nullable String find(Object root) {
    try {
      return new UnserializableField().find(root, "", 0);
    } catch (ReflectiveOperationException | RuntimeException e) {
      // the JDK's own message has to do
      return null;
    }
  }

  private @Nullable String find(@Nullable Object object, String path, int depth)
      throws ReflectiveOperationException {
    if (object == null || depth > DEEPEST || !seen.add(object)) {
      return null;
    }
    Class<?> type = object.getClass();
    if (!(object instanceof Serializable)) {
      return (path.isEmpty() ? "it" : "field " + path)
          + " is a "
          + type.getName()
          + ", which is not Serializable";
    }
    if (type.isArray()) {
      return type.getComponentType().isPrimitive() ? null : findInArray(object, path, depth);
    }
    if (object instanceof Externalizable || object instanceof Enum<?> || object instanceof Class) {
      return null;
    }
    if (type.getName().startsWith("java.")) {
      return findInContainer(object, path, depth);
    }
    if (type.isHidden()) {
      return findInLambda(object, path, depth);
    }
    return findInFields(object, path, depth);
  }

  private @Nullable String findInArray(Object array, String path, int depth)
      throws ReflectiveOperationException {
    for (int i = 0; i < Array.getLength(array); i++) {
      String found = find(Array.get(array, i), path + "[" + i + "]", depth + 1);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private @Nullable String findInContainer(Object object, String path, int depth)
      throws ReflectiveOperationException {
    if (object instanceof Collection<?> collection) {
      return findInArray(collection.toArray(), path, depth);
    }
    if (object instanceof Map<?, ?> map) {
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        String found = find(entry.getKey(), path + "{key}", depth + 1);
        if (found == null) {
          found = find(entry.getValue(), path + "{" + entry.getKey() + "}", depth + 1);
        }
        if (found != null) {
          return found;
        }
      }
    }
    return null;
  }

  private @Nullable String findInLambda(Object lambda, String path, int depth)
      throws ReflectiveOperationException {
    Method writeReplace = lambda.getClass().getDeclaredMethod("writeReplace");
    writeReplace.setAccessible(true);
    if (writeReplace.invoke(lambda) instanceof SerializedLambda form) {
      String where = path.isEmpty() ? "" : path + ".";
      for (int i = 0; i < form.getCapturedArgCount(); i++) {
        String found =
            find(
                form.getCapturedArg(i),
                where
                    + "(captured variable "
                    + (i + 1)
                    + " of the lambda in "
                    + form.getCapturingClass().replace('/', '.')
                    + ")",
                depth + 1);
        if (found != null) {
          return found;
        }
      }
    }
    return null;
  }

  private @Nullable String findInFields(Object object, String path, int depth)
      throws ReflectiveOperationException {
    for (Class<?> type = object.getClass();
        type != null && Serializable.class.isAssignableFrom(type);
        type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        int modifiers = field.getModifiers();
        if (Modifier.isStatic(modifiers)
            || Modifier.isTransient(modifiers)
            || field.getType().isPrimitive()) {
          continue;
        }
        field.setAccessible(true);
        String name = type.getSimpleName().isEmpty() ? "" : type.getSimpleName() + ".";
        String found =
            find(
                field.get(object),
                (path.isEmpty() ? name : path + ".") + field.getName(),
                depth + 1);
        if (found != null) {
          return found;
        }
      }
    }
    return null;
  }
}
