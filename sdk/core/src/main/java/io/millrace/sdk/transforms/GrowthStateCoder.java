package io.millrace.sdk.transforms;

import com.google.common.collect.ImmutableSet;
import io.millrace.sdk.coders.BigEndianLongCoder;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.CoderException;
import io.millrace.sdk.coders.StructuredCoder;
import io.millrace.sdk.coders.VarIntCoder;
import io.millrace.sdk.transforms.GrowthState.KeyHash;
import io.millrace.sdk.transforms.GrowthState.Polls;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The coder of {@link GrowthState}. */
final class GrowthStateCoder<StateT extends @Nullable Object>
    extends StructuredCoder<GrowthState<StateT>> {
  private static final long serialVersionUID = 1;

  private final Coder<StateT> terminationCoder;

  GrowthStateCoder(Coder<StateT> terminationCoder) {
    this.terminationCoder = terminationCoder;
  }

  @Override
  public void encode(GrowthState<StateT> state, OutputStream outStream) throws IOException {
    outStream.write(
        switch (state.polls()) {
          case NONE -> 0;
          case ONCE -> 1;
          case FOR_EVER -> 2;
        });
    VarIntCoder.of().encode(state.seen().size(), outStream);
    for (KeyHash hash : state.seen()) {
      BigEndianLongCoder.of().encode(hash.high(), outStream);
      BigEndianLongCoder.of().encode(hash.low(), outStream);
    }
    terminationCoder.encode(state.termination(), outStream);
  }

  @Override
  public GrowthState<StateT> decode(InputStream inStream) throws IOException {
    int polls = inStream.read();
    Polls known =
        switch (polls) {
          case 0 -> Polls.NONE;
          case 1 -> Polls.ONCE;
          case 2 -> Polls.FOR_EVER;
          default -> throw new CoderException("no state of a watched element begins with " + polls);
        };
    int count = VarIntCoder.of().decode(inStream);
    ImmutableSet.Builder<KeyHash> seen = ImmutableSet.builder();
    for (int i = 0; i < count; i++) {
      long high = BigEndianLongCoder.of().decode(inStream);
      seen.add(new KeyHash(high, BigEndianLongCoder.of().decode(inStream)));
    }
    return new GrowthState<>(known, seen.build(), terminationCoder.decode(inStream));
  }

  @Override
  public List<? extends Coder<?>> getCoderArguments() {
    return List.of(terminationCoder);
  }

  @Override
  public void verifyDeterministic() throws NonDeterministicException {
    throw new NonDeterministicException(this, "outputs are in the order in which they were seen");
  }
}
