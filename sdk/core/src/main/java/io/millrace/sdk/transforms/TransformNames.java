package io.millrace.sdk.transforms;

/** Names for transforms that were given none. */
final class TransformNames {

  private TransformNames() {}

  /** The class that a generated one stands for. */
  private static Class<?> withoutGenerated(Class<?> type) {
    Class<?> superclass = type.getSuperclass();
    return superclass != null && type.getSimpleName().startsWith("AutoValue_") ? superclass : type;
  }

  /**
   * The class name for people: enclosing classes other than containers of nested transforms are
   * left out, and lambdas and anonymous classes are called {@code Anonymous}.
   */
  static String simpleName(Class<?> written) {
    Class<?> type = withoutGenerated(written);
    if (type.isAnonymousClass() || type.isSynthetic() || type.isHidden()) {
      return "Anonymous";
    }
    String own = type.getSimpleName();
    for (String suffix : new String[] {"DoFn", "Fn"}) {
      if (own.length() > suffix.length() && own.endsWith(suffix)) {
        return own.substring(0, own.length() - suffix.length());
      }
    }
    Class<?> outer = type.getEnclosingClass();
    boolean partOfOuter =
        outer != null
            && PTransform.class.isAssignableFrom(type)
            && outer.getPackageName().startsWith("io.millrace.sdk");
    return partOfOuter && outer != null ? outer.getSimpleName() + "." + own : own;
  }
}
