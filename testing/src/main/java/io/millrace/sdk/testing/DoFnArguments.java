package io.millrace.sdk.testing;

import io.millrace.sdk.options.PipelineOptions;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.reflect.DoFnMethod;
import io.millrace.sdk.transforms.reflect.Parameter;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.TupleTag;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a function under test is called with. */
final class DoFnArguments<InputT extends @Nullable Object, OutputT extends @Nullable Object> {

  private final DoFn<InputT, OutputT> fn;
  private final PipelineOptions options;
  private final SideInputValues sideInputs;
  private final DoFnContexts<InputT, OutputT> contexts;
  private final List<DoFn.BundleFinalizer.Callback> callbacks = new ArrayList<>();
  private @Nullable Observed<InputT> current;

  DoFnArguments(
      DoFn<InputT, OutputT> fn,
      PipelineOptions options,
      TupleTag<OutputT> mainOutputTag,
      CollectedOutputs outputs,
      SideInputValues sideInputs) {
    this.fn = fn;
    this.options = options;
    this.sideInputs = sideInputs;
    this.contexts = new DoFnContexts<>(this, mainOutputTag, outputs);
  }

  DoFn<InputT, OutputT> fn() {
    return fn;
  }

  PipelineOptions options() {
    return options;
  }

  SideInputValues sideInputs() {
    return sideInputs;
  }

  void enter(Observed<InputT> element) {
    current = element;
  }

  void leave() {
    current = null;
  }

  /** The element at hand. */
  Observed<InputT> current() {
    if (current == null) {
      throw new IllegalStateException(
          "A context or receiver of "
              + fn.getClass().getName()
              + " was used while no element was processed; use it within the method that got it");
    }
    return current;
  }

  /** What is to be called when the bundle is committed. */
  List<DoFn.BundleFinalizer.Callback> takeCallbacks() {
    List<DoFn.BundleFinalizer.Callback> taken = List.copyOf(callbacks);
    callbacks.clear();
    return taken;
  }

  /** Calls a method of the function; throws what that throws. */
  void call(DoFnMethod called) throws Exception {
    Method method = called.method();
    // the function's class need not be public
    method.setAccessible(true);
    try {
      method.invoke(fn, called.parameters().stream().map(this::argument).toArray());
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw e;
    }
  }

  private @Nullable Object argument(Parameter parameter) {
    if (parameter instanceof Parameter.Element) {
      return current().value();
    } else if (parameter instanceof Parameter.Key) {
      return ((KV<?, ?>) Objects.requireNonNull(current().value(), "element")).getKey();
    } else if (parameter instanceof Parameter.Timestamp) {
      return current().timestamp();
    } else if (parameter instanceof Parameter.Window) {
      return current().window();
    } else if (parameter instanceof Parameter.Pane) {
      return current().pane();
    } else if (parameter instanceof Parameter.SideInput sideInput) {
      return sideInputs.read(sideInput.tag(), current().window());
    } else if (parameter instanceof Parameter.Options) {
      return options;
    } else if (parameter instanceof Parameter.ProcessingTime) {
      return Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
    } else if (parameter instanceof Parameter.OutputReceiver) {
      return contexts.mainReceiver();
    } else if (parameter instanceof Parameter.MultiOutputReceiver) {
      return contexts.receivers();
    } else if (parameter instanceof Parameter.ProcessContext) {
      return contexts.process();
    } else if (parameter instanceof Parameter.StartBundleContext) {
      return contexts.startBundle();
    } else if (parameter instanceof Parameter.FinishBundleContext) {
      return contexts.finishBundle();
    } else if (parameter instanceof Parameter.Finalizer) {
      return (DoFn.BundleFinalizer) (expiry, callback) -> callbacks.add(callback);
    }
    throw new UnsupportedOperationException(
        String.format(
            "DoFnTester has no %s for %s: test the function in a TestPipeline",
            parameter, fn.getClass().getName()));
  }

  /**
   * Makes sure that an output is not too far behind the element at hand.
   *
   * @throws IllegalArgumentException if it is
   */
  Instant checked(Instant timestamp) {
    Duration skew = fn.getAllowedTimestampSkew();
    Instant input = current().timestamp();
    if (Duration.between(timestamp, input).compareTo(skew) > 0) {
      throw new IllegalArgumentException(
          String.format(
              "Cannot output with timestamp %s: it is before that of the input, %s, by more than the"
                  + " allowed skew, %s. Output with the input's timestamp or a later one, or"
                  + " override DoFn.getAllowedTimestampSkew; such elements may be late.",
              timestamp, input, skew));
    }
    return timestamp;
  }
}
