package io.millrace.sdk.transforms.windowing;

import java.io.Serializable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * When the content of a window is emitted: an immutable description, carried out by the engine.
 *
 * <p>Triggers are made of triggers. The family is closed: a runner knows every one of them.
 */
public abstract sealed class Trigger implements Serializable
    permits AfterEach,
        AfterWatermark.AfterWatermarkEarlyAndLate,
        DefaultTrigger,
        OrFinallyTrigger,
        Repeatedly,
        Trigger.OnceTrigger {

  private static final long serialVersionUID = 1;

  // An ArrayList in fact: serialisable.
  @SuppressWarnings("serial")
  private final List<Trigger> subTriggers;

  Trigger(List<? extends Trigger> subTriggers) {
    this.subTriggers = new ArrayList<>(subTriggers);
  }

  Trigger() {
    this(List.of());
  }

  /** The triggers that this one is made of, in order. Not modifiable. */
  public List<Trigger> subTriggers() {
    return List.copyOf(subTriggers);
  }

  /**
   * The trigger for groupings downstream of a grouping with this one: it lets results through as
   * soon as upstream emitted them. (Counts, for example, have done their work upstream.)
   */
  public Trigger getContinuationTrigger() {
    List<Trigger> continuations = new ArrayList<>(subTriggers.size());
    for (Trigger subTrigger : subTriggers) {
      continuations.add(subTrigger.getContinuationTrigger());
    }
    return getContinuationTrigger(continuations);
  }

  /** See {@link #getContinuationTrigger()}; those of the sub-triggers are given. */
  abstract Trigger getContinuationTrigger(List<Trigger> continuationTriggers);

  /**
   * The watermark at which this trigger has certainly fired if the window has any element, or
   * {@link BoundedWindow#TIMESTAMP_MAX_VALUE} if no watermark guarantees that.
   */
  public abstract Instant getWatermarkThatGuaranteesFiring(BoundedWindow window);

  /**
   * Whether there may come a time when this trigger never fires again: later data would be lost.
   */
  public abstract boolean mayFinish();

  /**
   * Whether this trigger may finish before the watermark passes the end of the window: data that is
   * on time would be lost.
   */
  public boolean mayFinishBeforeEndOfWindow() {
    return mayFinish();
  }

  /** Whether collections with the two triggers may be flattened: they do the same. */
  public boolean isCompatible(Trigger other) {
    return equals(other);
  }

  /**
   * Behaves as this trigger until {@code until} fires, and ends with that firing.
   *
   * <pre>{@code Repeatedly.forever(AfterPane.elementCountAtLeast(10))
   *     .orFinally(AfterWatermark.pastEndOfWindow())}</pre>
   */
  public OrFinallyTrigger orFinally(OnceTrigger until) {
    return new OrFinallyTrigger(this, until);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof Trigger that
            && getClass() == that.getClass()
            && subTriggers.equals(that.subTriggers));
  }

  @Override
  public int hashCode() {
    return 31 * getClass().getName().hashCode() + subTriggers.hashCode();
  }

  @Override
  public String toString() {
    return getClass().getSimpleName() + (subTriggers.isEmpty() ? "" : list());
  }

  String list() {
    return subTriggers.stream().map(Trigger::toString).collect(Collectors.joining(", ", "(", ")"));
  }

  static Instant earliest(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  /** A trigger that fires at most once, and then is finished. */
  public abstract static sealed class OnceTrigger extends Trigger
      permits AfterAll,
          AfterFirst,
          AfterPane,
          AfterProcessingTime,
          AfterSynchronizedProcessingTime,
          AfterWatermark.FromEndOfWindow,
          Never.NeverTrigger {

    private static final long serialVersionUID = 1;

    OnceTrigger(List<? extends Trigger> subTriggers) {
      super(subTriggers);
    }

    OnceTrigger() {}

    @Override
    public final boolean mayFinish() {
      return true;
    }

    @Override
    public final OnceTrigger getContinuationTrigger() {
      return (OnceTrigger) super.getContinuationTrigger();
    }

    @Override
    abstract OnceTrigger getContinuationTrigger(List<Trigger> continuationTriggers);
  }
}
