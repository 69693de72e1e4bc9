package io.millrace.runners.core.panes;

import io.millrace.runners.core.timers.TimerHeap;
import io.millrace.runners.core.trigger.TriggerState;
import io.millrace.runners.core.watermark.Holds;
import io.millrace.sdk.coders.DecodeBuffer;
import io.millrace.sdk.coders.EncodeBuffer;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.PaneInfo.Timing;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is known of one window of one key, and its timer in event time: it is due when
 * the window must be looked at, or before.
 *
 * @param <ContentT> see {@link Contents}
 */
final class WindowRecord<K extends @Nullable Object, ContentT extends @Nullable Object>
    extends TimerHeap.Entry {

  private static final int TIMING = 3;
  private static final int HAS_NEWS = 4;
  private static final int CLOSED = 8;

  /** The timer in processing time, for triggers that wait for it. */
  static final class WakeUp<K extends @Nullable Object, ContentT extends @Nullable Object>
      extends TimerHeap.Entry {
    final WindowRecord<K, ContentT> record;

    WakeUp(WindowRecord<K, ContentT> record) {
      this.record = record;
    }
  }

  final KeyWindows<K, ContentT> owner;
  BoundedWindow window;
  ContentT content;
  @Nullable TriggerState trigger;

  /** How many elements came, for people to look at. */
  long elements;

  /** Whether something arrived since the last pane. */
  boolean hasNews;

  /** Whether the trigger is to be asked at the end of the bundle. */
  boolean touched;

  /** Whether it became part of another one, or expired. */
  boolean gone;

  /** Whether the trigger has finished: nothing is accepted or emitted any more (rule R11). */
  boolean closed;

  /** Where the output watermark is held for the content; {@link Holds#NONE} if it is not. */
  long dataHold = Holds.NONE;

  /** Where it is held so that the window does not expire downstream; else {@link Holds#NONE}. */
  long expiryHold = Holds.NONE;

  @Nullable WakeUp<K, ContentT> wakeUp;

  /** Of the last pane; {@link Timing#UNKNOWN} if there was none. */
  Timing timing = Timing.UNKNOWN;

  long nextIndex;
  long nonSpeculativeIndex = -1;

  /**
   * A window without elements.
   *
   * @param trigger null if the trigger needs no state
   */
  WindowRecord(
      KeyWindows<K, ContentT> owner,
      BoundedWindow window,
      ContentT content,
      @Nullable TriggerState trigger) {
    this.owner = owner;
    this.window = window;
    this.content = content;
    this.trigger = trigger;
  }

  /**
   * When a window is to be looked at.
   *
   * @param eventMillis {@link TimerHeap#NONE} for never, as the other
   */
  record Due(long eventMillis, long processingMillis) {}

  private static int code(Timing timing) {
    return switch (timing) {
      case EARLY -> 0;
      case ON_TIME -> 1;
      case LATE -> 2;
      case UNKNOWN -> TIMING;
    };
  }

  private static Timing timing(int code) {
    return switch (code) {
      case 0 -> Timing.EARLY;
      case 1 -> Timing.ON_TIME;
      case 2 -> Timing.LATE;
      default -> Timing.UNKNOWN;
    };
  }

  /** Writes all but the window, the content and the trigger. */
  void save(EncodeBuffer out) {
    out.write(code(timing) | (hasNews ? HAS_NEWS : 0) | (closed ? CLOSED : 0));
    out.writeVarLong(elements);
    out.writeVarLong(nextIndex);
    out.writeVarLong(nonSpeculativeIndex + 1);
    out.writeLong(dataHold);
    out.writeLong(expiryHold);
    out.writeLong(isSet() ? timeMillis() : TimerHeap.NONE);
    out.writeLong(wakeUp != null && wakeUp.isSet() ? wakeUp.timeMillis() : TimerHeap.NONE);
  }

  /** Reads what {@link #save} wrote. */
  Due load(DecodeBuffer in) throws IOException {
    int flags = in.read();
    timing = timing(flags & TIMING);
    hasNews = (flags & HAS_NEWS) != 0;
    closed = (flags & CLOSED) != 0;
    elements = in.readVarLong();
    nextIndex = in.readVarLong();
    nonSpeculativeIndex = in.readVarLong() - 1;
    dataHold = in.readLong();
    expiryHold = in.readLong();
    return new Due(in.readLong(), in.readLong());
  }

  /** Rule M3: the history of a window that became part of another is not that of the other. */
  void become(BoundedWindow larger) {
    window = larger;
    timing = Timing.UNKNOWN;
    nextIndex = 0;
    nonSpeculativeIndex = -1;
  }
}
