package io.millrace.runners.core.store;

import org.jspecify.annotations.Nullable;

/**
 * Values by key, in the order of the keys as unsigned bytes. What was written is what is read from
 * then on. Arrays belong to the table once they were given to it, and must not be changed. Not
 * thread-safe. All methods throw {@link java.io.UncheckedIOException} if the store fails.
 */
public interface StateTable {

  /** The value of a key; null if there is none. */
  byte @Nullable [] get(byte[] key);

  /** Writes a value, in the place of the one that was there. */
  void put(byte[] key, byte[] value);

  /** Removes a key, whether it is there or not. */
  void delete(byte[] key);

  /**
   * Removes all keys of a range. Costs about the same for one key and for a million; and each range
   * costs a little whenever keys near to it are read.
   *
   * @param from the first key
   * @param to the key after the last
   */
  void deleteRange(byte[] from, byte[] to);

  /**
   * Shows what is in a range, in order, as it is when the scan begins. The table may be read and
   * written meanwhile.
   *
   * @param from the first key
   * @param to the key after the last; null for up to the end
   */
  void scan(byte[] from, byte @Nullable [] to, Visitor visitor);

  /**
   * Lets go of the table and what is in it, after which nothing may be done with it. Does nothing
   * if the store is closed. Never throws.
   */
  void drop();

  /** Sees entries. */
  @FunctionalInterface
  interface Visitor {
    /** An entry; returns whether to go on. */
    boolean visit(byte[] key, byte[] value);
  }
}
