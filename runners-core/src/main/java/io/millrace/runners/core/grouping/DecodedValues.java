package io.millrace.runners.core.grouping;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.DecodeBuffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Decodes the values of one key one at a time, in each iteration anew. */
final class DecodedValues<V extends @Nullable Object> implements Iterable<V> {
  private final EncodedValues encoded;
  private final Coder<V> coder;
  private final BooleanSupplier closed;

  DecodedValues(EncodedValues encoded, Coder<V> coder, BooleanSupplier closed) {
    this.encoded = encoded;
    this.coder = coder;
    this.closed = closed;
  }

  @Override
  public Iterator<V> iterator() {
    checkOpen();
    return new Decoding();
  }

  private void checkOpen() {
    if (closed.getAsBoolean()) {
      throw new IllegalStateException(
          "the values of a key were read after its table was closed; copy them while it is open");
    }
  }

  @Override
  public String toString() {
    return "the values of one key";
  }

  private final class Decoding implements Iterator<V> {
    private final EncodedValues.Reader reader = encoded.reader();
    private final DecodeBuffer buffer = new DecodeBuffer(reader.array(), 0, 0);
    // whether the reader stands on a value that was not given out
    private boolean ready;

    @Override
    public boolean hasNext() {
      if (!ready) {
        checkOpen();
        try {
          ready = reader.next();
        } catch (IOException e) {
          throw new UncheckedIOException(e.getMessage(), e);
        }
      }
      return ready;
    }

    @Override
    public V next() {
      if (!hasNext()) {
        throw new NoSuchElementException("all values of the key were read");
      }
      ready = false;
      buffer.reset(reader.array(), reader.offset(), reader.length());
      try {
        return coder.decode(buffer);
      } catch (IOException e) {
        throw new UncheckedIOException(
            coder + " cannot decode a grouped value of " + reader.length() + " bytes: " + e, e);
      }
    }
  }
}
