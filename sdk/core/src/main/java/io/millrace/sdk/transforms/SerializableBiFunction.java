package io.millrace.sdk.transforms;

import java.io.Serializable;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** A serialisable function of two arguments. */
@FunctionalInterface
public interface SerializableBiFunction<
        FirstInputT extends @Nullable Object,
        SecondInputT extends @Nullable Object,
        OutputT extends @Nullable Object>
    extends BiFunction<FirstInputT, SecondInputT, OutputT>, Serializable {}
