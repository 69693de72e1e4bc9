package io.millrace.sdk.testing.scripts;

import io.millrace.sdk.testing.TestStream.ElementEvent;
import io.millrace.sdk.testing.TestStream.Event;
import io.millrace.sdk.testing.TestStream.ProcessingTimeEvent;
import io.millrace.sdk.testing.TestStream.WatermarkEvent;
import io.millrace.sdk.testing.generators.Entropy;
import io.millrace.sdk.testing.generators.Gen;
import io.millrace.sdk.testing.generators.Sample;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.values.TimestampedValue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Draws the ways in which given elements may arrive with none of them late: in any order, in
 * bundles of any size, with advances of the watermark up to the earliest element still to come, and
 * of processing time, anywhere between.
 */
public final class ArrivalOrders {

  /** Around which things are often due: the tick of the clock, and what people write in seconds. */
  private static final List<Duration> PROCESSING_TIMES =
      List.of(
          Duration.ofMillis(1), Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofHours(1));

  private static final long HOUR_MILLIS = Duration.ofHours(1).toMillis();

  private ArrivalOrders() {}

  /** Scripts of these elements, each of which is in every script once. */
  public static <T extends @Nullable Object> Gen<StreamScript<T>> of(
      List<TimestampedValue<T>> elements) {
    List<TimestampedValue<T>> inOrder = new ArrayList<>(elements);
    inOrder.sort(Comparator.comparing(TimestampedValue::getTimestamp));
    return entropy -> sample(new Drawing<T>(entropy, inOrder).script());
  }

  /** A script with those that are simpler than it. */
  public static <T extends @Nullable Object> Sample<StreamScript<T>> sample(
      StreamScript<T> script) {
    return new Sample<>(
        script, () -> script.simpler().stream().map(ArrivalOrders::<T>sample).toList());
  }

  /** One script in the making. */
  private static final class Drawing<T extends @Nullable Object> {

    private final Entropy entropy;
    private final List<TimestampedValue<T>> order;
    private final long first;
    private final long last;
    private final List<Event<T>> events = new ArrayList<>();
    private long watermark = BoundedWindow.TIMESTAMP_MIN_VALUE.toEpochMilli();

    Drawing(Entropy entropy, List<TimestampedValue<T>> inOrder) {
      this.entropy = entropy;
      this.order = new ArrayList<>(inOrder);
      this.first = millis(inOrder.get(0));
      this.last = millis(inOrder.get(inOrder.size() - 1));
    }

    private static long millis(TimestampedValue<?> element) {
      return element.getTimestamp().toEpochMilli();
    }

    StreamScript<T> script() {
      shuffle();
      int next = 0;
      while (next < order.size()) {
        advance(earliestFrom(next));
        int count = entropy.oneIn(2) ? 1 : entropy.nextInt(1, order.size() - next);
        events.add(new ElementEvent<>(order.subList(next, next + count)));
        next += count;
      }
      advance(afterAll());
      return new StreamScript<>(events);
    }

    /**
     * Not at all, everywhere, or so that no element is far from its place: only then does the
     * watermark get far before all have arrived.
     */
    private void shuffle() {
      int end = order.size() - 1;
      int reach = entropy.oneIn(8) ? 0 : entropy.oneIn(2) ? end : Math.min(end, 1);
      for (int i = 0; i < end; i++) {
        Collections.swap(order, i, entropy.nextInt(i, Math.min(end, i + reach)));
      }
    }

    private long earliestFrom(int next) {
      long earliest = Long.MAX_VALUE;
      for (TimestampedValue<T> element : order.subList(next, order.size())) {
        earliest = Math.min(earliest, millis(element));
      }
      return earliest;
    }

    /** Far enough for windows of all kinds to have ended, and before the end of time. */
    private long afterAll() {
      long end = BoundedWindow.TIMESTAMP_MAX_VALUE.toEpochMilli() - 1;
      return Math.min(end, last + (last - first) + HOUR_MILLIS);
    }

    private void advance(long watermarkLimit) {
      while (entropy.oneIn(3)) {
        if (entropy.oneIn(3)) {
          events.add(
              new ProcessingTimeEvent<>(
                  PROCESSING_TIMES.get(entropy.nextInt(0, PROCESSING_TIMES.size() - 1))));
        } else if (watermarkLimit > watermark) {
          long low = Math.max(watermark + 1, watermarkLimit - (last - first) - 1);
          watermark = entropy.oneIn(2) ? watermarkLimit : entropy.nextLong(low, watermarkLimit);
          events.add(new WatermarkEvent<>(Instant.ofEpochMilli(watermark)));
        }
      }
    }
  }
}
