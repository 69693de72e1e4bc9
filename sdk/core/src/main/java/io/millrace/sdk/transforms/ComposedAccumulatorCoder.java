package io.millrace.sdk.transforms;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.StructuredCoder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A coder of the accumulators of composed functions: one after the other. */
final class ComposedAccumulatorCoder extends StructuredCoder<@Nullable Object[]> {
  private static final long serialVersionUID = 1;

  private final List<Coder<@Nullable Object>> coders;

  ComposedAccumulatorCoder(List<Coder<@Nullable Object>> coders) {
    this.coders = List.copyOf(coders);
  }

  @Override
  public void encode(@Nullable Object[] value, OutputStream outStream) throws IOException {
    for (int i = 0; i < value.length; i++) {
      coders.get(i).encode(value[i], outStream);
    }
  }

  @Override
  public @Nullable Object[] decode(InputStream inStream) throws IOException {
    @Nullable Object[] value = new @Nullable Object[coders.size()];
    for (int i = 0; i < value.length; i++) {
      value[i] = coders.get(i).decode(inStream);
    }
    return value;
  }

  @Override
  public List<? extends Coder<?>> getCoderArguments() {
    return coders;
  }

  @Override
  public void verifyDeterministic() throws NonDeterministicException {
    for (Coder<?> coder : coders) {
      verifyDeterministic(this, "an accumulator", coder);
    }
  }
}
