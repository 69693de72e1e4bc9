package io.millrace.runners.core.state;

import io.millrace.sdk.transforms.windowing.BoundedWindow;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What belongs to one key in one window (rule G1). Not thread-safe. */
public final class Scope {

  private @Nullable Object key;
  private final WindowScopes home;
  private final @Nullable Object id;

  /** The contents of the cells, by the index of the cell; null where nothing was written. */
  final @Nullable Object[] cells;

  /** Timers with a name of their own, by the index of their declaration; made when first set. */
  final @Nullable PendingTimer[] timers;

  /** Timers of families, by the index of their declaration. */
  @Nullable Map<FamilyTimerId, PendingTimer> familyTimers;

  /** Elements that wait until no earlier one can come; null if none ever did. */
  @Nullable SortBuffer sorted;

  @Nullable LifeTimer eventLife;
  @Nullable LifeTimer processingLife;

  // the scopes of a window, in the order in which they were made
  @Nullable Scope previous;
  @Nullable Scope next;
  boolean isGone;

  record FamilyTimerId(int declaration, String id) {}

  Scope(
      @Nullable Object key, @Nullable Object id, WindowScopes home, int cellCount, int timerCount) {
    this.key = key;
    this.id = id;
    this.home = home;
    this.cells = new Object[cellCount];
    this.timers = new PendingTimer[timerCount];
  }

  /** The key. */
  public @Nullable Object key() {
    return key;
  }

  /** Lets this be the scope of another key, whose contents are in {@link #cells}. */
  void become(@Nullable Object otherKey) {
    key = otherKey;
  }

  /** What tells this scope from others of the function. */
  @Nullable Object id() {
    return id;
  }

  WindowScopes home() {
    return home;
  }

  /** The window. */
  public BoundedWindow window() {
    return home.window;
  }

  /** The window, as an element's windows are told. */
  public List<BoundedWindow> windows() {
    return home.windows;
  }

  /** The last instant at which anything happens here, in milliseconds after the epoch. */
  long expiryMillis() {
    return home.expiryMillis;
  }

  Map<FamilyTimerId, PendingTimer> familyTimers() {
    Map<FamilyTimerId, PendingTimer> map = familyTimers;
    if (map == null) {
      map = new LinkedHashMap<>();
      familyTimers = map;
    }
    return map;
  }

  /** Whether nothing is kept, so that it can be forgotten. */
  boolean isEmpty() {
    for (Object cell : cells) {
      if (cell != null) {
        return false;
      }
    }
    for (PendingTimer timer : timers) {
      if (timer != null && timer.isSet()) {
        return false;
      }
    }
    return (familyTimers == null || familyTimers.isEmpty()) && (sorted == null || sorted.isEmpty());
  }
}
