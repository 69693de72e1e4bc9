package io.millrace.runners.core.state;

import io.millrace.sdk.coders.DecodeBuffer;
import io.millrace.sdk.coders.EncodeBuffer;
import io.millrace.sdk.coders.StringUtf8Coder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What belongs to a key in a window as bytes.
 *
 * <p>The form: for each cell a byte, 0 if nothing is in it, else 1 and the content; then the timers
 * in the order in which they were set: their number, and for each the index of its declaration, its
 * name if it is of a family, when it is due, and its output timestamp.
 */
final class ScopeCodec {

  /** Takes a timer that was read. */
  interface TimerReceiver {
    void set(TimerDeclaration declaration, String id, long timeMillis, long outputMillis);
  }

  /**
   * A timer that is set.
   *
   * @param setNumber larger than those of the timers of the scope that were set before
   */
  record SetTimer(
      TimerDeclaration declaration, String id, long timeMillis, long outputMillis, long setNumber) {

    static SetTimer of(PendingTimer timer) {
      return new SetTimer(
          timer.declaration(),
          timer.id(),
          timer.timeMillis(),
          timer.outputMillis,
          timer.setNumber());
    }
  }

  private final List<Cell> cells;
  private final List<TimerDeclaration> timers;

  /** Both in the order of their indices. */
  ScopeCodec(List<Cell> cells, List<TimerDeclaration> timers) {
    this.cells = List.copyOf(cells);
    this.timers = List.copyOf(timers);
  }

  /** The cells, in the order of their indices. */
  List<Cell> cells() {
    return cells;
  }

  /** What the function declares, by index. */
  TimerDeclaration timer(int index) {
    return timers.get(index);
  }

  void saveCells(@Nullable Object[] contents, EncodeBuffer out) throws IOException {
    for (int i = 0; i < contents.length; i++) {
      Object content = contents[i];
      out.write(content == null ? 0 : 1);
      if (content != null) {
        cells.get(i).save(content, out);
      }
    }
  }

  void loadCells(@Nullable Object[] contents, DecodeBuffer in) throws IOException {
    for (int i = 0; i < contents.length; i++) {
      contents[i] = in.read() == 0 ? null : cells.get(i).load(in);
    }
  }

  /** Writes the timers of a scope, in whatever order they are given. */
  void saveTimers(List<SetTimer> set, EncodeBuffer out) throws IOException {
    List<SetTimer> inOrder = new ArrayList<>(set);
    inOrder.sort(Comparator.comparingLong(SetTimer::setNumber));
    out.writeVarLong(inOrder.size());
    for (SetTimer timer : inOrder) {
      out.writeVarLong(timer.declaration.index());
      if (timer.declaration.isFamily()) {
        StringUtf8Coder.of().encode(timer.id, out);
      }
      out.writeLong(timer.timeMillis);
      out.writeLong(timer.outputMillis);
    }
  }

  void loadTimers(DecodeBuffer in, TimerReceiver receiver) throws IOException {
    for (long left = in.readVarLong(); left > 0; left--) {
      TimerDeclaration declaration = timers.get(Math.toIntExact(in.readVarLong()));
      String id = declaration.isFamily() ? StringUtf8Coder.of().decode(in) : declaration.name();
      receiver.set(declaration, id, in.readLong(), in.readLong());
    }
  }
}
