package io.millrace.sdk.io.jdbc.write;

/**
 * Rows that are written together or not at all. Not to be changed.
 *
 * @param id no other batch has it, of whatever job
 * @param count how many rows there are
 * @param rows their elements in coder form, one behind the other
 */
@SuppressWarnings("ArrayRecordComponent") // batches are not compared; the bytes are never changed
record RowBatch(String id, int count, byte[] rows) {

  @Override
  public String toString() {
    return count + " rows, batch " + id;
  }
}
