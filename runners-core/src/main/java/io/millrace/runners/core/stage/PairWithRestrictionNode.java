package io.millrace.runners.core.stage;

import io.millrace.runners.core.batch.ElementCursor;
import io.millrace.runners.core.batch.Typed;
import io.millrace.runners.core.invoke.ElementReceiver;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.values.KV;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says what work there is for each element, in parts. Where the function can tell one window from
 * another, an element in several windows is several elements (rule E2).
 */
final class PairWithRestrictionNode implements ElementReceiver, Finishable {

  private final String name;
  private final SplittableFunction function;
  private final boolean eachWindow;
  private final int parts;
  private final ElementReceiver next;
  private final ElementCursor cursor;
  private final Failures failures;
  private boolean setUp;

  /**
   * A node.
   *
   * @param eachWindow whether windows are told apart
   * @param parts into how many parts a large restriction should be split
   */
  PairWithRestrictionNode(
      String name,
      SplittableFunction function,
      boolean eachWindow,
      int parts,
      ElementReceiver next,
      ElementCursor cursor,
      Failures failures) {
    this.name = name;
    this.function = function;
    this.eachWindow = eachWindow;
    this.parts = parts;
    this.next = next;
    this.cursor = cursor;
    this.failures = failures;
  }

  /** The function here is an instance of its own, which is never given an element. */
  void setup() {
    setUp = true;
    try {
      function.setup();
    } catch (Throwable t) {
      throw failures.inUserCode(name, t);
    }
  }

  @Override
  public void accept(@Nullable Object value) {
    if (!eachWindow || cursor.windows().size() == 1) {
      pair(value);
      return;
    }
    Collection<? extends BoundedWindow> all = cursor.windows();
    for (BoundedWindow window : all) {
      cursor.windows(List.of(window));
      pair(value);
    }
    cursor.windows(all);
  }

  private void pair(@Nullable Object value) {
    try {
      SplittableFunction.ElementAt element =
          new SplittableFunction.ElementAt(
              value, cursor.timestamp, cursor.windows(), cursor.pane());
      function.split(
          element,
          function.initialRestriction(element),
          parts,
          part -> next.accept(KV.of(Typed.value(value), Typed.value(part))));
    } catch (Throwable t) {
      throw failures.inUserCode(name, t);
    }
  }

  @Override
  public void close(boolean failed) {
    if (!setUp) {
      return;
    }
    // Rule B3: the failure of a teardown must not fail anything.
    try {
      function.teardown();
    } catch (Throwable t) {
      StageTask.LOG.warn("The teardown of {} failed: {}", name, t.toString(), t);
    }
  }
}
