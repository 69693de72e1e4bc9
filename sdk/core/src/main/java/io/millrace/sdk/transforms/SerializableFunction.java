package io.millrace.sdk.transforms;

import org.jspecify.annotations.Nullable;

/** A serialisable function that throws no checked exception. */
@FunctionalInterface
public interface SerializableFunction<
        InputT extends @Nullable Object, OutputT extends @Nullable Object>
    extends ProcessFunction<InputT, OutputT> {
  @Override
  OutputT apply(InputT input);
}
