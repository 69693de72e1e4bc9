package io.millrace.sdk.testing.reference;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What happens, source by source. The sources take turns, one event each; one that has no more is
 * left out. At the end of each its watermark goes to the end of time.
 */
public record Script(List<List<Event>> sources) {

  /** One thing that happens. */
  public sealed interface Event {}

  /** Elements arrive, in one bundle. */
  public record Elements(List<Item> items) implements Event {
    @Override
    public String toString() {
      return items.stream().map(Item::toString).collect(Collectors.joining(" "));
    }
  }

  /** The watermark advances. */
  public record Watermark(long to) implements Event {
    @Override
    public String toString() {
      return "W=" + Times.text(to);
    }
  }

  /** So many milliseconds of processing time pass. */
  public record Passing(long millis) implements Event {
    @Override
    public String toString() {
      return "+" + Times.text(millis);
    }
  }

  /** An element. */
  public record Item(String key, long value, long timestamp) {
    @Override
    public String toString() {
      return key + ":" + value + "@" + Times.text(timestamp);
    }
  }

  /**
   * A script of one source as a line: {@code a:1@3 b:2@4.5 | W=10 | +5}, in seconds. The key {@code
   * k} may be left out.
   */
  public static Script of(String line) {
    List<Event> events = new ArrayList<>();
    for (String step : line.split("\\|")) {
      String text = step.trim();
      if (text.startsWith("W=")) {
        events.add(new Watermark(Times.millis(text.substring(2))));
      } else if (text.startsWith("+")) {
        events.add(new Passing(Times.millis(text.substring(1))));
      } else {
        events.add(new Elements(items(text)));
      }
    }
    return new Script(List.of(events));
  }

  private static List<Item> items(String text) {
    List<Item> items = new ArrayList<>();
    for (String item : text.split(" +")) {
      int colon = item.indexOf(':');
      int at = item.indexOf('@');
      items.add(
          new Item(
              colon < 0 ? "k" : item.substring(0, colon),
              Long.parseLong(item.substring(colon + 1, at)),
              Times.millis(item.substring(at + 1))));
    }
    return items;
  }

  @Override
  public String toString() {
    return sources.stream()
        .map(events -> events.stream().map(Event::toString).collect(Collectors.joining(" | ")))
        .collect(Collectors.joining("\n   and ", "\n   ", ""));
  }
}
