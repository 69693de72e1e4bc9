package io.millrace.sdk.util;

import java.io.Serializable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A supplier that can travel with a pipeline. */
@FunctionalInterface
public interface SerializableSupplier<T extends @Nullable Object>
    extends Supplier<T>, Serializable {}
