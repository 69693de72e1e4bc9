package io.millrace.runners.core.grouping;

import org.jspecify.annotations.Nullable;

/**
 * One key of one namespace with the accumulator of all its values.
 *
 * @param keyHash the hash with which the key was added
 * @param namespace null in a table without namespaces
 */
public record Combined<K extends @Nullable Object, AccumT extends @Nullable Object>(
    int keyHash, @Nullable Object namespace, K key, AccumT accumulator) {}
