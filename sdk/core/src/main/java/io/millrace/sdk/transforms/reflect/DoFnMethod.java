package io.millrace.sdk.transforms.reflect;

import java.lang.reflect.Method;
import java.util.List;

/**
 * A method of a DoFn and what it takes. It is public and not static; called on the function, it
 * runs the most specific override.
 *
 * @param method as declared by the function's class or the nearest superclass that declares it
 * @param parameters one for each parameter of the method, in order
 */
public record DoFnMethod(Method method, List<Parameter> parameters) {

  public DoFnMethod {
    parameters = List.copyOf(parameters);
  }

  /** Whether some parameter is of this kind. */
  public boolean has(Class<? extends Parameter> kind) {
    for (Parameter parameter : parameters) {
      if (kind.isInstance(parameter)) {
        return true;
      }
    }
    return false;
  }
}
