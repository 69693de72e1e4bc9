package io.millrace.sdk.io.socket;

import java.io.Serializable;

/**
 * Whether and when to connect again.
 *
 * @param attempts how often in a row; 0 for never
 * @param pauseMillis how long to wait before each
 */
public record Reconnection(int attempts, long pauseMillis) implements Serializable {

  private static final long serialVersionUID = 1;

  /** A connection that ends is the end of the input, and one that fails is a failure. */
  public static final Reconnection NEVER = new Reconnection(0, 0);
}
