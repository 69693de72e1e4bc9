package io.millrace.sdk.io.text;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** What ends a line. Immutable, stateless. */
public abstract sealed class LineEnd implements Serializable permits Newline, Delimiter {
  private static final long serialVersionUID = 1;

  /** What {@link #length} answers if the bytes that follow decide. */
  static final int UNDECIDED = 0;

  /**
   * Lines end with these bytes; if null is given, with {@code \n}, {@code \r\n} or {@code \r},
   * whichever comes.
   *
   * @throws IllegalArgumentException if there are no bytes, or if they overlap themselves: then the
   *     place at which one begins to read would change what is a line
   */
  public static LineEnd of(byte @Nullable [] delimiter) {
    return delimiter == null ? new Newline() : new Delimiter(delimiter);
  }

  /** Where the first line end that is wholly in the bytes begins, or -1. */
  abstract int find(byte[] bytes, int from, int to);

  /** How long the line end is that begins at {@code at}, or {@link #UNDECIDED}. */
  abstract int length(byte[] bytes, int at, int to);

  /** How many bytes before a position decide whether a line begins there. */
  abstract int lookBack();
}
