package io.millrace.sdk.transforms.reflect;

import io.millrace.sdk.coders.CannotProvideCoderException;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.VoidCoder;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TypeDescriptor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/** Finds the coders of what a splittable function keeps for later. */
final class SplittableCoders {

  private final DoFn<?, ?> fn;
  private final PCollection<?> input;

  SplittableCoders(DoFn<?, ?> fn, PCollection<?> input) {
    this.fn = fn;
    this.input = input;
  }

  Coder<?> coder(String of, TypeDescriptor<?> type, @Nullable DoFnMethod given, String annotation) {
    if (given != null) {
      return call(given.method());
    }
    if (type.getRawType() == Void.class) {
      return VoidCoder.of();
    }
    try {
      return inferred(type, fn.getInputTypeDescriptor());
    } catch (CannotProvideCoderException e) {
      throw MethodError.of(fn.getClass())
          .causedBy(
              e,
              "no coder is known for the %s, which are %s: %s Give it by a method marked %s, or"
                  + " register one in pipeline.getCoderRegistry()",
              of,
              type,
              String.valueOf(e.getMessage()),
              annotation);
    }
  }

  @SuppressWarnings("unchecked") // the coder of the input is of the function's input type
  private <T extends @Nullable Object> Coder<?> inferred(
      TypeDescriptor<?> wanted, TypeDescriptor<T> known) throws CannotProvideCoderException {
    return input
        .getPipeline()
        .getCoderRegistry()
        .getCoder(wanted, known, (Coder<T>) input.getCoder());
  }

  private Coder<?> call(Method method) {
    MethodError error = MethodError.of(fn.getClass(), method);
    if (!method.trySetAccessible()) {
      throw error.says(
          "cannot be called: add 'opens %s;' to module-info.java, or run from the class path",
          method.getDeclaringClass().getPackageName());
    }
    try {
      Object coder = method.invoke(fn);
      if (coder == null) {
        throw error.says("returned null: return a coder");
      }
      return (Coder<?>) coder;
    } catch (InvocationTargetException e) {
      Throwable cause = e.getCause() != null ? e.getCause() : e;
      throw error.causedBy(cause, "failed: %s", cause);
    } catch (IllegalAccessException e) {
      throw new AssertionError("made accessible above", e);
    }
  }
}
