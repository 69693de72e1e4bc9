/**
 * Files of comma-separated values (RFC 4180 and its relatives), read and written: {@link
 * io.millrace.sdk.io.csv.CsvIO}.
 *
 * <p>Where rows end is found here, in bytes ({@link io.millrace.sdk.io.csv.RowEnds}), because a
 * reader must know where in a file it stands, how large a row is, and what to leave out when one is
 * bad. What fields a row has is found by FastCSV. What they mean is up to a {@link
 * io.millrace.sdk.io.csv.Rows}: a record, a list or a map.
 */
@NullMarked
package io.millrace.sdk.io.csv;

import org.jspecify.annotations.NullMarked;
