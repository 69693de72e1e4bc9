package io.millrace.sdk.transforms.windowing;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes triggers around the moment when the watermark passes the end of the window.
 *
 * <pre>{@code AfterWatermark.pastEndOfWindow()
 *     .withEarlyFirings(AfterProcessingTime.pastFirstElementInPane().plusDelayOf(oneMinute))
 *     .withLateFirings(AfterPane.elementCountAtLeast(1))}</pre>
 */
public final class AfterWatermark {

  private AfterWatermark() {}

  /** Fires when the watermark passes the end of the window. */
  public static FromEndOfWindow pastEndOfWindow() {
    return new FromEndOfWindow();
  }

  /**
   * Fires once, when the watermark passes the end of the window. Late data is lost unless {@link
   * #withLateFirings} are added.
   */
  public static final class FromEndOfWindow extends Trigger.OnceTrigger {

    private static final long serialVersionUID = 1;

    private FromEndOfWindow() {}

    /** Fires also before, each time that the given trigger does. */
    public AfterWatermarkEarlyAndLate withEarlyFirings(OnceTrigger earlyFirings) {
      return new AfterWatermarkEarlyAndLate(earlyFirings, null);
    }

    /** Fires also afterwards, each time that the given trigger does. */
    public AfterWatermarkEarlyAndLate withLateFirings(OnceTrigger lateFirings) {
      return new AfterWatermarkEarlyAndLate(Never.ever(), lateFirings);
    }

    @Override
    FromEndOfWindow getContinuationTrigger(List<Trigger> continuationTriggers) {
      return this;
    }

    @Override
    public Instant getWatermarkThatGuaranteesFiring(BoundedWindow window) {
      return window.maxTimestamp();
    }

    @Override
    public boolean mayFinishBeforeEndOfWindow() {
      return false;
    }

    @Override
    public String toString() {
      return "AfterWatermark.pastEndOfWindow()";
    }
  }

  /** Fires at the end of the window, and repeatedly before or after it or both. */
  public static final class AfterWatermarkEarlyAndLate extends Trigger {

    private static final long serialVersionUID = 1;

    private final OnceTrigger earlyTrigger;
    private final @Nullable OnceTrigger lateTrigger;

    AfterWatermarkEarlyAndLate(OnceTrigger earlyTrigger, @Nullable OnceTrigger lateTrigger) {
      super(lateTrigger == null ? List.of(earlyTrigger) : List.of(earlyTrigger, lateTrigger));
      this.earlyTrigger = earlyTrigger;
      this.lateTrigger = lateTrigger;
    }

    /** Repeated until the end of the window; {@link Never} if there are no early firings. */
    public OnceTrigger getEarlyTrigger() {
      return earlyTrigger;
    }

    /** Repeated after the end of the window; null if there are no late firings. */
    public @Nullable OnceTrigger getLateTrigger() {
      return lateTrigger;
    }

    /** See {@link FromEndOfWindow#withEarlyFirings}. */
    public AfterWatermarkEarlyAndLate withEarlyFirings(OnceTrigger earlyFirings) {
      return new AfterWatermarkEarlyAndLate(earlyFirings, lateTrigger);
    }

    /** See {@link FromEndOfWindow#withLateFirings}. */
    public AfterWatermarkEarlyAndLate withLateFirings(OnceTrigger lateFirings) {
      return new AfterWatermarkEarlyAndLate(earlyTrigger, lateFirings);
    }

    @Override
    Trigger getContinuationTrigger(List<Trigger> continuationTriggers) {
      return new AfterWatermarkEarlyAndLate(
          earlyTrigger.getContinuationTrigger(),
          lateTrigger == null ? null : lateTrigger.getContinuationTrigger());
    }

    @Override
    public Instant getWatermarkThatGuaranteesFiring(BoundedWindow window) {
      // Even with early firings: there may be none.
      return window.maxTimestamp();
    }

    @Override
    public boolean mayFinish() {
      return lateTrigger == null;
    }

    @Override
    public boolean mayFinishBeforeEndOfWindow() {
      return false;
    }

    @Override
    public String toString() {
      StringBuilder text = new StringBuilder("AfterWatermark.pastEndOfWindow()");
      if (!(earlyTrigger instanceof Never.NeverTrigger)) {
        text.append(".withEarlyFirings(").append(earlyTrigger).append(")");
      }
      if (lateTrigger != null) {
        text.append(".withLateFirings(").append(lateTrigger).append(")");
      }
      return text.toString();
    }
  }
}
