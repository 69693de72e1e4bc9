package io.millrace.sdk.trace;

import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.PaneInfo.Timing;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a window of one key for which something is kept. Immutable.
 *
 * @param key the key as text
 * @param elements how many it has got, those in panes that were given included, and of values that
 *     are combined before they travel the partial results; null if they were not counted
 * @param hasNews whether some of them are in no pane yet
 * @param panes how many panes it has given
 * @param lastPane when the last of them came; null if there was none
 * @param closed whether its trigger has finished, so that it takes and gives nothing any more
 * @param expiresAfterMillis it is forgotten when the input watermark is past this
 * @param dataHoldMillis where the output watermark is held for its next pane; null if it is not
 * @param expiryHoldMillis where it is held so that the pane is not too late further down; null if
 *     it is not
 * @param eventTimerMillis when it is looked at because of event time; null if it is not
 * @param processingTimerMillis when it is looked at because of processing time; null if it is not
 * @param trigger what its trigger waits for
 */
public record WindowState(
    String key,
    BoundedWindow window,
    @Nullable Long elements,
    boolean hasNews,
    long panes,
    @Nullable Timing lastPane,
    boolean closed,
    long expiresAfterMillis,
    @Nullable Long dataHoldMillis,
    @Nullable Long expiryHoldMillis,
    @Nullable Long eventTimerMillis,
    @Nullable Long processingTimerMillis,
    TriggerPart trigger) {

  /** The same with another number of elements. */
  public WindowState withElements(@Nullable Long number) {
    return new WindowState(
        key,
        window,
        number,
        hasNews,
        panes,
        lastPane,
        closed,
        expiresAfterMillis,
        dataHoldMillis,
        expiryHoldMillis,
        eventTimerMillis,
        processingTimerMillis,
        trigger);
  }
}
