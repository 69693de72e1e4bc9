package io.millrace.sdk.transforms.reflect;

import io.millrace.sdk.transforms.DoFn;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
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
    this.declarations = new DeclarationReader(fnClass).read();
    this.parameters = new ParameterReader(fnClass, declarations);
  }

  DoFnSignature read() {
    MethodFinder.Found process = methods.only(DoFn.ProcessElement.class);
    if (process == null) {
      throw MethodError.of(fnClass)
          .says("no method is marked @ProcessElement: mark the public method to call for elements");
    }
    DoFnMethod processElement = method(process, MethodKind.PROCESS_ELEMENT);
    DoFnSignature signature =
        new DoFnSignature(
            fnClass,
            processElement,
            method(DoFn.Setup.class, MethodKind.SETUP),
            method(DoFn.StartBundle.class, MethodKind.START_BUNDLE),
            method(DoFn.FinishBundle.class, MethodKind.FINISH_BUNDLE),
            method(DoFn.Teardown.class, MethodKind.TEARDOWN),
            onTimer(
                DoFn.OnTimer.class,
                DoFn.OnTimer::value,
                MethodKind.ON_TIMER,
                "TimerId",
                declarations.timers()),
            onTimer(
                DoFn.OnTimerFamily.class,
                DoFn.OnTimerFamily::value,
                MethodKind.ON_TIMER_FAMILY,
                "TimerFamily",
                declarations.timerFamilies()),
            method(DoFn.OnWindowExpiration.class, MethodKind.ON_WINDOW_EXPIRATION),
            requires(process, DoFn.RequiresStableInput.class),
            requires(process, DoFn.RequiresTimeSortedInput.class),
            declarations,
            SplittableReader.read(fnClass, methods, parameters, processElement));
    if (signature.splittable() != null && signature.isStateful()) {
      throw MethodError.of(fnClass, process.method())
          .says(
              "works on restrictions, but the function keeps something for each key as well, which a"
                  + " splittable function cannot: make two functions of it");
    }
    return signature;
  }

  private @Nullable DoFnMethod method(Class<? extends Annotation> annotation, MethodKind kind) {
    MethodFinder.Found found = methods.only(annotation);
    return found == null ? null : method(found, kind);
  }

  private DoFnMethod method(MethodFinder.Found found, MethodKind kind) {
    Method method = found.method();
    boolean mayContinue =
        kind == MethodKind.PROCESS_ELEMENT
            && method.getReturnType() == DoFn.ProcessContinuation.class;
    if (method.getReturnType() != void.class && !mayContinue) {
      throw MethodError.of(fnClass, method)
          .says(
              "returns %s, but a method marked %s must return void%s",
              method.getReturnType().getSimpleName(),
              kind.annotation(),
              kind == MethodKind.PROCESS_ELEMENT
                  ? " or, if the function is splittable, ProcessContinuation"
                  : "");
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

  /**
   * The methods that are called by timers, by the ids of the timers.
   *
   * @throws IllegalArgumentException if a timer has none or two, or a method has no timer
   */
  private <A extends Annotation> SortedMap<String, DoFnMethod> onTimer(
      Class<A> annotation,
      Function<A, String> idOf,
      MethodKind kind,
      String declaredBy,
      Map<String, TimerDeclaration> timers) {
    String name = annotation.getSimpleName();
    SortedMap<String, DoFnMethod> byId = new TreeMap<>();
    for (MethodFinder.Found found : methods.all(annotation)) {
      A marked = found.annotation(annotation);
      String id = marked == null ? "" : idOf.apply(marked);
      MethodError error = MethodError.of(fnClass, found.method());
      if (!timers.containsKey(id)) {
        throw error.says(
            "is marked @%s(\"%s\"), but there is no field marked @%s(\"%s\"); those declared are %s",
            name, id, declaredBy, id, timers.keySet());
      }
      DoFnMethod method = method(methods.callable(found, annotation), kind);
      if (byId.putIfAbsent(id, method) != null) {
        throw error.says("is the second method marked @%s(\"%s\"). Leave one", name, id);
      }
    }
    timers.forEach(
        (id, timer) -> {
          if (!byId.containsKey(id)) {
            throw MethodError.of(fnClass, timer.field())
                .says(
                    "@%s(\"%s\") is declared, but no method is marked @%s(\"%s\"): mark the one to"
                        + " call when the timer fires",
                    declaredBy, id, name, id);
          }
        });
    return byId;
  }
}
