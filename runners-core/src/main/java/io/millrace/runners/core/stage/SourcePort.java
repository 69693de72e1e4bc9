package io.millrace.runners.core.stage;

import io.millrace.runners.core.batch.ElementCursor;
import io.millrace.runners.core.invoke.ElementReceiver;
import java.lang.invoke.MethodHandles;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Template: pushes the elements of a reader into the chain, and counts them. */
final class SourcePort implements CountingOutput {

  private static final ElementReceiver NEXT;
  private static final ElementCursor CURSOR;

  static {
    @Nullable Object[] constants = Template.constants(MethodHandles.lookup());
    NEXT = (ElementReceiver) Objects.requireNonNull(constants[0]);
    CURSOR = (ElementCursor) Objects.requireNonNull(constants[1]);
  }

  private int count;

  SourcePort() {}

  @Override
  public void output(@Nullable Object element) {
    output(element, ElementCursor.MIN_TIMESTAMP);
  }

  @Override
  public void output(@Nullable Object element, long timestampMillis) {
    count++;
    CURSOR.timestamp = timestampMillis;
    NEXT.accept(element);
  }

  @Override
  public int takeCount() {
    int result = count;
    count = 0;
    return result;
  }
}
