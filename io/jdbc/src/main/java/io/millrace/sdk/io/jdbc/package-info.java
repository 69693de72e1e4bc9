/**
 * Rows of databases, by JDBC: {@link io.millrace.sdk.io.jdbc.JdbcIO}, with the names of Beam's. A
 * query is read as one split, a table in ranges of a column, each of which can be taken up again
 * where its reader was. Rows are written in batches: at least once with each bundle, or exactly
 * once by a sink whose committer notes in a table of the same database which batches are there.
 *
 * <p>The parts: {@link io.millrace.sdk.io.jdbc.connect} reaches databases, {@link
 * io.millrace.sdk.io.jdbc.read} and {@link io.millrace.sdk.io.jdbc.write} decide what is executed,
 * and {@link io.millrace.sdk.io.jdbc.shell} has the pools, threads and pauses.
 */
@NullMarked
package io.millrace.sdk.io.jdbc;

import org.jspecify.annotations.NullMarked;
