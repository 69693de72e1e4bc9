package io.millrace.sdk.io.source;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gives out splits that are known from the start, all at once. */
final class FixedSplits<SplitT> implements SplitEnumerator<SplitT> {

  private static final byte NOT_YET = 0;
  private static final byte DONE = 1;

  private final List<SplitT> splits;
  private boolean done;

  FixedSplits(List<SplitT> splits, byte @Nullable [] state) {
    this.splits = List.copyOf(splits);
    this.done = state != null && state.length == 1 && state[0] == DONE;
  }

  @Override
  public List<SplitT> discover(long nowMillis) {
    boolean before = done;
    done = true;
    return before ? List.of() : splits;
  }

  @Override
  public boolean isFinished() {
    return done;
  }

  @Override
  public byte[] snapshot() {
    return new byte[] {done ? DONE : NOT_YET};
  }

  @Override
  public void close() {}
}
