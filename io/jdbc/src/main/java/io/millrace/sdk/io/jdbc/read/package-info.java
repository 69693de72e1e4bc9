/**
 * Reading rows: the sources of one query ({@link io.millrace.sdk.io.jdbc.read.QuerySource}) and of
 * ranges of a column ({@link io.millrace.sdk.io.jdbc.read.PartitionSource}). Both have splits that
 * are a {@link io.millrace.sdk.io.jdbc.read.RowPosition}: from which value of the column on, and
 * how many rows of that value were given already. Queries are executed on a thread of their own;
 * {@link io.millrace.sdk.io.jdbc.read.RowReader} takes what has come, and knows where it is.
 */
@NullMarked
package io.millrace.sdk.io.jdbc.read;

import org.jspecify.annotations.NullMarked;
