package io.millrace.sdk.transforms;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** A serialisable function from {@code InputT} to {@code OutputT} that may throw anything. */
@FunctionalInterface
public interface ProcessFunction<InputT extends @Nullable Object, OutputT extends @Nullable Object>
    extends Serializable {
  /** Returns the result for {@code input}. */
  OutputT apply(InputT input) throws Exception;
}
