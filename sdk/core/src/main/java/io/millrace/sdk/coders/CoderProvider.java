package io.millrace.sdk.coders;

import io.millrace.sdk.values.TypeDescriptor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes coders for the types that it knows; see {@link CoderRegistry#registerCoderProvider}. */
public abstract class CoderProvider {
  /**
   * Returns a coder for {@code typeDescriptor}, whose type arguments have {@code componentCoders}.
   *
   * @throws CannotProvideCoderException if this provider does not know the type
   */
  public abstract <T extends @Nullable Object> Coder<T> coderFor(
      TypeDescriptor<T> typeDescriptor, List<? extends Coder<?>> componentCoders)
      throws CannotProvideCoderException;

  /** Whether it makes no difference to this provider what coders the type arguments have. */
  boolean ignoresComponentCoders() {
    return false;
  }
}
