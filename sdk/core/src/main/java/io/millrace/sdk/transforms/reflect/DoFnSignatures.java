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
   * The signature of a DoFn class.
   *
   * @throws IllegalArgumentException if the class breaks the rules for DoFns; the message names
   *     class, method or field, parameter and what to do
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
   * @throws IllegalArgumentException as with {@link #getSignature}, and if the function lacks a
   *     specification that its class declares
   */
  public static DoFnSignature signatureForDoFn(DoFn<?, ?> fn) {
    DoFnSignature signature = getSignature(fn.getClass());
    signature.declarations().states().values().forEach(state -> state.spec(fn));
    signature.declarations().timers().values().forEach(timer -> timer.spec(fn));
    signature.declarations().timerFamilies().values().forEach(family -> family.spec(fn));
    return signature;
  }
}
