package io.millrace.runners.distributed.machine;

import com.google.protobuf.ByteString;

/** How work that was done elsewhere ended. */
public sealed interface WorkResult {

  /** It ended with a result. */
  record Done(ByteString result) implements WorkResult {}

  /** It failed. */
  record Failed(String cause) implements WorkResult {}
}
