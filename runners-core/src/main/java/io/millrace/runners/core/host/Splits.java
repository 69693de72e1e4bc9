package io.millrace.runners.core.host;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Gives the splits of a source to the tasks that read it. */
public interface Splits {

  /**
   * The next split for the calling task, which is from then on in its care; null if there is none
   * right now.
   *
   * @throws IOException if the source cannot be reached
   */
  @Nullable Object next() throws IOException;

  /**
   * Whether splits were found that no task has taken yet: of what is in them nothing is known, so
   * that time must not pass before they are open.
   */
  boolean areWaiting();

  /** Whether there will never be another split. */
  boolean isExhausted();
}
