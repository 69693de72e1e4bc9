package io.millrace.sdk.trace;

import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened in a grouping. Immutable.
 *
 * @param inputWatermarkMillis the input watermark at that time
 * @param processingTimeMillis the time of the clock
 * @param key the key as text; null if the event is of no key
 * @param window the window, of an element its own, also where it merged with others; null if the
 *     event is of no window
 * @param count how many elements; 0 if the event is of none
 * @param pane what was given; null if it was no pane
 */
public record GroupingEvent(
    Kind kind,
    long inputWatermarkMillis,
    long processingTimeMillis,
    @Nullable String key,
    @Nullable BoundedWindow window,
    long count,
    @Nullable PaneInfo pane) {

  /** What happened. */
  public enum Kind {
    /** Elements came into a window. */
    ELEMENTS,
    /** Elements were dropped: their window had expired. */
    DROPPED_LATE,
    /** Elements were dropped: the trigger of their window had finished. */
    DROPPED_CLOSED,
    /** A window gave a pane. */
    PANE,
    /** The input watermark advanced. Of several in a row the last is kept. */
    WATERMARK
  }
}
