package io.millrace.sdk.transforms.reflect;

import io.millrace.sdk.options.PipelineOptions;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import io.millrace.sdk.values.TypeDescriptor;
import io.millrace.sdk.values.TypeParameter;
import java.lang.annotation.Annotation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tells what each parameter of a DoFn's methods takes, or what is wrong with it. */
final class ParameterReader {

  // types that say by themselves what they take
  private static final Map<Class<?>, Parameter> BY_TYPE =
      Map.of(
          DoFn.ProcessContext.class, new Parameter.ProcessContext(),
          DoFn.StartBundleContext.class, new Parameter.StartBundleContext(),
          DoFn.FinishBundleContext.class, new Parameter.FinishBundleContext(),
          DoFn.OutputReceiver.class, new Parameter.OutputReceiver(),
          DoFn.MultiOutputReceiver.class, new Parameter.MultiOutputReceiver(),
          PaneInfo.class, new Parameter.Pane(),
          PipelineOptions.class, new Parameter.Options(),
          DoFn.BundleFinalizer.class, new Parameter.Finalizer());

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
      if (isDeclared(parameter) && parameters.contains(parameter)) {
        throw error.says("the method takes it already, as another parameter: %s", parameter);
      }
      parameters.add(parameter);
    }
    return parameters;
  }

  private static boolean isDeclared(Parameter parameter) {
    return parameter instanceof Parameter.State
        || parameter instanceof Parameter.Timer
        || parameter instanceof Parameter.TimerFamily;
  }

  private Parameter read(
      List<Annotation> annotations, TypeDescriptor<?> type, MethodKind kind, MethodError error) {
    Parameter result = null;
    for (Annotation annotation : annotations) {
      Parameter parameter = annotated(annotation, type, error);
      if (parameter != null && result != null) {
        throw error.says("has several annotations that say what it takes: leave one");
      }
      result = parameter == null ? result : parameter;
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
    } else if (annotation instanceof DoFn.StateId state) {
      declared("@StateId", state.value(), declarations.states(), error);
      return new Parameter.State(state.value());
    } else if (annotation instanceof DoFn.TimerId timer) {
      declared("@TimerId", timer.value(), declarations.timers(), error);
      return new Parameter.Timer(timer.value());
    } else if (annotation instanceof DoFn.TimerFamily family) {
      declared("@TimerFamily", family.value(), declarations.timerFamilies(), error);
      return new Parameter.TimerFamily(family.value());
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

  private static void declared(
      String annotation, String id, List<String> declared, MethodError error) {
    if (!declared.contains(id)) {
      throw error.says(
          "is marked %s(\"%s\"), but no field is; those declared are %s", annotation, id, declared);
    }
  }

  private Parameter byType(TypeDescriptor<?> type, MethodKind kind, MethodError error) {
    Class<?> raw = type.getRawType();
    if (BoundedWindow.class.isAssignableFrom(raw)) {
      return new Parameter.Window(raw.asSubclass(BoundedWindow.class));
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
    if (kind == MethodKind.PROCESS_ELEMENT && raw == Instant.class) {
      cure = "mark it @Timestamp if it takes the timestamp; ";
    } else if (kind == MethodKind.PROCESS_ELEMENT && TypeMatch.accepts(type, inputType)) {
      cure = "mark it @Element if it takes the element; ";
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
