package io.millrace.sdk.transforms.reflect;

import com.google.common.collect.ImmutableList;
import java.util.List;

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
          Parameter.Tracker.class,
          Parameter.Estimator.class,
          Parameter.Finalizer.class),
      "@Element, @Timestamp Instant, @SideInput, @Key, @StateId, @TimerId Timer, @TimerFamily"
          + " TimerMap, ProcessContext, OutputReceiver, MultiOutputReceiver, BoundedWindow or a"
          + " subclass, PaneInfo, PipelineOptions, BundleFinalizer; in a splittable function"
          + " RestrictionTracker and WatermarkEstimator"),
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
  GET_INITIAL_RESTRICTION("@GetInitialRestriction", Lists.OF_ELEMENT, Lists.OF_ELEMENT_TEXT),
  SPLIT_RESTRICTION("@SplitRestriction", Lists.OF_SPLIT, Lists.OF_SPLIT_TEXT),
  NEW_TRACKER("@NewTracker", Lists.OF_RESTRICTION, Lists.OF_RESTRICTION_TEXT),
  GET_RESTRICTION_CODER("@GetRestrictionCoder", List.of(), "nothing"),
  GET_SIZE("@GetSize", Lists.OF_RESTRICTION, Lists.OF_RESTRICTION_TEXT),
  TRUNCATE_RESTRICTION("@TruncateRestriction", Lists.OF_RESTRICTION, Lists.OF_RESTRICTION_TEXT),
  NEW_WATERMARK_ESTIMATOR(
      "@NewWatermarkEstimator",
      Lists.OF_ESTIMATOR,
      Lists.OF_RESTRICTION_TEXT + ", @WatermarkEstimatorState"),
  GET_INITIAL_WATERMARK_ESTIMATOR_STATE(
      "@GetInitialWatermarkEstimatorState", Lists.OF_RESTRICTION, Lists.OF_RESTRICTION_TEXT),
  GET_WATERMARK_ESTIMATOR_STATE_CODER("@GetWatermarkEstimatorStateCoder", List.of(), "nothing");

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

    static final ImmutableList<Class<? extends Parameter>> OF_ELEMENT =
        ImmutableList.of(
            Parameter.Element.class,
            Parameter.Timestamp.class,
            Parameter.Pane.class,
            Parameter.Window.class,
            Parameter.Options.class);

    static final String OF_ELEMENT_TEXT =
        "@Element, @Timestamp Instant, PaneInfo, BoundedWindow or a subclass, PipelineOptions";

    static final ImmutableList<Class<? extends Parameter>> OF_RESTRICTION =
        with(OF_ELEMENT, Parameter.Restriction.class);

    static final String OF_RESTRICTION_TEXT = OF_ELEMENT_TEXT + ", @Restriction";

    static final ImmutableList<Class<? extends Parameter>> OF_SPLIT =
        with(OF_RESTRICTION, Parameter.OutputReceiver.class);

    static final String OF_SPLIT_TEXT = OF_RESTRICTION_TEXT + ", OutputReceiver of restrictions";

    static final ImmutableList<Class<? extends Parameter>> OF_ESTIMATOR =
        with(OF_RESTRICTION, Parameter.EstimatorState.class);

    private static ImmutableList<Class<? extends Parameter>> with(
        List<Class<? extends Parameter>> some, Class<? extends Parameter> more) {
      return ImmutableList.<Class<? extends Parameter>>builder().addAll(some).add(more).build();
    }

    private Lists() {}
  }

  private final String annotation;
  private final ImmutableList<Class<? extends Parameter>> allowed;
  private final String allowedText;

  MethodKind(String annotation, List<Class<? extends Parameter>> allowed, String allowedText) {
    this.annotation = annotation;
    this.allowed = ImmutableList.copyOf(allowed);
    this.allowedText = allowedText;
  }

  String annotation() {
    return annotation;
  }

  boolean allows(Parameter parameter) {
    return allowed.contains(parameter.getClass());
  }

  /** For error messages. */
  String allowedText() {
    return "a method marked " + annotation + " can take: " + allowedText;
  }
}
