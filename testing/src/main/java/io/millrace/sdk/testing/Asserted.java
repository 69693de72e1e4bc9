package io.millrace.sdk.testing;

import io.millrace.sdk.testing.Selection.Panes;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.values.PCollection;
import org.jspecify.annotations.Nullable;

/**
 * A collection that assertions are made about, and what they take it for. Immutable.
 *
 * @param <T> the type of its elements
 * @param <V> the type of what assertions are about
 */
record Asserted<T extends @Nullable Object, V extends @Nullable Object>(
    AssertionSite site, PCollection<T> actual, Selection selection, Shape<T, V> shape) {

  /** The same about fewer elements. */
  Asserted<T, V> in(BoundedWindow window, Panes panes) {
    EncodedValue<BoundedWindow> encoded =
        EncodedValue.of(Assertion.windowCoder(actual), window, "PAssert: the window");
    return new Asserted<>(site, actual, new Selection(encoded, panes), shape);
  }

  /** Adds an assertion to the pipeline. */
  void must(Check<V> check) {
    actual.apply(new Assertion<>(site, selection, shape, check));
  }
}
