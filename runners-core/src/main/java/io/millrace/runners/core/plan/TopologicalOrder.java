package io.millrace.runners.core.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/** Puts each thing after those that it depends on, and otherwise keeps the given order. */
final class TopologicalOrder {

  private TopologicalOrder() {}

  /**
   * The numbers 0 to n-1 in order; without those that are part of a cycle or depend on one.
   *
   * @param before for each number, those that come before it; repetitions do no harm
   */
  static List<Integer> of(List<List<Integer>> before) {
    int[] missing = new int[before.size()];
    List<List<Integer>> after = new ArrayList<>();
    before.forEach(numbers -> after.add(new ArrayList<>()));
    PriorityQueue<Integer> ready = new PriorityQueue<>();
    for (int i = 0; i < missing.length; i++) {
      for (int other : before.get(i)) {
        after.get(other).add(i);
        missing[i]++;
      }
      if (missing[i] == 0) {
        ready.add(i);
      }
    }
    List<Integer> order = new ArrayList<>();
    for (Integer next = ready.poll(); next != null; next = ready.poll()) {
      order.add(next);
      for (int other : after.get(next)) {
        if (--missing[other] == 0) {
          ready.add(other);
        }
      }
    }
    return order;
  }
}
