package io.millrace.runners.core.grouping;

import io.millrace.runners.core.batch.LongCoders;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.EncodeBuffer;
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
    if (LongCoders.codes(coder)) {
      return (KeyColumn<K>) new LongKeys((Coder<Long>) (Coder<?>) coder);
    }
    return coder.consistentWithEquals() ? new ObjectKeys<>(coder) : new EncodedKeys<>(coder);
  }

  /**
   * Prepares for {@link #is}, {@link #find} and {@link #set} of a key.
   *
   * @throws IOException if it is no key, as far as this column sees
   */
  abstract void seek(K key) throws IOException;

  /** Whether a row has the key that is sought. */
  abstract boolean is(int row, K key);

  /** The row of the key that is sought; if there is none, the complement of the free one. */
  abstract int find(RowIndex index, int hash, int namespace, K key);

  /** Puts the key that was sought last into a row. */
  abstract void set(int row, K key);

  abstract K get(int row) throws IOException;

  abstract void encode(int row, EncodeBuffer out) throws IOException;
}
