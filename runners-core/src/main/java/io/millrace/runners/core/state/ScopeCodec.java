package io.millrace.runners.core.state;

import io.millrace.runners.core.timers.TimerHeap;
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

  private final List<HeapCell> cells;
  private final List<TimerDeclaration> timers;

  /** Both in the order of their indices. */
  ScopeCodec(List<HeapCell> cells, List<TimerDeclaration> timers) {
    this.cells = List.copyOf(cells);
    this.timers = List.copyOf(timers);
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

  void saveTimers(Scope scope, EncodeBuffer out) throws IOException {
    List<PendingTimer> set = new ArrayList<>();
    for (PendingTimer timer : scope.timers) {
      if (timer != null && timer.isSet()) {
        set.add(timer);
      }
    }
    if (scope.familyTimers != null) {
      set.addAll(scope.familyTimers.values());
    }
    set.sort(Comparator.comparingLong(TimerHeap.Entry::setNumber));
    out.writeVarLong(set.size());
    for (PendingTimer timer : set) {
      out.writeVarLong(timer.declaration().index());
      if (timer.declaration().isFamily()) {
        StringUtf8Coder.of().encode(timer.id(), out);
      }
      out.writeLong(timer.timeMillis());
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
