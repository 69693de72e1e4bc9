package io.millrace.runners.core.stage;

import io.millrace.runners.core.batch.ElementCursor;
import io.millrace.runners.core.invoke.ElementReceiver;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import java.lang.invoke.MethodHandles;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Template: puts each element into the windows that a window function assigns. An element that gets
 * none (it falls into the gap between sliding windows) is counted and goes no further (rule E4).
 */
final class AssignWindowsNode implements ElementReceiver {

  private static final WindowAssigner ASSIGNER;
  private static final ElementReceiver NEXT;
  private static final ElementCursor CURSOR;
  private static final Runnable DROPPED;
  private static final int LEVEL;

  static {
    @Nullable Object[] constants = Template.constants(MethodHandles.lookup());
    ASSIGNER = (WindowAssigner) Objects.requireNonNull(constants[0]);
    NEXT = (ElementReceiver) Objects.requireNonNull(constants[1]);
    CURSOR = (ElementCursor) Objects.requireNonNull(constants[2]);
    DROPPED = (Runnable) Objects.requireNonNull(constants[3]);
    LEVEL = CURSOR.newLevel();
  }

  AssignWindowsNode() {}

  @Override
  public void accept(@Nullable Object value) {
    Collection<? extends BoundedWindow> before = CURSOR.windows();
    if (before == ElementCursor.GLOBAL || before.size() == 1) {
      acceptInOneWindow(value);
    } else {
      acceptInEachWindow(value, before);
    }
  }

  /** An element in several windows stands for several elements (rule E2). */
  private static void acceptInEachWindow(
      @Nullable Object value, Collection<? extends BoundedWindow> before) {
    for (BoundedWindow window : before) {
      CURSOR.windows(List.of(window));
      acceptInOneWindow(value);
    }
    CURSOR.windows(before);
  }

  private static void acceptInOneWindow(@Nullable Object value) {
    Collection<? extends BoundedWindow> after = ASSIGNER.windowsOf(value);
    if (after.isEmpty()) {
      DROPPED.run();
      return;
    }
    int outer = CURSOR.level();
    CURSOR.enter(LEVEL, after);
    NEXT.accept(value);
    CURSOR.leave(outer);
  }
}
