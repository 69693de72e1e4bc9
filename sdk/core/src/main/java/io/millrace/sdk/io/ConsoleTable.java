package io.millrace.sdk.io;

import java.io.PrintStream;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The rows that changed last, as all tasks of a process know them: painted over and over on a
 * terminal, and printed row by row where nothing can be painted over. Thread-safe.
 */
final class ConsoleTable {

  private static final String CLEAR_LINE = "\033[K";
  private static final String CUT_LONG_LINES = "\033[?7l";
  private static final String WRAP_LONG_LINES = "\033[?7h";

  /** By the ids of transforms: functions reach this JVM as copies of what was serialised. */
  private static final Map<String, ConsoleTable> ALL = new ConcurrentHashMap<>();

  /** What has changed: a row has a name, and a text behind it. */
  record Change(String name, String text) {}

  private final PrintStream out;
  private final boolean onTerminal;
  private final String title;
  private final int maxRows;
  private final Map<String, String> rows = new LinkedHashMap<>();
  private long otherRows;
  private int painted;

  ConsoleTable(PrintStream out, boolean onTerminal, String title, int maxRows) {
    this.out = out;
    this.onTerminal = onTerminal;
    this.title = title;
    this.maxRows = maxRows;
  }

  /** The table of this id on the standard output of this process. */
  static ConsoleTable ofProcess(String id, String title, int maxRows) {
    return ALL.computeIfAbsent(
        id, unused -> new ConsoleTable(System.out, isTerminal(), title, maxRows));
  }

  /** As the script says that started this process, or as far as the JVM knows. */
  @SuppressWarnings("SystemConsoleNull") // from JDK 22 on it says nothing, and is not asked
  private static boolean isTerminal() {
    String told = System.getProperty("millrace.terminal.out");
    if (told != null) {
      return Boolean.parseBoolean(told);
    }
    return Runtime.version().feature() < 22
        && System.console() != null
        && !"dumb".equals(System.getenv("TERM"));
  }

  /** Shows changes; returns whether somebody still reads. */
  synchronized boolean show(List<Change> changes) {
    for (Change change : changes) {
      rows.remove(change.name()); // to the end: the latest
      rows.put(change.name(), change.text());
      if (!onTerminal) {
        out.println(line(change.name(), change.text(), 0));
      }
    }
    for (Iterator<String> oldest = rows.keySet().iterator(); rows.size() > maxRows; otherRows++) {
      oldest.next();
      oldest.remove();
    }
    if (onTerminal) {
      paint();
    }
    return !out.checkError();
  }

  private void paint() {
    StringBuilder text = new StringBuilder(CUT_LONG_LINES);
    if (painted > 0) {
      text.append("\033[").append(painted).append('A');
    }
    int width = rows.keySet().stream().mapToInt(String::length).max().orElse(0);
    painted = 0;
    if (!title.isEmpty()) {
      add(text, title);
    }
    new TreeMap<>(rows).forEach((name, value) -> add(text, line(name, value, width)));
    if (otherRows > 0) {
      add(text, "... and others that changed before");
    }
    out.print(text.append(WRAP_LONG_LINES));
  }

  private void add(StringBuilder text, String line) {
    text.append(line.replace('\n', ' ').replace('\r', ' ')).append(CLEAR_LINE).append('\n');
    painted++;
  }

  private static String line(String name, String text, int width) {
    return name + " ".repeat(Math.max(0, width - name.length())) + " | " + text;
  }
}
