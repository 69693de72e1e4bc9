package io.millrace.sdk.io;

import com.google.auto.value.AutoValue;
import io.millrace.sdk.io.source.Source;
import io.millrace.sdk.transforms.PTransform;
import io.millrace.sdk.transforms.SerializableFunction;
import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.values.PBegin;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TypeDescriptors;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Makes a collection of numbers, with an end or without.
 *
 * <pre>{@code
 * PCollection<Long> numbers = pipeline.apply(GenerateSequence.from(0).to(1000));
 * PCollection<Long> ticks =
 *     pipeline.apply(GenerateSequence.from(0).withRate(1, Duration.ofSeconds(1)));
 * }</pre>
 *
 * <p>The numbers come in no particular order: several readers share them. Unless {@link
 * #withTimestampFn} says otherwise, those of a plain range are at the beginning of time, and those
 * that come at a rate, for some time or without end at the processing time at which they come.
 * Immutable; each method gives a changed copy.
 */
@AutoValue
public abstract class GenerateSequence extends PTransform<PBegin, PCollection<Long>> {

  GenerateSequence() {}

  abstract long getFrom();

  abstract OptionalLong getTo();

  abstract @Nullable SerializableFunction<Long, Instant> getTimestampFn();

  /** 0 if there is no rate. */
  abstract long getElementsPerPeriod();

  abstract Duration getPeriod();

  abstract @Nullable Duration getMaxReadTime();

  abstract Builder toBuilder();

  @AutoValue.Builder
  abstract static class Builder {
    abstract Builder setFrom(long from);

    abstract Builder setTo(long to);

    abstract Builder setTimestampFn(SerializableFunction<Long, Instant> timestampFn);

    abstract Builder setElementsPerPeriod(long elementsPerPeriod);

    abstract Builder setPeriod(Duration period);

    abstract Builder setMaxReadTime(Duration maxReadTime);

    abstract GenerateSequence build();
  }

  /**
   * Begins with the given number.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public static GenerateSequence from(long from) {
    if (from < 0) {
      throw new IllegalArgumentException(
          "GenerateSequence.from(" + from + "): begin with 0 or more");
    }
    return new AutoValue_GenerateSequence.Builder()
        .setFrom(from)
        .setElementsPerPeriod(0)
        .setPeriod(Duration.ZERO)
        .build();
  }

  /**
   * Ends before the given number; with an empty collection if it is the one to begin with.
   *
   * @throws IllegalArgumentException if that is before the beginning
   */
  public GenerateSequence to(long to) {
    if (to < getFrom()) {
      throw new IllegalArgumentException(
          "GenerateSequence.from("
              + getFrom()
              + ").to("
              + to
              + ") ends before it begins: give an end of at least "
              + getFrom());
    }
    return toBuilder().setTo(to).build();
  }

  /**
   * The same with the event times that the function gives for the numbers. Where numbers come as
   * time passes they should not fall: the watermark is that of the next number.
   */
  public GenerateSequence withTimestampFn(SerializableFunction<Long, Instant> timestampFn) {
    return toBuilder().setTimestampFn(timestampFn).build();
  }

  /**
   * Gives so many numbers in each period of processing time, evenly.
   *
   * @throws IllegalArgumentException if one of them is not positive, or the period is not a whole
   *     number of milliseconds
   */
  public GenerateSequence withRate(long numElements, Duration periodLength) {
    if (numElements < 1
        || periodLength.isNegative()
        || periodLength.isZero()
        || !periodLength.truncatedTo(ChronoUnit.MILLIS).equals(periodLength)) {
      throw new IllegalArgumentException(
          "GenerateSequence.withRate("
              + numElements
              + ", "
              + periodLength
              + "): give at least one number in a period of whole milliseconds");
    }
    return toBuilder().setElementsPerPeriod(numElements).setPeriod(periodLength).build();
  }

  /**
   * Ends after so much processing time.
   *
   * @throws IllegalArgumentException if the duration is not positive
   */
  public GenerateSequence withMaxReadTime(Duration maxReadTime) {
    if (maxReadTime.isNegative() || maxReadTime.isZero()) {
      throw new IllegalArgumentException(
          "GenerateSequence.withMaxReadTime(" + maxReadTime + "): it must be positive");
    }
    return toBuilder().setMaxReadTime(maxReadTime).build();
  }

  @Override
  public PCollection<Long> expand(PBegin input) {
    return input.apply(Read.from(source())).setTypeDescriptor(TypeDescriptors.longs());
  }

  private Source<Long, ?> source() {
    Duration limit = getMaxReadTime();
    if (getTo().isPresent() && getElementsPerPeriod() == 0 && limit == null) {
      return new SequenceSource(getFrom(), getTo().getAsLong(), getTimestampFn());
    }
    return new TimedSequenceSource(
        getFrom(),
        getTo().orElse(TimedSequenceSource.NO_END),
        getElementsPerPeriod(),
        getPeriod().toMillis(),
        limit == null ? TimedSequenceSource.NO_LIMIT : limit.toMillis(),
        getTimestampFn());
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    builder.add(DisplayData.item("from", getFrom()).withLabel("Generate sequence from"));
    getTo()
        .ifPresent(
            to ->
                builder.add(
                    DisplayData.item("to", to).withLabel("Generate sequence to (exclusive)")));
    if (getElementsPerPeriod() > 0) {
      builder
          .add(
              DisplayData.item("elementsPerPeriod", getElementsPerPeriod())
                  .withLabel("Numbers in a Period"))
          .add(DisplayData.item("period", getPeriod()).withLabel("Period"));
    }
    Duration limit = getMaxReadTime();
    if (limit != null) {
      builder.add(DisplayData.item("maxReadTime", limit).withLabel("Maximum Read Time"));
    }
    SerializableFunction<Long, Instant> timestampFn = getTimestampFn();
    if (timestampFn != null) {
      builder.add(
          DisplayData.item("timestampFn", timestampFn.getClass()).withLabel("Timestamp Function"));
    }
  }
}
