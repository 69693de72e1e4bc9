package io.millrace.runners.core.stage;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.values.KV;
import java.lang.invoke.MethodHandles;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Template: sends each KV to the task that takes care of its key. */
final class HashEdge implements HashedReceiver {

  private static final EdgeOutput OUTPUT;
  private static final Coder<@Nullable Object> KEY_CODER;
  private static final Failures FAILURES;
  private static final String NAME;

  static {
    @Nullable Object[] constants = Template.constants(MethodHandles.lookup());
    OUTPUT = (EdgeOutput) Objects.requireNonNull(constants[0]);
    KEY_CODER = coder(Objects.requireNonNull(constants[1]));
    FAILURES = (Failures) Objects.requireNonNull(constants[2]);
    NAME = (String) Objects.requireNonNull(constants[3]);
  }

  HashEdge() {}

  @SuppressWarnings("unchecked")
  private static Coder<@Nullable Object> coder(Object coder) {
    return (Coder<@Nullable Object>) coder;
  }

  @Override
  public void accept(@Nullable Object value) {
    int hash;
    try {
      hash = KEY_CODER.stableHash(((KV<?, ?>) Objects.requireNonNull(value)).getKey());
    } catch (Throwable t) {
      throw FAILURES.inEngine(NAME, t);
    }
    accept(value, hash);
  }

  @Override
  public void accept(@Nullable Object value, int keyHash) {
    OUTPUT.append(OUTPUT.targetOf(keyHash), value, keyHash);
  }
}
