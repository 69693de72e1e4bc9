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
          Parameter.Finalizer.class),
      "@Element, @Timestamp Instant, @SideInput, @Key, @StateId, @TimerId Timer, @TimerFamily"
          + " TimerMap, ProcessContext, OutputReceiver, MultiOutputReceiver, BoundedWindow or a"
          + " subclass, PaneInfo, PipelineOptions, BundleFinalizer"),
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
  TEARDOWN("@Teardown", List.of(), "nothing");

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
