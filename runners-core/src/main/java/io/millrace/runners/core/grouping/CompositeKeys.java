package io.millrace.runners.core.grouping;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.DecodeBuffer;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Takes apart what a table encoded as one key: namespace, if it has any, and key. */
final class CompositeKeys<K extends @Nullable Object> {
  private final @Nullable Coder<?> namespaceCoder;
  private final Coder<K> keyCoder;
  private final DecodeBuffer buffer = new DecodeBuffer(new byte[0]);
  private @Nullable Object namespace;
  private int namespaceHash;

  CompositeKeys(@Nullable Coder<?> namespaceCoder, Coder<K> keyCoder) {
    this.namespaceCoder = namespaceCoder;
    this.keyCoder = keyCoder;
  }

  /** Decodes a key and, before it, its namespace, which {@link #namespace} then tells. */
  K decode(byte[] array, int offset, int length) throws IOException {
    buffer.reset(array, offset, length);
    if (namespaceCoder != null) {
      decodeNamespace(namespaceCoder);
    }
    return keyCoder.decode(buffer);
  }

  private <N> void decodeNamespace(Coder<N> coder) throws IOException {
    N decoded = coder.decode(buffer);
    namespaceHash = coder.stableHash(decoded);
    namespace = decoded;
  }

  @Nullable Object namespace() {
    return namespace;
  }

  /** The hash of the key alone, from that of key and namespace. */
  int keyHash(int entryHash) {
    return entryHash - namespaceHash;
  }
}
