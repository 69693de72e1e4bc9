package io.millrace.sdk.transforms.windowing;

/** A window function that never merges windows. */
public abstract class NonMergingWindowFn<T, W extends BoundedWindow> extends WindowFn<T, W> {

  private static final long serialVersionUID = 1;

  /** Must not be called. */
  @Override
  public final void mergeWindows(MergeContext c) {
    throw new UnsupportedOperationException(
        getClass().getName()
            + " never merges windows: the runner should have asked isNonMerging()");
  }

  @Override
  public final boolean isNonMerging() {
    return true;
  }
}
