package io.millrace.runners.core.stage;

import io.millrace.runners.core.invoke.ElementReceiver;
import java.lang.invoke.MethodHandles;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Template: refuses null where the coder of a collection cannot encode it. */
final class NullCheckNode implements ElementReceiver {

  private static final ElementReceiver NEXT;
  private static final OutputRules RULES;
  private static final Failures FAILURES;

  static {
    @Nullable Object[] constants = Template.constants(MethodHandles.lookup());
    NEXT = (ElementReceiver) Objects.requireNonNull(constants[0]);
    RULES = (OutputRules) Objects.requireNonNull(constants[1]);
    FAILURES = (Failures) Objects.requireNonNull(constants[2]);
  }

  NullCheckNode() {}

  @Override
  public void accept(@Nullable Object value) {
    if (value == null) {
      throw FAILURES.inEngine(RULES.transformName(), RULES.nullElement());
    }
    NEXT.accept(value);
  }
}
