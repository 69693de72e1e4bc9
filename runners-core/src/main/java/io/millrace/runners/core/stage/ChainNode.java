package io.millrace.runners.core.stage;

import io.millrace.runners.core.invoke.ElementReceiver;
import io.millrace.sdk.metrics.MetricsEnvironment;
import java.lang.invoke.MethodHandles;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Template: gives each element to a chain of functions, and notes what goes wrong there. */
final class ChainNode implements ElementReceiver {

  private static final ElementReceiver CHAIN;
  private static final Failures FAILURES;
  private static final MetricsEnvironment.Holder HOLDER;
  private static final String NAME;

  static {
    @Nullable Object[] constants = Template.constants(MethodHandles.lookup());
    CHAIN = (ElementReceiver) Objects.requireNonNull(constants[0]);
    FAILURES = (Failures) Objects.requireNonNull(constants[1]);
    HOLDER = (MetricsEnvironment.Holder) Objects.requireNonNull(constants[2]);
    NAME = (String) Objects.requireNonNull(constants[3]);
  }

  ChainNode() {}

  @Override
  public void accept(@Nullable Object value) {
    int outer = HOLDER.current;
    try {
      CHAIN.accept(value);
    } catch (Throwable t) {
      throw FAILURES.inUserCode(NAME, t);
    }
    HOLDER.current = outer;
  }
}
