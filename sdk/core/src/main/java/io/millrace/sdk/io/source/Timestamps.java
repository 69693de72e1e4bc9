package io.millrace.sdk.io.source;

import io.millrace.sdk.transforms.windowing.BoundedWindow;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Event times that come from code of users: checked before they are taken. */
final class Timestamps {

  private Timestamps() {}

  /**
   * The timestamp of an element, in milliseconds after the epoch.
   *
   * @throws IllegalArgumentException if it is null or outside of event time
   */
  static long millis(@Nullable Object element, @Nullable Instant timestamp) {
    if (timestamp == null) {
      throw new IllegalArgumentException(
          "There is no timestamp for the element "
              + element
              + ", but null: give each element an event time, or leave the element out");
    }
    BoundedWindow.validateTimestampBounds(timestamp);
    return timestamp.toEpochMilli();
  }
}
