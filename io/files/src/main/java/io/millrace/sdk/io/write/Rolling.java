package io.millrace.sdk.io.write;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.transforms.GroupIntoBatches.BatchingParams;
import io.millrace.sdk.transforms.SerializableFunction;
import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.transforms.display.HasDisplayData;
import java.io.Serializable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When a file is full, and the next one is begun. Immutable.
 *
 * @param maxElements how many elements a file has at most; {@code Long.MAX_VALUE} for any number
 * @param maxBytes how many bytes the elements of a file have at most, as their coder encodes them;
 *     {@code Long.MAX_VALUE} for any number
 * @param maxDuration how long an element waits at most for others, in processing time, where input
 *     has no end; zero for any time
 */
public record Rolling(long maxElements, long maxBytes, Duration maxDuration)
    implements Serializable, HasDisplayData {

  /** Files are never full. */
  public static final Rolling NEVER = new Rolling(Long.MAX_VALUE, Long.MAX_VALUE, Duration.ZERO);

  /** Whether files get full at all. */
  public boolean rolls() {
    return !equals(NEVER);
  }

  /**
   * The same with another number of elements.
   *
   * @param transform names the transform in messages
   * @throws IllegalArgumentException if it is not positive
   */
  public Rolling withMaxElements(String transform, long elements) {
    return new Rolling(positive(transform, "elements", elements), maxBytes, maxDuration);
  }

  /**
   * The same with another number of bytes.
   *
   * @param transform names the transform in messages
   * @throws IllegalArgumentException if it is not positive
   */
  public Rolling withMaxBytes(String transform, long bytes) {
    return new Rolling(maxElements, positive(transform, "bytes", bytes), maxDuration);
  }

  /**
   * The same with another longest wait.
   *
   * @param transform names the transform in messages
   * @throws IllegalArgumentException if it is not positive
   */
  public Rolling withMaxDuration(String transform, Duration duration) {
    if (duration.isNegative() || duration.isZero()) {
      throw new IllegalArgumentException(
          transform + " cannot end files after " + duration + ": give a positive time");
    }
    return new Rolling(maxElements, maxBytes, duration);
  }

  private static long positive(String transform, String what, long number) {
    if (number < 1) {
      throw new IllegalArgumentException(
          transform + " cannot end files after " + number + " " + what + ": give at least one");
    }
    return number;
  }

  /** The same as limits of batches. */
  <T extends @Nullable Object> BatchingParams<T> asBatches() {
    return BatchingParams.create(maxElements, maxBytes, null, maxDuration);
  }

  /** What an element weighs, or null if that does not matter. */
  <T extends @Nullable Object> @Nullable SerializableFunction<T, Long> weigher(Coder<T> coder) {
    return this.<T>asBatches().getWeigher(coder);
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    builder
        .addIfNotDefault(
            DisplayData.item("maxElements", maxElements).withLabel("Most elements of a file"),
            Long.MAX_VALUE)
        .addIfNotDefault(
            DisplayData.item("maxBytes", maxBytes).withLabel("Most bytes of a file"),
            Long.MAX_VALUE)
        .addIfNotDefault(
            DisplayData.item("maxDuration", maxDuration).withLabel("Longest wait for a file"),
            Duration.ZERO);
  }
}
