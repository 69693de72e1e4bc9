package io.millrace.sdk.coders;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The base of coders that users write: override {@link #encode} and {@link #decode}, and {@link
 * #verifyDeterministic} if equal values have equal bytes.
 *
 * <p>Override {@code equals} and {@code hashCode} too, or give out one instance only.
 */
public abstract class CustomCoder<T extends @Nullable Object> extends Coder<T> {
  private static final long serialVersionUID = 1;

  /** Empty: a custom coder has no components. */
  @Override
  public List<? extends Coder<?>> getCoderArguments() {
    return List.of();
  }

  /** Always throws, for nothing is known about the coder. */
  @Override
  public void verifyDeterministic() throws NonDeterministicException {
    throw new NonDeterministicException(
        this,
        "a CustomCoder counts as non-deterministic until its verifyDeterministic() is overridden");
  }
}
