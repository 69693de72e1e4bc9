package io.millrace.sdk.testing;

import com.google.common.collect.Lists;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.ListCoder;
import io.millrace.sdk.testing.PAssert.IterableAssert;
import io.millrace.sdk.testing.Selection.Panes;
import io.millrace.sdk.transforms.SerializableFunction;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.GlobalWindow;
import io.millrace.sdk.values.PCollection;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Assertions about elements, which may be those of the collection or of its only element. */
@SuppressWarnings("varargs") // the arrays are only read
final class ElementsAssert<T extends @Nullable Object, E extends @Nullable Object>
    implements IterableAssert<E> {

  private final Asserted<T, Iterable<E>> asserted;
  private final Coder<E> coder;

  ElementsAssert(
      AssertionSite site, PCollection<T> actual, Shape<T, Iterable<E>> shape, Coder<E> coder) {
    this(new Asserted<>(site, actual, Selection.EVERYTHING, shape), coder);
  }

  private ElementsAssert(Asserted<T, Iterable<E>> asserted, Coder<E> coder) {
    this.asserted = asserted;
    this.coder = coder;
  }

  private IterableAssert<E> in(BoundedWindow window, Panes panes) {
    return new ElementsAssert<>(asserted.in(window, panes), coder);
  }

  private IterableAssert<E> must(Check<Iterable<E>> check) {
    asserted.must(check);
    return this;
  }

  @Override
  public IterableAssert<E> inWindow(BoundedWindow window) {
    return in(window, Panes.ALL);
  }

  @Override
  public IterableAssert<E> inOnlyPane(BoundedWindow window) {
    return in(window, Panes.ONLY);
  }

  @Override
  public IterableAssert<E> inFinalPane(BoundedWindow window) {
    return in(window, Panes.FINAL);
  }

  @Override
  public IterableAssert<E> inOnTimePane(BoundedWindow window) {
    return in(window, Panes.ON_TIME);
  }

  @Override
  public IterableAssert<E> inEarlyPane(BoundedWindow window) {
    return in(window, Panes.EARLY);
  }

  @Override
  public IterableAssert<E> inLatePane(BoundedWindow window) {
    return in(window, Panes.LATE);
  }

  @Override
  public IterableAssert<E> inCombinedNonLatePanes(BoundedWindow window) {
    return in(window, Panes.NOT_LATE);
  }

  @Override
  public IterableAssert<E> inEarlyGlobalWindowPanes() {
    return in(GlobalWindow.INSTANCE, Panes.EARLY);
  }

  @Override
  @SafeVarargs
  public final IterableAssert<E> containsInAnyOrder(E... expectedElements) {
    return containsAll(Arrays.asList(expectedElements));
  }

  @Override
  @SafeVarargs
  public final IterableAssert<E> containsInAnyOrder(
      SerializableMatcher<? super E>... expectedElements) {
    return must(Check.<E>matchedInAnyOrder(Arrays.asList(expectedElements)));
  }

  @Override
  public IterableAssert<E> containsInAnyOrder() {
    return empty();
  }

  @Override
  public IterableAssert<E> containsInAnyOrder(Iterable<E> expectedElements) {
    return containsAll(Lists.newArrayList(expectedElements));
  }

  @Override
  public IterableAssert<E> empty() {
    return containsAll(List.of());
  }

  private IterableAssert<E> containsAll(List<E> expected) {
    return must(
        Check.inAnyOrder(
            EncodedValue.of(ListCoder.of(coder), expected, "PAssert: the expected elements"),
            coder));
  }

  @Override
  public IterableAssert<E> satisfies(SerializableFunction<Iterable<E>, @Nullable Void> checkerFn) {
    return must(Check.satisfies(checkerFn));
  }
}
