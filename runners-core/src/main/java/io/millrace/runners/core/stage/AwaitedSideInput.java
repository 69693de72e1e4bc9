package io.millrace.runners.core.stage;

import io.millrace.runners.core.host.SideInputs;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.GlobalWindow;
import io.millrace.sdk.transforms.windowing.WindowMappingFn;
import io.millrace.sdk.values.WindowingStrategy;
import java.time.Duration;
import java.time.Instant;

/** A side input without end that a step reads: which of its windows are there, and for how long. */
final class AwaitedSideInput {

  private final SideInputs source;
  private final String collectionId;
  private final WindowMappingFn<?> mappingFn;
  private final WindowingStrategy<?, ?> strategy;
  private final long keptMillis;

  /**
   * A side input.
   *
   * @param strategy how the side input is windowed
   * @param mainLateness how late elements may be that read it
   */
  AwaitedSideInput(
      SideInputs source,
      String collectionId,
      WindowMappingFn<?> mappingFn,
      WindowingStrategy<?, ?> strategy,
      Duration mainLateness) {
    this.source = source;
    this.collectionId = collectionId;
    this.mappingFn = mappingFn;
    this.strategy = strategy;
    // Event time is no longer than this, which is far from an overflow.
    long all = Long.MAX_VALUE / 4;
    this.keptMillis =
        Math.min(all, millis(mappingFn.maximumLookback())) + Math.min(all, millis(mainLateness));
  }

  private static long millis(Duration duration) {
    return duration.compareTo(Duration.ofMillis(Long.MAX_VALUE)) < 0
        ? duration.toMillis()
        : Long.MAX_VALUE;
  }

  /**
   * Whether elements in a window can be processed: a pane has arrived, or none will any more that
   * is on time (rule S2). Once that is so, it stays so.
   */
  boolean isReady(BoundedWindow mainWindow) {
    BoundedWindow window = mappingFn.getSideInputWindow(mainWindow);
    // In this order: a pane that came before the watermark must not be missed.
    long watermark = source.watermark(collectionId);
    return source.latest(collectionId, window) != null || watermark > settledMillis(window);
  }

  /** When a window has fired if there is anything in it: its trigger says so, or it expires. */
  private long settledMillis(BoundedWindow window) {
    long end = GlobalWindow.INSTANCE.maxTimestampMillis();
    long max = window.maxTimestampMillis();
    long lateness = strategy.getAllowedLateness().toMillis();
    long expiry = max > end - lateness ? end : max + lateness;
    Instant fired = strategy.getTrigger().getWatermarkThatGuaranteesFiring(window);
    return Math.min(fired.toEpochMilli(), expiry);
  }

  /** Whether no element in a window can be on time or allowed to be late any more (rule G4). */
  boolean isPast(BoundedWindow mainWindow, long watermarkMillis) {
    return mappingFn.getSideInputWindow(mainWindow).maxTimestampMillis()
        < watermarkMillis - keptMillis;
  }

  /** Lets windows go that are past. */
  void release(long watermarkMillis) {
    source.release(collectionId, watermarkMillis - keptMillis);
  }

  /** Lets all windows go. */
  void releaseAll() {
    source.release(collectionId, Long.MAX_VALUE);
  }
}
