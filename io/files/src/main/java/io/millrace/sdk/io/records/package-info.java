/**
 * Records in files, whatever their format: text is read in blocks of whole records ({@link
 * io.millrace.sdk.io.records.RecordBlocks}), a format makes elements of them ({@link
 * io.millrace.sdk.io.records.RecordFormat}), and what it cannot read is a {@link
 * io.millrace.sdk.io.records.BadRecord}. The transforms are the same for all formats; which files
 * there are, where a reader stands and how large files are cut is not a format's business.
 */
@NullMarked
package io.millrace.sdk.io.records;

import org.jspecify.annotations.NullMarked;
