package io.millrace.runners.core.stage;

import io.millrace.runners.core.batch.ElementCursor;
import io.millrace.runners.core.batch.Typed;
import io.millrace.runners.core.invoke.ElementReceiver;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.values.KV;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says what work there is for each element in each of its windows, in parts. */
final class PairWithRestrictionNode implements ElementReceiver {

  private final String name;
  private final SplittableFunction function;
  private final ElementReceiver next;
  private final ElementCursor cursor;
  private final Failures failures;

  PairWithRestrictionNode(
      String name,
      SplittableFunction function,
      ElementReceiver next,
      ElementCursor cursor,
      Failures failures) {
    this.name = name;
    this.function = function;
    this.next = next;
    this.cursor = cursor;
    this.failures = failures;
  }

  @Override
  public void accept(@Nullable Object value) {
    Collection<? extends BoundedWindow> all = cursor.windows;
    for (BoundedWindow window : all) {
      cursor.windows = List.of(window);
      pair(value, window);
    }
    cursor.windows = all;
  }

  private void pair(@Nullable Object value, BoundedWindow window) {
    try {
      SplittableFunction.ElementAt element =
          new SplittableFunction.ElementAt(value, cursor.timestamp, window, cursor.pane);
      SplittableFunction.Parts parts =
          part -> next.accept(KV.of(Typed.value(value), Typed.value(part)));
      function.split(element, function.initialRestriction(element), parts);
    } catch (Throwable t) {
      throw failures.inEngine(name, t);
    }
  }
}
