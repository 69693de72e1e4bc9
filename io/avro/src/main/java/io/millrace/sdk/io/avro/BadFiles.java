package io.millrace.sdk.io.avro;

/** What happens to files, or parts of them, that are malformed or end too early. */
public enum BadFiles {

  /** The job fails. The message names the file and the place in it. */
  FAIL,

  /**
   * What cannot be read is left out: of Avro a block, of Parquet the rest of a row group, or a file
   * without a readable header or footer. Each is logged, and counted in the metric {@code
   * badParts}. That storage fails, or that a schema does not fit, is no such case.
   */
  SKIP
}
