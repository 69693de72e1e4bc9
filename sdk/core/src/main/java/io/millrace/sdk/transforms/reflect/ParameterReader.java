package io.millrace.sdk.transforms.reflect;

import io.millrace.sdk.options.PipelineOptions;
import io.millrace.sdk.state.State;
import io.millrace.sdk.state.TimeDomain;
import io.millrace.sdk.state.Timer;
import io.millrace.sdk.state.TimerMap;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.splittabledofn.RestrictionTracker;
import io.millrace.sdk.transforms.splittabledofn.WatermarkEstimator;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import io.millrace.sdk.values.TypeDescriptor;
import io.millrace.sdk.values.TypeParameter;
import java.lang.annotation.Annotation;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tells what each parameter of a DoFn's methods takes, or what is wrong with it. */
final class ParameterReader {

  // types that say by themselves what they take
  private static final Map<Class<?>, Parameter> BY_TYPE =
      Map.ofEntries(
          Map.entry(DoFn.ProcessContext.class, new Parameter.ProcessContext()),
          Map.entry(DoFn.StartBundleContext.class, new Parameter.StartBundleContext()),
          Map.entry(DoFn.FinishBundleContext.class, new Parameter.FinishBundleContext()),
          Map.entry(DoFn.OnTimerContext.class, new Parameter.OnTimerContext()),
          Map.entry(
              DoFn.OnWindowExpirationContext.class, new Parameter.OnWindowExpirationContext()),
          Map.entry(DoFn.OutputReceiver.class, new Parameter.OutputReceiver()),
          Map.entry(DoFn.MultiOutputReceiver.class, new Parameter.MultiOutputReceiver()),
          Map.entry(PaneInfo.class, new Parameter.Pane()),
          Map.entry(TimeDomain.class, new Parameter.TimeDomain()),
          Map.entry(PipelineOptions.class, new Parameter.Options()),
          Map.entry(DoFn.BundleFinalizer.class, new Parameter.Finalizer()),
          Map.entry(Clock.class, new Parameter.ProcessingTime()));

  private final Class<?> fnClass;
  private final StateDeclarations declarations;
  private final TypeDescriptor<?> fnType;
  private final TypeDescriptor<?> inputType;
  private final TypeDescriptor<?> outputType;

  ParameterReader(Class<?> fnClass, StateDeclarations declarations) {
    this.fnClass = fnClass;
    this.declarations = declarations;
    this.fnType = TypeDescriptor.of((java.lang.reflect.Type) fnClass);
    this.inputType = fnType.resolveType(DoFn.class.getTypeParameters()[0]);
    this.outputType = fnType.resolveType(DoFn.class.getTypeParameters()[1]);
  }

  List<Parameter> read(MethodFinder.Found found, MethodKind kind) {
    List<Parameter> parameters = new ArrayList<>();
    for (int i = 0; i < found.method().getParameterCount(); i++) {
      MethodError error = MethodError.of(fnClass, found.method(), i);
      TypeDescriptor<?> type = fnType.resolveType(found.method().getGenericParameterTypes()[i]);
      Parameter parameter = read(found.parameterAnnotations(i), type, kind, error);
      if (!kind.allows(parameter)) {
        throw error.says("%s cannot be used here; %s", type, kind.allowedText());
      }
      verifyTakenOnce(parameter, parameters, error);
      parameters.add(parameter);
    }
    return parameters;
  }

  private static void verifyTakenOnce(
      Parameter parameter, List<Parameter> others, MethodError error) {
    String declared = annotationOf(parameter);
    for (Parameter other : others) {
      if (declared != null && declared.equals(annotationOf(other))) {
        throw error.says("the method takes %s already, by another parameter", declared);
      }
    }
  }

  /** The annotation that says which declared thing is taken, or null if it is none. */
  private static @Nullable String annotationOf(Parameter parameter) {
    if (parameter instanceof Parameter.State state) {
      return "@StateId(\"" + state.id() + "\")";
    } else if (parameter instanceof Parameter.Timer timer) {
      return "@TimerId(\"" + timer.id() + "\")";
    } else if (parameter instanceof Parameter.TimerFamily family) {
      return "@TimerFamily(\"" + family.id() + "\")";
    }
    return null;
  }

  private Parameter read(
      List<Annotation> annotations, TypeDescriptor<?> type, MethodKind kind, MethodError error) {
    Parameter result = null;
    boolean fetched = annotations.stream().anyMatch(DoFn.AlwaysFetched.class::isInstance);
    for (Annotation annotation : annotations) {
      Parameter parameter =
          annotation instanceof DoFn.StateId state
              ? state(state.value(), type, fetched, error)
              : annotated(annotation, type, error);
      if (parameter != null && result != null) {
        throw error.says("has several annotations that say what it takes: leave one");
      }
      result = parameter == null ? result : parameter;
    }
    if (fetched && !(result instanceof Parameter.State)) {
      throw error.says("is marked @AlwaysFetched, but not @StateId: it is no state");
    }
    return result == null ? byType(type, kind, error) : result;
  }

  private @Nullable Parameter annotated(
      Annotation annotation, TypeDescriptor<?> type, MethodError error) {
    if (annotation instanceof DoFn.Element) {
      return element(type, error);
    } else if (annotation instanceof DoFn.Key) {
      return new Parameter.Key(type);
    } else if (annotation instanceof DoFn.Timestamp) {
      if (type.getRawType() != Instant.class) {
        throw error.says("is marked @Timestamp, but is %s: make it a java.time.Instant", type);
      }
      return new Parameter.Timestamp();
    } else if (annotation instanceof DoFn.SideInput sideInput) {
      return new Parameter.SideInput(sideInput.value(), type);
    } else if (annotation instanceof DoFn.Restriction) {
      return new Parameter.Restriction(type);
    } else if (annotation instanceof DoFn.WatermarkEstimatorState) {
      return new Parameter.EstimatorState(type);
    } else if (annotation instanceof DoFn.TimerId timer) {
      return timer(timer.value(), type, error);
    } else if (annotation instanceof DoFn.TimerFamily family) {
      String id = family.value();
      declared("@TimerFamily", id, declarations.timerFamilies(), error);
      verifyType("@TimerFamily(\"" + id + "\")", type, TypeDescriptor.of(TimerMap.class), error);
      return new Parameter.TimerFamily(id);
    }
    return null;
  }

  private Parameter element(TypeDescriptor<?> type, MethodError error) {
    if (!TypeMatch.accepts(type, inputType)) {
      throw error.says(
          "is marked @Element and is %s, but the class says that elements are %s: make them equal",
          type, inputType);
    }
    return new Parameter.Element(type);
  }

  private Parameter state(String id, TypeDescriptor<?> type, boolean fetched, MethodError error) {
    StateDeclaration declaration = declared("@StateId", id, declarations.states(), error);
    verifyType("@StateId(\"" + id + "\")", type, declaration.type(), error);
    if (fetched) {
      DeclarationReader.verifyReadable(declaration.type(), error);
    }
    return new Parameter.State(id, type, fetched || declaration.alwaysFetched());
  }

  private Parameter timer(String id, TypeDescriptor<?> type, MethodError error) {
    if (id.isEmpty()) {
      if (type.getRawType() != String.class) {
        throw error.says(
            "is marked @TimerId without a name: name the timer that it takes, or make it a String"
                + " to take the id of the timer that fired");
      }
      return new Parameter.FiredTimerId();
    }
    declared("@TimerId", id, declarations.timers(), error);
    verifyType("@TimerId(\"" + id + "\")", type, TypeDescriptor.of(Timer.class), error);
    return new Parameter.Timer(id);
  }

  private static <T> T declared(
      String annotation, String id, Map<String, T> declared, MethodError error) {
    T declaration = declared.get(id);
    if (declaration == null) {
      throw error.says(
          "is marked %s(\"%s\"), but no field is; those declared are %s",
          annotation, id, declared.keySet());
    }
    return declaration;
  }

  private static void verifyType(
      String annotation, TypeDescriptor<?> type, TypeDescriptor<?> declared, MethodError error) {
    if (!TypeMatch.accepts(type, declared)) {
      throw error.says(
          "is marked %s and is %s, but what is declared is %s: make them equal",
          annotation, type, declared);
    }
  }

  private Parameter byType(TypeDescriptor<?> type, MethodKind kind, MethodError error) {
    Class<?> raw = type.getRawType();
    if (BoundedWindow.class.isAssignableFrom(raw)) {
      return new Parameter.Window(raw.asSubclass(BoundedWindow.class));
    } else if (RestrictionTracker.class.isAssignableFrom(raw)) {
      return new Parameter.Tracker();
    } else if (WatermarkEstimator.class.isAssignableFrom(raw)) {
      return new Parameter.Estimator();
    } else if (kind == MethodKind.SPLIT_RESTRICTION && raw == DoFn.OutputReceiver.class) {
      return new Parameter.RestrictionReceiver(type);
    }
    Parameter byType = BY_TYPE.get(raw);
    if (byType instanceof Parameter.OutputReceiver) {
      if (!TypeMatch.accepts(type, receiverOf(outputType))) {
        throw error.says(
            "is %s, but the class says that the main output is %s: make it %s, or take a"
                + " MultiOutputReceiver for other outputs",
            type, outputType, receiverOf(outputType));
      }
    }
    if (byType != null) {
      return byType;
    }
    String cure = "";
    if (kind.splittableAnnotation() != null && TypeMatch.accepts(type, inputType)) {
      cure = "mark it @Element if it takes the element, or @Restriction; ";
    } else if (kind == MethodKind.NEW_WATERMARK_ESTIMATOR) {
      cure = "mark it @WatermarkEstimatorState if it takes the state; ";
    } else if (kind.splittableAnnotation() != null) {
      cure = "mark it @Restriction if it takes the restriction; ";
    } else if (kind == MethodKind.PROCESS_ELEMENT && raw == Instant.class) {
      cure = "mark it @Timestamp if it takes the timestamp; ";
    } else if (kind == MethodKind.PROCESS_ELEMENT && TypeMatch.accepts(type, inputType)) {
      cure = "mark it @Element if it takes the element; ";
    } else if (State.class.isAssignableFrom(raw)) {
      cure = "mark it @StateId if it takes state; ";
    } else if (raw == Timer.class || raw == TimerMap.class) {
      cure = "mark it @TimerId or @TimerFamily if it takes timers; ";
    } else if (PipelineOptions.class.isAssignableFrom(raw)) {
      cure = "take PipelineOptions and call .as(" + raw.getSimpleName() + ".class); ";
    }
    throw error.says(
        "neither an annotation nor its type, %s, says what it takes: %s%s",
        type, cure, kind.allowedText());
  }

  private static <T extends @Nullable Object> TypeDescriptor<?> receiverOf(TypeDescriptor<T> type) {
    return new TypeDescriptor<DoFn.OutputReceiver<T>>() {}.where(new TypeParameter<T>() {}, type);
  }
}
