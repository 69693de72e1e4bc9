package io.millrace.runners.core.grouping;

import io.millrace.sdk.coders.BigEndianLongCoder;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.EncodeBuffer;
import io.millrace.sdk.coders.VarLongCoder;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The keys, in the narrowest form in which they can be compared. */
abstract class KeyColumn<K extends @Nullable Object> extends Column {
  final Coder<K> coder;

  KeyColumn(Coder<K> coder) {
    this.coder = coder;
  }

  @SuppressWarnings("unchecked") // the coder says what K is
  static <K extends @Nullable Object> KeyColumn<K> of(Coder<K> coder) {
    if (coder instanceof VarLongCoder || coder instanceof BigEndianLongCoder) {
      return (KeyColumn<K>) new LongKeys((Coder<Long>) (Coder<?>) coder);
    }
    return coder.consistentWithEquals() ? new ObjectKeys<>(coder) : new EncodedKeys<>(coder);
  }

  /**
   * The slot of the key, or the free one where it would go.
   *
   * @throws IOException if the key cannot be encoded, where it must be
   */
  abstract int find(RowIndex index, int hash, int namespace, K key) throws IOException;

  /** Puts the key that was looked for last into a row. */
  abstract void set(int row, K key);

  abstract K get(int row) throws IOException;

  abstract void encode(int row, EncodeBuffer out) throws IOException;
}
