package io.millrace.sdk.io.source;

import io.millrace.sdk.transforms.SerializableFunction;
import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.transforms.display.HasDisplayData;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How the watermark of a split follows from the elements that are read, so that a source need not
 * compute it.
 *
 * <pre>{@code
 * Read.from(source)
 *     .withWatermarkPolicy(
 *         WatermarkPolicy.<Reading>withMaxOutOfOrderness(Duration.ofSeconds(5))
 *             .withTimestampFn(Reading::time)
 *             .withIdleness(Duration.ofMinutes(1)))
 * }</pre>
 *
 * <p>Each split has a watermark of its own; a runner takes the smallest of those that are not idle.
 * Immutable and serialisable; each {@code with} method of an instance gives a changed copy.
 *
 * @param <T> the type of the elements
 */
public final class WatermarkPolicy<T extends @Nullable Object>
    implements Serializable, HasDisplayData {

  private static final long serialVersionUID = 1;

  private final SerializableFunction<SourceContext, WatermarkGenerator<T>> generators;
  private final String description;
  private final boolean timesOfArrival;
  private final @Nullable SerializableFunction<? super T, Instant> timestampFn;

  /** Milliseconds; 0 if silence does not make a split idle. */
  private final long idleness;

  private WatermarkPolicy(
      SerializableFunction<SourceContext, WatermarkGenerator<T>> generators,
      String description,
      boolean timesOfArrival,
      @Nullable SerializableFunction<? super T, Instant> timestampFn,
      long idleness) {
    this.generators = generators;
    this.description = description;
    this.timesOfArrival = timesOfArrival;
    this.timestampFn = timestampFn;
    this.idleness = idleness;
  }

  /**
   * For splits whose timestamps never fall: the watermark is the largest timestamp so far. An
   * element that is older after all may be late.
   */
  public static <T extends @Nullable Object> WatermarkPolicy<T> withMonotonousTimestamps() {
    return new WatermarkPolicy<>(
        new LargestTimestamp.Factory<>(0), "monotonous timestamps", false, null, 0);
  }

  /**
   * For splits in which an element is at most so much older than the latest one before it: the
   * watermark is that far behind the largest timestamp so far.
   *
   * @throws IllegalArgumentException if the duration is negative or no whole number of milliseconds
   */
  public static <T extends @Nullable Object> WatermarkPolicy<T> withMaxOutOfOrderness(
      Duration maxOutOfOrderness) {
    if (maxOutOfOrderness.isNegative() || !isWholeMillis(maxOutOfOrderness)) {
      throw new IllegalArgumentException(
          "WatermarkPolicy.withMaxOutOfOrderness("
              + maxOutOfOrderness
              + "): give a duration of whole milliseconds that is not negative");
    }
    return new WatermarkPolicy<>(
        new LargestTimestamp.Factory<>(maxOutOfOrderness.toMillis()),
        "out of order by at most " + maxOutOfOrderness,
        false,
        null,
        0);
  }

  /**
   * Each element gets the processing time at which it is read, whatever timestamp the source gives
   * it; the watermark is the processing time, also while nothing comes. Nothing is ever late.
   */
  public static <T extends @Nullable Object> WatermarkPolicy<T> withProcessingTime() {
    return new WatermarkPolicy<>(
        new ProcessingTime.Factory<>(), "processing time of arrival", true, null, 0);
  }

  /**
   * A policy of one's own.
   *
   * @param generators makes the generator of a split, when its reader is made; must be serialisable
   */
  public static <T extends @Nullable Object> WatermarkPolicy<T> withGenerator(
      SerializableFunction<SourceContext, WatermarkGenerator<T>> generators) {
    return new WatermarkPolicy<>(
        Objects.requireNonNull(generators, "generators"),
        "generator " + generators.getClass().getName(),
        false,
        null,
        0);
  }

  /**
   * Takes event times from the elements themselves, whatever timestamps the source gives.
   *
   * @param timestampFn may not give null, nor a time outside of event time: the pipeline fails then
   * @throws IllegalStateException if elements get the time of their arrival
   */
  public WatermarkPolicy<T> withTimestampFn(SerializableFunction<? super T, Instant> timestampFn) {
    if (timesOfArrival) {
      throw new IllegalStateException(
          "WatermarkPolicy.withProcessingTime() gives elements the time of their arrival; for times"
              + " of their own use withMonotonousTimestamps() or withMaxOutOfOrderness(...)");
    }
    return new WatermarkPolicy<>(
        generators,
        description,
        false,
        Objects.requireNonNull(timestampFn, "timestampFn"),
        idleness);
  }

  /**
   * Lets a split count as idle that has given nothing for so much processing time: others do not
   * wait for it any more. What it brings when it comes back may be late.
   *
   * @throws IllegalArgumentException if the duration is less than a millisecond
   */
  public WatermarkPolicy<T> withIdleness(Duration silence) {
    if (silence.toMillis() < 1) {
      throw new IllegalArgumentException(
          "WatermarkPolicy.withIdleness(" + silence + "): give at least a millisecond");
    }
    return new WatermarkPolicy<>(
        generators, description, timesOfArrival, timestampFn, silence.toMillis());
  }

  /**
   * A reader that gives the elements of another one with the times and the watermark of this
   * policy, for sources that know how their watermark is to be computed.
   *
   * @param context with a clock, if the policy looks at processing time
   */
  public <SplitT> SourceReader<T, SplitT> applyTo(
      SourceReader<T, SplitT> reader, SourceContext context) {
    return new PolicyReader<>(
        reader, generators.apply(context), context, timesOfArrival, timestampFn, idleness);
  }

  /** A source whose readers follow this policy. */
  public <SplitT> Source<T, SplitT> applyTo(Source<T, SplitT> source) {
    if (source instanceof ScriptedSource) {
      throw new IllegalArgumentException(
          source.getClass().getName()
              + " follows a script, which says itself how event time passes: leave the watermark"
              + " policy out");
    }
    return new PolicySource<>(source, this);
  }

  private static boolean isWholeMillis(Duration duration) {
    return duration.truncatedTo(ChronoUnit.MILLIS).equals(duration);
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    builder.add(DisplayData.item("watermark", description).withLabel("Watermark"));
    if (timestampFn != null) {
      builder.add(
          DisplayData.item("timestampFn", timestampFn.getClass()).withLabel("Timestamp Function"));
    }
    if (idleness > 0) {
      builder.add(
          DisplayData.item("idleness", Duration.ofMillis(idleness)).withLabel("Idle after"));
    }
  }

  @Override
  public String toString() {
    return "WatermarkPolicy(" + description + ")";
  }
}
