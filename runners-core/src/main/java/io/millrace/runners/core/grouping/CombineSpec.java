package io.millrace.runners.core.grouping;

import io.millrace.sdk.coders.Coder;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link CombineTable} must know of a combine.
 *
 * @param keyCoder deterministic; keys are equal when their bytes are
 * @param namespaceCoder of the namespaces, deterministic; null if there are none, as in the global
 *     window
 * @param accumulators {@link LongAccumulators} are kept unboxed
 * @param accumulatorCoder by which accumulators are spilled, and their size in memory is estimated
 */
public record CombineSpec<
    K extends @Nullable Object, InputT extends @Nullable Object, AccumT extends @Nullable Object>(
    Coder<K> keyCoder,
    @Nullable Coder<?> namespaceCoder,
    Accumulators<InputT, AccumT> accumulators,
    Coder<AccumT> accumulatorCoder) {}
