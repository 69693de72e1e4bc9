package io.millrace.runners.distributed.store;

import com.google.protobuf.ByteString;
import java.util.List;

/** How an operation on the store ended. */
public sealed interface StoreReply {

  /** It took effect; of a read, with what was read, else empty. */
  record Ok(ByteString bytes) implements StoreReply {
    /** Of an operation that reads nothing. */
    public static final Ok DONE = new Ok(ByteString.EMPTY);
  }

  /** There is no such object. */
  record Absent() implements StoreReply {}

  /** The object was there before, with this content. */
  record Exists(ByteString bytes) implements StoreReply {}

  /** Keys that were found. */
  record Names(List<String> keys) implements StoreReply {
    /** Copies the keys. */
    public Names {
      keys = List.copyOf(keys);
    }
  }

  /**
   * It had no effect and will have none.
   *
   * @param retryable whether trying again can help
   */
  record Failed(String cause, boolean retryable) implements StoreReply {}

  /** Nobody knows whether it took effect, or will yet. */
  record Unknown(String cause) implements StoreReply {}
}
