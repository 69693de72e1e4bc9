package io.millrace.sdk.coders;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A deterministic coder without components: instances of one class are all equal. */
public abstract class AtomicCoder<T extends @Nullable Object> extends StructuredCoder<T> {
  private static final long serialVersionUID = 1;

  /** Returns normally; a subclass that is not deterministic overrides this. */
  @Override
  public void verifyDeterministic() throws NonDeterministicException {}

  @Override
  public List<? extends Coder<?>> getCoderArguments() {
    return List.of();
  }

  @Override
  public final List<? extends Coder<?>> getComponents() {
    return List.of();
  }

  @Override
  @SuppressWarnings("EqualsGetClass") // coders of different classes write different bytes
  public final boolean equals(@Nullable Object other) {
    return other != null && other.getClass() == getClass();
  }

  @Override
  public final int hashCode() {
    return getClass().getName().hashCode();
  }
}
