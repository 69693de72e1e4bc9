package io.millrace.sdk.transforms.windowing;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.transforms.display.HasDisplayData;
import io.millrace.sdk.values.TypeDescriptor;
import java.io.Serializable;
import java.time.Instant;
import java.util.Collection;

/**
 * Puts elements into windows, and may merge windows of one key when they are grouped.
 *
 * <p>Serialisable and immutable; called by many threads, each with an instance of its own.
 *
 * @param <T> what elements it can put into windows
 * @param <W> the windows that it makes
 */
public abstract class WindowFn<T, W extends BoundedWindow> implements Serializable, HasDisplayData {

  private static final long serialVersionUID = 1;

  /** What a window function may know of the element that it puts into windows. */
  public abstract class AssignContext {
    public abstract T element();

    public abstract Instant timestamp();

    /** The one window in which the element is now. */
    public abstract BoundedWindow window();
  }

  /** The windows of one key, some of which may be merged. */
  public abstract class MergeContext {
    /** The windows that have data now. */
    public abstract Collection<W> windows();

    /**
     * Says that the windows become one.
     *
     * @throws IllegalArgumentException if one of them was merged already in this call
     */
    public abstract void merge(Collection<W> toBeMerged, W mergeResult) throws Exception;
  }

  /** The windows of an element, in no particular order. An element in no window is dropped. */
  public abstract Collection<W> assignWindows(AssignContext c) throws Exception;

  /** Merges those windows of one key that belong together. */
  public abstract void mergeWindows(MergeContext c) throws Exception;

  /** Whether collections in windows of the two functions may be grouped together. */
  public abstract boolean isCompatible(WindowFn<?, ?> other);

  /**
   * Returns normally if collections in windows of the two functions may be grouped together.
   *
   * @throws IncompatibleWindowException if not, with what to do about it
   */
  public void verifyCompatibility(WindowFn<?, ?> other) throws IncompatibleWindowException {
    if (!isCompatible(other)) {
      throw new IncompatibleWindowException(
          other,
          getClass().getSimpleName()
              + " is not compatible with "
              + other.getClass().getSimpleName()
              + ": put both collections into the same windows first");
    }
  }

  /** The coder of the windows. It must be deterministic. */
  public abstract Coder<W> windowCoder();

  /** Which window of a side input in these windows belongs to a window of the main input. */
  public abstract WindowMappingFn<W> getDefaultWindowMappingFn();

  /** Whether it never merges windows. */
  public boolean isNonMerging() {
    return false;
  }

  /** Whether every element is in exactly one window. */
  public boolean assignsToOneWindow() {
    return false;
  }

  public TypeDescriptor<W> getWindowTypeDescriptor() {
    return new TypeDescriptor<W>(getClass()) {};
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {}
}
