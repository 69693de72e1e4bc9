package io.millrace.runners.core.stage;

import io.millrace.runners.core.invoke.ElementReceiver;
import org.jspecify.annotations.Nullable;

/** A receiver of KVs that is glad to be told the hash of the key. */
interface HashedReceiver extends ElementReceiver {

  /** Takes a KV whose key has the given stable hash. */
  void accept(@Nullable Object value, int keyHash);
}
