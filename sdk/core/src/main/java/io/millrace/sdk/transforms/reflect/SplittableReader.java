package io.millrace.sdk.transforms.reflect;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.splittabledofn.HasDefaultTracker;
import io.millrace.sdk.transforms.splittabledofn.HasDefaultWatermarkEstimator;
import io.millrace.sdk.transforms.splittabledofn.ManualWatermarkEstimator;
import io.millrace.sdk.transforms.splittabledofn.RestrictionTracker;
import io.millrace.sdk.transforms.splittabledofn.WatermarkEstimator;
import io.millrace.sdk.values.PCollection.IsBounded;
import io.millrace.sdk.values.TypeDescriptor;
import io.millrace.sdk.values.TypeDescriptors;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads and checks what a splittable DoFn class has besides its other methods. */
final class SplittableReader {

  private static final TypeDescriptor<?> ANY_ESTIMATOR =
      TypeDescriptor.of(WatermarkEstimator.class);

  private final Class<?> fnClass;
  private final TypeDescriptor<?> fnType;
  private final Map<MethodKind, DoFnMethod> methods = new LinkedHashMap<>();

  private SplittableReader(Class<?> fnClass) {
    this.fnClass = fnClass;
    this.fnType = TypeDescriptor.of((Type) fnClass);
  }

  /** What makes a function splittable; null if it is not. */
  static @Nullable SplittableSignature read(
      Class<?> fnClass, MethodFinder finder, ParameterReader parameters, DoFnMethod process) {
    SplittableReader reader = new SplittableReader(fnClass);
    for (MethodKind kind : MethodKind.values()) {
      Class<? extends Annotation> annotation = kind.splittableAnnotation();
      MethodFinder.Found found = annotation == null ? null : finder.only(annotation);
      if (found != null) {
        reader.methods.put(kind, new DoFnMethod(found.method(), parameters.read(found, kind)));
      }
    }
    if (!process.has(Parameter.Tracker.class)) {
      reader.verifyNotSplittable(process);
      return null;
    }
    return reader.signature(process);
  }

  private void verifyNotSplittable(DoFnMethod process) {
    methods.forEach(
        (kind, method) -> {
          throw error(method)
              .says(
                  "is marked %s, but the method marked @ProcessElement works on no restriction: let"
                      + " it take a RestrictionTracker",
                  kind.annotation());
        });
    if (process.method().getReturnType() == DoFn.ProcessContinuation.class) {
      throw error(process)
          .says(
              "returns ProcessContinuation, but what could be resumed is a restriction: take a"
                  + " RestrictionTracker, or return void");
    }
    if (process.has(Parameter.Estimator.class)) {
      throw error(process)
          .says(
              "takes a WatermarkEstimator, which there is for restrictions only: take a"
                  + " RestrictionTracker as well");
    }
    for (Class<? extends Annotation> annotation :
        List.of(
            DoFn.BoundedPerElement.class,
            DoFn.UnboundedPerElement.class,
            DoFn.SupportsAvailableNow.class)) {
      if (isMarked(annotation)) {
        throw MethodError.of(fnClass)
            .says(
                "is marked @%s, which is for splittable functions: let the method marked"
                    + " @ProcessElement take a RestrictionTracker, or leave the mark out",
                annotation.getSimpleName());
      }
    }
  }

  private SplittableSignature signature(DoFnMethod process) {
    DoFnMethod initial = methods.get(MethodKind.GET_INITIAL_RESTRICTION);
    if (initial == null) {
      throw MethodError.of(fnClass)
          .says(
              "the method marked @ProcessElement takes a RestrictionTracker, but no method is marked"
                  + " @GetInitialRestriction: mark the one that makes the restriction of an element");
    }
    TypeDescriptor<?> restriction = returned(initial);
    if (restriction.getRawType() == void.class) {
      throw error(initial).says("returns nothing: return the restriction of the element");
    }
    verifyTracker(process, restriction);
    verifyMethods(restriction);
    TypeDescriptor<?> state = estimatorState();
    verifyEstimator(process, state);
    methods.values().forEach(method -> verifyParameters(method, restriction, state));
    return new SplittableSignature(
        fnClass,
        boundedness(process),
        isMarked(DoFn.SupportsAvailableNow.class),
        restriction,
        state,
        initial,
        methods.get(MethodKind.SPLIT_RESTRICTION),
        methods.get(MethodKind.NEW_TRACKER),
        methods.get(MethodKind.GET_SIZE),
        methods.get(MethodKind.TRUNCATE_RESTRICTION),
        methods.get(MethodKind.GET_RESTRICTION_CODER),
        methods.get(MethodKind.GET_INITIAL_WATERMARK_ESTIMATOR_STATE),
        methods.get(MethodKind.NEW_WATERMARK_ESTIMATOR),
        methods.get(MethodKind.GET_WATERMARK_ESTIMATOR_STATE_CODER));
  }

  /** The tracker that is made, and that the function takes. */
  private void verifyTracker(DoFnMethod process, TypeDescriptor<?> restriction) {
    DoFnMethod newTracker = methods.get(MethodKind.NEW_TRACKER);
    TypeDescriptor<?> tracker;
    if (newTracker != null) {
      tracker = returned(newTracker);
      if (!RestrictionTracker.class.isAssignableFrom(tracker.getRawType())) {
        throw error(newTracker).says("returns %s: return a RestrictionTracker", tracker);
      }
    } else if (HasDefaultTracker.class.isAssignableFrom(restriction.getRawType())) {
      tracker = restriction.resolveType(HasDefaultTracker.class.getTypeParameters()[1]);
    } else {
      throw MethodError.of(fnClass)
          .says(
              "restrictions are %s, which does not know its tracker, and no method is marked"
                  + " @NewTracker: mark the one that makes the tracker of a restriction, or let %s"
                  + " implement HasDefaultTracker",
              restriction, restriction.getRawType().getSimpleName());
    }
    TypeDescriptor<?> tracked = argument(tracker, RestrictionTracker.class, 0);
    if (!TypeMatch.accepts(tracked, restriction)) {
      throw MethodError.of(fnClass)
          .says(
              "@GetInitialRestriction gives %s, but the tracker, %s, is for %s: make them agree",
              restriction, tracker, tracked);
    }
    int index = indexOf(process, Parameter.Tracker.class);
    TypeDescriptor<?> taken = parameterType(process, index);
    TypeDescriptor<?> made = TypeDescriptor.of(supertype(tracker, RestrictionTracker.class));
    if (taken.getRawType() != RestrictionTracker.class) {
      throw MethodError.of(fnClass, process.method(), index)
          .says(
              "is %s, but the runner stands between the function and its tracker: write"
                  + " RestrictionTracker<...>",
              taken);
    }
    if (!TypeMatch.accepts(taken, made)) {
      throw MethodError.of(fnClass, process.method(), index)
          .says("is %s, but the tracker that is made is %s: make them agree", taken, made);
    }
  }

  private void verifyMethods(TypeDescriptor<?> restriction) {
    DoFnMethod split = methods.get(MethodKind.SPLIT_RESTRICTION);
    if (split != null) {
      verifyReturns(split, TypeDescriptor.of(void.class), "void");
      if (!split.has(Parameter.RestrictionReceiver.class)) {
        throw error(split)
            .says("takes no OutputReceiver<%s>, so that the parts would be lost", restriction);
      }
    }
    DoFnMethod size = methods.get(MethodKind.GET_SIZE);
    if (size != null) {
      verifyReturns(size, TypeDescriptor.of(double.class), "double");
    }
    DoFnMethod truncate = methods.get(MethodKind.TRUNCATE_RESTRICTION);
    if (truncate != null) {
      TypeDescriptor<?> result = returned(truncate);
      if (result.getRawType() != RestrictionTracker.TruncateResult.class
          || !TypeMatch.accepts(
              argument(result, RestrictionTracker.TruncateResult.class, 0), restriction)) {
        throw error(truncate)
            .says("returns %s: return TruncateResult<%s>, or null", result, restriction);
      }
    }
    verifyCoder(methods.get(MethodKind.GET_RESTRICTION_CODER), restriction);
  }

  private void verifyCoder(@Nullable DoFnMethod method, TypeDescriptor<?> of) {
    if (method == null) {
      return;
    }
    TypeDescriptor<?> coder = returned(method);
    if (!Coder.class.isAssignableFrom(coder.getRawType())
        || !TypeMatch.accepts(argument(coder, Coder.class, 0), of)) {
      throw error(method).says("returns %s: return a Coder<%s>", coder, of);
    }
  }

  private void verifyReturns(DoFnMethod method, TypeDescriptor<?> type, String name) {
    if (!returned(method).equals(type)) {
      throw error(method).says("returns %s: return %s", returned(method), name);
    }
  }

  private TypeDescriptor<?> estimatorState() {
    DoFnMethod initial = methods.get(MethodKind.GET_INITIAL_WATERMARK_ESTIMATOR_STATE);
    if (initial == null) {
      return TypeDescriptors.voids();
    }
    TypeDescriptor<?> state = returned(initial);
    if (state.getRawType() == void.class) {
      throw error(initial).says("returns nothing: return the first state of an estimator");
    }
    return state;
  }

  private void verifyEstimator(DoFnMethod process, TypeDescriptor<?> state) {
    verifyCoder(methods.get(MethodKind.GET_WATERMARK_ESTIMATOR_STATE_CODER), state);
    DoFnMethod newEstimator = methods.get(MethodKind.NEW_WATERMARK_ESTIMATOR);
    TypeDescriptor<?> estimator = ANY_ESTIMATOR;
    if (newEstimator != null) {
      estimator = returned(newEstimator);
      if (!WatermarkEstimator.class.isAssignableFrom(estimator.getRawType())) {
        throw error(newEstimator).says("returns %s: return a WatermarkEstimator", estimator);
      }
      TypeDescriptor<?> ofState = argument(estimator, WatermarkEstimator.class, 0);
      if (!TypeMatch.accepts(ofState, state)) {
        throw error(newEstimator)
            .says(
                "returns %s, whose state is %s, but %s",
                estimator,
                ofState,
                methods.containsKey(MethodKind.GET_INITIAL_WATERMARK_ESTIMATOR_STATE)
                    ? "@GetInitialWatermarkEstimatorState gives " + state + ": make them agree"
                    : "no method is marked @GetInitialWatermarkEstimatorState: mark the one that"
                        + " makes the first state");
      }
    } else if (HasDefaultWatermarkEstimator.class.isAssignableFrom(state.getRawType())) {
      estimator = state.resolveType(HasDefaultWatermarkEstimator.class.getTypeParameters()[1]);
    } else if (methods.containsKey(MethodKind.GET_INITIAL_WATERMARK_ESTIMATOR_STATE)) {
      throw MethodError.of(fnClass)
          .says(
              "@GetInitialWatermarkEstimatorState gives %s, which does not know its estimator, and no"
                  + " method is marked @NewWatermarkEstimator: mark the one that makes an estimator"
                  + " of a state, or let %s implement HasDefaultWatermarkEstimator",
              state, state.getRawType().getSimpleName());
    }
    verifyTakenEstimator(process, estimator);
  }

  private void verifyTakenEstimator(DoFnMethod process, TypeDescriptor<?> made) {
    int index = indexOf(process, Parameter.Estimator.class);
    if (index < 0) {
      return;
    }
    TypeDescriptor<?> taken = parameterType(process, index);
    boolean manual = taken.getRawType() == ManualWatermarkEstimator.class;
    if (!manual && taken.getRawType() != WatermarkEstimator.class) {
      throw MethodError.of(fnClass, process.method(), index)
          .says("is %s: write WatermarkEstimator<...> or ManualWatermarkEstimator<...>", taken);
    }
    if (manual && !ManualWatermarkEstimator.class.isAssignableFrom(made.getRawType())) {
      throw MethodError.of(fnClass, process.method(), index)
          .says(
              "is %s, but the estimator that is made is %s: let @NewWatermarkEstimator make a"
                  + " ManualWatermarkEstimator",
              taken, made);
    }
    TypeDescriptor<?> state = argument(made, WatermarkEstimator.class, 0);
    if (!TypeMatch.accepts(argument(taken, WatermarkEstimator.class, 0), state)) {
      throw MethodError.of(fnClass, process.method(), index)
          .says("is %s, but the state of the estimator is %s: make them agree", taken, state);
    }
  }

  /** What each method takes of the restriction and of the estimator's state. */
  private void verifyParameters(
      DoFnMethod method, TypeDescriptor<?> restriction, TypeDescriptor<?> state) {
    for (int i = 0; i < method.parameters().size(); i++) {
      MethodError error = MethodError.of(fnClass, method.method(), i);
      Parameter parameter = method.parameters().get(i);
      if (parameter instanceof Parameter.Restriction taken
          && !TypeMatch.accepts(taken.type(), restriction)) {
        throw error.says(
            "is marked @Restriction and is %s, but @GetInitialRestriction gives %s: make them equal",
            taken.type(), restriction);
      } else if (parameter instanceof Parameter.EstimatorState taken
          && !TypeMatch.accepts(taken.type(), state)) {
        throw error.says(
            "is marked @WatermarkEstimatorState and is %s, but what gives the first state gives %s:"
                + " make them equal",
            taken.type(), state);
      } else if (parameter instanceof Parameter.RestrictionReceiver taken
          && !TypeMatch.accepts(
              argument(taken.type(), DoFn.OutputReceiver.class, 0), restriction)) {
        throw error.says(
            "is %s, but @GetInitialRestriction gives %s: make it OutputReceiver<%s>",
            taken.type(), restriction, restriction);
      } else if (parameter instanceof Parameter.Tracker
          && parameterType(method, i).getRawType() != RestrictionTracker.class) {
        throw error.says("is %s: write RestrictionTracker<...>", parameterType(method, i));
      }
    }
  }

  private IsBounded boundedness(DoFnMethod process) {
    boolean bounded = isMarked(DoFn.BoundedPerElement.class);
    boolean unbounded = isMarked(DoFn.UnboundedPerElement.class);
    if (bounded && unbounded) {
      throw MethodError.of(fnClass)
          .says("is marked @BoundedPerElement and @UnboundedPerElement. Leave one");
    }
    boolean resumes = process.method().getReturnType() == DoFn.ProcessContinuation.class;
    boolean endless = unbounded || (resumes && !bounded);
    if (!endless && isMarked(DoFn.SupportsAvailableNow.class)) {
      throw MethodError.of(fnClass)
          .says(
              "is marked @SupportsAvailableNow, but the work on each element ends in any mode:"
                  + " leave the mark out");
    }
    return endless ? IsBounded.UNBOUNDED : IsBounded.BOUNDED;
  }

  private boolean isMarked(Class<? extends Annotation> annotation) {
    for (TypeDescriptor<?> type : fnType.getTypes()) {
      if (type.getRawType().isAnnotationPresent(annotation)) {
        return true;
      }
    }
    return false;
  }

  private MethodError error(DoFnMethod method) {
    return MethodError.of(fnClass, method.method());
  }

  private TypeDescriptor<?> returned(DoFnMethod method) {
    return fnType.resolveType(method.method().getGenericReturnType());
  }

  private TypeDescriptor<?> parameterType(DoFnMethod method, int index) {
    return fnType.resolveType(method.method().getGenericParameterTypes()[index]);
  }

  private static int indexOf(DoFnMethod method, Class<? extends Parameter> kind) {
    for (int i = 0; i < method.parameters().size(); i++) {
      if (kind.isInstance(method.parameters().get(i))) {
        return i;
      }
    }
    return -1;
  }

  private static Type supertype(TypeDescriptor<?> type, Class<?> generic) {
    for (TypeDescriptor<?> each : type.getTypes()) {
      if (each.getRawType() == generic) {
        return each.getType();
      }
    }
    throw new IllegalArgumentException(type + " is no " + generic);
  }

  /** A type argument of a generic supertype, or a variable if the type does not say. */
  private static TypeDescriptor<?> argument(TypeDescriptor<?> type, Class<?> generic, int index) {
    return type.resolveType(generic.getTypeParameters()[index]);
  }
}
