package io.millrace.runners.core.grouping;

import org.jspecify.annotations.Nullable;

/** What the tables refuse alike. */
final class Budgets {
  static final long SMALLEST = 16 << 10;

  private Budgets() {}

  static long check(long budgetBytes) {
    if (budgetBytes < SMALLEST) {
      throw new IllegalArgumentException(
          "a table needs a budget of at least " + SMALLEST + " bytes, not " + budgetBytes);
    }
    return budgetBytes;
  }

  static IllegalArgumentException namespaceMismatch(@Nullable Object namespace) {
    return new IllegalArgumentException(
        namespace == null
            ? "an element without namespace in a table that has namespaces"
            : "an element of namespace " + namespace + " in a table made without namespaces");
  }
}
