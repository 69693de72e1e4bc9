package io.millrace.benchmarks.parts;

import io.millrace.runners.core.invoke.ElementView;
import io.millrace.runners.core.invoke.InvokerArguments;
import io.millrace.sdk.options.PipelineOptions;
import io.millrace.sdk.state.State;
import io.millrace.sdk.state.Timer;
import io.millrace.sdk.state.TimerMap;
import io.millrace.sdk.transforms.DoFn;
import java.time.Clock;

/** What a function is given that takes nothing but the element and the main output. */
record CallArguments(DoFn<?, ?> fn, DoFn.OutputReceiver<?> mainOutput) implements InvokerArguments {

  private static UnsupportedOperationException none(String what) {
    return new UnsupportedOperationException("The measured function takes no " + what);
  }

  @Override
  public DoFn.MultiOutputReceiver outputs() {
    throw none("other outputs");
  }

  @Override
  public DoFn<?, ?>.ProcessContext processContext() {
    throw none("context");
  }

  @Override
  public DoFn<?, ?>.StartBundleContext startBundleContext() {
    throw none("context");
  }

  @Override
  public DoFn<?, ?>.FinishBundleContext finishBundleContext() {
    throw none("context");
  }

  @Override
  public PipelineOptions options() {
    throw none("options");
  }

  @Override
  public DoFn.BundleFinalizer bundleFinalizer() {
    throw none("bundle finalizer");
  }

  @Override
  public Clock clock() {
    throw none("clock");
  }

  @Override
  public DoFn<?, ?>.OnTimerContext onTimerContext() {
    throw none("context");
  }

  @Override
  public DoFn<?, ?>.OnWindowExpirationContext onWindowExpirationContext() {
    throw none("context");
  }

  @Override
  public State state(String id) {
    throw none("state");
  }

  @Override
  public Timer timer(String id) {
    throw none("timer");
  }

  @Override
  public TimerMap timerFamily(String id) {
    throw none("timers");
  }

  @Override
  public ElementView current() {
    throw none("view of the element");
  }
}
