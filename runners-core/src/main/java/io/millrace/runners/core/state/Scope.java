package io.millrace.runners.core.state;

import io.millrace.sdk.transforms.windowing.BoundedWindow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What belongs to one key in one window (rule G1). Not thread-safe. */
public class Scope {

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
  public final @Nullable Object key() {
    return key;
  }

  /** Lets this be the scope of another key, whose contents are in {@link #cells}. */
  final void become(@Nullable Object otherKey) {
    key = otherKey;
  }

  /** What tells this scope from others of the function. */
  final @Nullable Object id() {
    return id;
  }

  final WindowScopes home() {
    return home;
  }

  /** The window. */
  public final BoundedWindow window() {
    return home.window;
  }

  /** The window, as an element's windows are told. */
  public final List<BoundedWindow> windows() {
    return home.windows;
  }

  /** The last instant at which anything happens here, in milliseconds after the epoch. */
  final long expiryMillis() {
    return home.expiryMillis;
  }

  final Map<FamilyTimerId, PendingTimer> familyTimers() {
    Map<FamilyTimerId, PendingTimer> map = familyTimers;
    if (map == null) {
      map = new LinkedHashMap<>();
      familyTimers = map;
    }
    return map;
  }

  /** The timers that are set on the heap. */
  final List<ScopeCodec.SetTimer> timersSet() {
    List<ScopeCodec.SetTimer> set = new ArrayList<>();
    for (PendingTimer timer : timers) {
      if (timer != null && timer.isSet()) {
        set.add(ScopeCodec.SetTimer.of(timer));
      }
    }
    if (familyTimers != null) {
      familyTimers.values().forEach(timer -> set.add(ScopeCodec.SetTimer.of(timer)));
    }
    return set;
  }

  final boolean hasCells() {
    for (Object cell : cells) {
      if (cell != null) {
        return true;
      }
    }
    return false;
  }

  /** Whether nothing is kept on the heap, so that it can be forgotten. */
  final boolean isEmpty() {
    if (hasCells()) {
      return false;
    }
    for (PendingTimer timer : timers) {
      if (timer != null && timer.isSet()) {
        return false;
      }
    }
    return (familyTimers == null || familyTimers.isEmpty()) && (sorted == null || sorted.isEmpty());
  }
}
