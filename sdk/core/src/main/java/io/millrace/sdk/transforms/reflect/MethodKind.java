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
      "@Element, @Timestamp Instant, @SideInput, @Key, ProcessContext, OutputReceiver,"
          + " MultiOutputReceiver, BoundedWindow or a subclass, PaneInfo, PipelineOptions,"
          + " BundleFinalizer"),
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
