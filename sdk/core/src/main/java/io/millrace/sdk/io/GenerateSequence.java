package io.millrace.sdk.io;

import com.google.auto.value.AutoValue;
import io.millrace.sdk.transforms.PTransform;
import io.millrace.sdk.transforms.SerializableFunction;
import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.values.PBegin;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TypeDescriptors;
import java.time.Instant;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Makes a collection of the numbers of a range.
 *
 * <pre>{@code
 * PCollection<Long> numbers = pipeline.apply(GenerateSequence.from(0).to(1000));
 * }</pre>
 *
 * <p>The numbers come in no particular order: several readers share the range. They are at the
 * beginning of time unless {@link #withTimestampFn} says otherwise. Immutable; each method gives a
 * changed copy.
 */
@AutoValue
public abstract class GenerateSequence extends PTransform<PBegin, PCollection<Long>> {

  GenerateSequence() {}

  abstract long getFrom();

  abstract OptionalLong getTo();

  abstract @Nullable SerializableFunction<Long, Instant> getTimestampFn();

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
    return new AutoValue_GenerateSequence(from, OptionalLong.empty(), null);
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
    return new AutoValue_GenerateSequence(getFrom(), OptionalLong.of(to), getTimestampFn());
  }

  /** The same with the event times that the function gives for the numbers. */
  public GenerateSequence withTimestampFn(SerializableFunction<Long, Instant> timestampFn) {
    return new AutoValue_GenerateSequence(getFrom(), getTo(), timestampFn);
  }

  @Override
  public PCollection<Long> expand(PBegin input) {
    if (getTo().isEmpty()) {
      throw new IllegalArgumentException(
          "GenerateSequence.from("
              + getFrom()
              + ") never ends, and sequences that do not are not supported yet: add .to(...)");
    }
    return input
        .apply(Read.from(new SequenceSource(getFrom(), getTo().getAsLong(), getTimestampFn())))
        .setTypeDescriptor(TypeDescriptors.longs());
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    builder.add(DisplayData.item("from", getFrom()).withLabel("Generate sequence from"));
    getTo()
        .ifPresent(
            to ->
                builder.add(
                    DisplayData.item("to", to).withLabel("Generate sequence to (exclusive)")));
    SerializableFunction<Long, Instant> timestampFn = getTimestampFn();
    if (timestampFn != null) {
      builder.add(
          DisplayData.item("timestampFn", timestampFn.getClass()).withLabel("Timestamp Function"));
    }
  }
}
