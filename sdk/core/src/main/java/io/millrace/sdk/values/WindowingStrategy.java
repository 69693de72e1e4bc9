package io.millrace.sdk.values;

import com.google.auto.value.AutoValue;
import com.google.common.base.MoreObjects;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.DefaultTrigger;
import io.millrace.sdk.transforms.windowing.GlobalWindow;
import io.millrace.sdk.transforms.windowing.GlobalWindows;
import io.millrace.sdk.transforms.windowing.Never;
import io.millrace.sdk.transforms.windowing.TimestampCombiner;
import io.millrace.sdk.transforms.windowing.Trigger;
import io.millrace.sdk.transforms.windowing.Window.ClosingBehavior;
import io.millrace.sdk.transforms.windowing.Window.OnTimeBehavior;
import io.millrace.sdk.transforms.windowing.WindowFn;
import java.io.Serializable;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * How a collection is windowed: the window function, and when and how results of its windows are
 * emitted. Immutable; it knows which of its settings were given and which are defaults.
 */
@AutoValue
public abstract class WindowingStrategy<T, W extends BoundedWindow> implements Serializable {

  private static final long serialVersionUID = 1;

  /** What a pane holds when a window fires more than once. */
  public enum AccumulationMode {
    /** What arrived since the pane before. */
    DISCARDING_FIRED_PANES,
    /** Everything that arrived so far. */
    ACCUMULATING_FIRED_PANES
  }

  private static final WindowingStrategy<Object, GlobalWindow> DEFAULT = of(new GlobalWindows());

  WindowingStrategy() {}

  /** The global window and defaults: how collections begin. */
  public static WindowingStrategy<Object, GlobalWindow> globalDefault() {
    return DEFAULT;
  }

  /** The window function and defaults. */
  public static <T, W extends BoundedWindow> WindowingStrategy<T, W> of(WindowFn<T, W> windowFn) {
    return new AutoValue_WindowingStrategy.Builder<T, W>()
        .setWindowFn(windowFn)
        .setAlreadyMerged(false)
        .setTriggerAllowedToFinish(false)
        .setClosingBehavior(ClosingBehavior.FIRE_IF_NON_EMPTY)
        .setOnTimeBehavior(OnTimeBehavior.FIRE_ALWAYS)
        .build();
  }

  public abstract WindowFn<T, W> getWindowFn();

  /** Whether a grouping upstream has merged the windows. */
  public abstract boolean isAlreadyMerged();

  /** Whether the user accepts that windows close with their trigger; see {@link #mayLoseData}. */
  public abstract boolean isTriggerAllowedToFinish();

  /** Whether a last pane is emitted when the window closes, even without new data. */
  public abstract ClosingBehavior getClosingBehavior();

  /** Whether an on-time pane is emitted, even without new data. */
  public abstract OnTimeBehavior getOnTimeBehavior();

  /**
   * By which the next step that drops what comes too late gives it out; null if it only counts it.
   * The tag has no type: what the elements are depends on that step.
   */
  public abstract @Nullable TupleTag<?> getLateDataTag();

  abstract @Nullable Trigger getGivenTrigger();

  abstract @Nullable AccumulationMode getGivenMode();

  abstract @Nullable Duration getGivenAllowedLateness();

  abstract @Nullable TimestampCombiner getGivenTimestampCombiner();

  abstract Builder<T, W> toBuilder();

  /** {@link DefaultTrigger} unless given. */
  public Trigger getTrigger() {
    Trigger given = getGivenTrigger();
    return given == null ? DefaultTrigger.of() : given;
  }

  public boolean isTriggerSpecified() {
    return getGivenTrigger() != null;
  }

  /** How long after its end a window takes data; not at all unless given. */
  public Duration getAllowedLateness() {
    Duration given = getGivenAllowedLateness();
    return given == null ? Duration.ZERO : given;
  }

  public boolean isAllowedLatenessSpecified() {
    return getGivenAllowedLateness() != null;
  }

  /** Discarding unless given. */
  public AccumulationMode getMode() {
    AccumulationMode given = getGivenMode();
    return given == null ? AccumulationMode.DISCARDING_FIRED_PANES : given;
  }

  public boolean isModeSpecified() {
    return getGivenMode() != null;
  }

  /** {@link TimestampCombiner#END_OF_WINDOW} unless given. */
  public TimestampCombiner getTimestampCombiner() {
    TimestampCombiner given = getGivenTimestampCombiner();
    return given == null ? TimestampCombiner.END_OF_WINDOW : given;
  }

  public boolean isTimestampCombinerSpecified() {
    return getGivenTimestampCombiner() != null;
  }

  /**
   * Whether the trigger may finish, which closes a window, while the window still takes data (rule
   * R2). A trigger that finishes at the end of the window does no harm if no data may be late; one
   * that never fires leaves all data to the pane that the closing of the window brings.
   */
  public boolean mayLoseData() {
    Trigger trigger = getTrigger();
    if (!trigger.mayFinish() || trigger instanceof Never.NeverTrigger) {
      return false;
    }
    boolean endsAtTheLatest =
        getAllowedLateness().isZero() || getWindowFn() instanceof GlobalWindows;
    return !endsAtTheLatest || trigger.mayFinishBeforeEndOfWindow();
  }

  /** Whether the next grouping has to merge windows. */
  public boolean needsMerge() {
    return !getWindowFn().isNonMerging() && !isAlreadyMerged();
  }

  public WindowingStrategy<T, W> withTrigger(Trigger trigger) {
    return toBuilder().setGivenTrigger(trigger).build();
  }

  /** The same settings; see {@link #isTriggerAllowedToFinish}. */
  public WindowingStrategy<T, W> withTriggerAllowedToFinish(boolean allowed) {
    return toBuilder().setTriggerAllowedToFinish(allowed).build();
  }

  public WindowingStrategy<T, W> withMode(AccumulationMode mode) {
    return toBuilder().setGivenMode(mode).build();
  }

  /** The same settings with another window function, whose windows are not merged yet. */
  @SuppressWarnings("unchecked")
  public WindowingStrategy<T, W> withWindowFn(WindowFn<?, ?> wildcardWindowFn) {
    return toBuilder()
        .setWindowFn((WindowFn<T, W>) wildcardWindowFn)
        .setAlreadyMerged(false)
        .build();
  }

  /**
   * The same settings with a lateness.
   *
   * @throws IllegalArgumentException if the lateness is negative or no whole number of milliseconds
   */
  public WindowingStrategy<T, W> withAllowedLateness(Duration allowedLateness) {
    return toBuilder().setGivenAllowedLateness(checkedLateness(allowedLateness)).build();
  }

  /**
   * A lateness that event time can count; what is longer, such as {@code ChronoUnit.FOREVER}, is
   * cut to the longest that there is.
   *
   * @throws IllegalArgumentException if the lateness is negative or no whole number of milliseconds
   */
  public static Duration checkedLateness(Duration lateness) {
    if (lateness.isNegative()) {
      throw new IllegalArgumentException(
          "The allowed lateness must not be negative, but is " + lateness);
    }
    Duration longest = Duration.ofMillis(Long.MAX_VALUE);
    if (lateness.compareTo(longest) >= 0) {
      return longest;
    }
    if (!lateness.truncatedTo(ChronoUnit.MILLIS).equals(lateness)) {
      throw new IllegalArgumentException(
          "The allowed lateness must be a whole number of milliseconds, but is " + lateness);
    }
    return lateness;
  }

  public WindowingStrategy<T, W> withClosingBehavior(ClosingBehavior closingBehavior) {
    return toBuilder().setClosingBehavior(closingBehavior).build();
  }

  public WindowingStrategy<T, W> withOnTimeBehavior(OnTimeBehavior onTimeBehavior) {
    return toBuilder().setOnTimeBehavior(onTimeBehavior).build();
  }

  public WindowingStrategy<T, W> withTimestampCombiner(TimestampCombiner timestampCombiner) {
    return toBuilder().setGivenTimestampCombiner(timestampCombiner).build();
  }

  public WindowingStrategy<T, W> withAlreadyMerged(boolean alreadyMerged) {
    return toBuilder().setAlreadyMerged(alreadyMerged).build();
  }

  /** The same settings; see {@link #getLateDataTag}. */
  public WindowingStrategy<T, W> withLateDataTag(@Nullable TupleTag<?> tag) {
    // A tag of the user's may be an anonymous class, which holds on to what is around it.
    TupleTag<?> plain = tag == null ? null : new TupleTag<@Nullable Object>(tag.getId());
    return toBuilder().setLateDataTag(plain).build();
  }

  /** The window function and those settings that were given. */
  @Override
  public final String toString() {
    boolean quietClosing = getClosingBehavior() == ClosingBehavior.FIRE_IF_NON_EMPTY;
    boolean quietOnTime = getOnTimeBehavior() == OnTimeBehavior.FIRE_ALWAYS;
    return MoreObjects.toStringHelper("WindowingStrategy")
        .omitNullValues()
        .add("windowFn", getWindowFn())
        .add("alreadyMerged", isAlreadyMerged() ? true : null)
        .add("trigger", getGivenTrigger())
        .add("triggerAllowedToFinish", isTriggerAllowedToFinish() ? true : null)
        .add("mode", getGivenMode())
        .add("allowedLateness", getGivenAllowedLateness())
        .add("timestampCombiner", getGivenTimestampCombiner())
        .add("closingBehavior", quietClosing ? null : getClosingBehavior())
        .add("onTimeBehavior", quietOnTime ? null : getOnTimeBehavior())
        .add("lateDataTag", getLateDataTag())
        .toString();
  }

  @AutoValue.Builder
  abstract static class Builder<T, W extends BoundedWindow> {
    abstract Builder<T, W> setWindowFn(WindowFn<T, W> windowFn);

    abstract Builder<T, W> setAlreadyMerged(boolean alreadyMerged);

    abstract Builder<T, W> setGivenTrigger(Trigger trigger);

    abstract Builder<T, W> setTriggerAllowedToFinish(boolean allowed);

    abstract Builder<T, W> setGivenMode(AccumulationMode mode);

    abstract Builder<T, W> setGivenAllowedLateness(Duration allowedLateness);

    abstract Builder<T, W> setGivenTimestampCombiner(TimestampCombiner timestampCombiner);

    abstract Builder<T, W> setClosingBehavior(ClosingBehavior closingBehavior);

    abstract Builder<T, W> setOnTimeBehavior(OnTimeBehavior onTimeBehavior);

    abstract Builder<T, W> setLateDataTag(@Nullable TupleTag<?> tag);

    abstract WindowingStrategy<T, W> build();
  }
}
