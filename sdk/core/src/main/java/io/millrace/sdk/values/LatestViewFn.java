package io.millrace.sdk.values;

import io.millrace.sdk.transforms.ViewFn;
import io.millrace.sdk.util.CodedValue;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** The element of a window with the largest timestamp, or a default value. */
final class LatestViewFn<T extends @Nullable Object> extends ViewFn<TimestampedValue<T>, T> {

  private static final long serialVersionUID = 1;

  private final String view;
  private final @Nullable CodedValue<T> defaultValue;

  /** Without a default value, a window without elements cannot be read. */
  LatestViewFn(String view, @Nullable CodedValue<T> defaultValue) {
    this.view = view;
    this.defaultValue = defaultValue;
  }

  @Override
  public T apply(Iterable<TimestampedValue<T>> content) {
    TimestampedValue<T> latest = null;
    for (TimestampedValue<T> each : content) {
      if (latest == null || !each.getTimestamp().isBefore(latest.getTimestamp())) {
        latest = each;
      }
    }
    if (latest != null) {
      return latest.getValue();
    }
    if (defaultValue == null) {
      throw new NoSuchElementException(
          "The view "
              + view
              + " of the latest element was read in a window that has no element. Give it a value"
              + " for such windows: View.asLatest().withDefaultValue(...).");
    }
    return defaultValue.get();
  }
}
