package io.millrace.sdk.testing;

import io.millrace.sdk.testing.differences.Shown;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import io.millrace.sdk.transforms.windowing.PaneInfo.Timing;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which of a collection's elements an assertion is about.
 *
 * @param window those in this window; null for all windows
 * @param panes those of these panes
 */
record Selection(@Nullable EncodedValue<BoundedWindow> window, Panes panes)
    implements Serializable {

  /** Every element, as often as it is in a window. */
  static final Selection EVERYTHING = new Selection(null, Panes.ALL);

  /** Which panes. */
  enum Panes {
    ALL("all panes"),
    /** It is an error if there is another. */
    ONLY("the only pane"),
    FINAL("the final pane"),
    ON_TIME("the on-time pane"),
    EARLY("early panes"),
    LATE("late panes"),
    NOT_LATE("panes that are not late");

    private final String text;

    Panes(String text) {
      this.text = text;
    }

    boolean holds(PaneInfo pane) {
      return switch (this) {
        case ALL, ONLY -> true;
        case FINAL -> pane.isLast();
        case ON_TIME -> pane.getTiming() == Timing.ON_TIME;
        case EARLY -> pane.getTiming() == Timing.EARLY;
        case LATE -> pane.getTiming() == Timing.LATE;
        case NOT_LATE -> pane.getTiming() != Timing.LATE;
      };
    }
  }

  /**
   * The values of the selected elements.
   *
   * @throws Unmet if there must be only one pane and there is another
   */
  <T extends @Nullable Object> List<T> of(Iterable<Observed<T>> elements) {
    BoundedWindow only = window == null ? null : window.value();
    List<T> selected = new ArrayList<>();
    for (Observed<T> element : elements) {
      if (isIn(element, only)) {
        PaneInfo pane = element.pane();
        if (panes == Panes.ONLY && !(pane.isFirst() && pane.isLast())) {
          throw new Unmet(
              String.format(
                  "expected only one pane in %s, but %s is in a pane that is not the %s: %s",
                  element.window(),
                  Shown.value(element.value()),
                  pane.isFirst() ? "last" : "first",
                  pane));
        }
        selected.add(element.value());
      }
    }
    return selected;
  }

  /** The window; null for all windows. */
  @Nullable BoundedWindow windowOnly() {
    return window == null ? null : window.value();
  }

  private boolean isIn(Observed<?> element, @Nullable BoundedWindow only) {
    return (only == null || only.equals(element.window())) && panes.holds(element.pane());
  }

  /** What was looked at and what was not, for messages; empty if it is everything. */
  <T extends @Nullable Object> String describe(Iterable<Observed<T>> elements) {
    if (window == null && panes == Panes.ALL) {
      return "";
    }
    BoundedWindow only = window == null ? null : window.value();
    List<String> elsewhere = new ArrayList<>();
    for (Observed<T> element : elements) {
      if (!isIn(element, only)) {
        elsewhere.add(
            Shown.value(element.value()) + " in " + element.window() + ", " + element.pane());
      }
    }
    return String.format(
        "%n  looked at:  %s in %s%s",
        panes.text,
        only == null ? "all windows" : only,
        elsewhere.isEmpty() ? "" : "\n  elsewhere:  " + Shown.lines(elsewhere));
  }
}
