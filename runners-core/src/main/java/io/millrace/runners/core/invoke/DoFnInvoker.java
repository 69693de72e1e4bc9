package io.millrace.runners.core.invoke;

import org.jspecify.annotations.Nullable;

/**
 * One position of a DoFn: calls the user's methods. Made by {@link DoFnInvokers}; for one thread.
 *
 * <p>Whatever the user's methods throw, checked exceptions too, comes out as it was thrown.
 */
public abstract class DoFnInvoker {

  /** For generated classes. */
  protected DoFnInvoker() {}

  /** Calls the method marked {@code @ProcessElement}. */
  public abstract void processElement(@Nullable Object element);

  /** Calls the method marked {@code @Setup}, if there is one. */
  public void setup() {}

  /** Calls the method marked {@code @StartBundle}, if there is one. */
  public void startBundle() {}

  /** Calls the method marked {@code @FinishBundle}, if there is one. */
  public void finishBundle() {}

  /**
   * Calls the method of a timer or of a family of timers.
   *
   * @param index its place in {@link DoFnInvokers#timerNames}
   */
  public void onTimer(int index) {
    throw new IllegalArgumentException("There is no method of a timer " + index);
  }

  /** Calls the method marked {@code @OnWindowExpiration}, if there is one. */
  public void onWindowExpiration() {}

  /** Calls the method marked {@code @Teardown}, if there is one. */
  public void teardown() {}
}
