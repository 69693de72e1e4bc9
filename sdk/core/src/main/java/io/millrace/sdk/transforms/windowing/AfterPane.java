package io.millrace.sdk.transforms.windowing;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Fires when a pane has at least so many elements. The count is looked at between bundles, so a
 * pane may have more.
 */
public final class AfterPane extends Trigger.OnceTrigger {

  private static final long serialVersionUID = 1;

  private final int elementCount;

  private AfterPane(int elementCount) {
    this.elementCount = elementCount;
  }

  /**
   * When the pane has so many elements, or more.
   *
   * @throws IllegalArgumentException if the count is less than one
   */
  public static AfterPane elementCountAtLeast(int countElems) {
    if (countElems < 1) {
      throw new IllegalArgumentException(
          "AfterPane.elementCountAtLeast needs a positive count, not " + countElems);
    }
    return new AfterPane(countElems);
  }

  public int getElementCount() {
    return elementCount;
  }

  @Override
  AfterPane getContinuationTrigger(List<Trigger> continuationTriggers) {
    return elementCountAtLeast(1);
  }

  @Override
  public Instant getWatermarkThatGuaranteesFiring(BoundedWindow window) {
    return BoundedWindow.TIMESTAMP_MAX_VALUE;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof AfterPane that && elementCount == that.elementCount;
  }

  @Override
  public int hashCode() {
    return elementCount;
  }

  @Override
  public String toString() {
    return "AfterPane.elementCountAtLeast(" + elementCount + ")";
  }
}
