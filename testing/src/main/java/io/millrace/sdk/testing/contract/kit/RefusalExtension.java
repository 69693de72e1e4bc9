package io.millrace.sdk.testing.contract.kit;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/**
 * Turns a test that needs what the runner does not support into one that passes only if the
 * pipeline is refused, by the name of what is missing.
 */
final class RefusalExtension implements InvocationInterceptor {

  private final Set<Feature> unsupported;

  RefusalExtension(Set<Feature> unsupported) {
    this.unsupported = unsupported;
  }

  /** What a test needs: what is said at the method, its class, and the classes above. */
  static Set<Feature> needs(@Nullable Method method, Class<?> testClass) {
    Set<Feature> needs = EnumSet.noneOf(Feature.class);
    if (method != null) {
      addNeeds(needs, method);
    }
    for (Class<?> type = testClass; type != null; type = type.getSuperclass()) {
      addNeeds(needs, type);
    }
    return needs;
  }

  private static void addNeeds(Set<Feature> needs, AnnotatedElement element) {
    Needs found = element.getDeclaredAnnotation(Needs.class);
    if (found != null) {
      needs.addAll(List.of(found.value()));
    }
  }

  @Override
  public void interceptTestMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> test,
      ExtensionContext context)
      throws Throwable {
    Set<Feature> missing = needs(test.getExecutable(), test.getTargetClass());
    missing.retainAll(unsupported);
    if (missing.isEmpty()) {
      invocation.proceed();
    } else {
      expectRefusal(invocation, missing);
    }
  }

  private static void expectRefusal(Invocation<@Nullable Void> invocation, Set<Feature> missing)
      throws Throwable {
    try {
      invocation.proceed();
    } catch (Throwable thrown) {
      if (isRefusal(thrown, missing)) {
        return;
      }
      throw new AssertionError(
          String.format(
              "The runner declares not to support %s, so the pipeline must be refused when it is"
                  + " submitted: by an IllegalArgumentException or UnsupportedOperationException"
                  + " that contains 'transform \"...\"' and one of these names in parentheses, but"
                  + " it failed with %s",
              missing, thrown),
          thrown);
    }
    throw new AssertionError(
        String.format(
            "The runner declares not to support %s, but it ran a pipeline that needs it. If it"
                + " does now, say so in unsupported().",
            missing));
  }

  private static boolean isRefusal(Throwable thrown, Set<Feature> missing) {
    boolean atSubmission =
        thrown instanceof IllegalArgumentException
            || thrown instanceof UnsupportedOperationException;
    String message = String.valueOf(thrown.getMessage());
    return atSubmission
        && message.contains("transform \"")
        && missing.stream().anyMatch(feature -> message.contains("(" + feature + ")"));
  }
}
