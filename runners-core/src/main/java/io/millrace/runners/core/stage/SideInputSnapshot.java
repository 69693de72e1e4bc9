package io.millrace.runners.core.stage;

import io.millrace.runners.core.host.SideInputContent;
import io.millrace.runners.core.host.SideInputs;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The contents of side inputs without end that one task reads: from one call of {@link #renew} to
 * the next a window has one content, whatever is published meanwhile (rule S4). Not thread-safe.
 */
final class SideInputSnapshot {

  private record Place(String collectionId, BoundedWindow window) {}

  private final Supplier<SideInputs> source;
  private final Map<Place, SideInputContent> seen = new HashMap<>();
  private long round;

  SideInputSnapshot(Supplier<SideInputs> source) {
    this.source = source;
  }

  /** Lets the next look at each window be at what was published last. */
  void renew() {
    round++;
    seen.clear();
  }

  /** Changes with each {@link #renew}. */
  long round() {
    return round;
  }

  /** The content of a window that is ready; without a pane it is empty. */
  SideInputContent content(String collectionId, BoundedWindow window) {
    return seen.computeIfAbsent(new Place(collectionId, window), this::latest);
  }

  private SideInputContent latest(Place place) {
    SideInputContent latest = source.get().latest(place.collectionId(), place.window());
    return latest != null ? latest : new SideInputContent(List.of());
  }
}
