package io.millrace.runners.distributed.store;

import com.google.protobuf.ByteString;

/**
 * An operation on the store. Keys are checked by {@link StoreKeys}; of savepoints they may also be
 * {@link StoreKeys#ofPlace outside} of it.
 *
 * <p>An operation that was not answered, or answered with {@link StoreReply.Unknown}, may still
 * take effect at any later time.
 */
public sealed interface StoreOp {

  /** What it is about: the key of an object, or a prefix of keys. */
  String key();

  /**
   * Reads a part of an object, or less if it ends before: {@link StoreReply.Ok} or {@link
   * StoreReply.Absent}.
   *
   * @param offset in bytes
   * @param length in bytes, at most
   */
  record Get(String key, long offset, long length) implements StoreOp {
    /** All of an object. */
    public static Get all(String key) {
      return new Get(key, 0, Long.MAX_VALUE);
    }
  }

  /**
   * Creates an object if there is none. Of all that race for a key exactly one is answered {@link
   * StoreReply.Ok}, the others {@link StoreReply.Exists} with what the winner wrote.
   */
  record PutIfAbsent(String key, ByteString bytes) implements StoreOp {}

  /** Writes an object under a name that nobody else uses; replaces what is there. */
  record Put(String key, ByteString bytes) implements StoreOp {}

  /** Removes an object; {@link StoreReply.Ok} also if there is none. */
  record Delete(String key) implements StoreOp {}

  /**
   * Lists keys that begin with a prefix: {@link StoreReply.Names}. May leave out any of them and
   * show some that are gone, so nothing but the search for leftovers may use it.
   */
  record ListForCleaning(String key) implements StoreOp {}
}
