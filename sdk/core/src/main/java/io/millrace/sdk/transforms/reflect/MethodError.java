package io.millrace.sdk.transforms.reflect;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * Where in a DoFn class something is wrong. Cheap to make: the text comes when it is needed.
 *
 * @param member a method or a field, or null
 * @param index of the method's parameter, or -1
 */
record MethodError(Class<?> fnClass, @Nullable Member member, int index) {

  static MethodError of(Class<?> fnClass) {
    return new MethodError(fnClass, null, -1);
  }

  static MethodError of(Class<?> fnClass, Method method) {
    return new MethodError(fnClass, method, -1);
  }

  static MethodError of(Class<?> fnClass, Field field) {
    return new MethodError(fnClass, field, -1);
  }

  static MethodError of(Class<?> fnClass, Method method, int parameter) {
    return new MethodError(fnClass, method, parameter);
  }

  @FormatMethod
  IllegalArgumentException says(@FormatString String what, Object... arguments) {
    return new IllegalArgumentException(where() + ": " + String.format(what, arguments));
  }

  @FormatMethod
  IllegalArgumentException causedBy(
      Throwable cause, @FormatString String what, Object... arguments) {
    return new IllegalArgumentException(where() + ": " + String.format(what, arguments), cause);
  }

  private String where() {
    String where = "DoFn " + fnClass.getName();
    if (member instanceof Method method) {
      where += ", method " + describe(fnClass, method);
    } else if (member != null) {
      where += ", field " + prefix(fnClass, member) + member.getName();
    }
    return index < 0 ? where : where + ", parameter " + (index + 1);
  }

  /** The method, with its class if that is another one. */
  static String describe(Class<?> fnClass, Method method) {
    StringBuilder types = new StringBuilder();
    for (Class<?> type : method.getParameterTypes()) {
      types.append(types.isEmpty() ? "" : ", ").append(type.getSimpleName());
    }
    return prefix(fnClass, method) + method.getName() + "(" + types + ")";
  }

  private static String prefix(Class<?> fnClass, Member member) {
    Class<?> declaring = member.getDeclaringClass();
    return declaring == fnClass ? "" : declaring.getSimpleName() + ".";
  }
}
