package io.millrace.sdk.testing.scripts;

import io.millrace.sdk.testing.TestStream.ElementEvent;
import io.millrace.sdk.testing.TestStream.Event;
import io.millrace.sdk.testing.TestStream.ProcessingTimeEvent;
import io.millrace.sdk.values.TimestampedValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The steps by which a script gets simpler. Each makes one of these smaller and none before it
 * larger, so that whoever follows them comes to an end: the number of elements, of advances, of
 * neighbours in the wrong order, of bundles, the length of advances of processing time.
 */
final class Simplification<T extends @Nullable Object> {

  private static final Duration SHORTEST = Duration.ofMillis(1);

  private final List<Event<T>> events;
  private final List<TimestampedValue<T>> elements;
  private final List<StreamScript<T>> found = new ArrayList<>();

  private Simplification(StreamScript<T> script) {
    this.events = script.events();
    this.elements = script.elements();
  }

  static <T extends @Nullable Object> List<StreamScript<T>> of(StreamScript<T> script) {
    Simplification<T> steps = new Simplification<>(script);
    steps.removeElements();
    steps.dropAdvances();
    steps.putInOrder();
    steps.mergeBundles();
    steps.shortenTimes();
    return steps.found;
  }

  /** Half of them, a quarter, and so on down to one. */
  private void removeElements() {
    int size = elements.size();
    for (int removed = size - 1; removed > 0; removed /= 2) {
      for (int from = 0; from + removed <= size; from += removed) {
        List<@Nullable TimestampedValue<T>> left = new ArrayList<>(elements);
        left.subList(from, from + removed).replaceAll(element -> null);
        found.add(withElements(left));
      }
    }
  }

  /** The script with other elements in the places of its own; null for none. */
  private StreamScript<T> withElements(List<@Nullable TimestampedValue<T>> others) {
    List<Event<T>> changed = new ArrayList<>();
    int next = 0;
    for (Event<T> event : events) {
      if (event instanceof ElementEvent<T> added) {
        List<TimestampedValue<T>> bundle = new ArrayList<>();
        for (int i = 0; i < added.elements().size(); i++) {
          TimestampedValue<T> element = others.get(next++);
          if (element != null) {
            bundle.add(element);
          }
        }
        if (!bundle.isEmpty()) {
          changed.add(new ElementEvent<>(bundle));
        }
      } else {
        changed.add(event);
      }
    }
    return new StreamScript<>(changed);
  }

  private void dropAdvances() {
    List<Integer> advances = new ArrayList<>();
    for (int i = 0; i < events.size(); i++) {
      if (!(events.get(i) instanceof ElementEvent<T>)) {
        advances.add(i);
      }
    }
    int size = advances.size();
    for (int dropped = size; dropped > 0; dropped /= 2) {
      for (int from = 0; from + dropped <= size; from += dropped) {
        List<Event<T>> left = new ArrayList<>(events);
        for (int i = from + dropped - 1; i >= from; i--) {
          left.remove((int) advances.get(i));
        }
        found.add(new StreamScript<>(left));
      }
    }
  }

  /**
   * Of two neighbours the one with the later timestamp may always come last: the watermark between
   * them has not passed the earlier one.
   */
  private void putInOrder() {
    for (int i = 0; i + 1 < elements.size(); i++) {
      TimestampedValue<T> first = elements.get(i);
      TimestampedValue<T> second = elements.get(i + 1);
      if (first.getTimestamp().isAfter(second.getTimestamp())) {
        List<@Nullable TimestampedValue<T>> swapped = new ArrayList<>(elements);
        swapped.set(i, second);
        swapped.set(i + 1, first);
        found.add(withElements(swapped));
      }
    }
  }

  private void mergeBundles() {
    for (int i = 0; i + 1 < events.size(); i++) {
      if (events.get(i) instanceof ElementEvent<T> first
          && events.get(i + 1) instanceof ElementEvent<T> second) {
        List<TimestampedValue<T>> both = new ArrayList<>(first.elements());
        both.addAll(second.elements());
        List<Event<T>> merged = new ArrayList<>(events);
        merged.remove(i + 1);
        merged.set(i, new ElementEvent<>(both));
        found.add(new StreamScript<>(merged));
      }
    }
  }

  private void shortenTimes() {
    for (int i = 0; i < events.size(); i++) {
      if (events.get(i) instanceof ProcessingTimeEvent<T> advance
          && advance.by().compareTo(SHORTEST) > 0) {
        List<Event<T>> shorter = new ArrayList<>(events);
        shorter.set(i, new ProcessingTimeEvent<>(SHORTEST));
        found.add(new StreamScript<>(shorter));
      }
    }
  }
}
