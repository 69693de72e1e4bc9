package io.millrace.runners.core.stage;

import io.millrace.runners.core.invoke.ElementReceiver;
import java.lang.invoke.MethodHandles;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Template: sends every element to one and the same task. */
final class ToOneEdge implements ElementReceiver {

  private static final EdgeOutput OUTPUT;
  private static final int TARGET;

  static {
    @Nullable Object[] constants = Template.constants(MethodHandles.lookup());
    OUTPUT = (EdgeOutput) Objects.requireNonNull(constants[0]);
    TARGET = (Integer) Objects.requireNonNull(constants[1]);
  }

  ToOneEdge() {}

  @Override
  public void accept(@Nullable Object value) {
    OUTPUT.append(TARGET, value);
  }
}
