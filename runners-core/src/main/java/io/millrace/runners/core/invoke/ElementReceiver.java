package io.millrace.runners.core.invoke;

import org.jspecify.annotations.Nullable;

/** Takes elements one by one. */
@FunctionalInterface
public interface ElementReceiver {

  /** Takes an element. What its consumers throw passes through. */
  void accept(@Nullable Object value);
}
