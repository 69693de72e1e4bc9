package io.millrace.sdk.io.range;

import io.millrace.sdk.io.source.SplitEnumerator;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The enumerator of a source whose input is a range that is known from the start: it gives out all
 * splits at once.
 */
public final class OffsetRangeEnumerator implements SplitEnumerator<OffsetRange> {

  private static final byte NOT_YET = 0;
  private static final byte DONE = 1;

  private final OffsetRange range;
  private final int splits;
  private boolean done;

  /**
   * An enumerator of about equal parts of a range.
   *
   * @param splits how many parts, if there are as many offsets; at least one
   * @param state what {@link #snapshot} gave, or null to begin
   */
  public OffsetRangeEnumerator(OffsetRange range, int splits, byte @Nullable [] state) {
    this.range = range;
    this.splits = Math.max(1, splits);
    this.done = state != null && state.length == 1 && state[0] == DONE;
  }

  @Override
  public List<OffsetRange> discover(long nowMillis) {
    if (done) {
      return List.of();
    }
    done = true;
    return equalParts();
  }

  private List<OffsetRange> equalParts() {
    List<OffsetRange> parts = new ArrayList<>();
    long start = range.getFrom();
    for (int left = splits; start < range.getTo(); left--) {
      // as unsigned, the size of any range is a long
      long rest = range.getTo() - start;
      long size = left == 1 ? rest : Long.divideUnsigned(rest, left);
      if (Long.remainderUnsigned(rest, left) != 0 && left > 1) {
        size++;
      }
      parts.add(new OffsetRange(start, start + size));
      start += size;
    }
    return parts;
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
