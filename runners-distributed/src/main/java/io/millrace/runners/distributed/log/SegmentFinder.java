package io.millrace.runners.distributed.log;

import io.millrace.runners.distributed.machine.StoreCalls;
import io.millrace.runners.distributed.store.StoreOp;
import io.millrace.runners.distributed.store.StoreReply;
import java.util.function.LongConsumer;

/**
 * Finds the newest segment of a log by its marks: they are made in order, so what is sought is
 * where they end, and doubling steps and halves find it in few reads.
 */
final class SegmentFinder {

  private final String directory;
  private final StoreCalls store;

  SegmentFinder(String directory, StoreCalls store) {
    this.directory = directory;
    this.store = store;
  }

  /** Finds the number of the newest segment that is marked, 0 if none is. */
  void newest(LongConsumer then) {
    gallop(0, 1, then);
  }

  private void gallop(long marked, long next, LongConsumer then) {
    isMarked(next, () -> gallop(next, next * 2, then), () -> halve(marked, next, then));
  }

  private void halve(long marked, long unmarked, LongConsumer then) {
    if (unmarked - marked == 1) {
      then.accept(marked);
      return;
    }
    long middle = (marked + unmarked) / 2;
    isMarked(middle, () -> halve(middle, unmarked, then), () -> halve(marked, middle, then));
  }

  private void isMarked(long segment, Runnable yes, Runnable no) {
    store.call(
        StoreOp.Get.all(LogCodec.segmentKey(directory, segment)),
        reply -> {
          if (reply instanceof StoreReply.Ok) {
            yes.run();
          } else if (reply instanceof StoreReply.Absent) {
            no.run();
          } else {
            store.scope().context().halt("the log " + directory + " cannot be read: " + reply);
          }
        });
  }

  /** Marks a segment, and any before it that a writer before did not come to mark. */
  void mark(long segment, Runnable then) {
    newest(last -> markFrom(last + 1, segment, then));
  }

  private void markFrom(long next, long segment, Runnable then) {
    if (next > segment) {
      then.run();
      return;
    }
    store.create(
        LogCodec.segmentKey(directory, next),
        LogCodec.segmentMark(next),
        reply -> {
          if (reply instanceof StoreReply.Failed failed) {
            store
                .scope()
                .context()
                .halt("the log " + directory + " cannot be marked: " + failed.cause());
          } else {
            markFrom(next + 1, segment, then);
          }
        });
  }
}
