package io.millrace.runners.core.stage;

import io.millrace.runners.core.batch.ElementCursor;
import io.millrace.runners.core.invoke.DoFnInvoker;
import io.millrace.runners.core.invoke.ElementReceiver;
import io.millrace.sdk.metrics.MetricsEnvironment;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import java.lang.invoke.MethodHandles;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Template: gives each element to a DoFn. */
final class DoFnNode implements ElementReceiver {

  private static final DoFnInvoker INVOKER;
  private static final ElementCursor CURSOR;
  private static final MetricsEnvironment.Holder HOLDER;
  private static final int METRICS_PLACE;
  private static final Failures FAILURES;
  private static final String NAME;

  /** Whether the function can tell one window from another: it then sees them one by one. */
  private static final boolean SEES_WINDOWS;

  static {
    @Nullable Object[] constants = Template.constants(MethodHandles.lookup());
    INVOKER = (DoFnInvoker) Objects.requireNonNull(constants[0]);
    CURSOR = (ElementCursor) Objects.requireNonNull(constants[1]);
    HOLDER = (MetricsEnvironment.Holder) Objects.requireNonNull(constants[2]);
    METRICS_PLACE = (Integer) Objects.requireNonNull(constants[3]);
    FAILURES = (Failures) Objects.requireNonNull(constants[4]);
    NAME = (String) Objects.requireNonNull(constants[5]);
    SEES_WINDOWS = (Boolean) Objects.requireNonNull(constants[6]);
  }

  DoFnNode() {}

  @Override
  public void accept(@Nullable Object value) {
    if (SEES_WINDOWS && CURSOR.windows().size() != 1) {
      acceptForEachWindow(value);
      return;
    }
    int outer = HOLDER.current;
    HOLDER.current = METRICS_PLACE;
    try {
      INVOKER.processElement(value);
    } catch (Throwable t) {
      throw FAILURES.inUserCode(NAME, t);
    }
    HOLDER.current = outer;
  }

  private void acceptForEachWindow(@Nullable Object value) {
    Collection<? extends BoundedWindow> all = CURSOR.windows();
    for (BoundedWindow window : all) {
      CURSOR.windows(List.of(window));
      accept(value);
    }
    CURSOR.windows(all);
  }
}
