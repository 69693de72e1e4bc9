package io.millrace.runners.direct.streaming;

import io.millrace.sdk.values.KV;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;

/** What panes of groups hold, sorted, so that the order of arrival does not matter. */
final class Panes {

  private Panes() {}

  static <V extends Comparable<V>> List<List<V>> contentsOf(
      Iterable<? extends KV<?, ? extends Iterable<V>>> panes) {
    List<List<V>> contents = new ArrayList<>();
    for (KV<?, ? extends Iterable<V>> pane : panes) {
      contents.add(StreamSupport.stream(pane.getValue().spliterator(), false).sorted().toList());
    }
    return contents;
  }
}
