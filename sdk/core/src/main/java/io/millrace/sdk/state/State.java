package io.millrace.sdk.state;

/**
 * A cell of state of one key and window, usable during the call that it was given to. Not
 * thread-safe.
 */
public interface State {

  /** Makes the cell as it was before anything was written. */
  void clear();
}
