/**
 * Writing rows. {@link io.millrace.sdk.io.jdbc.write.WriteFn} executes a statement for the rows of
 * a bundle, in batches that are a transaction each: a bundle that fails comes anew, so rows are
 * written at least once. {@link io.millrace.sdk.io.jdbc.write.RowSink} writes them exactly once:
 * its writers keep rows in coder form, as {@link io.millrace.sdk.io.jdbc.write.RowBatch}es with
 * ids, and its committer executes each batch in a transaction that notes the id in a {@link
 * io.millrace.sdk.io.jdbc.write.CommitTable}; a batch whose id is there is left out.
 */
@NullMarked
package io.millrace.sdk.io.jdbc.write;

import org.jspecify.annotations.NullMarked;
