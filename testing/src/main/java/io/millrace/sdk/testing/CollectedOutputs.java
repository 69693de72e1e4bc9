package io.millrace.sdk.testing;

import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import io.millrace.sdk.values.TimestampedValue;
import io.millrace.sdk.values.TupleTag;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What a function under test has put out. */
final class CollectedOutputs {

  private record Output<T extends @Nullable Object>(
      T value, Instant timestamp, List<BoundedWindow> windows, PaneInfo pane) {}

  private final Map<TupleTag<?>, List<Output<?>>> byTag = new HashMap<>();

  <T extends @Nullable Object> void add(
      TupleTag<T> tag,
      T value,
      Instant timestamp,
      Collection<? extends BoundedWindow> windows,
      PaneInfo pane) {
    BoundedWindow.validateTimestampBounds(timestamp);
    if (windows.isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot output in no window: the element would be lost. Give at least one window.");
    }
    byTag
        .computeIfAbsent(tag, t -> new ArrayList<>())
        .add(new Output<>(value, timestamp, List.copyOf(windows), pane));
  }

  <T extends @Nullable Object> List<T> values(TupleTag<T> tag) {
    List<T> values = new ArrayList<>();
    of(tag).forEach(output -> values.add(output.value));
    return values;
  }

  /** Those in one of the windows that the predicate holds for. */
  <T extends @Nullable Object> List<TimestampedValue<T>> timestamped(
      TupleTag<T> tag, Predicate<BoundedWindow> in) {
    List<TimestampedValue<T>> values = new ArrayList<>();
    for (Output<T> output : of(tag)) {
      if (output.windows.stream().anyMatch(in)) {
        values.add(TimestampedValue.of(output.value, output.timestamp));
      }
    }
    return values;
  }

  void clear(TupleTag<?> tag) {
    byTag.remove(tag);
  }

  @SuppressWarnings("unchecked") // what was added under a tag is of its type
  private <T extends @Nullable Object> List<Output<T>> of(TupleTag<T> tag) {
    return (List<Output<T>>) (List<?>) byTag.getOrDefault(tag, List.of());
  }
}
