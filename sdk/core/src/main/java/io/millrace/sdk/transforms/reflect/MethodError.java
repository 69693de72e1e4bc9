package io.millrace.sdk.transforms.reflect;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * Where in a DoFn class something is wrong. Cheap to make: the text comes when it is needed.
 *
 * @param index of the method's parameter, or -1
 */
record MethodError(Class<?> fnClass, @Nullable Method method, int index) {

  static MethodError of(Class<?> fnClass) {
    return new MethodError(fnClass, null, -1);
  }

  static MethodError of(Class<?> fnClass, Method method) {
    return new MethodError(fnClass, method, -1);
  }

  static MethodError of(Class<?> fnClass, Method method, int parameter) {
    return new MethodError(fnClass, method, parameter);
  }

  @FormatMethod
  IllegalArgumentException says(@FormatString String what, Object... arguments) {
    return new IllegalArgumentException(where() + ": " + String.format(what, arguments));
  }

  private String where() {
    String where = "DoFn " + fnClass.getName();
    if (method != null) {
      where += ", method " + describe(fnClass, method);
    }
    return index < 0 ? where : where + ", parameter " + (index + 1);
  }

  /** The method, with its class if that is another one. */
  static String describe(Class<?> fnClass, Method method) {
    StringBuilder types = new StringBuilder();
    for (Class<?> type : method.getParameterTypes()) {
      types.append(types.isEmpty() ? "" : ", ").append(type.getSimpleName());
    }
    Class<?> declaring = method.getDeclaringClass();
    String prefix = declaring == fnClass ? "" : declaring.getSimpleName() + ".";
    return prefix + method.getName() + "(" + types + ")";
  }
}
