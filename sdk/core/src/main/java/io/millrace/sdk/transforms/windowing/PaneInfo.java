package io.millrace.sdk.transforms.windowing;

import com.google.common.base.MoreObjects;
import io.millrace.sdk.coders.AtomicCoder;
import io.millrace.sdk.coders.CoderException;
import io.millrace.sdk.util.VarInt;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which of the results of one key and window this is: its number, and whether it came before, at or
 * after the moment when the watermark passed the end of the window.
 *
 * <p>Elements that do not come out of a grouping carry {@link #NO_FIRING}. Immutable.
 */
public final class PaneInfo {

  /** When a pane was emitted, seen from the watermark. */
  public enum Timing {
    /** Before the watermark passed the end of the window: a speculative result. */
    EARLY(0),
    /** When the watermark passed the end of the window. There is at most one such pane. */
    ON_TIME(1),
    /** After the on-time pane, or with late data only. */
    LATE(2),
    /** Not out of a grouping. */
    UNKNOWN(3);

    // How it is written: must not change.
    private final int code;

    Timing(int code) {
      this.code = code;
    }
  }

  private static final PaneInfo[] COMMON = new PaneInfo[16];

  static {
    for (Timing timing : Timing.values()) {
      int nonSpeculativeIndex = timing == Timing.EARLY ? -1 : 0;
      for (int i = 0; i < 4; i++) {
        boolean first = (i & 1) != 0;
        boolean last = (i & 2) != 0;
        COMMON[bits(first, last, timing)] =
            new PaneInfo(first, last, timing, 0, nonSpeculativeIndex);
      }
    }
  }

  /** The pane of elements that were never grouped. */
  public static final PaneInfo NO_FIRING = createPane(true, true, Timing.UNKNOWN);

  /** The pane of windows that fire exactly once, on time. */
  public static final PaneInfo ON_TIME_AND_ONLY_FIRING = createPane(true, true, Timing.ON_TIME);

  private final boolean first;
  private final boolean last;
  private final Timing timing;
  private final long index;
  private final long nonSpeculativeIndex;

  private PaneInfo(
      boolean first, boolean last, Timing timing, long index, long nonSpeculativeIndex) {
    this.first = first;
    this.last = last;
    this.timing = timing;
    this.index = index;
    this.nonSpeculativeIndex = nonSpeculativeIndex;
  }

  /**
   * A first pane.
   *
   * @throws IllegalArgumentException if {@code isFirst} is false: later panes need their indexes
   */
  public static PaneInfo createPane(boolean isFirst, boolean isLast, Timing timing) {
    if (!isFirst) {
      throw new IllegalArgumentException("A pane that is not the first needs its indexes");
    }
    return COMMON[bits(true, isLast, timing)];
  }

  /** A pane with its numbers, see {@link #getIndex} and {@link #getNonSpeculativeIndex}. */
  public static PaneInfo createPane(
      boolean isFirst, boolean isLast, Timing timing, long index, long onTimeIndex) {
    int bits = bits(isFirst, isLast, timing);
    PaneInfo common = COMMON[bits];
    return common.index == index && common.nonSpeculativeIndex == onTimeIndex
        ? common
        : new PaneInfo(isFirst, isLast, timing, index, onTimeIndex);
  }

  /** The pane that a single byte of the short encoding stands for. */
  public static PaneInfo decodePane(byte encodedPane) {
    return COMMON[encodedPane & 0xF];
  }

  private static int bits(boolean first, boolean last, Timing timing) {
    return (first ? 1 : 0) | (last ? 2 : 0) | timing.code << 2;
  }

  /** Whether the element did not come out of a grouping. */
  public boolean isUnknown() {
    return timing == Timing.UNKNOWN;
  }

  /** Whether it is the first pane of its key and window. */
  public boolean isFirst() {
    return first;
  }

  /** Whether it is certainly the last pane. Often no pane is known to be the last. */
  public boolean isLast() {
    return last;
  }

  public Timing getTiming() {
    return timing;
  }

  /** The number of the pane of its key and window, from 0. */
  public long getIndex() {
    return index;
  }

  /** The number among the panes that are not early, from 0; -1 for early panes. */
  public long getNonSpeculativeIndex() {
    return nonSpeculativeIndex;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof PaneInfo that
            && first == that.first
            && last == that.last
            && timing == that.timing
            && index == that.index
            && nonSpeculativeIndex == that.nonSpeculativeIndex);
  }

  @Override
  public int hashCode() {
    return Objects.hash(bits(first, last, timing), index, nonSpeculativeIndex);
  }

  @Override
  public String toString() {
    if (equals(NO_FIRING)) {
      return "PaneInfo.NO_FIRING";
    }
    return MoreObjects.toStringHelper(this)
        .omitNullValues()
        .add("isFirst", first ? true : null)
        .add("isLast", last ? true : null)
        .add("timing", timing)
        .add("index", index)
        .add("onTimeIndex", nonSpeculativeIndex != -1 ? nonSpeculativeIndex : null)
        .toString();
  }

  /**
   * One byte for the panes that occur nearly always; with one or two variable-length numbers for
   * the others.
   */
  public static final class PaneInfoCoder extends AtomicCoder<PaneInfo> {

    private static final long serialVersionUID = 1;

    public static final PaneInfoCoder INSTANCE = new PaneInfoCoder();

    private static final int NO_INDEX = 0;
    private static final int ONE_INDEX = 1;
    private static final int TWO_INDEXES = 2;

    private PaneInfoCoder() {}

    public static PaneInfoCoder of() {
      return INSTANCE;
    }

    @Override
    public void encode(PaneInfo pane, OutputStream out) throws IOException {
      int bits = bits(pane.first, pane.last, pane.timing);
      PaneInfo common = COMMON[bits];
      if (pane.index == common.index && pane.nonSpeculativeIndex == common.nonSpeculativeIndex) {
        out.write(bits | NO_INDEX << 4);
      } else if (pane.nonSpeculativeIndex == impliedIndex(pane.timing, pane.index)) {
        out.write(bits | ONE_INDEX << 4);
        VarInt.encode(pane.index, out);
      } else {
        out.write(bits | TWO_INDEXES << 4);
        VarInt.encode(pane.index, out);
        VarInt.encode(pane.nonSpeculativeIndex, out);
      }
    }

    @Override
    public PaneInfo decode(InputStream in) throws IOException {
      int head = in.read();
      if (head < 0) {
        throw new EOFException("The input ended where a pane should begin");
      }
      PaneInfo common = COMMON[head & 0xF];
      return switch (head >> 4) {
        case NO_INDEX -> common;
        case ONE_INDEX -> {
          long index = VarInt.decodeLong(in);
          yield withIndexes(common, index, impliedIndex(common.timing, index));
        }
        case TWO_INDEXES -> withIndexes(common, VarInt.decodeLong(in), VarInt.decodeLong(in));
        default -> throw new CoderException("Not the first byte of a pane: " + head);
      };
    }

    private static PaneInfo withIndexes(PaneInfo pane, long index, long nonSpeculativeIndex) {
      return createPane(pane.first, pane.last, pane.timing, index, nonSpeculativeIndex);
    }

    /** Without early panes both numbers agree; early panes have none of the second kind. */
    private static long impliedIndex(Timing timing, long index) {
      return timing == Timing.EARLY ? -1 : index;
    }

    @Override
    public void verifyDeterministic() {}
  }
}
