package io.millrace.runners.core.state;

import io.millrace.runners.core.timers.TimerHeap;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Elements of a scope that wait until no earlier one can come (rule H3), those of one timestamp in
 * the order in which they came. As a timer it is due when the first of them may be delivered.
 */
final class SortBuffer extends TimerHeap.Entry {

  /** An element that waits. */
  record Waiting(@Nullable Object element, long timestampMillis, PaneInfo pane, long number) {}

  private static final Comparator<Waiting> ORDER =
      Comparator.comparingLong(Waiting::timestampMillis).thenComparingLong(Waiting::number);

  final Scope scope;
  private final PriorityQueue<Waiting> queue = new PriorityQueue<>(ORDER);
  private long added;

  SortBuffer(Scope scope) {
    this.scope = scope;
  }

  void add(@Nullable Object element, long timestampMillis, PaneInfo pane) {
    queue.add(new Waiting(element, timestampMillis, pane, added++));
  }

  @Nullable Waiting first() {
    return queue.peek();
  }

  Waiting remove() {
    return queue.remove();
  }

  boolean isEmpty() {
    return queue.isEmpty();
  }

  /** In the order in which they are delivered. */
  List<Waiting> inOrder() {
    List<Waiting> all = new ArrayList<>(queue);
    all.sort(ORDER);
    return all;
  }
}
