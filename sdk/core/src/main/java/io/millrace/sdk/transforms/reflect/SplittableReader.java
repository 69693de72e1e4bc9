package io.millrace.sdk.transforms.reflect;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.splittabledofn.HasDefaultTracker;
import io.millrace.sdk.transforms.splittabledofn.RestrictionTracker;
import io.millrace.sdk.transforms.splittabledofn.WatermarkEstimator;
import io.millrace.sdk.values.TypeDescriptor;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads and checks what makes a DoFn class splittable. */
final class SplittableReader {

  private static final List<Class<? extends Annotation>> OTHERS =
      List.of(
          DoFn.SplitRestriction.class,
          DoFn.NewTracker.class,
          DoFn.GetRestrictionCoder.class,
          DoFn.GetSize.class,
          DoFn.TruncateRestriction.class,
          DoFn.NewWatermarkEstimator.class,
          DoFn.GetInitialWatermarkEstimatorState.class,
          DoFn.GetWatermarkEstimatorStateCoder.class);

  private final Class<?> fnClass;
  private final MethodFinder methods;
  private final ParameterReader parameters;

  SplittableReader(Class<?> fnClass, MethodFinder methods, ParameterReader parameters) {
    this.fnClass = fnClass;
    this.methods = methods;
    this.parameters = parameters;
  }

  /** Null if the function is not splittable. */
  @Nullable SplittableMethods read(DoFnMethod process, boolean stateful) {
    MethodFinder.Found initial = methods.only(DoFn.GetInitialRestriction.class);
    if (initial == null) {
      verifyNotHalfSplittable(process);
      return null;
    }
    if (stateful) {
      throw MethodError.of(fnClass, initial.method())
          .says(
              "a splittable function cannot have state, timers, a method for windows that expire or"
                  + " sorted input: keep state in a second function behind it");
    }
    if (!process.has(Parameter.Tracker.class)) {
      throw MethodError.of(fnClass, process.method())
          .says(
              "takes no RestrictionTracker, but the function has a method marked"
                  + " @GetInitialRestriction: claim what you work on with a tracker");
    }
    for (Parameter parameter : process.parameters()) {
      if (parameter instanceof Parameter.Tracker tracker
          && tracker.type().getRawType() != RestrictionTracker.class) {
        throw MethodError.of(fnClass, process.method())
            .says(
                "takes %s: make it a RestrictionTracker of the same restrictions and positions, since"
                    + " the runner puts its own before it",
                tracker.type());
      }
    }
    TypeDescriptor<?> restriction =
        TypeDescriptor.of((Type) fnClass).resolveType(initial.method().getGenericReturnType());
    DoFnMethod newTracker =
        method(DoFn.NewTracker.class, MethodKind.NEW_TRACKER, RestrictionTracker.class);
    if (newTracker == null && !HasDefaultTracker.class.isAssignableFrom(restriction.getRawType())) {
      throw MethodError.of(fnClass)
          .says(
              "restrictions of the type %s know no tracker: make one in a public method marked"
                  + " @NewTracker that takes the @Restriction",
              restriction);
    }
    return new SplittableMethods(
        restriction,
        new DoFnMethod(
            initial.method(), parameters.read(initial, MethodKind.GET_INITIAL_RESTRICTION)),
        method(DoFn.SplitRestriction.class, MethodKind.SPLIT_RESTRICTION, void.class),
        newTracker,
        method(DoFn.GetRestrictionCoder.class, MethodKind.GET_RESTRICTION_CODER, Coder.class),
        method(DoFn.GetSize.class, MethodKind.GET_SIZE, double.class),
        method(
            DoFn.TruncateRestriction.class,
            MethodKind.TRUNCATE_RESTRICTION,
            RestrictionTracker.TruncateResult.class),
        method(
            DoFn.NewWatermarkEstimator.class,
            MethodKind.NEW_WATERMARK_ESTIMATOR,
            WatermarkEstimator.class),
        method(
            DoFn.GetInitialWatermarkEstimatorState.class,
            MethodKind.GET_INITIAL_WATERMARK_ESTIMATOR_STATE,
            Object.class),
        method(
            DoFn.GetWatermarkEstimatorStateCoder.class,
            MethodKind.GET_WATERMARK_ESTIMATOR_STATE_CODER,
            Coder.class),
        isUnbounded(process));
  }

  private void verifyNotHalfSplittable(DoFnMethod process) {
    for (Class<? extends Annotation> annotation : OTHERS) {
      for (MethodFinder.Found found : methods.all(annotation)) {
        throw MethodError.of(fnClass, found.method())
            .says(
                "is marked @%s, but no method is marked @GetInitialRestriction: add the one that"
                    + " says what work there is for an element",
                annotation.getSimpleName());
      }
    }
    boolean takesTracker =
        process.has(Parameter.Tracker.class) || process.has(Parameter.Estimator.class);
    if (takesTracker || process.method().getReturnType() != void.class) {
      throw MethodError.of(fnClass, process.method())
          .says(
              "%s, but no method is marked @GetInitialRestriction: add the one that says what work"
                  + " there is for an element",
              takesTracker ? "takes a tracker or an estimator" : "returns a ProcessContinuation");
    }
  }

  /** What goes on later can go on for ever, unless the function says otherwise. */
  private boolean isUnbounded(DoFnMethod process) {
    boolean bounded = fnClass.isAnnotationPresent(DoFn.BoundedPerElement.class);
    boolean unbounded = fnClass.isAnnotationPresent(DoFn.UnboundedPerElement.class);
    boolean resumes = process.method().getReturnType() != void.class;
    if (bounded && unbounded) {
      throw MethodError.of(fnClass)
          .says("is marked both @BoundedPerElement and @UnboundedPerElement: leave one");
    }
    return unbounded || (resumes && !bounded);
  }

  private @Nullable DoFnMethod method(
      Class<? extends Annotation> annotation, MethodKind kind, Class<?> returned) {
    MethodFinder.Found found = methods.only(annotation);
    if (found == null) {
      return null;
    }
    Method method = found.method();
    if (!returned.isAssignableFrom(method.getReturnType())) {
      throw MethodError.of(fnClass, method)
          .says(
              "returns %s, but a method marked %s must return %s",
              method.getReturnType().getSimpleName(), kind.annotation(), returned.getSimpleName());
    }
    return new DoFnMethod(method, parameters.read(found, kind));
  }
}
