package io.millrace.runners.core.stage;

import io.millrace.runners.core.batch.ElementCursor;
import io.millrace.runners.core.batch.Typed;
import io.millrace.runners.core.host.StageEnv;
import io.millrace.runners.core.invoke.DoFnInvoker;
import io.millrace.runners.core.invoke.DoFnInvokers;
import io.millrace.runners.core.invoke.ElementReceiver;
import io.millrace.runners.core.invoke.ElementView;
import io.millrace.runners.core.invoke.InvokerArguments;
import io.millrace.runners.core.state.FiredTimer;
import io.millrace.runners.core.state.FunctionState;
import io.millrace.runners.core.state.Scope;
import io.millrace.sdk.metrics.MetricsEnvironment;
import io.millrace.sdk.options.PipelineOptions;
import io.millrace.sdk.state.State;
import io.millrace.sdk.state.TimeDomain;
import io.millrace.sdk.state.Timer;
import io.millrace.sdk.state.TimerMap;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.reflect.DoFnSignature;
import io.millrace.sdk.transforms.reflect.DoFnSignatures;
import io.millrace.sdk.transforms.splittabledofn.RestrictionTracker;
import io.millrace.sdk.transforms.splittabledofn.WatermarkEstimator;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import io.millrace.sdk.values.TupleTag;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A DoFn at its place in a stage: what its methods can ask for, and the calls of its life.
 *
 * <p>Life: set up when made; any number of bundles; torn down when closed. After a failure there is
 * no finish of the bundle and no reuse (rule B2).
 */
final class DoFnPosition<InputT extends @Nullable Object, OutputT extends @Nullable Object>
    implements InvokerArguments, ElementView, Finishable {

  private final String name;
  private final DoFn<InputT, OutputT> fn;
  private final DoFnSignature signature;
  private final StageEnv env;
  private final ElementCursor cursor;
  private final Failures failures;
  private final MetricsEnvironment.Holder holder;
  private final int metricsPlace;
  private final String mainTag;
  private final Map<String, DoFn.OutputReceiver<@Nullable Object>> ports;
  private final Map<String, SideInputReader> sideInputs;
  private final @Nullable FunctionState state;
  private final List<String> timerNames;
  private final DoFnContexts<InputT, OutputT> contexts;
  private final DoFnInvoker invoker;
  private final List<DoFn.BundleFinalizer.Callback> callbacks = new ArrayList<>();
  private final List<Instant> callbackExpiries = new ArrayList<>();
  private @Nullable Object element;
  private @Nullable Object key;
  private @Nullable FiredTimer firedTimer;
  private final @Nullable RestrictionAtWork work;
  private boolean setUp;

  DoFnPosition(
      String name,
      DoFn<InputT, OutputT> fn,
      StageEnv env,
      ElementCursor cursor,
      Failures failures,
      StepMetrics metrics,
      String mainTag,
      Map<String, DoFn.OutputReceiver<@Nullable Object>> ports,
      Map<String, SideInputReader> sideInputs,
      @Nullable FunctionState state,
      @Nullable RestrictionAtWork work) {
    this.name = name;
    this.fn = fn;
    this.signature = DoFnSignatures.signatureForDoFn(fn);
    this.env = env;
    this.cursor = cursor;
    this.failures = failures;
    this.holder = metrics.holder();
    this.metricsPlace = metrics.place(name);
    this.mainTag = mainTag;
    if (work != null) {
      this.ports = ClaimedPort.all(ports, work, cursor);
    } else {
      this.ports = state != null && state.hasTimers() ? TimestampedPort.all(ports, state) : ports;
    }
    this.work = work;
    this.sideInputs = sideInputs;
    this.state = state;
    this.timerNames = DoFnInvokers.timerNames(signature);
    this.contexts = new DoFnContexts<>(fn, this);
    this.invoker = DoFnInvokers.create(signature, this);
  }

  /** The receiver that gives elements to the function. */
  ElementReceiver receiver() {
    boolean seesWindows = signature.observesWindow() || !sideInputs.isEmpty();
    return Template.instantiate(
        ElementReceiver.class,
        DoFnNode.class,
        invoker,
        cursor,
        holder,
        metricsPlace,
        failures,
        name,
        seesWindows);
  }

  void setup() {
    // What was begun is torn down, even if it fails half-way.
    setUp = true;
    call(invoker::setup);
  }

  @Override
  public void startBundle() {
    cursor.reset();
    call(invoker::startBundle);
  }

  @Override
  public void finishBundle() {
    cursor.reset();
    call(invoker::finishBundle);
  }

  @Override
  public void bundleFinished() {
    if (callbacks.isEmpty()) {
      return;
    }
    Instant now = Instant.ofEpochMilli(env.processingTimeMillis());
    for (int i = 0; i < callbacks.size(); i++) {
      if (now.isBefore(callbackExpiries.get(i))) {
        onBundleSuccess(callbacks.get(i));
      }
    }
    callbacks.clear();
    callbackExpiries.clear();
  }

  private void onBundleSuccess(DoFn.BundleFinalizer.Callback callback) {
    int outer = holder.current;
    holder.current = metricsPlace;
    try {
      callback.onBundleSuccess();
    } catch (Throwable t) {
      // Rule B4: best effort; what the bundle did is kept in any case.
      StageTask.LOG.warn("After a bundle, a callback of {} failed: {}", name, t.toString(), t);
    } finally {
      holder.current = outer;
    }
  }

  @Override
  public void close(boolean failed) {
    if (!setUp) {
      return;
    }
    // Rule B3: the failure of a teardown must not fail anything.
    int outer = holder.current;
    holder.current = metricsPlace;
    try {
      invoker.teardown();
    } catch (Throwable t) {
      StageTask.LOG.warn("The teardown of {} failed: {}", name, t.toString(), t);
    } finally {
      holder.current = outer;
    }
  }

  /** Calls the method of a timer that has fired. */
  void onTimer(Scope scope, FiredTimer timer) {
    int index = timerNames.indexOf(timer.declaration().name());
    key = scope.key();
    firedTimer = timer;
    call(() -> invoker.onTimer(index));
    firedTimer = null;
    key = null;
  }

  /** Calls the method for a window that expires. */
  void onWindowExpiration(Scope scope) {
    key = scope.key();
    call(invoker::onWindowExpiration);
    key = null;
  }

  private void call(Runnable method) {
    int outer = holder.current;
    holder.current = metricsPlace;
    try {
      method.run();
    } catch (Throwable t) {
      throw failures.inUserCode(name, t);
    } finally {
      holder.current = outer;
    }
  }

  @Override
  public DoFn<?, ?> fn() {
    return fn;
  }

  @Override
  public DoFn.OutputReceiver<?> mainOutput() {
    return port(mainTag);
  }

  @Override
  public DoFn.MultiOutputReceiver outputs() {
    return new DoFn.MultiOutputReceiver() {
      @Override
      public <T extends @Nullable Object> DoFn.OutputReceiver<T> get(TupleTag<T> tag) {
        return port(tag);
      }
    };
  }

  /** The main output, which takes elements of the function's type. */
  @SuppressWarnings("unchecked")
  DoFn.OutputReceiver<OutputT> mainPort() {
    return (DoFn.OutputReceiver<OutputT>) port(mainTag);
  }

  /**
   * The output with a tag, which takes elements of its type.
   *
   * @throws IllegalArgumentException if there is none
   */
  @SuppressWarnings("unchecked")
  <T extends @Nullable Object> DoFn.OutputReceiver<T> port(TupleTag<T> tag) {
    return (DoFn.OutputReceiver<T>) port(tag.getId());
  }

  private DoFn.OutputReceiver<@Nullable Object> port(String tag) {
    DoFn.OutputReceiver<@Nullable Object> port = ports.get(tag);
    if (port == null) {
      throw new IllegalArgumentException(
          "There is no output with the tag "
              + tag
              + "; name it in ParDo.withOutputTags. The outputs are "
              + ports.keySet());
    }
    return port;
  }

  @Override
  public PipelineOptions options() {
    return env.options();
  }

  @Override
  public Clock clock() {
    return new ProcessingClock(env);
  }

  @Override
  public DoFn.BundleFinalizer bundleFinalizer() {
    return (expiry, callback) -> {
      callbacks.add(callback);
      callbackExpiries.add(expiry);
    };
  }

  @Override
  public ElementView current() {
    return this;
  }

  @Override
  public void element(@Nullable Object element) {
    this.element = element;
  }

  /** The element at hand. */
  InputT element() {
    return Typed.value(element);
  }

  /** Outputs that belong to no element begin at the beginning of time, which nothing undercuts. */
  void outsideOfElements() {
    cursor.reset();
  }

  @Override
  public Instant timestamp() {
    return Instant.ofEpochMilli(cursor.timestamp);
  }

  @Override
  public PaneInfo pane() {
    return cursor.pane();
  }

  @Override
  public BoundedWindow window() {
    Collection<? extends BoundedWindow> windows = cursor.windows();
    return windows instanceof List<? extends BoundedWindow> list
        ? list.get(0)
        : windows.iterator().next();
  }

  @Override
  public @Nullable Object sideInput(String tag) {
    SideInputReader reader = sideInputs.get(tag);
    if (reader == null) {
      throw new IllegalArgumentException(
          "The view " + tag + " is not a side input of this transform; give it to withSideInputs");
    }
    return reader.read(window());
  }

  @Override
  public @Nullable Object key() {
    return key;
  }

  @Override
  public String firedTimerId() {
    return fired().id();
  }

  @Override
  public TimeDomain timeDomain() {
    return fired().declaration().domain();
  }

  /** The time that the timer that has fired was set to. */
  Instant fireTimestamp() {
    return Instant.ofEpochMilli(fired().timeMillis());
  }

  private FiredTimer fired() {
    return Objects.requireNonNull(firedTimer, "no timer has fired");
  }

  private FunctionState declared() {
    return Objects.requireNonNull(state, "the function declares no state and no timers");
  }

  private RestrictionAtWork work() {
    return Objects.requireNonNull(work, "the function is not splittable");
  }

  @Override
  public RestrictionTracker<?, ?> restrictionTracker() {
    return work().tracker();
  }

  @Override
  public WatermarkEstimator<?> watermarkEstimator() {
    return work().estimator();
  }

  @Override
  public void continuation(DoFn.ProcessContinuation continuation) {
    work().returned(continuation);
  }

  @Override
  public State state(String id) {
    return declared().cell(id);
  }

  @Override
  public Timer timer(String id) {
    return declared().timer(id);
  }

  @Override
  public TimerMap timerFamily(String id) {
    return declared().timerFamily(id);
  }

  @Override
  public DoFn<?, ?>.StartBundleContext startBundleContext() {
    return contexts.startBundle();
  }

  @Override
  public DoFn<?, ?>.FinishBundleContext finishBundleContext() {
    return contexts.finishBundle();
  }

  @Override
  public DoFn<?, ?>.ProcessContext processContext() {
    return contexts.process();
  }

  @Override
  public DoFn<?, ?>.OnTimerContext onTimerContext() {
    return contexts.onTimer();
  }

  @Override
  public DoFn<?, ?>.OnWindowExpirationContext onWindowExpirationContext() {
    return contexts.onWindowExpiration();
  }

  @Override
  public String toString() {
    return Objects.toString(name);
  }
}
