package io.millrace.runners.core.trace;

import io.millrace.sdk.trace.GroupingEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one task can tell. Immutable.
 *
 * @param isGrouping whether it groups as time passes, and takes notes
 * @param beforeTheEnd how it stood when its input came to the end of time; null if it has not
 */
public record TaskTrace(
    int stageId,
    boolean isGrouping,
    TaskProgress now,
    @Nullable TaskProgress beforeTheEnd,
    List<GroupingEvent> events,
    long eventsLeftOut) {

  public TaskTrace {
    events = List.copyOf(events);
  }

  /** How it stands, or stood before everything came to its end. */
  TaskProgress lastOpen() {
    return beforeTheEnd == null ? now : beforeTheEnd;
  }
}
