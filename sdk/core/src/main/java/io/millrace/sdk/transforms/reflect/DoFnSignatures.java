package io.millrace.sdk.transforms.reflect;

import io.millrace.sdk.transforms.DoFn;

/** Finds the signatures of DoFn classes. Thread-safe; each class is looked at once. */
public final class DoFnSignatures {

  private static final ClassValue<DoFnSignature> SIGNATURES =
      new ClassValue<>() {
        @Override
        protected DoFnSignature computeValue(Class<?> fnClass) {
          return new SignatureReader(fnClass).read();
        }
      };

  private DoFnSignatures() {}

  /**
   * The signature of a DoFn class, with everything that it declares, whether Millrace can run it or
   * not.
   *
   * @throws IllegalArgumentException if the class breaks the rules for DoFns; the message names
   *     class, method, parameter and what to do
   */
  public static DoFnSignature getSignature(Class<?> fnClass) {
    if (!DoFn.class.isAssignableFrom(fnClass)) {
      throw MethodError.of(fnClass).says("is no subclass of DoFn");
    }
    return SIGNATURES.get(fnClass);
  }

  /**
   * The signature of a function that is to be part of a pipeline.
   *
   * @throws IllegalArgumentException as with {@link #getSignature}, and if the function needs state
   *     or timers, which are not supported yet
   */
  public static DoFnSignature signatureForDoFn(DoFn<?, ?> fn) {
    DoFnSignature signature = getSignature(fn.getClass());
    StateDeclarations declared = signature.declarations();
    refuse(fn, "@StateId", declared.states());
    refuse(fn, "@TimerId", declared.timers());
    refuse(fn, "@TimerFamily", declared.timerFamilies());
    if (declared.onWindowExpiration()) {
      throw MethodError.of(fn.getClass()).says("@OnWindowExpiration is not supported yet");
    }
    return signature;
  }

  private static void refuse(DoFn<?, ?> fn, String annotation, Iterable<String> ids) {
    for (String id : ids) {
      throw MethodError.of(fn.getClass())
          .says(
              "%s(\"%s\") is declared, but state and timers are not supported yet", annotation, id);
    }
  }
}
