package io.millrace.sdk.testing;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.testing.PAssert.SingletonAssert;
import io.millrace.sdk.testing.Selection.Panes;
import io.millrace.sdk.testing.differences.Comparison;
import io.millrace.sdk.transforms.SerializableFunction;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.values.PCollection;
import org.jspecify.annotations.Nullable;

/** Assertions about one value that the elements of a collection make together. */
final class ValueAssert<T extends @Nullable Object, V extends @Nullable Object>
    implements SingletonAssert<V> {

  private final Asserted<T, V> asserted;
  private final Coder<V> coder;
  private final Comparison<V> comparison;

  ValueAssert(
      AssertionSite site,
      PCollection<T> actual,
      Shape<T, V> shape,
      Coder<V> coder,
      Comparison<V> comparison) {
    this(new Asserted<>(site, actual, Selection.EVERYTHING, shape), coder, comparison);
  }

  private ValueAssert(Asserted<T, V> asserted, Coder<V> coder, Comparison<V> comparison) {
    this.asserted = asserted;
    this.coder = coder;
    this.comparison = comparison;
  }

  private SingletonAssert<V> in(BoundedWindow window, Panes panes) {
    return new ValueAssert<>(asserted.in(window, panes), coder, comparison);
  }

  private SingletonAssert<V> must(Check<V> check) {
    asserted.must(check);
    return this;
  }

  @Override
  public SingletonAssert<V> inWindow(BoundedWindow window) {
    return in(window, Panes.ALL);
  }

  @Override
  public SingletonAssert<V> inOnlyPane(BoundedWindow window) {
    return in(window, Panes.ONLY);
  }

  @Override
  public SingletonAssert<V> inFinalPane(BoundedWindow window) {
    return in(window, Panes.FINAL);
  }

  @Override
  public SingletonAssert<V> inOnTimePane(BoundedWindow window) {
    return in(window, Panes.ON_TIME);
  }

  @Override
  public SingletonAssert<V> inEarlyPane(BoundedWindow window) {
    return in(window, Panes.EARLY);
  }

  @Override
  public SingletonAssert<V> inLatePane(BoundedWindow window) {
    return in(window, Panes.LATE);
  }

  @Override
  public SingletonAssert<V> isEqualTo(V expected) {
    return must(Check.isEqualTo(encoded(expected, "PAssert: the expected value"), comparison));
  }

  @Override
  public SingletonAssert<V> notEqualTo(V notExpected) {
    return must(Check.notEqualTo(encoded(notExpected, "PAssert: the value"), comparison));
  }

  private EncodedValue<V> encoded(V value, String what) {
    return EncodedValue.of(coder, value, what);
  }

  @Override
  public SingletonAssert<V> satisfies(SerializableFunction<V, @Nullable Void> checkerFn) {
    return must(Check.satisfies(checkerFn));
  }
}
