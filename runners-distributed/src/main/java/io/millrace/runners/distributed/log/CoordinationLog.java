package io.millrace.runners.distributed.log;

import com.google.protobuf.ByteString;
import io.millrace.cluster.v1.Fence;
import io.millrace.cluster.v1.LogRecord;
import io.millrace.cluster.v1.Truncate;
import io.millrace.runners.distributed.machine.Retries;
import io.millrace.runners.distributed.machine.Scope;
import io.millrace.runners.distributed.machine.StoreCalls;
import io.millrace.runners.distributed.machine.StoreCalls.Found;
import io.millrace.runners.distributed.store.CorruptException;
import io.millrace.runners.distributed.store.StoreOp;
import io.millrace.runners.distributed.store.StoreReply;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A log of numbered records, and one who wants to write it. To write is to win the next slot; who
 * loses a slot is not the writer any more, and writes nothing from then on.
 *
 * <p>The log is cut into segments of {@link #SEGMENT_SLOTS}. The first record of each but the first
 * segment is a {@code Truncate} with all that still counts, so that what is before the segment
 * before can be deleted. A mark for each segment, made in order and never deleted, leads readers to
 * the newest: no listing, and nothing in the store is ever overwritten, so that no late write can
 * hide a record.
 */
public final class CoordinationLog {

  /** How many slots a segment has. */
  public static final int SEGMENT_SLOTS = 32;

  private final String directory;
  private final String node;
  private final Scope scope;
  private final StoreCalls store;
  private final History history;
  private final Runnable deposed;
  private final ArrayDeque<Append> queue = new ArrayDeque<>();
  private final SegmentFinder segments;

  private long nextSlot;
  private long generation;
  private long unreadable;
  private boolean writing;
  private boolean writer;

  private record Append(Supplier<LogRecord.Builder> record, Consumer<LogRecord> then) {}

  /**
   * A log that was not read yet.
   *
   * @param node who writes, for people
   * @param history is told all records, those won included
   * @param deposed called once, when a slot was lost to somebody else
   */
  public CoordinationLog(
      String directory,
      String node,
      Scope scope,
      Retries retries,
      History history,
      Runnable deposed) {
    this.directory = directory;
    this.node = node;
    this.scope = scope;
    this.store =
        new StoreCalls(scope, Retries.forever(retries.firstDelayNanos(), retries.maxDelayNanos()));
    this.history = history;
    this.deposed = deposed;
    this.segments = new SegmentFinder(directory, store);
  }

  /** The highest generation seen. */
  public long generation() {
    return generation;
  }

  /** How many records could not be read: what they decided is not known. */
  public long unreadable() {
    return unreadable;
  }

  /** The slot that will be tried next. */
  public long nextSlot() {
    return nextSlot;
  }

  /** Whether a record is being written, so that nobody knows yet what the log says. */
  public boolean isWriting() {
    return writing || !queue.isEmpty();
  }

  /** Reads all records that count, then calls back. */
  public void read(Runnable then) {
    segments.newest(segment -> readSegment(segment, true, then));
  }

  private void readSegment(long segment, boolean mayStartEarlier, Runnable then) {
    nextSlot = segment * SEGMENT_SLOTS;
    if (segment == 0) {
      readForward(then);
      return;
    }
    get(
        nextSlot,
        record -> {
          take(record);
          readForward(then);
        },
        cause -> startEarlier(segment, mayStartEarlier, cause, then),
        () ->
            startEarlier(
                segment, mayStartEarlier, new CorruptException("its first record is gone"), then));
  }

  /** The segment before is still there for this. */
  private void startEarlier(
      long segment, boolean mayStartEarlier, CorruptException cause, Runnable then) {
    String message =
        "the log " + directory + " cannot be read from segment " + segment + " on: " + cause.what();
    if (mayStartEarlier && !cause.isOfLaterVersion()) {
      scope.context().alarm(message);
      readSegment(segment - 1, false, then);
    } else {
      scope.context().halt(message);
    }
  }

  private void readForward(Runnable then) {
    get(
        nextSlot,
        record -> {
          take(record);
          readForward(then);
        },
        cause -> {
          skipUnreadable(cause);
          readForward(then);
        },
        then);
  }

  private void skipUnreadable(CorruptException cause) {
    String message = "a record of the log " + directory + " is lost: " + cause.what();
    if (cause.isOfLaterVersion()) {
      scope.context().halt(message);
      return;
    }
    scope.context().alarm(message);
    unreadable++;
    nextSlot++;
  }

  private void take(LogRecord record) {
    generation = Math.max(generation, record.getGeneration());
    history.add(record);
    nextSlot = record.getSlot() + 1;
  }

  private void get(
      long slot, Consumer<LogRecord> then, Consumer<CorruptException> corrupt, Runnable absent) {
    store.read(
        LogCodec.recordKey(directory, slot),
        bytes -> LogCodec.decode(slot, bytes),
        found -> {
          if (found instanceof Found.Whole<LogRecord> whole) {
            then.accept(whole.value());
          } else if (found instanceof Found.Corrupt<LogRecord> wrong) {
            corrupt.accept(wrong.cause());
          } else if (found instanceof Found.Unknown<LogRecord> unknown) {
            scope.context().halt("the log " + directory + " cannot be read: " + unknown.reply());
          } else {
            absent.run();
          }
        });
  }

  /**
   * Tries to become the writer, in a generation higher than any seen and at least the given one. To
   * be called after {@link #read}. If another one wins a higher generation first, this one is
   * deposed.
   */
  public void fence(long atLeast, Runnable won) {
    long mine = Math.max(atLeast, generation + unreadable + 1);
    LogRecord.Builder record =
        LogRecord.newBuilder()
            .setFence(Fence.newBuilder().setNode(node))
            .setGeneration(mine)
            .setNonce(scope.context().random("nonce"));
    tryFence(record, won);
  }

  private void tryFence(LogRecord.Builder record, Runnable won) {
    writing = true;
    Consumer<LogRecord> theirs =
        there -> {
          if (there.getGeneration() >= record.getGeneration()) {
            lost();
          } else {
            tryFence(record, won);
          }
        };
    if (atSegmentStart()) {
      // of the same generation, and so a fence itself
      win(
          truncate().setGeneration(record.getGeneration()).setNonce(record.getNonce() + 1),
          mine -> {
            truncated();
            tryFence(record, won);
          },
          theirs);
      return;
    }
    win(
        record,
        mine -> {
          writing = false;
          writer = true;
          scope.context().trace("log.fenced", mine.getSlot(), mine.getGeneration());
          won.run();
          writeNext();
        },
        theirs);
  }

  /**
   * Writes a record, after those that were given before. What it says is asked for when its turn
   * comes.
   *
   * @param then told the record once it is won; never, if it was lost
   */
  public void append(Supplier<LogRecord.Builder> record, Consumer<LogRecord> then) {
    queue.add(new Append(record, then));
    if (writer && !writing) {
      writeNext();
    }
  }

  private void writeNext() {
    if (writing || queue.isEmpty()) {
      return;
    }
    writing = true;
    if (atSegmentStart()) {
      win(
          truncate().setGeneration(generation).setNonce(scope.context().random("nonce")),
          mine -> {
            writing = false;
            truncated();
            writeNext();
          },
          theirs -> lost());
      return;
    }
    Append append = queue.remove();
    win(
        append.record.get().setGeneration(generation).setNonce(scope.context().random("nonce")),
        mine -> {
          writing = false;
          append.then.accept(mine);
          writeNext();
        },
        theirs -> lost());
  }

  private void lost() {
    writer = false;
    queue.clear();
    scope.context().trace("log.lost", nextSlot, generation);
    deposed.run();
  }

  private boolean atSegmentStart() {
    return nextSlot > 0 && nextSlot % SEGMENT_SLOTS == 0;
  }

  private LogRecord.Builder truncate() {
    return LogRecord.newBuilder().setTruncate(Truncate.newBuilder().addAllLive(history.live()));
  }

  /** Marks the segment that was begun just now, then deletes what is before the one before. */
  private void truncated() {
    long segment = (nextSlot - 1) / SEGMENT_SLOTS;
    segments.mark(
        segment,
        () -> {
          // one more than is due: who was to delete it may have died
          long from = Math.max(0, (segment - 3) * SEGMENT_SLOTS);
          for (long slot = from; slot < (segment - 1) * SEGMENT_SLOTS; slot++) {
            store.call(new StoreOp.Delete(LogCodec.recordKey(directory, slot)), reply -> {});
          }
        });
  }

  private void win(LogRecord.Builder record, Consumer<LogRecord> mine, Consumer<LogRecord> theirs) {
    LogRecord mineHere = record.setSlot(nextSlot).build();
    ByteString bytes = LogCodec.encode(mineHere);
    store.call(
        new StoreOp.PutIfAbsent(LogCodec.recordKey(directory, nextSlot), bytes),
        reply -> {
          if (reply instanceof StoreReply.Ok) {
            take(mineHere);
            mine.accept(mineHere);
          } else if (reply instanceof StoreReply.Exists) {
            whoWon(mineHere, mine, theirs);
          } else {
            scope.context().halt("the log " + directory + " cannot be written: " + reply);
          }
        });
  }

  /** The bytes are read anew: an answer that is wrong in one bit must not depose anybody. */
  private void whoWon(LogRecord mineHere, Consumer<LogRecord> mine, Consumer<LogRecord> theirs) {
    get(
        mineHere.getSlot(),
        there -> {
          take(there);
          if (there.equals(mineHere)) {
            mine.accept(there);
          } else {
            theirs.accept(there);
          }
        },
        cause -> {
          skipUnreadable(cause);
          // whoever won that slot: it was not this one
          theirs.accept(LogRecord.getDefaultInstance());
        },
        () -> win(mineHere.toBuilder(), mine, theirs));
  }
}
