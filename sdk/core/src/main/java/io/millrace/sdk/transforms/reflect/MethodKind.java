package io.millrace.sdk.transforms.reflect;

import com.google.common.collect.ImmutableList;
import io.millrace.sdk.transforms.DoFn;
import java.lang.annotation.Annotation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The methods of a DoFn that are called by the engine, and the parameters that each can have. */
enum MethodKind {
  PROCESS_ELEMENT(
      "@ProcessElement",
      List.of(
          Parameter.Element.class,
          Parameter.Key.class,
          Parameter.Timestamp.class,
          Parameter.SideInput.class,
          Parameter.State.class,
          Parameter.Timer.class,
          Parameter.TimerFamily.class,
          Parameter.ProcessContext.class,
          Parameter.OutputReceiver.class,
          Parameter.MultiOutputReceiver.class,
          Parameter.Pane.class,
          Parameter.Window.class,
          Parameter.Options.class,
          Parameter.Finalizer.class,
          Parameter.Tracker.class,
          Parameter.Estimator.class,
          Parameter.ProcessingTime.class),
      "@Element, @Timestamp Instant, @SideInput, @Key, @StateId, @TimerId Timer, @TimerFamily"
          + " TimerMap, ProcessContext, OutputReceiver, MultiOutputReceiver, BoundedWindow or a"
          + " subclass, PaneInfo, PipelineOptions, BundleFinalizer, RestrictionTracker,"
          + " WatermarkEstimator or ManualWatermarkEstimator, Clock"),
  ON_TIMER("@OnTimer", Lists.ON_TIMER, Lists.ON_TIMER_TEXT),
  ON_TIMER_FAMILY("@OnTimerFamily", Lists.ON_TIMER, Lists.ON_TIMER_TEXT),
  // No timers: one that is set when its window has expired could never fire.
  ON_WINDOW_EXPIRATION(
      "@OnWindowExpiration",
      List.of(
          Parameter.Key.class,
          Parameter.Timestamp.class,
          Parameter.SideInput.class,
          Parameter.State.class,
          Parameter.OnWindowExpirationContext.class,
          Parameter.OutputReceiver.class,
          Parameter.MultiOutputReceiver.class,
          Parameter.Window.class,
          Parameter.Options.class,
          Parameter.Finalizer.class),
      "@Timestamp Instant, @SideInput, @Key, @StateId, OnWindowExpirationContext, OutputReceiver,"
          + " MultiOutputReceiver, BoundedWindow or a subclass, PipelineOptions, BundleFinalizer"),
  SETUP("@Setup", List.of(Parameter.Options.class), "PipelineOptions"),
  START_BUNDLE(
      "@StartBundle",
      List.of(
          Parameter.StartBundleContext.class, Parameter.Options.class, Parameter.Finalizer.class),
      "StartBundleContext, PipelineOptions, BundleFinalizer"),
  FINISH_BUNDLE(
      "@FinishBundle",
      List.of(
          Parameter.FinishBundleContext.class, Parameter.Options.class, Parameter.Finalizer.class),
      "FinishBundleContext, PipelineOptions, BundleFinalizer"),
  TEARDOWN("@Teardown", List.of(), "nothing"),
  GET_INITIAL_RESTRICTION(
      DoFn.GetInitialRestriction.class, Lists.OF_ELEMENT, Lists.OF_ELEMENT_TEXT),
  SPLIT_RESTRICTION(
      DoFn.SplitRestriction.class,
      Lists.plus(
          Lists.OF_ELEMENT,
          Parameter.Restriction.class,
          Parameter.Tracker.class,
          Parameter.RestrictionReceiver.class),
      Lists.OF_ELEMENT_TEXT + ", @Restriction, RestrictionTracker, OutputReceiver of restrictions"),
  NEW_TRACKER(
      DoFn.NewTracker.class,
      Lists.plus(Lists.OF_ELEMENT, Parameter.Restriction.class),
      Lists.OF_ELEMENT_TEXT + ", @Restriction"),
  GET_RESTRICTION_CODER(DoFn.GetRestrictionCoder.class, ImmutableList.of(), "nothing"),
  GET_SIZE(
      DoFn.GetSize.class,
      Lists.plus(Lists.OF_ELEMENT, Parameter.Restriction.class, Parameter.Tracker.class),
      Lists.OF_ELEMENT_TEXT + ", @Restriction, RestrictionTracker"),
  TRUNCATE_RESTRICTION(
      DoFn.TruncateRestriction.class,
      Lists.plus(Lists.OF_ELEMENT, Parameter.Restriction.class, Parameter.Tracker.class),
      Lists.OF_ELEMENT_TEXT + ", @Restriction, RestrictionTracker"),
  GET_INITIAL_WATERMARK_ESTIMATOR_STATE(
      DoFn.GetInitialWatermarkEstimatorState.class,
      Lists.plus(Lists.OF_ELEMENT, Parameter.Restriction.class),
      Lists.OF_ELEMENT_TEXT + ", @Restriction"),
  NEW_WATERMARK_ESTIMATOR(
      DoFn.NewWatermarkEstimator.class,
      Lists.plus(Lists.OF_ELEMENT, Parameter.Restriction.class, Parameter.EstimatorState.class),
      Lists.OF_ELEMENT_TEXT + ", @Restriction, @WatermarkEstimatorState"),
  GET_WATERMARK_ESTIMATOR_STATE_CODER(
      DoFn.GetWatermarkEstimatorStateCoder.class, ImmutableList.of(), "nothing");

  /** What the methods that timers call have in common. */
  private static final class Lists {

    static final ImmutableList<Class<? extends Parameter>> ON_TIMER =
        ImmutableList.of(
            Parameter.Key.class,
            Parameter.Timestamp.class,
            Parameter.SideInput.class,
            Parameter.State.class,
            Parameter.Timer.class,
            Parameter.TimerFamily.class,
            Parameter.FiredTimerId.class,
            Parameter.TimeDomain.class,
            Parameter.OnTimerContext.class,
            Parameter.OutputReceiver.class,
            Parameter.MultiOutputReceiver.class,
            Parameter.Window.class,
            Parameter.Options.class,
            Parameter.Finalizer.class);

    static final String ON_TIMER_TEXT =
        "@Timestamp Instant, @SideInput, @Key, @StateId, @TimerId Timer, @TimerFamily TimerMap,"
            + " @TimerId String, TimeDomain, OnTimerContext, OutputReceiver, MultiOutputReceiver,"
            + " BoundedWindow or a subclass, PipelineOptions, BundleFinalizer";

    /** What the methods that describe the work on an element have in common. */
    static final ImmutableList<Class<? extends Parameter>> OF_ELEMENT =
        ImmutableList.of(
            Parameter.Element.class,
            Parameter.Key.class,
            Parameter.Timestamp.class,
            Parameter.Pane.class,
            Parameter.Window.class,
            Parameter.Options.class,
            Parameter.ProcessingTime.class);

    static final String OF_ELEMENT_TEXT =
        "@Element, @Timestamp Instant, @Key, BoundedWindow or a subclass, PaneInfo,"
            + " PipelineOptions, Clock";

    private Lists() {}

    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only read
    static ImmutableList<Class<? extends Parameter>> plus(
        List<Class<? extends Parameter>> some, Class<? extends Parameter>... more) {
      return ImmutableList.<Class<? extends Parameter>>builder().addAll(some).add(more).build();
    }
  }

  private final String annotation;

  /** Null for methods that are no part of what makes a function splittable. */
  private final @Nullable Class<? extends Annotation> splittableAnnotation;

  private final ImmutableList<Class<? extends Parameter>> allowed;
  private final String allowedText;

  MethodKind(String annotation, List<Class<? extends Parameter>> allowed, String allowedText) {
    this(annotation, null, allowed, allowedText);
  }

  MethodKind(
      Class<? extends Annotation> annotation,
      List<Class<? extends Parameter>> allowed,
      String allowedText) {
    this("@" + annotation.getSimpleName(), annotation, allowed, allowedText);
  }

  MethodKind(
      String annotation,
      @Nullable Class<? extends Annotation> splittableAnnotation,
      List<Class<? extends Parameter>> allowed,
      String allowedText) {
    this.annotation = annotation;
    this.splittableAnnotation = splittableAnnotation;
    this.allowed = ImmutableList.copyOf(allowed);
    this.allowedText = allowedText;
  }

  String annotation() {
    return annotation;
  }

  @Nullable Class<? extends Annotation> splittableAnnotation() {
    return splittableAnnotation;
  }

  boolean allows(Parameter parameter) {
    return allowed.contains(parameter.getClass());
  }

  /** For error messages. */
  String allowedText() {
    return "a method marked " + annotation + " can take: " + allowedText;
  }
}
