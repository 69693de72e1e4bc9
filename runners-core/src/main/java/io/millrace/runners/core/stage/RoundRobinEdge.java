package io.millrace.runners.core.stage;

import io.millrace.runners.core.invoke.ElementReceiver;
import java.lang.invoke.MethodHandles;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Template: sends elements to all tasks in turn. */
final class RoundRobinEdge implements ElementReceiver {

  private static final EdgeOutput OUTPUT;

  static {
    @Nullable Object[] constants = Template.constants(MethodHandles.lookup());
    OUTPUT = (EdgeOutput) Objects.requireNonNull(constants[0]);
  }

  RoundRobinEdge() {}

  @Override
  public void accept(@Nullable Object value) {
    OUTPUT.appendRoundRobin(value);
  }
}
