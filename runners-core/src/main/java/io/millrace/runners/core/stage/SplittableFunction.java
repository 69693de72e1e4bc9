package io.millrace.runners.core.stage;

import io.millrace.runners.core.batch.Typed;
import io.millrace.runners.core.invoke.UserCodeException;
import io.millrace.runners.core.watermark.Watermarks;
import io.millrace.sdk.metrics.MetricsEnvironment;
import io.millrace.sdk.options.PipelineOptions;
import io.millrace.sdk.options.StreamingOptions;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.reflect.DoFnMethod;
import io.millrace.sdk.transforms.reflect.DoFnSignature;
import io.millrace.sdk.transforms.reflect.DoFnSignatures;
import io.millrace.sdk.transforms.reflect.Parameter;
import io.millrace.sdk.transforms.reflect.SplittableSignature;
import io.millrace.sdk.transforms.splittabledofn.HasDefaultTracker;
import io.millrace.sdk.transforms.splittabledofn.HasDefaultWatermarkEstimator;
import io.millrace.sdk.transforms.splittabledofn.RestrictionTracker;
import io.millrace.sdk.transforms.splittabledofn.RestrictionTracker.HasProgress;
import io.millrace.sdk.transforms.splittabledofn.RestrictionTracker.IsBounded;
import io.millrace.sdk.transforms.splittabledofn.RestrictionTracker.TruncateResult;
import io.millrace.sdk.transforms.splittabledofn.WatermarkEstimator;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import io.millrace.sdk.values.KV;
import java.lang.reflect.InvocationTargetException;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The methods of a splittable function that are called now and then: once for an element, or once
 * for each piece of work. They are called by reflection.
 */
final class SplittableFunction {

  /**
   * An element as these methods see it.
   *
   * @param windows one, if the function can tell one window from another
   */
  record ElementAt(
      @Nullable Object value,
      long timestampMillis,
      Collection<? extends BoundedWindow> windows,
      PaneInfo pane) {}

  /** What a method may ask for besides the element. */
  private record Given(
      @Nullable Object restriction,
      @Nullable RestrictionTracker<?, ?> tracker,
      @Nullable Object estimatorState,
      DoFn.@Nullable OutputReceiver<?> parts) {

    static final Given NOTHING = new Given(null, null, null, null);

    static Given of(@Nullable Object restriction) {
      return new Given(restriction, null, null, null);
    }
  }

  /** Of a function that makes none: event time stays where the element is. */
  static final WatermarkEstimator<?> STANDING_STILL =
      new WatermarkEstimator<@Nullable Void>() {
        private static final Instant START = Instant.ofEpochMilli(Watermarks.START);

        @Override
        public Instant currentWatermark() {
          return START;
        }

        @Override
        @SuppressWarnings("NullAway") // it takes type arguments for non-null
        public @Nullable Void getState() {
          return null;
        }
      };

  private final String name;
  private final DoFn<?, ?> fn;
  private final DoFnSignature signature;
  private final SplittableSignature methods;
  private final boolean endless;
  private final PipelineOptions options;
  private final Clock clock;
  private final MetricsEnvironment.Holder holder;
  private final int metricsPlace;

  SplittableFunction(
      String name, DoFn<?, ?> fn, PipelineOptions options, Clock clock, StepMetrics metrics) {
    this.name = name;
    this.fn = fn;
    this.signature = DoFnSignatures.signatureForDoFn(fn);
    SplittableSignature splittable = signature.splittable();
    if (splittable == null) {
      throw new IllegalArgumentException(
          "Transform \""
              + name
              + "\" has a coder of restrictions, but its function is not splittable");
    }
    this.methods = splittable;
    this.endless =
        signature.isUnboundedPerElement()
            && StreamingOptions.Mode.of(options) != StreamingOptions.Mode.AVAILABLE_NOW;
    this.options = options;
    this.clock = clock;
    this.holder = metrics.holder();
    this.metricsPlace = metrics.place(name);
  }

  /** Whether its methods can tell one window from another. */
  boolean observesWindow() {
    return signature.observesWindow();
  }

  void setup() {
    callIfThere(signature.setup());
  }

  void teardown() {
    callIfThere(signature.teardown());
  }

  private void callIfThere(@Nullable DoFnMethod method) {
    if (method != null) {
      var unused =
          call(method, new ElementAt(null, 0, List.of(), PaneInfo.NO_FIRING), Given.NOTHING);
    }
  }

  @Nullable Object initialRestriction(ElementAt element) {
    return call(methods.getInitialRestriction(), element, Given.NOTHING);
  }

  /**
   * Gives the parts of a restriction: those of the function's method, or else some if it is large
   * and ends.
   *
   * @param wanted into how many parts a large restriction should be split
   */
  void split(
      ElementAt element, @Nullable Object restriction, int wanted, Consumer<@Nullable Object> to) {
    DoFnMethod method = methods.splitRestriction();
    if (method != null) {
      RestrictionTracker<?, ?> tracker =
          method.has(Parameter.Tracker.class) ? newTracker(element, restriction) : null;
      Parts parts = to::accept;
      var unused = call(method, element, new Given(restriction, tracker, null, parts));
    } else if (endless || wanted == 1) {
      // Of what never ends, what is behind the first part may be far in the future.
      to.accept(restriction);
    } else {
      var tracker = newTracker(element, restriction);
      double size = size(element, restriction, tracker);
      RestrictionSplit.into(
          RestrictionSplit.parts(size, wanted), tracker, part -> newTracker(element, part), to);
    }
  }

  private double size(
      ElementAt element, @Nullable Object restriction, RestrictionTracker<?, ?> tracker) {
    DoFnMethod method = methods.getSize();
    if (method == null) {
      return tracker instanceof HasProgress progress
          ? progress.getProgress().getWorkRemaining()
          : 0;
    }
    Object size = call(method, element, new Given(restriction, tracker, null, null));
    double known = (Double) Objects.requireNonNull(size);
    if (!(known >= 0)) {
      throw new StageException(
          name,
          String.format(
              "the method marked @GetSize returned %s for the restriction %s: sizes count from 0.",
              known, restriction));
    }
    return known;
  }

  @SuppressWarnings("unchecked") // the tracker is one of these restrictions
  RestrictionTracker<@Nullable Object, @Nullable Object> newTracker(
      ElementAt element, @Nullable Object restriction) {
    DoFnMethod method = methods.newTracker();
    Object tracker =
        method == null
            ? ((HasDefaultTracker<?, ?>) Objects.requireNonNull(restriction)).newTracker()
            : call(method, element, Given.of(restriction));
    if (tracker == null) {
      throw new StageException(name, "the method marked @NewTracker returned null.");
    }
    var made = (RestrictionTracker<@Nullable Object, @Nullable Object>) tracker;
    if (made.isBounded() == IsBounded.UNBOUNDED && !endless) {
      throw new StageException(
          name,
          String.format(
              "the work on the restriction %s never ends, as its tracker %s says, but %s",
              restriction,
              made.getClass().getName(),
              signature.isUnboundedPerElement()
                  ? "with --mode=available-now it must, and the function says that it supports that"
                      + " mode. Let its method marked @GetInitialRestriction give what ends there."
                  : "the function is bounded per element. Mark it @UnboundedPerElement."));
    }
    return made;
  }

  /** What the first estimator of a restriction begins with; null if the function does not say. */
  @Nullable Object initialEstimatorState(ElementAt element, @Nullable Object restriction) {
    DoFnMethod method = methods.getInitialWatermarkEstimatorState();
    return method == null ? null : call(method, element, Given.of(restriction));
  }

  WatermarkEstimator<?> newEstimator(
      ElementAt element, @Nullable Object restriction, @Nullable Object state) {
    DoFnMethod method = methods.newWatermarkEstimator();
    if (method == null) {
      return state instanceof HasDefaultWatermarkEstimator<?, ?> known
          ? known.newWatermarkEstimator()
          : STANDING_STILL;
    }
    Object estimator = call(method, element, new Given(restriction, null, state, null));
    if (estimator == null) {
      throw new StageException(name, "the method marked @NewWatermarkEstimator returned null.");
    }
    return (WatermarkEstimator<?>) estimator;
  }

  /** Rule D4: what is left when the pipeline is drained; null if nothing is. */
  @Nullable TruncateResult<?> truncate(ElementAt element, @Nullable Object restriction) {
    DoFnMethod method = methods.truncateRestriction();
    var tracker = newTracker(element, restriction);
    if (method == null) {
      return tracker.isBounded() == IsBounded.BOUNDED
          ? TruncateResult.<@Nullable Object>of(Typed.value(restriction))
          : null;
    }
    TruncateResult<?> result =
        (TruncateResult<?>) call(method, element, new Given(restriction, tracker, null, null));
    if (result != null
        && newTracker(element, result.getTruncatedRestriction()).isBounded()
            == IsBounded.UNBOUNDED) {
      throw new StageException(
          name,
          String.format(
              "the method marked @TruncateRestriction left %s of %s, on which the work never ends, so"
                  + " that the pipeline could not be drained. Return a bounded restriction, or null.",
              result.getTruncatedRestriction(), restriction));
    }
    return result;
  }

  private @Nullable Object call(DoFnMethod method, ElementAt element, Given given) {
    @Nullable Object[] arguments =
        method.parameters().stream()
            .map(parameter -> argument(parameter, element, given))
            .toArray();
    int outer = holder.current;
    holder.current = metricsPlace;
    try {
      method.method().setAccessible(true);
      return method.method().invoke(fn, arguments);
    } catch (InvocationTargetException e) {
      throw UserCodeException.of(name, e.getCause() == null ? e : e.getCause());
    } catch (IllegalAccessException e) {
      throw new StageException(name, e);
    } finally {
      holder.current = outer;
    }
  }

  private @Nullable Object argument(Parameter parameter, ElementAt element, Given given) {
    if (parameter instanceof Parameter.Element) {
      return element.value;
    } else if (parameter instanceof Parameter.Key) {
      return ((KV<?, ?>) Objects.requireNonNull(element.value)).getKey();
    } else if (parameter instanceof Parameter.Timestamp) {
      return Instant.ofEpochMilli(element.timestampMillis);
    } else if (parameter instanceof Parameter.Window) {
      return element.windows.iterator().next();
    } else if (parameter instanceof Parameter.Pane) {
      return element.pane;
    } else if (parameter instanceof Parameter.Options) {
      return options;
    } else if (parameter instanceof Parameter.ProcessingTime) {
      return clock;
    } else if (parameter instanceof Parameter.Restriction) {
      return given.restriction;
    } else if (parameter instanceof Parameter.Tracker) {
      return given.tracker;
    } else if (parameter instanceof Parameter.EstimatorState) {
      return given.estimatorState;
    } else if (parameter instanceof Parameter.RestrictionReceiver) {
      return given.parts;
    }
    throw new IllegalArgumentException(
        "DoFn " + fn.getClass().getName() + ": " + parameter + " is not supported here");
  }

  /** Takes the parts into which {@code @SplitRestriction} splits a restriction. */
  private interface Parts extends DoFn.OutputReceiver<@Nullable Object> {

    @Override
    default void outputWithTimestamp(@Nullable Object output, Instant timestamp) {
      throw new UnsupportedOperationException("Restrictions have no timestamps: use output");
    }

    @Override
    default void outputWindowedValue(
        @Nullable Object output,
        Instant timestamp,
        Collection<? extends BoundedWindow> windows,
        PaneInfo pane) {
      throw new UnsupportedOperationException("Restrictions are in no windows: use output");
    }
  }
}
