package io.millrace.runners.core.watermark;

import io.millrace.sdk.transforms.windowing.BoundedWindow;

/** Watermarks with a meaning of their own, in milliseconds after the epoch. */
public final class Watermarks {

  /** Nothing is known: whatever comes may be as old as can be. */
  public static final long START = BoundedWindow.TIMESTAMP_MIN_VALUE.toEpochMilli();

  /** The end of time: nothing will come any more. */
  public static final long END = BoundedWindow.TIMESTAMP_MAX_VALUE.toEpochMilli();

  /**
   * There is nothing to come right now that one should wait for. An idle input is left out when the
   * smallest of several watermarks is taken; it may come back with a watermark of its own (rule
   * W5).
   */
  public static final long IDLE = Long.MAX_VALUE;

  private Watermarks() {}
}
