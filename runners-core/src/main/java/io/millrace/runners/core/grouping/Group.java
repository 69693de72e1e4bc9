package io.millrace.runners.core.grouping;

import org.jspecify.annotations.Nullable;

/**
 * One key of one namespace with all its values.
 *
 * @param keyHash the hash with which the key was added
 * @param namespace null in a table without namespaces
 * @param values in the order in which they were added. Each iterator reads them anew from the
 *     beginning and decodes one at a time; iterators do not disturb each other, and work until the
 *     table is closed. Then they throw {@link IllegalStateException}; when scratch cannot be read,
 *     {@link java.io.UncheckedIOException}
 */
public record Group<K extends @Nullable Object, V extends @Nullable Object>(
    int keyHash, @Nullable Object namespace, K key, Iterable<V> values) {}
