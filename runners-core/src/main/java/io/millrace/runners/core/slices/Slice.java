package io.millrace.runners.core.slices;

import io.millrace.sdk.transforms.windowing.IntervalWindow;
import java.util.AbstractList;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * The windows of all elements of one slice, the latest first. To everybody it is a list of windows;
 * who knows slices sees that one number says as much. One object is meant to be shared by many
 * elements, and makes the windows once somebody looks at them. Immutable.
 */
public final class Slice extends AbstractList<IntervalWindow> implements RandomAccess {

  private final Slicing slicing;
  private final long number;
  private final boolean empty;

  // elements of a slice go to several threads
  private volatile IntervalWindow @Nullable [] windows;

  Slice(Slicing slicing, long number) {
    this.slicing = slicing;
    this.number = number;
    this.empty = size() == 0;
  }

  /** The slices that it is one of. */
  public Slicing slicing() {
    return slicing;
  }

  /** Which of them it is. */
  public long number() {
    return number;
  }

  private IntervalWindow[] windows() {
    IntervalWindow[] known = windows;
    if (known == null) {
      known = new IntervalWindow[size()];
      for (int i = 0; i < known.length; i++) {
        known[i] = slicing.window(slicing.lastWindow(number) - i);
      }
      windows = known;
    }
    return known;
  }

  @Override
  public IntervalWindow get(int index) {
    return windows()[index];
  }

  @Override
  public int size() {
    return (int) (slicing.lastWindow(number) - slicing.firstWindow(number) + 1);
  }

  /** Asked for each element. */
  @Override
  public boolean isEmpty() {
    return empty;
  }

  /** As lists are: slices differ in at least one of their windows. */
  @Override
  public boolean equals(@Nullable Object other) {
    if (other instanceof Slice that && slicing.equals(that.slicing)) {
      return number == that.number || (isEmpty() && that.isEmpty());
    }
    return super.equals(other);
  }

  @Override
  public int hashCode() {
    return super.hashCode();
  }
}
