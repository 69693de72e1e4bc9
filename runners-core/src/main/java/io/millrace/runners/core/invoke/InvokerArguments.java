package io.millrace.runners.core.invoke;

import io.millrace.sdk.options.PipelineOptions;
import io.millrace.sdk.state.State;
import io.millrace.sdk.state.Timer;
import io.millrace.sdk.state.TimerMap;
import io.millrace.sdk.transforms.DoFn;
import java.time.Clock;

/**
 * What the engine hands to a function at one position. Only what the function's methods take is
 * asked for, once, when the invoker is made: the answers become constants of the generated class.
 *
 * <p>Answers should be instances of records where they hold others: the JVM trusts the fields of
 * records to be constants as well.
 */
public interface InvokerArguments {

  DoFn<?, ?> fn();

  DoFn.OutputReceiver<?> mainOutput();

  DoFn.MultiOutputReceiver outputs();

  /** An instance of this function's inner class; so for the next two. */
  DoFn<?, ?>.ProcessContext processContext();

  DoFn<?, ?>.StartBundleContext startBundleContext();

  DoFn<?, ?>.FinishBundleContext finishBundleContext();

  PipelineOptions options();

  DoFn.BundleFinalizer bundleFinalizer();

  /** The clock of processing time. */
  Clock clock();

  /** An instance of this function's inner class; so for the next one. */
  DoFn<?, ?>.OnTimerContext onTimerContext();

  DoFn<?, ?>.OnWindowExpirationContext onWindowExpirationContext();

  /** The cell of a state that the function declares. */
  State state(String id);

  /** A timer that the function declares. */
  Timer timer(String id);

  /** A family of timers that the function declares. */
  TimerMap timerFamily(String id);

  /** The element at hand, whichever that is at the time. */
  ElementView current();
}
