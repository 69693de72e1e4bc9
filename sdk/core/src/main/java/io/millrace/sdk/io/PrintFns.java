package io.millrace.sdk.io;

import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.SerializableFunction;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import io.millrace.sdk.values.KV;
import java.io.IOException;
import java.io.Serializable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The functions of {@link ConsoleIO}: one looks at windows, and is called for each. */
final class PrintFns {

  private PrintFns() {}

  /**
   * How a line looks.
   *
   * @param text makes the text of an element; null for its {@code toString()}
   */
  record Format<T extends @Nullable Object>(
      String prefix,
      @Nullable SerializableFunction<T, String> text,
      boolean showsTimestamps,
      boolean showsPanes)
      implements Serializable {

    private static final long serialVersionUID = 1;

    String line(T element, Instant timestamp, @Nullable BoundedWindow window, PaneInfo pane) {
      StringBuilder line = new StringBuilder(prefix);
      line.append(text == null ? String.valueOf(element) : text.apply(element));
      if (showsTimestamps) {
        line.append(" @ ").append(BoundedWindow.formatTimestamp(timestamp));
      }
      if (window != null) {
        line.append(" in ").append(window);
      }
      if (showsPanes) {
        line.append(' ').append(pane);
      }
      return line.toString();
    }
  }

  /** A program whose reader is gone, such as {@code head}, would print into the void for ever. */
  private static void checkStillRead() throws IOException {
    checkStillRead(!System.out.checkError());
  }

  private static void checkStillRead(boolean isRead) throws IOException {
    if (!isRead) {
      throw new IOException(
          "the standard output takes no more: whoever read it has gone away. Print to a place that"
              + " stays open, or leave ConsoleIO out.");
    }
  }

  static final class EachElement<T extends @Nullable Object> extends DoFn<T, Void> {
    private static final long serialVersionUID = 1;

    private final Format<T> format;

    EachElement(Format<T> format) {
      this.format = format;
    }

    @ProcessElement
    public void processElement(@Element T element, @Timestamp Instant timestamp, PaneInfo pane) {
      System.out.println(format.line(element, timestamp, null, pane));
    }

    @FinishBundle
    public void finishBundle() throws IOException {
      checkStillRead();
    }
  }

  static final class EachWindow<T extends @Nullable Object> extends DoFn<T, Void> {
    private static final long serialVersionUID = 1;

    private final Format<T> format;

    EachWindow(Format<T> format) {
      this.format = format;
    }

    @ProcessElement
    public void processElement(
        @Element T element, @Timestamp Instant timestamp, BoundedWindow window, PaneInfo pane) {
      System.out.println(format.line(element, timestamp, window, pane));
    }

    @FinishBundle
    public void finishBundle() throws IOException {
      checkStillRead();
    }
  }

  static final class EachChange<K extends @Nullable Object, V extends @Nullable Object>
      extends DoFn<KV<K, V>, Void> {
    private static final long serialVersionUID = 1;

    private final String id;
    private final String title;
    private final int maxRows;
    private transient @Nullable List<ConsoleTable.Change> changes;

    EachChange(String id, String title, int maxRows) {
      this.id = id;
      this.title = title;
      this.maxRows = maxRows;
    }

    @ProcessElement
    public void processElement(@Element KV<K, V> element) {
      List<ConsoleTable.Change> noted = changes;
      if (noted == null) {
        noted = new ArrayList<>();
        changes = noted;
      }
      noted.add(
          new ConsoleTable.Change(
              String.valueOf(element.getKey()), String.valueOf(element.getValue())));
    }

    @FinishBundle
    public void finishBundle() throws IOException {
      List<ConsoleTable.Change> noted = changes;
      changes = null;
      if (noted != null) {
        checkStillRead(ConsoleTable.ofProcess(id, title, maxRows).show(noted));
      }
    }
  }
}
