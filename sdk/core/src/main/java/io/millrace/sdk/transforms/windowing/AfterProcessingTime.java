package io.millrace.sdk.transforms.windowing;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Fires some processing time after the first element of a pane arrived: the arrival time, moved by
 * each transform in turn.
 */
public final class AfterProcessingTime extends Trigger.OnceTrigger {

  private static final long serialVersionUID = 1;

  // An ArrayList in fact: serialisable.
  @SuppressWarnings("serial")
  private final List<TimestampTransform> timestampTransforms;

  private AfterProcessingTime(List<TimestampTransform> timestampTransforms) {
    this.timestampTransforms = new ArrayList<>(timestampTransforms);
  }

  /** As soon as there is an element. */
  public static AfterProcessingTime pastFirstElementInPane() {
    return new AfterProcessingTime(List.of());
  }

  /** How the arrival time is moved, in order. Not modifiable. */
  public List<TimestampTransform> getTimestampTransforms() {
    return List.copyOf(timestampTransforms);
  }

  /** Later by the delay. */
  public AfterProcessingTime plusDelayOf(Duration delay) {
    return then(TimestampTransform.delay(delay));
  }

  /** Up to the next multiple of the size, counted from the offset. */
  public AfterProcessingTime alignedTo(Duration size, Instant offset) {
    return then(TimestampTransform.alignTo(size, offset));
  }

  /** Up to the next multiple of the size, counted from the epoch. */
  public AfterProcessingTime alignedTo(Duration size) {
    return then(TimestampTransform.alignTo(size));
  }

  AfterProcessingTime then(TimestampTransform next) {
    List<TimestampTransform> transforms = new ArrayList<>(timestampTransforms);
    transforms.add(next);
    return new AfterProcessingTime(transforms);
  }

  @Override
  AfterSynchronizedProcessingTime getContinuationTrigger(List<Trigger> continuationTriggers) {
    return AfterSynchronizedProcessingTime.ofFirstElement();
  }

  @Override
  public Instant getWatermarkThatGuaranteesFiring(BoundedWindow window) {
    return BoundedWindow.TIMESTAMP_MAX_VALUE;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof AfterProcessingTime that
        && timestampTransforms.equals(that.timestampTransforms);
  }

  @Override
  public int hashCode() {
    return timestampTransforms.hashCode();
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("AfterProcessingTime.pastFirstElementInPane()");
    for (TimestampTransform transform : timestampTransforms) {
      if (transform instanceof TimestampTransform.Delay by) {
        text.append(".plusDelayOf(").append(by.delay()).append(")");
      } else if (transform instanceof TimestampTransform.AlignTo to) {
        text.append(".alignedTo(").append(to.period()).append(", ").append(to.offset()).append(")");
      }
    }
    return text.toString();
  }
}
