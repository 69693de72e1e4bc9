package io.millrace.runners.core.panes;

import io.millrace.runners.core.trigger.TriggerState;
import io.millrace.runners.core.watermark.Holds;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.PaneInfo.Timing;

/**
 * Everything that is known of one window of one key.
 *
 * @param <ContentT> see {@link Contents}
 */
final class WindowRecord<ContentT> {

  BoundedWindow window;
  ContentT content;
  TriggerState trigger;

  /** Whether something arrived since the last pane. */
  boolean hasNews;

  /** Whether the trigger has finished: nothing is accepted or emitted any more (rule R11). */
  boolean closed;

  /** Where the output watermark is held for the content; {@link Holds#NONE} if it is not. */
  long dataHold = Holds.NONE;

  /** Where it is held so that the window does not expire downstream; else {@link Holds#NONE}. */
  long expiryHold = Holds.NONE;

  /** The processing time at which the trigger is to be asked again; else {@link Long#MAX_VALUE}. */
  long wakeUp = Long.MAX_VALUE;

  /** Of the last pane; {@link Timing#UNKNOWN} if there was none. */
  Timing timing = Timing.UNKNOWN;

  long nextIndex;
  long nonSpeculativeIndex = -1;

  WindowRecord(BoundedWindow window, ContentT content, TriggerState trigger) {
    this.window = window;
    this.content = content;
    this.trigger = trigger;
  }
}
