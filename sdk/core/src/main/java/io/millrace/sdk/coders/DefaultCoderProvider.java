package io.millrace.sdk.coders;

import io.millrace.sdk.values.TypeDescriptor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Makes the coder that {@link DefaultCoder} names. */
final class DefaultCoderProvider {
  private DefaultCoderProvider() {}

  static Coder<?> coderFor(
      Class<?> coderClass, TypeDescriptor<?> type, List<? extends Coder<?>> componentCoders)
      throws CannotProvideCoderException {
    String what = "@DefaultCoder(" + coderClass.getSimpleName() + ".class) of " + type;
    try {
      for (Method method : coderClass.getDeclaredMethods()) {
        if (isStatic(method, "getCoderProvider")) {
          CoderProvider provider = (CoderProvider) invoked(method);
          return provider.coderFor(type, componentCoders);
        }
      }
      Object[][] argumentLists = {
        {type.getRawType()}, {type}, componentCoders.toArray(),
      };
      for (Object[] arguments : argumentLists) {
        for (Method method : coderClass.getDeclaredMethods()) {
          if (isStatic(method, "of") && takes(method, arguments)) {
            return (Coder<?>) invoked(method, arguments);
          }
        }
      }
    } catch (InvocationTargetException e) {
      throw new CannotProvideCoderException(
          what + " failed: " + e.getTargetException(), e.getTargetException());
    } catch (ReflectiveOperationException | ClassCastException e) {
      throw new CannotProvideCoderException(what + " cannot be used: " + e, e);
    }
    throw new CannotProvideCoderException(
        what
            + " needs a static getCoderProvider(), or a static of(...) that takes the class, a"
            + " TypeDescriptor, or the coders of its type arguments");
  }

  private static boolean isStatic(Method method, String name) {
    return Modifier.isStatic(method.getModifiers()) && method.getName().equals(name);
  }

  private static boolean takes(Method method, Object[] arguments) {
    Class<?>[] types = method.getParameterTypes();
    return types.length == arguments.length
        && Arrays.stream(types).allMatch(t -> !t.isPrimitive())
        && IntStream.range(0, types.length).allMatch(i -> types[i].isInstance(arguments[i]));
  }

  private static Object invoked(Method method, Object... arguments)
      throws ReflectiveOperationException {
    method.setAccessible(true);
    Object result = method.invoke(null, arguments);
    if (result == null) {
      throw new ReflectiveOperationException(method + " returned null");
    }
    return result;
  }
}
