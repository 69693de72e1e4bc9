package io.millrace.sdk.transforms;

import java.io.Serializable;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A serialisable consumer of two arguments. */
@FunctionalInterface
public interface SerializableBiConsumer<
        FirstInputT extends @Nullable Object, SecondInputT extends @Nullable Object>
    extends BiConsumer<FirstInputT, SecondInputT>, Serializable {}
