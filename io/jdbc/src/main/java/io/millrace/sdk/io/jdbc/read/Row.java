package io.millrace.sdk.io.jdbc.read;

import org.jspecify.annotations.Nullable;

/**
 * A row that was read.
 *
 * @param element what the row mapper made of it
 * @param value that of the partition column; null if it has none, or if there is no such column
 */
record Row<T extends @Nullable Object, P>(T element, @Nullable P value) {}
