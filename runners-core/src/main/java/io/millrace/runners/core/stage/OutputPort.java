package io.millrace.runners.core.stage;

import io.millrace.runners.core.batch.ElementCursor;
import io.millrace.runners.core.invoke.ElementReceiver;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import java.lang.invoke.MethodHandles;
import java.time.Instant;
import java.util.Collection;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Template: one output of a DoFn. */
final class OutputPort implements DoFn.OutputReceiver<@Nullable Object> {

  private static final ElementReceiver NEXT;
  private static final ElementCursor CURSOR;
  private static final OutputRules RULES;
  private static final boolean NULL_ALLOWED;

  static {
    @Nullable Object[] constants = Template.constants(MethodHandles.lookup());
    NEXT = (ElementReceiver) Objects.requireNonNull(constants[0]);
    CURSOR = (ElementCursor) Objects.requireNonNull(constants[1]);
    RULES = (OutputRules) Objects.requireNonNull(constants[2]);
    NULL_ALLOWED = RULES.nullAllowed();
  }

  OutputPort() {}

  @Override
  public void output(@Nullable Object output) {
    if (!NULL_ALLOWED && output == null) {
      throw RULES.nullElement();
    }
    NEXT.accept(output);
  }

  @Override
  public void outputWithTimestamp(@Nullable Object output, Instant timestamp) {
    long before = CURSOR.timestamp;
    long after = RULES.checkedMillis(timestamp, before);
    CURSOR.timestamp = after;
    output(output);
    CURSOR.timestamp = before;
  }

  @Override
  public void outputWindowedValue(
      @Nullable Object output,
      Instant timestamp,
      Collection<? extends BoundedWindow> windows,
      PaneInfo pane) {
    long timestampBefore = CURSOR.timestamp;
    Collection<? extends BoundedWindow> windowsBefore = CURSOR.windows();
    PaneInfo paneBefore = CURSOR.pane();
    // All checks come first: user code may catch what they throw, and go on.
    long timestampAfter = RULES.checkedMillis(timestamp, timestampBefore);
    Collection<? extends BoundedWindow> windowsAfter = RULES.checkedWindows(windows);
    CURSOR.pane(Objects.requireNonNull(pane, "pane"));
    CURSOR.timestamp = timestampAfter;
    CURSOR.windows(windowsAfter);
    output(output);
    CURSOR.timestamp = timestampBefore;
    CURSOR.windows(windowsBefore);
    CURSOR.pane(paneBefore);
  }
}
