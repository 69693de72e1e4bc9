package io.millrace.sdk.trace;

import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.IntervalWindow;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one grouping knows of its windows, over all of its tasks. Immutable.
 *
 * @param transform the full name of the grouping
 * @param now how it stands
 * @param beforeTheEnd how it stood when its input came to the end of time, which fires everything;
 *     null if it has not
 * @param events what happened, the latest last
 * @param eventsLeftOut how many older events are not kept
 */
public record GroupingTrace(
    String transform,
    GroupingState now,
    @Nullable GroupingState beforeTheEnd,
    List<GroupingEvent> events,
    long eventsLeftOut) {

  /** A trace. */
  public GroupingTrace {
    events = List.copyOf(events);
  }

  /**
   * The same without what is of other windows. Windows that are intervals are left if they have a
   * time in common, since one may have become part of the other.
   */
  public GroupingTrace about(BoundedWindow window) {
    return new GroupingTrace(
        transform,
        now.about(window),
        beforeTheEnd == null ? null : beforeTheEnd.about(window),
        events.stream()
            .filter(event -> event.window() == null || isAbout(window, event.window()))
            .toList(),
        eventsLeftOut);
  }

  static boolean isAbout(BoundedWindow wanted, @Nullable BoundedWindow window) {
    if (wanted instanceof IntervalWindow interval && window instanceof IntervalWindow other) {
      return interval.intersects(other);
    }
    return Objects.equals(wanted, window);
  }
}
