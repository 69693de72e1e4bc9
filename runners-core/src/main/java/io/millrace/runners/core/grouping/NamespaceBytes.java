package io.millrace.runners.core.grouping;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.EncodeBuffer;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Encodes and hashes the namespace of an element, once for a row of elements that share it. */
final class NamespaceBytes {
  private final Coder<Object> coder;
  private final EncodeBuffer encoded = new EncodeBuffer();
  private @Nullable Object last;
  private int hash;

  @SuppressWarnings("unchecked")
  NamespaceBytes(Coder<?> coder) {
    this.coder = (Coder<Object>) coder;
  }

  /** Appends the encoding of {@code namespace} to {@code out}; returns its stable hash. */
  int writeTo(EncodeBuffer out, Object namespace) throws IOException {
    if (namespace != last) {
      last = null;
      encoded.reset();
      coder.encode(namespace, encoded);
      hash = coder.stableHash(namespace);
      last = namespace;
    }
    out.write(encoded.array(), 0, encoded.length());
    return hash;
  }
}
