package io.millrace.sdk.transforms.reflect;

import io.millrace.sdk.transforms.DoFn;
import java.lang.annotation.Annotation;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads and checks one DoFn class. */
final class SignatureReader {

  private final Class<?> fnClass;
  private final MethodFinder methods;
  private final StateDeclarations declarations;
  private final ParameterReader parameters;

  SignatureReader(Class<?> fnClass) {
    this.fnClass = fnClass;
    this.methods = new MethodFinder(fnClass);
    this.declarations = declarations();
    this.parameters = new ParameterReader(fnClass, declarations);
  }

  DoFnSignature read() {
    MethodFinder.Found process = methods.only(DoFn.ProcessElement.class);
    if (process == null) {
      throw MethodError.of(fnClass)
          .says("no method is marked @ProcessElement: mark the public method to call for elements");
    }
    return new DoFnSignature(
        fnClass,
        method(process, MethodKind.PROCESS_ELEMENT),
        method(DoFn.Setup.class, MethodKind.SETUP),
        method(DoFn.StartBundle.class, MethodKind.START_BUNDLE),
        method(DoFn.FinishBundle.class, MethodKind.FINISH_BUNDLE),
        method(DoFn.Teardown.class, MethodKind.TEARDOWN),
        requires(process, DoFn.RequiresStableInput.class),
        requires(process, DoFn.RequiresTimeSortedInput.class),
        declarations);
  }

  private @Nullable DoFnMethod method(Class<? extends Annotation> annotation, MethodKind kind) {
    MethodFinder.Found found = methods.only(annotation);
    return found == null ? null : method(found, kind);
  }

  private DoFnMethod method(MethodFinder.Found found, MethodKind kind) {
    Method method = found.method();
    if (method.getReturnType() != void.class) {
      throw MethodError.of(fnClass, method)
          .says(
              "returns %s, but a method marked %s must return void%s",
              method.getReturnType().getSimpleName(),
              kind.annotation(),
              kind == MethodKind.PROCESS_ELEMENT ? ". Splittable DoFns are not supported yet" : "");
    }
    return new DoFnMethod(method, parameters.read(found, kind));
  }

  private boolean requires(MethodFinder.Found process, Class<? extends Annotation> annotation) {
    for (MethodFinder.Found found : methods.all(annotation)) {
      if (!found.method().equals(process.method())) {
        throw MethodError.of(fnClass, found.method())
            .says(
                "is marked @%s, which belongs on the method marked @ProcessElement",
                annotation.getSimpleName());
      }
    }
    return process.annotation(annotation) != null;
  }

  private StateDeclarations declarations() {
    List<String> timers = ids(DoFn.TimerId.class, DoFn.TimerId::value);
    List<String> onTimer = new ArrayList<>();
    for (MethodFinder.Found found : methods.all(DoFn.OnTimer.class)) {
      DoFn.OnTimer marked = found.annotation(DoFn.OnTimer.class);
      String id = marked == null ? "" : marked.value();
      MethodError error = MethodError.of(fnClass, found.method());
      if (!timers.contains(id)) {
        throw error.says(
            "is marked @OnTimer(\"%s\"), but there is no field marked @TimerId(\"%s\")", id, id);
      }
      if (onTimer.contains(id)) {
        throw error.says("is the second method marked @OnTimer(\"%s\"). Leave one", id);
      }
      onTimer.add(id);
    }
    for (String id : timers) {
      if (!onTimer.contains(id)) {
        throw MethodError.of(fnClass)
            .says("@TimerId(\"%s\") is declared, but no method is marked @OnTimer(\"%s\")", id, id);
      }
    }
    return new StateDeclarations(
        ids(DoFn.StateId.class, DoFn.StateId::value),
        timers,
        ids(DoFn.TimerFamily.class, DoFn.TimerFamily::value),
        onTimer,
        methods.only(DoFn.OnWindowExpiration.class) != null);
  }

  private <A extends Annotation> List<String> ids(Class<A> annotation, Function<A, String> id) {
    Map<String, Field> byId = new LinkedHashMap<>();
    for (Class<?> each = fnClass; each != null; each = each.getSuperclass()) {
      for (Field field : each.getDeclaredFields()) {
        A marked = field.getAnnotation(annotation);
        if (marked == null) {
          continue;
        }
        Field other = byId.putIfAbsent(id.apply(marked), field);
        if (other != null) {
          throw MethodError.of(fnClass)
              .says(
                  "@%s(\"%s\") is declared twice, by the fields %s.%s and %s.%s: give one another"
                      + " id",
                  annotation.getSimpleName(),
                  id.apply(marked),
                  other.getDeclaringClass().getSimpleName(),
                  other.getName(),
                  each.getSimpleName(),
                  field.getName());
        }
      }
    }
    return List.copyOf(byId.keySet());
  }
}
