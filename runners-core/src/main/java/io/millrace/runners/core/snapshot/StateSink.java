package io.millrace.runners.core.snapshot;

import io.millrace.runners.core.store.StateStore;
import io.millrace.sdk.coders.EncodeBuffer;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Takes what a task keeps, entry after entry: {@link #key}, {@link #shared} or {@link #tables},
 * then the content is written to the buffer, then {@link #end}. Not thread-safe.
 */
public interface StateSink {

  /**
   * Begins an entry of a key.
   *
   * @param keyHash the key coder's {@code stableHash} of the key
   * @return where the content goes
   */
  EncodeBuffer key(Section section, int keyHash);

  /** Begins an entry that any one task of the stage may take over. */
  EncodeBuffer shared(Section section);

  /**
   * Takes the tables of a store as they are now, and begins an entry of {@link Section#TABLES} for
   * what else its owner keeps.
   *
   * @return null if tables are not taken: their contents are to be written as entries of keys
   * @throws IOException if the store fails
   */
  default @Nullable EncodeBuffer tables(StateStore store) throws IOException {
    return null;
  }

  /**
   * Ends the entry.
   *
   * @throws IOException if there is no room for it
   */
  void end() throws IOException;
}
