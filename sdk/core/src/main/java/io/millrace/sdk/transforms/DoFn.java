package io.millrace.sdk.transforms;

import com.google.errorprone.annotations.Keep;
import io.millrace.sdk.options.PipelineOptions;
import io.millrace.sdk.state.TimeDomain;
import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.transforms.display.HasDisplayData;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import io.millrace.sdk.values.PCollectionView;
import io.millrace.sdk.values.TupleTag;
import io.millrace.sdk.values.TypeDescriptor;
import java.io.Serializable;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * A user's function over the elements of a collection, run by {@link ParDo}.
 *
 * <p>Exactly one method carries {@link ProcessElement}. Its parameters say what it needs:
 *
 * <pre>{@code
 * class ExtractWords extends DoFn<String, String> {
 *   @ProcessElement
 *   public void processElement(@Element String line, OutputReceiver<String> out) {
 *     for (String word : line.split(" ")) {
 *       out.output(word);
 *     }
 *   }
 * }
 * }</pre>
 *
 * <p>Instances are serialised to where they run. One instance is used by one thread at a time: set
 * up once, then bundle after bundle (start, elements, finish), then torn down. Elements must not be
 * changed, and outputs not after they were given away.
 *
 * @param <InputT> the type of the elements of the main input
 * @param <OutputT> the type of the elements of the main output
 */
public abstract class DoFn<InputT extends @Nullable Object, OutputT extends @Nullable Object>
    implements Serializable, HasDisplayData {

  private static final long serialVersionUID = 1;

  /** What every context that knows a window offers. */
  public abstract class WindowedContext {

    /** The options that the pipeline runs with. */
    public abstract PipelineOptions getPipelineOptions();

    /** The receiver of the main output; for those who make contexts. */
    protected abstract OutputReceiver<OutputT> receiver();

    /** The receiver of the output with the given tag; for those who make contexts. */
    protected abstract <T extends @Nullable Object> OutputReceiver<T> receiver(TupleTag<T> tag);

    /** Adds to the main output, with timestamp, windows and pane of the element at hand. */
    public void output(OutputT output) {
      receiver().output(output);
    }

    /**
     * Adds to the main output, with another timestamp.
     *
     * @throws IllegalArgumentException if that is before the element's by more than {@link
     *     DoFn#getAllowedTimestampSkew}
     */
    public void outputWithTimestamp(OutputT output, Instant timestamp) {
      receiver().outputWithTimestamp(output, timestamp);
    }

    /** Adds to the main output, with everything given. */
    public void outputWindowedValue(
        OutputT output,
        Instant timestamp,
        Collection<? extends BoundedWindow> windows,
        PaneInfo paneInfo) {
      receiver().outputWindowedValue(output, timestamp, windows, paneInfo);
    }

    /** Adds to the output with the given tag. */
    public <T extends @Nullable Object> void output(TupleTag<T> tag, T output) {
      receiver(tag).output(output);
    }

    /** Adds to the output with the given tag, with another timestamp. */
    public <T extends @Nullable Object> void outputWithTimestamp(
        TupleTag<T> tag, T output, Instant timestamp) {
      receiver(tag).outputWithTimestamp(output, timestamp);
    }

    /** Adds to the output with the given tag, with everything given. */
    public <T extends @Nullable Object> void outputWindowedValue(
        TupleTag<T> tag,
        T output,
        Instant timestamp,
        Collection<? extends BoundedWindow> windows,
        PaneInfo paneInfo) {
      receiver(tag).outputWindowedValue(output, timestamp, windows, paneInfo);
    }
  }

  /** What {@link StartBundle} can use. */
  @SuppressWarnings("ClassCanBeStatic") // inner as its siblings are: programs name it so
  public abstract class StartBundleContext {

    /** The options that the pipeline runs with. */
    public abstract PipelineOptions getPipelineOptions();
  }

  /** What {@link FinishBundle} can use. There is no element: outputs need time and window. */
  public abstract class FinishBundleContext {

    /** The options that the pipeline runs with. */
    public abstract PipelineOptions getPipelineOptions();

    /** Adds to the main output. */
    public abstract void output(OutputT output, Instant timestamp, BoundedWindow window);

    /** Adds to the output with the given tag. */
    public abstract <T extends @Nullable Object> void output(
        TupleTag<T> tag, T output, Instant timestamp, BoundedWindow window);
  }

  /** What {@link ProcessElement} can use, all in one. */
  public abstract class ProcessContext extends WindowedContext {

    /** The element at hand. */
    public abstract InputT element();

    /**
     * The value of a side input, as seen from the window of the element at hand.
     *
     * @throws IllegalArgumentException if the view was not given to {@code withSideInputs}
     */
    public abstract <T extends @Nullable Object> T sideInput(PCollectionView<T> view);

    /** The timestamp of the element at hand. */
    public abstract Instant timestamp();

    /** The pane that the element at hand came with. */
    public abstract PaneInfo pane();
  }

  /**
   * What {@link OnTimer} and {@link OnTimerFamily} can use. Outputs have the timer's output
   * timestamp and window unless they say others.
   */
  public abstract class OnTimerContext extends WindowedContext {

    /** The output timestamp of the timer. */
    public abstract Instant timestamp();

    /** The time that the timer was set to. */
    public abstract Instant fireTimestamp();

    /** The window that the timer was set in. */
    public abstract BoundedWindow window();

    /** The clock that the timer follows. */
    public abstract TimeDomain timeDomain();
  }

  /**
   * What {@link OnWindowExpiration} can use. Outputs have the last instant of the window as
   * timestamp unless they say another.
   */
  public abstract class OnWindowExpirationContext extends WindowedContext {

    /** The window that expires. */
    public abstract BoundedWindow window();
  }

  /**
   * Receives elements for one output.
   *
   * @param <T> the type of the elements
   */
  public interface OutputReceiver<T extends @Nullable Object> {

    /** Adds an element, with timestamp, windows and pane of the input element. */
    void output(T output);

    /**
     * Adds an element with another timestamp.
     *
     * @throws IllegalArgumentException if that is before the input's by more than {@link
     *     DoFn#getAllowedTimestampSkew}
     */
    void outputWithTimestamp(T output, Instant timestamp);

    /** Adds an element with everything given. */
    void outputWindowedValue(
        T output,
        Instant timestamp,
        Collection<? extends BoundedWindow> windows,
        PaneInfo paneInfo);
  }

  /** Receives elements for several outputs. */
  public interface MultiOutputReceiver {

    /**
     * The receiver of the output with the given tag.
     *
     * @throws IllegalArgumentException if the tag was not given to {@code withOutputTags}
     */
    <T extends @Nullable Object> OutputReceiver<T> get(TupleTag<T> tag);
  }

  /**
   * Marks the method that is called for each element.
   *
   * <p>If it takes a {@link io.millrace.sdk.transforms.splittabledofn.RestrictionTracker}, the
   * function is <em>splittable</em>: the work on an element is described by a restriction, made by
   * the {@link GetInitialRestriction} method, and the method works on such a restriction. It may
   * return a {@link ProcessContinuation}.
   */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.METHOD)
  public @interface ProcessElement {}

  /**
   * Marks the method that makes the restriction of an element: all the work on it. A splittable
   * function has one.
   *
   * <p>It can take {@link Element}, {@link Timestamp}, a window, {@link PaneInfo}, {@link
   * PipelineOptions} and a {@link java.time.Clock} of processing time. So can the methods below,
   * except those that give coders, and take the restriction, marked {@link Restriction}, too.
   */
  @Keep
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.METHOD)
  public @interface GetInitialRestriction {}

  /**
   * Marks the method that splits a restriction before the work on it begins: it outputs the parts
   * to an {@link OutputReceiver} of restrictions. They must be the whole together. By default
   * restrictions of functions that are bounded per element are split by their trackers if they are
   * large, and others are not.
   */
  @Keep
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.METHOD)
  public @interface SplitRestriction {}

  /**
   * Marks the method that makes a {@link
   * io.millrace.sdk.transforms.splittabledofn.RestrictionTracker} of a restriction. Not needed if
   * restrictions are {@link io.millrace.sdk.transforms.splittabledofn.HasDefaultTracker}.
   */
  @Keep
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.METHOD)
  public @interface NewTracker {}

  /**
   * Marks the method, without parameters, that gives the coder of restrictions. By default it is
   * inferred from their type.
   */
  @Keep
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.METHOD)
  public @interface GetRestrictionCoder {}

  /**
   * Marks the method that says how much work a restriction is: a {@code double} from 0, in any
   * unit. By default it is what a tracker that {@link
   * io.millrace.sdk.transforms.splittabledofn.RestrictionTracker.HasProgress} says is left.
   */
  @Keep
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.METHOD)
  public @interface GetSize {}

  /**
   * Marks the method that says what is still to be done of a restriction when the pipeline is
   * drained: a {@link io.millrace.sdk.transforms.splittabledofn.RestrictionTracker.TruncateResult}
   * of a bounded one, or null for nothing. By default what is bounded is done, and nothing else.
   */
  @Keep
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.METHOD)
  public @interface TruncateRestriction {}

  /**
   * Marks the method that makes a {@link
   * io.millrace.sdk.transforms.splittabledofn.WatermarkEstimator} from its state. By default the
   * watermark stays at the timestamp of the element until the work on it is done.
   */
  @Keep
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.METHOD)
  public @interface NewWatermarkEstimator {}

  /**
   * Marks the method that makes the state which the first estimator of an element begins with. By
   * default that is null.
   */
  @Keep
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.METHOD)
  public @interface GetInitialWatermarkEstimatorState {}

  /**
   * Marks the method, without parameters, that gives the coder of estimators' states. By default it
   * is inferred from their type.
   */
  @Keep
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.METHOD)
  public @interface GetWatermarkEstimatorStateCoder {}

  /** Marks the parameter that takes the restriction. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.PARAMETER)
  public @interface Restriction {}

  /** Marks the parameter that takes the state of the watermark estimator. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.PARAMETER)
  public @interface WatermarkEstimatorState {}

  /**
   * Marks a splittable function whose work on each element ends: applied to a collection that ends
   * it gives one that ends. The default if {@link ProcessElement} returns nothing.
   */
  @Documented
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.TYPE)
  public @interface BoundedPerElement {}

  /**
   * Marks a splittable function whose work on an element may go on for ever: what it gives does not
   * end. The default if {@link ProcessElement} returns a {@link ProcessContinuation}.
   */
  @Documented
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.TYPE)
  public @interface UnboundedPerElement {}

  /**
   * Marks a splittable function without end that can tell where the work on an element ends now, as
   * {@link io.millrace.sdk.options.StreamingOptions.Mode#AVAILABLE_NOW} needs: its {@link
   * GetInitialRestriction} method looks at the mode in its {@link PipelineOptions} and gives a
   * restriction that ends. Without it such a function is refused in that mode.
   */
  @Documented
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.TYPE)
  public @interface SupportsAvailableNow {}

  /**
   * What a splittable function wants once its {@link ProcessElement} method has returned.
   *
   * @param shouldResume whether it is to be called again with what it has not claimed
   * @param resumeDelay after how much processing time at the earliest
   */
  public record ProcessContinuation(boolean shouldResume, Duration resumeDelay) {

    private static final ProcessContinuation STOP = new ProcessContinuation(false, Duration.ZERO);
    private static final ProcessContinuation RESUME = new ProcessContinuation(true, Duration.ZERO);

    public ProcessContinuation {
      if (resumeDelay.isNegative()) {
        throw new IllegalArgumentException(
            "A function cannot go on " + resumeDelay + " after it has returned: give zero or more");
      }
    }

    /** The restriction is done. */
    public static ProcessContinuation stop() {
      return STOP;
    }

    /** Something is left to be done. */
    public static ProcessContinuation resume() {
      return RESUME;
    }

    /**
     * The same with another delay; one that is longer than time can be counted never ends.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public ProcessContinuation withResumeDelay(Duration resumeDelay) {
      return new ProcessContinuation(shouldResume, resumeDelay);
    }
  }

  /** Marks the method that is called once, before the first bundle. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.METHOD)
  public @interface Setup {}

  /** Marks the method that is called before the elements of each bundle. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.METHOD)
  public @interface StartBundle {}

  /** Marks the method that is called after the elements of each bundle. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.METHOD)
  public @interface FinishBundle {}

  /**
   * Marks the method that is called before the instance is dropped, if possible: not the place to
   * write what must not be lost.
   */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.METHOD)
  public @interface Teardown {}

  /** Marks the parameter that takes the element. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.PARAMETER)
  public @interface Element {}

  /**
   * Marks the parameter, an {@link Instant}, that takes the timestamp that outputs will have: that
   * of the element, the output timestamp of the timer, or the last instant of the window that
   * expires.
   */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.PARAMETER)
  public @interface Timestamp {}

  /** Marks the parameter that takes the value of the side input with the given tag. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.PARAMETER)
  public @interface SideInput {
    /** The tag given to {@code withSideInput}. */
    String value();
  }

  /** Marks the parameter that takes the key of a keyed element, of a timer or of state. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.PARAMETER)
  public @interface Key {}

  /**
   * Marks the field that declares state, a final {@link io.millrace.sdk.state.StateSpec}, and the
   * parameter that takes it, the {@link io.millrace.sdk.state.State} that the field names.
   *
   * <p>Functions with state take {@link io.millrace.sdk.values.KV}s, whose key coder must be
   * deterministic, in windows that do not merge: state is kept for each key and window. It goes
   * when the window has expired.
   */
  @Keep
  @Retention(RetentionPolicy.RUNTIME)
  @Target({ElementType.FIELD, ElementType.PARAMETER})
  public @interface StateId {
    /** The name of the state within the function. */
    String value();
  }

  /**
   * Says that a state is read in each call, so that it can be fetched beforehand. On a field it
   * holds for each method, on a parameter for that method.
   */
  @Retention(RetentionPolicy.RUNTIME)
  @Target({ElementType.FIELD, ElementType.PARAMETER})
  public @interface AlwaysFetched {}

  /**
   * Marks the field that declares a timer, a final {@link io.millrace.sdk.state.TimerSpec}, and the
   * parameter that takes it, a {@link io.millrace.sdk.state.Timer}. What {@link StateId} says of
   * input holds for timers, too.
   *
   * <p>In methods that are called by timers, a {@code String} marked {@code @TimerId} takes the id
   * of the one that fired.
   */
  @Keep
  @Retention(RetentionPolicy.RUNTIME)
  @Target({ElementType.FIELD, ElementType.PARAMETER})
  public @interface TimerId {
    /** The name of the timer within the function; none for the id of the timer that fired. */
    String value() default "";
  }

  /**
   * Marks the field that declares a family of timers, a final {@link
   * io.millrace.sdk.state.TimerSpec}, and the parameter that takes it, a {@link
   * io.millrace.sdk.state.TimerMap}.
   */
  @Keep
  @Retention(RetentionPolicy.RUNTIME)
  @Target({ElementType.FIELD, ElementType.PARAMETER})
  public @interface TimerFamily {
    /** The name of the family within the function, another than that of any timer. */
    String value();
  }

  /** Marks the method that is called when a timer fires. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.METHOD)
  public @interface OnTimer {
    /** The name of the timer. */
    String value();
  }

  /** Marks the method that is called when a timer of a family fires. */
  @Keep
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.METHOD)
  public @interface OnTimerFamily {
    /** The name of the family. */
    String value();
  }

  /**
   * Marks the method that is called when a window expires, once for each key that had an element in
   * it: after all its timers, before its state goes.
   */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.METHOD)
  public @interface OnWindowExpiration {}

  /**
   * Marks the {@link ProcessElement} method of a function whose input, and whose state, must not
   * differ when a bundle is tried again: it is durable before the function sees it.
   */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.METHOD)
  public @interface RequiresStableInput {}

  /**
   * Marks the {@link ProcessElement} method of a function whose input must come in order of
   * timestamps, per key and window: each element waits until no earlier one can come. What {@link
   * StateId} says of input holds here, too.
   */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.METHOD)
  public @interface RequiresTimeSortedInput {}

  /** Lets a function ask to be told once its bundle is durably committed. */
  public interface BundleFinalizer {

    /** Calls back after the commit, if that happens before the given time. */
    void afterBundleCommit(Instant callbackExpiry, Callback callback);

    /** What is called. */
    interface Callback {
      /** Called once after the commit; failures are logged and change nothing. */
      void onBundleSuccess() throws Exception;
    }
  }

  /**
   * How far outputs may go back behind the timestamp of their input; zero by default. Such outputs
   * may be late.
   */
  public Duration getAllowedTimestampSkew() {
    return Duration.ZERO;
  }

  /** The type of the elements of the main input, as far as the class tells. */
  public TypeDescriptor<InputT> getInputTypeDescriptor() {
    return new TypeDescriptor<InputT>(getClass()) {};
  }

  /** The type of the elements of the main output, as far as the class tells. */
  public TypeDescriptor<OutputT> getOutputTypeDescriptor() {
    return new TypeDescriptor<OutputT>(getClass()) {};
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {}
}
