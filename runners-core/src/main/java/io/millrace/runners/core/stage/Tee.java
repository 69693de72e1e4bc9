package io.millrace.runners.core.stage;

import io.millrace.runners.core.invoke.ElementReceiver;
import java.lang.invoke.MethodHandles;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Template: gives each element to two receivers, one after the other. More are made of several. */
final class Tee implements ElementReceiver {

  private static final ElementReceiver FIRST;
  private static final ElementReceiver SECOND;

  static {
    @Nullable Object[] constants = Template.constants(MethodHandles.lookup());
    FIRST = (ElementReceiver) Objects.requireNonNull(constants[0]);
    SECOND = (ElementReceiver) Objects.requireNonNull(constants[1]);
  }

  Tee() {}

  @Override
  public void accept(@Nullable Object value) {
    FIRST.accept(value);
    SECOND.accept(value);
  }
}
