package io.millrace.examples.demo;

import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the board shows. Immutable.
 *
 * @param texts the text of each row that has one
 * @param nowMillis the time, as far as it is known
 * @param watermarkMillis up to which time all events have come
 */
record Screen(Map<Row, String> texts, long nowMillis, long watermarkMillis) {

  private static final String CLEAR_LINE = "\033[K";
  private static final String CUT_LONG_LINES = "\033[?7l";
  private static final String WRAP_LONG_LINES = "\033[?7h";

  Screen {
    texts = Collections.unmodifiableMap(new TreeMap<>(texts));
  }

  /** Nothing is known yet. */
  static Screen empty(long nowMillis) {
    return new Screen(Map.of(), nowMillis, nowMillis);
  }

  /** The same with something new. */
  Screen with(Line line) {
    if (line.row() == Row.CLOCK) {
      return new Screen(texts, Math.max(nowMillis, line.millis()), watermarkMillis);
    }
    Map<Row, String> changed = new TreeMap<>(texts);
    changed.put(line.row(), line.text());
    // events are counted once all of their second have come
    boolean tellsTime = line.row() == Row.EVENTS;
    return new Screen(
        changed, nowMillis, tellsTime ? Math.max(watermarkMillis, line.millis()) : watermarkMillis);
  }

  /** A single line, for where nothing can be painted over. */
  static String plain(Line line) {
    return row(line.row().title(), line.text());
  }

  /** All rows, as a terminal is to paint them. */
  String painted() {
    StringBuilder all = new StringBuilder(CUT_LONG_LINES);
    for (Row row : Row.values()) {
      String text = row == Row.CLOCK ? behind() : texts.getOrDefault(row, "");
      all.append(row(row.title(), text)).append(CLEAR_LINE).append('\n');
    }
    return all.append(WRAP_LONG_LINES).toString();
  }

  private String behind() {
    double seconds = Math.max(0, nowMillis - watermarkMillis) / 1000.0;
    return String.format(Locale.ROOT, "%.1f s behind", seconds);
  }

  private static String row(String title, String text) {
    return String.format(Locale.ROOT, "  %-20s%s", title, text);
  }

  /** Moves the cursor up to where the board begins that was painted before. */
  static String upToBeginning() {
    return "\033[" + Row.values().length + "A";
  }
}
