package io.millrace.runners.core.stage;

import io.millrace.runners.core.batch.Batch;
import io.millrace.runners.core.batch.ElementCursor;
import io.millrace.runners.core.invoke.ElementReceiver;
import java.lang.invoke.MethodHandles;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Template: pushes the elements of batches into the chain. */
final class BatchLoop implements RowLoop {

  private static final ElementReceiver NEXT;
  private static final ElementCursor CURSOR;

  static {
    @Nullable Object[] constants = Template.constants(MethodHandles.lookup());
    NEXT = (ElementReceiver) Objects.requireNonNull(constants[0]);
    CURSOR = (ElementCursor) Objects.requireNonNull(constants[1]);
  }

  BatchLoop() {}

  @Override
  public void run(Batch batch, int from, int to) {
    if (batch.isUniform()) {
      batch.describe(from, CURSOR);
      for (int row = from; row < to; row++) {
        NEXT.accept(batch.value(row));
      }
    } else {
      for (int row = from; row < to; row++) {
        batch.describe(row, CURSOR);
        NEXT.accept(batch.value(row));
      }
    }
  }
}
