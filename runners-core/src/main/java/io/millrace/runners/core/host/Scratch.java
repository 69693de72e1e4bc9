package io.millrace.runners.core.host;

import java.io.IOException;

/**
 * Scratch space of a task for what does not fit into memory; the host implements it on files.
 *
 * <p>Nothing in it outlives the task, nothing is read by another task. Not thread-safe.
 */
public interface Scratch {

  /**
   * A new empty file.
   *
   * @param purpose a few words for people who look at the directory or read an error, such as
   *     {@code group-by-key}; it need not be unique
   * @throws IOException if it cannot be created
   */
  ScratchFile create(String purpose) throws IOException;
}
