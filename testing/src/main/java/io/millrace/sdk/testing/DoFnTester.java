package io.millrace.sdk.testing;

import io.millrace.sdk.metrics.MetricResults;
import io.millrace.sdk.metrics.MetricsContainer;
import io.millrace.sdk.metrics.MetricsEnvironment;
import io.millrace.sdk.metrics.MetricsSnapshot;
import io.millrace.sdk.options.PipelineOptions;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.reflect.DoFnMethod;
import io.millrace.sdk.transforms.reflect.DoFnSignature;
import io.millrace.sdk.transforms.reflect.DoFnSignatures;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.GlobalWindow;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import io.millrace.sdk.util.SerializableUtils;
import io.millrace.sdk.values.PCollectionView;
import io.millrace.sdk.values.TimestampedValue;
import io.millrace.sdk.values.TupleTag;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Calls one {@link DoFn} without a pipeline, and collects what it puts out.
 *
 * <pre>{@code
 * try (DoFnTester<String, Integer> tester = DoFnTester.of(new LengthFn())) {
 *   assertThat(tester.processBundle("a", "bc")).containsExactly(1, 2);
 * }
 * }</pre>
 *
 * <p>The function is serialised and read back first, as it is in a pipeline: what counts is the
 * copy. It is set up before the first bundle and torn down by {@link #close}; a bundle is started
 * by the first element unless {@link #startBundle} was called. Exceptions of the function come out
 * as they are. Elements that are given without more are in the global window at the least
 * timestamp. A function that takes a {@link java.time.Clock} gets one that stands at the epoch.
 *
 * <p>Neither coders nor windowing nor a grouping take part: for more than one function, test a
 * pipeline by {@link TestPipeline}. Not thread-safe.
 *
 * @param <InputT> the type of the elements of the main input
 * @param <OutputT> the type of the elements of the main output
 */
public final class DoFnTester<InputT extends @Nullable Object, OutputT extends @Nullable Object>
    implements AutoCloseable {

  private enum State {
    NEW,
    BETWEEN_BUNDLES,
    IN_BUNDLE,
    CLOSED
  }

  private final TupleTag<OutputT> mainOutputTag = new TupleTag<>("output");
  private final PipelineOptions options = PipelineOptionsFactory.create();
  private final DoFn<InputT, OutputT> fn;
  private final DoFnSignature signature;
  private final MetricsContainer metrics;
  private final CollectedOutputs outputs = new CollectedOutputs();
  private final SideInputValues sideInputs = new SideInputValues();
  private final DoFnArguments<InputT, OutputT> arguments;
  private State state = State.NEW;

  private DoFnTester(DoFn<InputT, OutputT> fn) {
    this.signature = DoFnSignatures.signatureForDoFn(fn);
    if (signature.usesState() || signature.usesTimers() || signature.onWindowExpiration() != null) {
      throw new IllegalArgumentException(
          fn.getClass().getName()
              + " has state or timers, which there are none of here: test a pipeline, by"
              + " TestPipeline");
    }
    if (signature.isSplittable()) {
      throw new IllegalArgumentException(
          fn.getClass().getName()
              + " is splittable: how it works depends on where a runner splits the work. Test a"
              + " pipeline, by TestPipeline, whose strict checks split it at many places; a tracker"
              + " and an estimator can be tested by themselves");
    }
    this.fn = SerializableUtils.clone(fn);
    this.arguments = new DoFnArguments<>(this.fn, options, mainOutputTag, outputs, sideInputs);
    // Gauges are stamped with the beginning of time: there is no clock here.
    this.metrics = new MetricsContainer(fn.getClass().getSimpleName(), () -> 0);
  }

  /**
   * A tester of a copy of the function.
   *
   * @throws IllegalArgumentException if it breaks the rules for functions, cannot be serialised, is
   *     splittable, or has state or timers
   */
  public static <InputT extends @Nullable Object, OutputT extends @Nullable Object>
      DoFnTester<InputT, OutputT> of(DoFn<InputT, OutputT> fn) {
    return new DoFnTester<>(fn);
  }

  /** What the function reads from a side input in one of that side input's windows. */
  public <T extends @Nullable Object> void setSideInput(
      PCollectionView<T> view, BoundedWindow window, T value) {
    sideInputs.set(view, window, value);
  }

  /** What a {@link DoFn.SideInput} parameter of this tag takes for elements in a window. */
  public <T extends @Nullable Object> void setSideInput(String tag, BoundedWindow window, T value) {
    sideInputs.set(tag, window, value);
  }

  /** The options that the function sees; they can be changed before they are read. */
  public PipelineOptions getPipelineOptions() {
    return options;
  }

  /** Processes elements as one bundle, and takes what came out of the main output. */
  public List<OutputT> processBundle(Iterable<? extends InputT> inputElements) throws Exception {
    startBundle();
    for (InputT element : inputElements) {
      processElement(element);
    }
    finishBundle();
    return takeOutputElements();
  }

  /** Processes elements as one bundle, and takes what came out of the main output. */
  @SafeVarargs
  @SuppressWarnings("varargs") // the array is only read
  public final List<OutputT> processBundle(InputT... inputElements) throws Exception {
    return processBundle(Arrays.asList(inputElements));
  }

  /**
   * Starts a bundle.
   *
   * @throws IllegalStateException if one has been started and not finished, or this is closed
   */
  public void startBundle() throws Exception {
    if (state == State.IN_BUNDLE || state == State.CLOSED) {
      throw new IllegalStateException(
          state == State.CLOSED
              ? "The tester of " + name() + " is closed"
              : "A bundle of " + name() + " has been started already: finish it before");
    }
    if (state == State.NEW) {
      call(signature.setup());
      state = State.BETWEEN_BUNDLES;
    }
    state = State.IN_BUNDLE;
    call(signature.startBundle());
  }

  /** Processes an element. */
  public void processElement(InputT element) throws Exception {
    processTimestampedElement(TimestampedValue.atMinimumTimestamp(element));
  }

  /** Processes an element with its timestamp. */
  public void processTimestampedElement(TimestampedValue<InputT> element) throws Exception {
    processWindowedElement(element.getValue(), element.getTimestamp(), GlobalWindow.INSTANCE);
  }

  /** Processes an element in a window. */
  public void processWindowedElement(InputT element, Instant timestamp, BoundedWindow window)
      throws Exception {
    processWindowedElement(element, timestamp, window, PaneInfo.NO_FIRING);
  }

  /** Processes an element in a window and pane. */
  public void processWindowedElement(
      InputT element, Instant timestamp, BoundedWindow window, PaneInfo pane) throws Exception {
    BoundedWindow.validateTimestampBounds(timestamp);
    if (state != State.IN_BUNDLE) {
      startBundle();
    }
    arguments.enter(new Observed<>(element, timestamp, window, pane));
    try {
      call(signature.processElement());
    } finally {
      arguments.leave();
    }
  }

  /**
   * Finishes the bundle. What the function asked to be told when its bundle is committed is told
   * then.
   *
   * @throws IllegalStateException if none was started
   */
  public void finishBundle() throws Exception {
    if (state != State.IN_BUNDLE) {
      throw new IllegalStateException("No bundle of " + name() + " was started");
    }
    call(signature.finishBundle());
    state = State.BETWEEN_BUNDLES;
    for (DoFn.BundleFinalizer.Callback callback : arguments.takeCallbacks()) {
      callback.onBundleSuccess();
    }
  }

  /** The main output so far. */
  public List<OutputT> peekOutputElements() {
    return peekOutputElements(mainOutputTag);
  }

  /** The main output so far, with timestamps. */
  public List<TimestampedValue<OutputT>> peekOutputElementsWithTimestamp() {
    return outputs.timestamped(mainOutputTag, window -> true);
  }

  /** The main output so far in a window. */
  public List<TimestampedValue<OutputT>> peekOutputElementsInWindow(BoundedWindow window) {
    return peekOutputElementsInWindow(mainOutputTag, window);
  }

  /** An output so far in a window. */
  public <T extends @Nullable Object> List<TimestampedValue<T>> peekOutputElementsInWindow(
      TupleTag<T> tag, BoundedWindow window) {
    return outputs.timestamped(tag, window::equals);
  }

  /** An output so far. */
  public <T extends @Nullable Object> List<T> peekOutputElements(TupleTag<T> tag) {
    return outputs.values(tag);
  }

  /** The main output so far, which is forgotten. */
  public List<OutputT> takeOutputElements() {
    return takeOutputElements(mainOutputTag);
  }

  /** The main output so far with timestamps, which is forgotten. */
  public List<TimestampedValue<OutputT>> takeOutputElementsWithTimestamp() {
    List<TimestampedValue<OutputT>> elements = peekOutputElementsWithTimestamp();
    clearOutputElements();
    return elements;
  }

  /** An output so far, which is forgotten. */
  public <T extends @Nullable Object> List<T> takeOutputElements(TupleTag<T> tag) {
    List<T> elements = peekOutputElements(tag);
    clearOutputElements(tag);
    return elements;
  }

  /** Forgets the main output so far. */
  public void clearOutputElements() {
    clearOutputElements(mainOutputTag);
  }

  /** Forgets an output so far. */
  public <T extends @Nullable Object> void clearOutputElements(TupleTag<T> tag) {
    outputs.clear(tag);
  }

  /** The tag of the main output. */
  public TupleTag<OutputT> getMainOutputTag() {
    return mainOutputTag;
  }

  /** The metrics that the function has reported; its step has the name of its class. */
  public MetricResults metrics() {
    MetricsSnapshot snapshot = MetricsSnapshot.of(List.of(metrics));
    return MetricResults.of(snapshot, snapshot);
  }

  /**
   * Finishes the bundle if one is open, and tears the function down.
   *
   * @throws IllegalStateException if the function throws a checked exception, which is the cause
   */
  @Override
  public void close() {
    if (state == State.CLOSED) {
      return;
    }
    try {
      finishAndTearDown();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("Closing " + name() + " failed: " + e, e);
    }
  }

  private void finishAndTearDown() throws Exception {
    try {
      if (state == State.IN_BUNDLE) {
        finishBundle();
      }
    } finally {
      boolean wasSetUp = state != State.NEW;
      state = State.CLOSED;
      if (wasSetUp) {
        call(signature.teardown());
      }
    }
  }

  private void call(@Nullable DoFnMethod method) throws Exception {
    if (method == null) {
      return;
    }
    MetricsContainer previous = MetricsEnvironment.setCurrentContainer(metrics);
    try {
      arguments.call(method);
    } finally {
      MetricsEnvironment.setCurrentContainer(previous);
    }
  }

  private String name() {
    return fn.getClass().getName();
  }
}
