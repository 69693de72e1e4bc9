package io.millrace.runners.core.stage;

import io.millrace.runners.core.batch.Typed;
import io.millrace.runners.core.invoke.UserCodeException;
import io.millrace.sdk.options.PipelineOptions;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.reflect.DoFnMethod;
import io.millrace.sdk.transforms.reflect.DoFnSignatures;
import io.millrace.sdk.transforms.reflect.Parameter;
import io.millrace.sdk.transforms.reflect.SplittableMethods;
import io.millrace.sdk.transforms.splittabledofn.HasDefaultTracker;
import io.millrace.sdk.transforms.splittabledofn.RestrictionTracker;
import io.millrace.sdk.transforms.splittabledofn.RestrictionTracker.TruncateResult;
import io.millrace.sdk.transforms.splittabledofn.WatermarkEstimator;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import java.lang.reflect.InvocationTargetException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The methods of a splittable function that are called now and then: once for an element, or once
 * for each piece of work. They are called by reflection.
 */
final class SplittableFunction {

  /** An element as these methods see it. */
  record ElementAt(
      @Nullable Object value, long timestampMillis, BoundedWindow window, PaneInfo pane) {}

  private final String name;
  private final DoFn<?, ?> fn;
  private final SplittableMethods methods;
  private final PipelineOptions options;

  private SplittableFunction(
      String name, DoFn<?, ?> fn, SplittableMethods methods, PipelineOptions options) {
    this.name = name;
    this.fn = fn;
    this.methods = methods;
    this.options = options;
  }

  static SplittableFunction of(String name, DoFn<?, ?> fn, PipelineOptions options) {
    SplittableMethods methods = DoFnSignatures.signatureForDoFn(fn).splittable();
    if (methods == null) {
      throw new IllegalArgumentException(
          "Transform \""
              + name
              + "\" has a coder of restrictions, but its function is not splittable");
    }
    return new SplittableFunction(name, fn, methods, options);
  }

  @Nullable Object initialRestriction(ElementAt element) {
    return call(methods.getInitialRestriction(), element, null, null, null);
  }

  /** Gives the parts of a restriction. */
  void split(
      ElementAt element,
      @Nullable Object restriction,
      DoFn.OutputReceiver<@Nullable Object> parts) {
    DoFnMethod method = methods.splitRestriction();
    if (method == null) {
      parts.output(Typed.value(restriction));
    } else {
      call(method, element, restriction, null, parts);
    }
  }

  @SuppressWarnings("unchecked") // the tracker is one of these restrictions
  RestrictionTracker<@Nullable Object, @Nullable Object> newTracker(
      ElementAt element, @Nullable Object restriction) {
    DoFnMethod method = methods.newTracker();
    Object tracker =
        method == null
            ? ((HasDefaultTracker<?, ?>) Objects.requireNonNull(restriction)).newTracker()
            : call(method, element, restriction, null, null);
    if (tracker == null) {
      throw new StageException(name, "the method marked @NewTracker returned null");
    }
    return (RestrictionTracker<@Nullable Object, @Nullable Object>) tracker;
  }

  /** What the first estimator of a restriction begins with; null if the function does not say. */
  @Nullable Object initialEstimatorState(ElementAt element, @Nullable Object restriction) {
    DoFnMethod method = methods.getInitialWatermarkEstimatorState();
    return method == null ? null : call(method, element, restriction, null, null);
  }

  /** Null if the function has no estimator. */
  @Nullable WatermarkEstimator<?> newEstimator(
      ElementAt element, @Nullable Object restriction, @Nullable Object state) {
    DoFnMethod method = methods.newWatermarkEstimator();
    return method == null
        ? null
        : (WatermarkEstimator<?>) call(method, element, restriction, state, null);
  }

  /** Rule D4: what is left when the pipeline is drained; null if nothing is. */
  @Nullable TruncateResult<?> truncate(ElementAt element, @Nullable Object restriction) {
    DoFnMethod method = methods.truncateRestriction();
    if (method != null) {
      return (TruncateResult<?>) call(method, element, restriction, null, null);
    }
    boolean bounded =
        newTracker(element, restriction).isBounded() == RestrictionTracker.IsBounded.BOUNDED;
    return bounded ? TruncateResult.<@Nullable Object>of(Typed.value(restriction)) : null;
  }

  private @Nullable Object call(
      DoFnMethod method,
      ElementAt element,
      @Nullable Object restriction,
      @Nullable Object estimatorState,
      DoFn.@Nullable OutputReceiver<@Nullable Object> receiver) {
    List<Parameter> parameters = method.parameters();
    @Nullable Object[] arguments = new Object[parameters.size()];
    for (int i = 0; i < arguments.length; i++) {
      Parameter parameter = parameters.get(i);
      if (parameter instanceof Parameter.Element) {
        arguments[i] = element.value;
      } else if (parameter instanceof Parameter.Timestamp) {
        arguments[i] = Instant.ofEpochMilli(element.timestampMillis);
      } else if (parameter instanceof Parameter.Window) {
        arguments[i] = element.window;
      } else if (parameter instanceof Parameter.Pane) {
        arguments[i] = element.pane;
      } else if (parameter instanceof Parameter.Options) {
        arguments[i] = options;
      } else if (parameter instanceof Parameter.Restriction) {
        arguments[i] = restriction;
      } else if (parameter instanceof Parameter.EstimatorState) {
        arguments[i] = estimatorState;
      } else {
        arguments[i] = receiver;
      }
    }
    try {
      method.method().setAccessible(true);
      return method.method().invoke(fn, arguments);
    } catch (InvocationTargetException e) {
      throw UserCodeException.of(name, e.getCause() == null ? e : e.getCause());
    } catch (IllegalAccessException e) {
      throw new StageException(name, e);
    }
  }

  /** Takes the parts into which {@code @SplitRestriction} splits a restriction. */
  interface Parts extends DoFn.OutputReceiver<@Nullable Object> {

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
