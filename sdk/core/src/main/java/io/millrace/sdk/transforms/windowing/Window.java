package io.millrace.sdk.transforms.windowing;

import com.google.auto.value.AutoValue;
import io.millrace.model.v1.AssignWindowsPayload;
import io.millrace.model.v1.FunctionSpec;
import io.millrace.sdk.coders.Coder.NonDeterministicException;
import io.millrace.sdk.graph.ModelComponents;
import io.millrace.sdk.graph.ModelTransform;
import io.millrace.sdk.graph.TransformNode;
import io.millrace.sdk.graph.Urns;
import io.millrace.sdk.graph.WindowingStrategyTranslation;
import io.millrace.sdk.transforms.PTransform;
import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TupleTag;
import io.millrace.sdk.values.WindowingStrategy;
import io.millrace.sdk.values.WindowingStrategy.AccumulationMode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts the elements of a collection into windows and says when their results are emitted.
 *
 * <pre>{@code
 * scores.apply(
 *     Window.<Score>into(FixedWindows.of(Duration.ofMinutes(1)))
 *         .triggering(
 *             AfterWatermark.pastEndOfWindow().withLateFirings(AfterPane.elementCountAtLeast(1)))
 *         .withAllowedLateness(Duration.ofHours(1))
 *         .accumulatingFiredPanes());
 * }</pre>
 *
 * <p>The elements stay what they are: nothing is grouped, merged or dropped here. Windows and
 * triggers take effect at the next grouping. Immutable; each method gives a changed copy.
 *
 * @param <T> the type of the elements
 */
@AutoValue
public abstract class Window<T extends @Nullable Object>
    extends PTransform<PCollection<T>, PCollection<T>> {

  private static final Logger LOG = LoggerFactory.getLogger(Window.class);

  /** Whether a window emits a last pane when it closes for good. */
  public enum ClosingBehavior {
    /** Always, even if nothing arrived since the pane before. */
    FIRE_ALWAYS,
    /** Only if something arrived since the pane before. The default. */
    FIRE_IF_NON_EMPTY
  }

  /** Whether a window that had data emits a pane when the watermark passes its end. */
  public enum OnTimeBehavior {
    /** Always, even if nothing arrived since the pane before. The default. */
    FIRE_ALWAYS,
    /** Only if something arrived since the pane before. */
    FIRE_IF_NON_EMPTY
  }

  Window() {}

  /** Puts elements into the windows that the function assigns; keeps all other settings. */
  public static <T extends @Nullable Object> Window<T> into(WindowFn<? super T, ?> fn) {
    return Window.<T>configure().toBuilder().setWindowFn(fn).build();
  }

  /** Keeps the windows as they are, to change the other settings. */
  public static <T extends @Nullable Object> Window<T> configure() {
    return new AutoValue_Window.Builder<T>().setTriggerAllowedToFinish(false).build();
  }

  /**
   * Merges windows again at the next grouping, as they were merged at the last one; without effect
   * for windows that do not merge.
   */
  public static <T extends @Nullable Object> PTransform<PCollection<T>, PCollection<T>> remerge() {
    return new Remerge<>();
  }

  abstract @Nullable WindowFn<? super T, ?> getWindowFn();

  abstract @Nullable Trigger getTrigger();

  abstract boolean isTriggerAllowedToFinish();

  abstract @Nullable AccumulationMode getAccumulationMode();

  abstract @Nullable Duration getAllowedLateness();

  abstract @Nullable ClosingBehavior getClosingBehavior();

  abstract @Nullable OnTimeBehavior getOnTimeBehavior();

  abstract @Nullable TimestampCombiner getTimestampCombiner();

  abstract @Nullable TupleTag<?> getLateDataTag();

  abstract Builder<T> toBuilder();

  /** Emits results when the trigger says so. */
  public Window<T> triggering(Trigger trigger) {
    return toBuilder().setTrigger(trigger).build();
  }

  /**
   * Accepts that the trigger finishes, which closes the window: what comes for it later is dropped
   * and counted. Without this a grouping refuses a trigger that may finish while its window still
   * takes data (rule R2), such as {@code AfterPane.elementCountAtLeast(100)}; most often {@link
   * Repeatedly#forever} is meant.
   *
   * <p>It holds for the trigger of this windowing, or else for the one that the input has, and for
   * those that follow from it downstream; not for one that is set later.
   */
  public Window<T> allowingTriggerToFinish() {
    return toBuilder().setTriggerAllowedToFinish(true).build();
  }

  /** Panes hold what arrived since the pane before. */
  public Window<T> discardingFiredPanes() {
    return toBuilder().setAccumulationMode(AccumulationMode.DISCARDING_FIRED_PANES).build();
  }

  /**
   * Panes hold everything that arrived so far. Another aggregation of them would count elements
   * once for each pane (rule A2); the log warns of it.
   */
  public Window<T> accumulatingFiredPanes() {
    return toBuilder().setAccumulationMode(AccumulationMode.ACCUMULATING_FIRED_PANES).build();
  }

  /**
   * Windows take data until the watermark is that far behind their ends; what comes later is
   * dropped. Along a chain of windowings this can only grow (rule L5).
   *
   * @param allowedLateness a whole number of milliseconds; what is longer than event time is for
   *     ever
   * @throws IllegalArgumentException if it is negative or no whole number of milliseconds
   */
  public Window<T> withAllowedLateness(Duration allowedLateness) {
    return toBuilder()
        .setAllowedLateness(WindowingStrategy.checkedLateness(allowedLateness))
        .build();
  }

  /** As {@link #withAllowedLateness(Duration)}, and says whether closing windows emit a pane. */
  public Window<T> withAllowedLateness(Duration allowedLateness, ClosingBehavior behavior) {
    return withAllowedLateness(allowedLateness).toBuilder().setClosingBehavior(behavior).build();
  }

  /** Results get the timestamp that is made of those of their inputs in this way. */
  public Window<T> withTimestampCombiner(TimestampCombiner timestampCombiner) {
    return toBuilder().setTimestampCombiner(timestampCombiner).build();
  }

  /** Says whether windows emit a pane at their end even if nothing new arrived. */
  public Window<T> withOnTimeBehavior(OnTimeBehavior behavior) {
    return toBuilder().setOnTimeBehavior(behavior).build();
  }

  /**
   * Gives out what the next grouping drops because it comes too late, instead of only counting it:
   * elements whose window has expired, or was closed by its trigger. {@link LateData#of} with the
   * same tag and the output of the grouping is the collection of them.
   *
   * <p>The tag is for the next step that groups or keeps state, and not for those behind it; where
   * several steps read the collection, each has its own late data. Combines with such an output get
   * every value, and not what was combined before the values moved.
   */
  public Window<T> withLateDataOutput(TupleTag<? extends KV<?, ?>> tag) {
    // A tag of the user's may be an anonymous class, which holds on to what is around it.
    return toBuilder().setLateDataTag(new TupleTag<@Nullable Object>(tag.getId())).build();
  }

  /** The strategy of the output, for an input with the given one. */
  public WindowingStrategy<?, ?> getOutputStrategyInternal(WindowingStrategy<?, ?> input) {
    WindowingStrategy<?, ?> result = input;
    if (getWindowFn() != null) {
      result = result.withWindowFn(getWindowFn());
    }
    if (getTrigger() != null) {
      result = result.withTrigger(getTrigger()).withTriggerAllowedToFinish(false);
    }
    if (isTriggerAllowedToFinish()) {
      result = result.withTriggerAllowedToFinish(true);
    }
    if (getAccumulationMode() != null) {
      result = result.withMode(getAccumulationMode());
    }
    Duration lateness = getAllowedLateness();
    if (lateness != null) {
      boolean grows = lateness.compareTo(input.getAllowedLateness()) >= 0;
      result = result.withAllowedLateness(grows ? lateness : input.getAllowedLateness());
    }
    if (getClosingBehavior() != null) {
      result = result.withClosingBehavior(getClosingBehavior());
    }
    if (getOnTimeBehavior() != null) {
      result = result.withOnTimeBehavior(getOnTimeBehavior());
    }
    if (getTimestampCombiner() != null) {
      result = result.withTimestampCombiner(getTimestampCombiner());
    }
    if (getLateDataTag() != null) {
      result = result.withLateDataTag(getLateDataTag());
    }
    return result;
  }

  /** Rule L6: what would be decided by a default that nobody expects must be said. */
  private void check(WindowingStrategy<?, ?> input) {
    WindowingStrategy<?, ?> output = getOutputStrategyInternal(input);
    boolean global = output.getWindowFn() instanceof GlobalWindows;
    boolean triggered =
        output.isTriggerSpecified() && !(output.getTrigger() instanceof DefaultTrigger);
    if (triggered && !global && !output.isAllowedLatenessSpecified()) {
      throw new IllegalArgumentException(
          getName()
              + " sets the trigger "
              + output.getTrigger()
              + " without saying how late data may be: add withAllowedLateness(...),"
              + " Duration.ZERO to drop all late data.");
    }
    boolean dataMayBeLate = !global && output.getAllowedLateness().compareTo(Duration.ZERO) > 0;
    boolean firesOften = triggered && !(output.getTrigger() instanceof Never.NeverTrigger);
    if (!output.isModeSpecified() && (dataMayBeLate || firesOften)) {
      throw new IllegalArgumentException(
          getName()
              + " allows several panes for one window (trigger "
              + output.getTrigger()
              + ", allowed lateness "
              + output.getAllowedLateness()
              + ") without saying what they hold: add discardingFiredPanes() or"
              + " accumulatingFiredPanes().");
    }
    verifyWindowCoder(output.getWindowFn());
  }

  private void verifyWindowCoder(WindowFn<?, ?> fn) {
    try {
      fn.windowCoder().verifyDeterministic();
    } catch (NonDeterministicException e) {
      throw new IllegalArgumentException(
          getName()
              + ": the window coder of "
              + fn
              + " is not deterministic, so that one window could be taken for two: "
              + e.getMessage(),
          e);
    }
  }

  @Override
  public PCollection<T> expand(PCollection<T> input) {
    check(input.getWindowingStrategy());
    WindowingStrategy<?, ?> output = getOutputStrategyInternal(input.getWindowingStrategy());
    if (getWindowFn() != null) {
      String warning = warning(getName(), getWindowFn());
      if (warning != null) {
        LOG.warn(warning);
      }
      return input.apply("Assign", new Assign<>(output));
    }
    // Elements stay in their windows: the collection is the same, with another strategy.
    return input.apply("Configure", new Relabel<>(output));
  }

  /** Rule E4: what is likely to be a mistake, or null. */
  static @Nullable String warning(String transform, WindowFn<?, ?> windowFn) {
    if (windowFn instanceof SlidingWindows sliding
        && sliding.getPeriod().compareTo(sliding.getSize()) > 0) {
      return String.format(
          "%s: there are gaps between the windows of %s, and elements in them will be dropped. Use"
              + " a period of at most %s to have each element in a window.",
          transform, sliding, sliding.getSize());
    }
    return null;
  }

  @Override
  protected String getKindString() {
    return "Window.Into()";
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    WindowFn<? super T, ?> fn = getWindowFn();
    if (fn != null) {
      builder
          .add(DisplayData.item("windowFn", fn.getClass()).withLabel("Windowing Function"))
          .include("windowFn", fn);
    }
    Trigger trigger = getTrigger();
    if (trigger != null) {
      builder.add(DisplayData.item("trigger", trigger.toString()).withLabel("Trigger"));
    }
    Duration lateness = getAllowedLateness();
    if (lateness != null) {
      builder.add(DisplayData.item("allowedLateness", lateness).withLabel("Allowed Lateness"));
    }
    TupleTag<?> lateData = getLateDataTag();
    if (lateData != null) {
      builder.add(
          DisplayData.item("lateDataOutput", lateData.getId()).withLabel("Late Data Output"));
    }
  }

  @AutoValue.Builder
  abstract static class Builder<T extends @Nullable Object> {
    abstract Builder<T> setWindowFn(WindowFn<? super T, ?> fn);

    abstract Builder<T> setTrigger(Trigger trigger);

    abstract Builder<T> setTriggerAllowedToFinish(boolean allowed);

    abstract Builder<T> setAccumulationMode(AccumulationMode mode);

    abstract Builder<T> setAllowedLateness(Duration allowedLateness);

    abstract Builder<T> setClosingBehavior(ClosingBehavior behavior);

    abstract Builder<T> setOnTimeBehavior(OnTimeBehavior behavior);

    abstract Builder<T> setTimestampCombiner(TimestampCombiner timestampCombiner);

    abstract Builder<T> setLateDataTag(TupleTag<?> tag);

    abstract Window<T> build();
  }

  /** The primitive that assigns windows. */
  private static final class Assign<T extends @Nullable Object> extends Primitive<T> {

    Assign(WindowingStrategy<?, ?> strategy) {
      super(strategy);
    }

    @Override
    public FunctionSpec toModel(TransformNode node, ModelComponents components) {
      return FunctionSpec.newBuilder()
          .setUrn(Urns.ASSIGN_WINDOWS)
          .setPayload(
              AssignWindowsPayload.newBuilder()
                  .setWindowFn(WindowingStrategyTranslation.toProto(strategy().getWindowFn()))
                  .build()
                  .toByteString())
          .build();
    }
  }

  /** The same elements in another strategy: to the model, a flatten of one collection. */
  private static final class Relabel<T extends @Nullable Object> extends Primitive<T> {

    Relabel(WindowingStrategy<?, ?> strategy) {
      super(strategy);
    }

    @Override
    public FunctionSpec toModel(TransformNode node, ModelComponents components) {
      return FunctionSpec.newBuilder().setUrn(Urns.FLATTEN).build();
    }
  }

  private abstract static class Primitive<T extends @Nullable Object>
      extends PTransform<PCollection<T>, PCollection<T>> implements ModelTransform {

    // Known while the pipeline is constructed; the model holds it afterwards.
    private final transient WindowingStrategy<?, ?> strategy;

    Primitive(WindowingStrategy<?, ?> strategy) {
      this.strategy = strategy;
    }

    WindowingStrategy<?, ?> strategy() {
      return strategy;
    }

    @Override
    public boolean isPure() {
      return true;
    }

    @Override
    public PCollection<T> expand(PCollection<T> input) {
      return PCollection.createPrimitiveOutputInternal(
          input.getPipeline(), strategy, input.isBounded(), input.getCoder());
    }
  }

  /** See {@link Window#remerge}. */
  private static final class Remerge<T extends @Nullable Object>
      extends PTransform<PCollection<T>, PCollection<T>> {

    @Override
    public PCollection<T> expand(PCollection<T> input) {
      return input.apply(
          "Unmerged", new Relabel<>(input.getWindowingStrategy().withAlreadyMerged(false)));
    }

    @Override
    protected String getKindString() {
      return "Window.Remerge";
    }
  }
}
