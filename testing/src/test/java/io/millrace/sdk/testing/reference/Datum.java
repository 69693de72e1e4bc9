package io.millrace.sdk.testing.reference;

import io.millrace.sdk.transforms.windowing.PaneInfo;
import java.util.ArrayList;
import java.util.List;

/**
 * An element on its way, with all that the model knows of it.
 *
 * @param value a Long, or a sorted list of them if it came out of a GroupByKey
 */
public record Datum(String key, Object value, long timestamp, List<Span> windows, PaneInfo pane) {

  /** What was read from a source: in the global window, of no pane. */
  static Datum read(String key, long value, long timestamp) {
    return new Datum(key, value, timestamp, List.of(Span.GLOBAL), PaneInfo.NO_FIRING);
  }

  /** Rule E2: an element in n windows is n elements. */
  List<Datum> exploded() {
    List<Datum> each = new ArrayList<>();
    windows.forEach(window -> each.add(in(List.of(window))));
    return each;
  }

  Datum in(List<Span> others) {
    return new Datum(key, value, timestamp, others, pane);
  }

  Datum with(String otherKey, Object otherValue) {
    return new Datum(otherKey, otherValue, timestamp, windows, pane);
  }

  /** Timing, indexes, F and L for first and last, value and timestamp, as in the golden traces. */
  public String text() {
    String ends = (pane.isFirst() ? "F" : "") + (pane.isLast() ? "L" : "");
    String which =
        pane.isUnknown()
            ? "-"
            : pane.getTiming() + " " + pane.getIndex() + "/" + pane.getNonSpeculativeIndex();
    return which
        + (ends.isEmpty() || pane.isUnknown() ? " " : " " + ends + " ")
        + value.toString().replace(" ", "")
        + " @"
        + Times.text(timestamp);
  }
}
