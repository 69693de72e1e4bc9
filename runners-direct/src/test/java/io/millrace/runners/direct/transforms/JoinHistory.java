package io.millrace.runners.direct.transforms;

import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.testing.TestStream;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.GlobalWindow;
import io.millrace.sdk.transforms.windowing.GlobalWindows;
import io.millrace.sdk.transforms.windowing.IntervalWindow;
import io.millrace.sdk.transforms.windowing.SlidingWindows;
import io.millrace.sdk.transforms.windowing.WindowFn;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.TimestampedValue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All that happens on the two sides of a join, as a seed has it. */
final class JoinHistory {

  /** An element; on the left side its value begins with {@code l}. */
  record Event(String key, String value, long millis) {
    boolean isLeft() {
      return value.startsWith("l");
    }

    TimestampedValue<KV<String, String>> element() {
      return TimestampedValue.of(KV.of(key, value), Instant.ofEpochMilli(millis));
    }
  }

  /** What a key has in a window. */
  record Group(List<Event> left, List<Event> right) {}

  final SplittableRandom random;
  final Duration lateness;
  final WindowFn<Object, ?> windows;
  final List<Event> events = new ArrayList<>();

  JoinHistory(long seed) {
    random = new SplittableRandom(seed);
    lateness = Duration.ofMillis(random.nextInt(3) == 0 ? random.nextInt(8_000) : 0);
    windows =
        switch (random.nextInt(4)) {
          case 0 -> FixedWindows.of(Duration.ofSeconds(10));
          case 1 -> SlidingWindows.of(Duration.ofSeconds(10)).every(Duration.ofSeconds(5));
          default -> new GlobalWindows();
        };
    // whole seconds, so that times are equal and bounds are met, or any
    int step = random.nextBoolean() ? 1000 : 1;
    int span = random.nextInt(5, 60);
    Set<String> versions = new HashSet<>();
    for (int i = random.nextInt(80); i >= 0; i--) {
      String key = "k" + random.nextInt(3);
      long time = random.nextLong(span * 1000L / step) * step;
      boolean left = random.nextBoolean();
      // of two versions with one timestamp either may be the one that counts
      if (left || versions.add(key + time)) {
        events.add(new Event(key, (left ? "l" : "r") + i, time));
      }
    }
  }

  /** By window and key, as the windowing says. */
  TreeMap<String, Group> groups() {
    TreeMap<String, Group> groups = new TreeMap<>();
    for (Event event : events) {
      for (BoundedWindow window : windowsOf(event)) {
        Group group =
            groups.computeIfAbsent(
                event.key + " " + window, id -> new Group(new ArrayList<>(), new ArrayList<>()));
        (event.isLeft() ? group.left : group.right).add(event);
      }
    }
    return groups;
  }

  private List<BoundedWindow> windowsOf(Event event) {
    if (windows instanceof FixedWindows) {
      return List.of(tenSecondsFrom(Math.floorDiv(event.millis, 10_000) * 10_000));
    } else if (windows instanceof SlidingWindows) {
      long last = Math.floorDiv(event.millis, 5_000) * 5_000;
      return List.of(tenSecondsFrom(last - 5_000), tenSecondsFrom(last));
    }
    return List.of(GlobalWindow.INSTANCE);
  }

  private static BoundedWindow tenSecondsFrom(long startMillis) {
    return new IntervalWindow(
        Instant.ofEpochMilli(startMillis), Instant.ofEpochMilli(startMillis + 10_000));
  }

  /** What a pair, or a value that is alone, is written as. */
  static String result(String group, @Nullable Event left, @Nullable Event right, long millis) {
    return String.format(
        "%s: %s+%s @%d",
        group, left == null ? null : left.value, right == null ? null : right.value, millis);
  }

  /** The elements in some order. */
  List<TimestampedValue<KV<String, String>>> elements() {
    return shuffled().stream().map(Event::element).toList();
  }

  private List<Event> shuffled() {
    List<Event> order = new ArrayList<>(events);
    for (int i = order.size() - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      Event event = order.get(i);
      order.set(i, order.get(j));
      order.set(j, event);
    }
    return order;
  }

  /** The elements in some order, none of them later than allowed. */
  TestStream<KV<String, String>> script() {
    TestStream.Builder<KV<String, String>> script =
        TestStream.create(KvCoder.of(StringUtf8Coder.of(), StringUtf8Coder.of()));
    List<Event> toCome = shuffled();
    int disorder = random.nextInt(1, 20);
    long watermark = -1_000;
    while (!toCome.isEmpty()) {
      List<Event> next = new ArrayList<>(toCome);
      next.sort(Comparator.comparingLong(Event::millis));
      Event event = next.get(Math.min(random.nextInt(disorder), next.size() - 1));
      toCome.remove(event);
      script = script.addElements(event.element());
      long highest =
          lateness.toMillis() + toCome.stream().mapToLong(Event::millis).min().orElse(event.millis);
      if (highest > watermark && random.nextInt(3) == 0) {
        watermark = random.nextBoolean() ? highest : random.nextLong(watermark + 1, highest + 1);
        script = script.advanceWatermarkTo(Instant.ofEpochMilli(watermark));
      }
    }
    return script.advanceWatermarkToInfinity();
  }
}
