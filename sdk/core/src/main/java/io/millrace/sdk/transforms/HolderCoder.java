package io.millrace.sdk.transforms;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.CoderException;
import io.millrace.sdk.coders.StructuredCoder;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A coder of {@link Combine.Holder}: 0 for none, or 1 and the value. */
final class HolderCoder<V extends @Nullable Object> extends StructuredCoder<Combine.Holder<V>> {
  private static final long serialVersionUID = 1;

  private final Coder<V> valueCoder;

  HolderCoder(Coder<V> valueCoder) {
    this.valueCoder = valueCoder;
  }

  @Override
  public void encode(Combine.Holder<V> holder, OutputStream outStream) throws IOException {
    if (holder.isPresent()) {
      outStream.write(1);
      valueCoder.encode(holder.get(), outStream);
    } else {
      outStream.write(0);
    }
  }

  @Override
  public Combine.Holder<V> decode(InputStream inStream) throws IOException {
    int presence = inStream.read();
    return switch (presence) {
      case -1 -> throw new EOFException("the stream ends where a holder is needed");
      case 0 -> new Combine.Holder<>();
      case 1 -> new Combine.Holder<>(valueCoder.decode(inStream));
      default ->
          throw new CoderException(
              "the byte " + presence + " says neither absent (0) nor present (1)");
    };
  }

  @Override
  public List<? extends Coder<?>> getCoderArguments() {
    return List.of(valueCoder);
  }

  @Override
  public void verifyDeterministic() throws NonDeterministicException {
    verifyDeterministic(this, "value", valueCoder);
  }
}
