package io.millrace.sdk.testing.reference;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a pipeline did: for each layer, key and window the panes in their order, and for each layer
 * what was dropped.
 */
public record Outcome(Map<String, List<String>> panes, Map<String, Integer> dropped) {

  /** Nothing yet. */
  public Outcome() {
    this(new TreeMap<>(), new TreeMap<>());
  }

  /** Adds a result of a layer. */
  public void add(int layer, Datum result) {
    panes
        .computeIfAbsent(
            layer + " " + result.key() + " " + result.windows().get(0), k -> new ArrayList<>())
        .add(result.text());
  }

  /** Adds what a layer dropped. */
  public void drop(int layer, String why, long count) {
    if (count > 0) {
      dropped.put(layer + " " + why, Math.toIntExact(count));
    }
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    panes.forEach(
        (where, results) -> text.append("\n     ").append(where).append(": ").append(results));
    dropped.forEach(
        (where, count) -> text.append("\n     ").append(where).append(": ").append(count));
    return text.isEmpty() ? "\n     nothing" : text.toString();
  }
}
