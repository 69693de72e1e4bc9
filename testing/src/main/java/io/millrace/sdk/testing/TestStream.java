package io.millrace.sdk.testing;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.io.Read;
import io.millrace.sdk.transforms.PTransform;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.values.PBegin;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TimestampedValue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A collection without end whose elements, watermark and processing time follow a script.
 *
 * <pre>{@code
 * TestStream<String> stream =
 *     TestStream.create(StringUtf8Coder.of())
 *         .addElements(TimestampedValue.of("a", at(1)))
 *         .advanceWatermarkTo(at(10))
 *         .addElements(TimestampedValue.of("late", at(2)))
 *         .advanceProcessingTime(Duration.ofSeconds(5))
 *         .advanceWatermarkToInfinity();
 * }</pre>
 *
 * <p>Each event happens when the pipeline has come to rest after the one before (rule Q1): nothing
 * is on its way and no timer is due. So results do not depend on chance. Processing time is the
 * script's and begins at the epoch. Several such streams in a pipeline take turns.
 *
 * @param <T> the type of the elements
 */
public final class TestStream<T extends @Nullable Object>
    extends PTransform<PBegin, PCollection<T>> {

  private static final long serialVersionUID = 1;

  private final Coder<T> coder;
  private final transient List<Event<T>> events;

  private TestStream(Coder<T> coder, List<Event<T>> events) {
    this.coder = coder;
    this.events = List.copyOf(events);
  }

  /** One thing that happens. */
  public sealed interface Event<T extends @Nullable Object> {}

  /** Elements arrive, in one bundle. */
  public record ElementEvent<T extends @Nullable Object>(List<TimestampedValue<T>> elements)
      implements Event<T> {
    public ElementEvent {
      elements = List.copyOf(elements);
    }
  }

  /** The watermark advances. */
  public record WatermarkEvent<T extends @Nullable Object>(Instant watermark) implements Event<T> {}

  /** Processing time passes. */
  public record ProcessingTimeEvent<T extends @Nullable Object>(Duration by) implements Event<T> {}

  /** A script without events; the watermark is at the beginning of time. */
  public static <T extends @Nullable Object> Builder<T> create(Coder<T> coder) {
    return new Builder<>(coder, List.of(), BoundedWindow.TIMESTAMP_MIN_VALUE);
  }

  /** The coder of the elements. */
  public Coder<T> getValueCoder() {
    return coder;
  }

  /** What happens, in order. */
  public List<Event<T>> getEvents() {
    return events;
  }

  @Override
  public PCollection<T> expand(PBegin input) {
    return input.apply("Script", Read.from(new TestStreamSource<>(coder, events)));
  }

  /** A script that grows. Immutable: each method gives a longer one. */
  public static final class Builder<T extends @Nullable Object> {

    private final Coder<T> coder;
    private final List<Event<T>> events;
    private final Instant watermark;

    private Builder(Coder<T> coder, List<Event<T>> events, Instant watermark) {
      this.coder = coder;
      this.events = events;
      this.watermark = watermark;
    }

    private Builder<T> then(Event<T> event, Instant newWatermark) {
      List<Event<T>> longer = new ArrayList<>(events);
      longer.add(event);
      return new Builder<>(coder, longer, newWatermark);
    }

    /** Elements arrive, with the watermark as their timestamp. */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public final Builder<T> addElements(T element, T... elements) {
      List<TimestampedValue<T>> timestamped = new ArrayList<>();
      timestamped.add(TimestampedValue.of(element, watermark));
      for (T next : elements) {
        timestamped.add(TimestampedValue.of(next, watermark));
      }
      return add(timestamped);
    }

    /**
     * Elements arrive.
     *
     * @throws IllegalArgumentException if a timestamp is the end of time or outside of event time
     */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public final Builder<T> addElements(
        TimestampedValue<T> element, TimestampedValue<T>... elements) {
      List<TimestampedValue<T>> timestamped = new ArrayList<>();
      timestamped.add(element);
      timestamped.addAll(Arrays.asList(elements));
      return add(timestamped);
    }

    private Builder<T> add(List<TimestampedValue<T>> elements) {
      for (TimestampedValue<T> element : elements) {
        BoundedWindow.validateTimestampBounds(element.getTimestamp());
        if (!element.getTimestamp().isBefore(BoundedWindow.TIMESTAMP_MAX_VALUE)) {
          throw new IllegalArgumentException(
              "Elements must be older than the end of time, but " + element + " is not");
        }
      }
      return then(new ElementEvent<>(elements), watermark);
    }

    /**
     * The watermark advances.
     *
     * @throws IllegalArgumentException if it does not advance, or to the end of time
     */
    public Builder<T> advanceWatermarkTo(Instant newWatermark) {
      if (!newWatermark.isAfter(watermark)) {
        throw new IllegalArgumentException(
            "The watermark must advance: it is "
                + BoundedWindow.formatTimestamp(watermark)
                + " and would become "
                + BoundedWindow.formatTimestamp(newWatermark));
      }
      if (!newWatermark.isBefore(BoundedWindow.TIMESTAMP_MAX_VALUE)) {
        throw new IllegalArgumentException(
            "The watermark reaches the end of time only by advanceWatermarkToInfinity()");
      }
      return then(new WatermarkEvent<>(newWatermark), newWatermark);
    }

    /**
     * Processing time passes.
     *
     * @throws IllegalArgumentException if the duration is not positive
     */
    public Builder<T> advanceProcessingTime(Duration by) {
      if (by.isZero() || by.isNegative()) {
        throw new IllegalArgumentException("Processing time must advance, but not by " + by);
      }
      return then(new ProcessingTimeEvent<>(by), watermark);
    }

    /** The watermark advances to the end of time: the stream has ended. */
    public TestStream<T> advanceWatermarkToInfinity() {
      return new TestStream<>(
          coder,
          then(
                  new WatermarkEvent<>(BoundedWindow.TIMESTAMP_MAX_VALUE),
                  BoundedWindow.TIMESTAMP_MAX_VALUE)
              .events);
    }
  }
}
