package io.millrace.runners.core.stage;

import io.millrace.runners.core.batch.Boxes;
import io.millrace.runners.core.batch.ElementCursor;
import io.millrace.runners.core.batch.Typed;
import io.millrace.runners.core.invoke.ElementReceiver;
import io.millrace.runners.core.panes.LongContents;
import io.millrace.runners.core.panes.Pane;
import io.millrace.runners.core.panes.PaneOutput;
import io.millrace.runners.core.panes.PaneRows;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import io.millrace.sdk.values.KV;
import java.lang.invoke.MethodHandles;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Template: pushes panes into the chain. */
final class PanePort implements PaneOutput<@Nullable Object> {

  private static final ElementReceiver NEXT;
  private static final ElementCursor CURSOR;

  /** Whether rows have their keys as numbers. */
  private static final boolean NUMBERED_KEYS;

  /** What makes values of the contents of rows; null where rows have values. */
  private static final @Nullable LongContents<?> NUMBERS;

  static {
    @Nullable Object[] constants = Template.constants(MethodHandles.lookup());
    NEXT = (ElementReceiver) Objects.requireNonNull(constants[0]);
    CURSOR = (ElementCursor) Objects.requireNonNull(constants[1]);
    NUMBERED_KEYS = (Boolean) Objects.requireNonNull(constants[2]);
    NUMBERS = constants[3] instanceof LongContents<?> numbers ? numbers : null;
  }

  private List<? extends BoundedWindow> windows = ElementCursor.GLOBAL;

  PanePort() {}

  @Override
  public void accept(Pane<@Nullable Object> pane) {
    describe(pane.window(), pane.timestampMillis(), pane.info());
    NEXT.accept(KV.of(Typed.value(pane.key()), Typed.value(pane.value())));
  }

  @Override
  public void acceptAll(
      PaneRows<@Nullable Object> rows,
      int from,
      int to,
      BoundedWindow window,
      long timestampMillis,
      PaneInfo info) {
    describe(window, timestampMillis, info);
    // The compiler makes no objects of what only functions of this chain see.
    for (int row = from; row < to; row++) {
      Object key = NUMBERED_KEYS ? Boxes.own(rows.keyNumber(row)) : rows.keyObject(row);
      Object value =
          NUMBERS != null ? Boxes.own(NUMBERS.emit(rows.content(row))) : rows.valueObject(row);
      NEXT.accept(KV.of(Typed.value(key), Typed.value(value)));
    }
  }

  private void describe(BoundedWindow window, long timestampMillis, PaneInfo info) {
    if (windows.get(0) != window) {
      // Panes of one window come one after the other: one shared list keeps batches narrow.
      windows = List.of(window);
    }
    CURSOR.windows(windows);
    CURSOR.timestamp = timestampMillis;
    CURSOR.pane(info);
  }
}
