package io.millrace.runners.distributed.machine;

import com.google.protobuf.ByteString;
import java.io.IOException;

/** Work that takes long and is done on another thread: it must not touch the machine's state. */
@FunctionalInterface
public interface Work {

  /** Does it and gives the result. */
  ByteString run() throws IOException;
}
