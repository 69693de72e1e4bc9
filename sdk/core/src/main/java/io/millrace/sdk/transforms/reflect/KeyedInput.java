package io.millrace.sdk.transforms.reflect;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TypeDescriptor;
import io.millrace.sdk.values.WindowingStrategy;
import java.lang.reflect.TypeVariable;

/** Checks that state can be kept for each key and window of an input. */
final class KeyedInput {

  private KeyedInput() {}

  static void verify(DoFnSignature signature, PCollection<?> input) {
    verifyHasKeys(signature, input);
    verifyKeyCoder(signature, input);
    verifyWindows(signature, input);
  }

  private static void verifyHasKeys(DoFnSignature signature, PCollection<?> input) {
    TypeDescriptor<?> type = input.getTypeDescriptor();
    boolean isKv =
        type == null || type.getType() instanceof TypeVariable<?> || type.getRawType() == KV.class;
    if (!isKv || !(input.getCoder() instanceof KvCoder<?, ?>)) {
      throw reason(signature)
          .says(
              "%s is kept for each key, but elements of %s have none: they are %s with the coder"
                  + " %s. Give them keys (WithKeys) and, if it is set by hand, a KvCoder",
              what(signature),
              input.getName(),
              type == null ? "of unknown type" : type,
              input.getCoder());
    }
  }

  private static void verifyKeyCoder(DoFnSignature signature, PCollection<?> input) {
    Coder<?> keyCoder = ((KvCoder<?, ?>) input.getCoder()).getKeyCoder();
    try {
      keyCoder.verifyDeterministic();
    } catch (Coder.NonDeterministicException e) {
      throw reason(signature)
          .causedBy(
              e,
              "%s is kept for each key, but the key coder of %s, %s, is not deterministic: equal"
                  + " keys could be encoded differently and be kept apart. %s Choose another key"
                  + " type, or set a deterministic key coder",
              what(signature),
              input.getName(),
              keyCoder,
              String.valueOf(e.getMessage()));
    }
  }

  /** Rule M7: what is kept for two windows would have to become one. */
  private static void verifyWindows(DoFnSignature signature, PCollection<?> input) {
    WindowingStrategy<?, ?> strategy = input.getWindowingStrategy();
    if (strategy.needsMerge()) {
      throw reason(signature)
          .says(
              "%s is kept for each window, but those of %s, %s, merge. Apply Window.into(...) with"
                  + " windows that do not merge, or group the elements by key before, which merges"
                  + " the windows",
              what(signature), input.getName(), strategy.getWindowFn());
    }
  }

  private static MethodError reason(DoFnSignature signature) {
    StateDeclarations declared = signature.declarations();
    if (signature.usesState()) {
      return MethodError.of(signature.fnClass(), first(declared.states().values()).field());
    } else if (!declared.timers().isEmpty()) {
      return MethodError.of(signature.fnClass(), first(declared.timers().values()).field());
    } else if (signature.usesTimers()) {
      return MethodError.of(signature.fnClass(), first(declared.timerFamilies().values()).field());
    }
    DoFnMethod expiration = signature.onWindowExpiration();
    return MethodError.of(
        signature.fnClass(),
        expiration != null ? expiration.method() : signature.processElement().method());
  }

  private static String what(DoFnSignature signature) {
    StateDeclarations declared = signature.declarations();
    if (signature.usesState()) {
      return "the state \"" + declared.states().firstKey() + "\"";
    } else if (!declared.timers().isEmpty()) {
      return "the timer \"" + declared.timers().firstKey() + "\"";
    } else if (signature.usesTimers()) {
      return "the timer family \"" + declared.timerFamilies().firstKey() + "\"";
    }
    return signature.onWindowExpiration() != null
        ? "what @OnWindowExpiration waits for"
        : "the order of @RequiresTimeSortedInput";
  }

  private static <T> T first(Iterable<T> values) {
    return values.iterator().next();
  }
}
