package io.millrace.runners.core.snapshot;

import io.millrace.sdk.coders.EncodeBuffer;
import java.io.IOException;

/**
 * Takes what a task keeps, entry after entry: {@link #key} or {@link #shared}, then the content is
 * written to the buffer, then {@link #end}. Not thread-safe.
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
   * Ends the entry.
   *
   * @throws IOException if there is no room for it
   */
  void end() throws IOException;
}
