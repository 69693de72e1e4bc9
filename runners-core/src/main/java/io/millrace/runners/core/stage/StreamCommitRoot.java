package io.millrace.runners.core.stage;

import io.millrace.runners.core.batch.Batch;
import io.millrace.runners.core.batch.ElementCursor;
import io.millrace.runners.core.batch.Typed;
import io.millrace.runners.core.invoke.ElementReceiver;
import io.millrace.runners.core.snapshot.Section;
import io.millrace.runners.core.snapshot.StateSink;
import io.millrace.runners.core.watermark.Holds;
import io.millrace.runners.core.watermark.Watermarks;
import io.millrace.sdk.coders.DecodeBuffer;
import io.millrace.sdk.coders.EncodeBuffer;
import io.millrace.sdk.io.sink.Sink;
import io.millrace.sdk.io.sink.SinkCommitter;
import io.millrace.sdk.io.sink.SinkContext;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Commits what the writers of a sink without end give.
 *
 * <p>Where nothing is tried again after a failure, it commits what it has at once. Where tasks go
 * on from checkpoints, committables are part of them: those that were there when one was saved are
 * committed when it is complete, and again by whoever goes on from it. What comes after it would
 * come anew, as other committables, so it waits for the next one. What is written of input that
 * ends, beside a stream, is committed at its end, all together.
 *
 * <p>Event time behind it comes no further than it had when the first of what is not committed
 * came: who waits for results waits until everything before them is visible.
 */
final class StreamCommitRoot<CommitT, ResultT extends @Nullable Object> implements RootOperator {

  /** When committables are committed. */
  enum When {
    /** As they come: nothing is tried again. */
    AT_ONCE,
    /** When a checkpoint is complete that they are part of. */
    KEPT,
    /** All together, when all have come and a checkpoint is complete that they are part of. */
    ALL_KEPT
  }

  /** A committable, and how far event time had come when it came. */
  private record Pending<CommitT>(CommitT committable, long watermark) {}

  /** How many committables had come, ever, when a checkpoint was saved. */
  private record Mark(long checkpoint, long received) {}

  private final String name;
  private final Sink<?, CommitT, ResultT> sink;
  private final SinkContext context;
  private final When when;
  private final ElementReceiver next;
  private final ElementCursor cursor;
  private final Failures failures;

  private final ArrayDeque<Pending<CommitT>> pending = new ArrayDeque<>();
  private final ArrayDeque<Mark> marks = new ArrayDeque<>();
  private @Nullable SinkCommitter<CommitT, ResultT> committer;

  /** How many committables have come, ever; of how many of them is known that they are kept. */
  private long received;

  private long kept;

  /** Whether nothing more comes, is kept, and is to be committed all together. */
  private boolean allKept;

  private boolean allCommitted;
  private boolean finished;
  private long watermark = Watermarks.START;

  /** Nothing has come. */
  StreamCommitRoot(
      String name,
      Sink<?, CommitT, ResultT> sink,
      SinkContext context,
      When when,
      ElementReceiver next,
      ElementCursor cursor,
      Failures failures) {
    this.name = name;
    this.sink = sink;
    this.context = context;
    this.when = when;
    this.next = next;
    this.cursor = cursor;
    this.failures = failures;
  }

  @Override
  public void accept(Batch batch, int from, int to) {
    for (int row = from; row < to; row++) {
      pending.add(new Pending<>(Typed.<CommitT>value(batch.value(row)), watermark));
    }
    received += to - from;
    if (when == When.AT_ONCE) {
      kept = received;
    }
  }

  /** How many of those that are pending, from the first on, are to be committed. */
  private long due() {
    return kept - (received - pending.size());
  }

  /** What ends is committed even if it is nothing: results may be made of that. */
  @Override
  public boolean canResume() {
    return when == When.ALL_KEPT ? allKept && !allCommitted : due() > 0;
  }

  @Override
  public int resume(int limit) {
    long due = when == When.ALL_KEPT ? pending.size() : due();
    long held = pending.isEmpty() ? Watermarks.START : pending.getFirst().watermark;
    List<CommitT> committables = new ArrayList<>();
    for (Pending<CommitT> each : pending) {
      if (committables.size() == due) {
        break;
      }
      committables.add(each.committable);
    }
    List<ResultT> results;
    try {
      results = committer().commit(committables);
    } catch (Throwable t) {
      throw failures.inEngine(name, t);
    }
    for (int i = 0; i < due; i++) {
      pending.removeFirst();
    }
    allCommitted = allKept;
    cursor.reset();
    cursor.timestamp = Math.max(ElementCursor.MIN_TIMESTAMP, held);
    for (ResultT result : results) {
      next.accept(result);
    }
    return 1 + results.size();
  }

  private SinkCommitter<CommitT, ResultT> committer() throws IOException {
    SinkCommitter<CommitT, ResultT> opened = committer;
    if (opened == null) {
      opened = sink.createCommitter(context);
      committer = opened;
    }
    return opened;
  }

  @Override
  public boolean storesInput() {
    return true;
  }

  /** The end of the input waits until everything is committed. */
  @Override
  public boolean hasInputWaiting() {
    return when == When.ALL_KEPT ? !allCommitted : !pending.isEmpty();
  }

  /** Event time ends behind it when everything is committed. */
  @Override
  public boolean outlivesInput() {
    return true;
  }

  /** Everything is committed. */
  @Override
  public int emit(int limit) {
    try {
      committer().finish();
    } catch (Throwable t) {
      throw failures.inEngine(name, t);
    }
    finished = true;
    return 1;
  }

  @Override
  public boolean isExhausted() {
    return finished;
  }

  @Override
  public void advanceWatermark(long watermarkMillis) {
    watermark = watermarkMillis;
  }

  @Override
  public long outputWatermark(long inputWatermarkMillis) {
    long held = pending.isEmpty() ? Holds.NONE : pending.getFirst().watermark;
    if (when == When.ALL_KEPT && !allCommitted) {
      held = Math.min(held, Watermarks.START);
    }
    return inputWatermarkMillis == Watermarks.IDLE ? held : Math.min(held, inputWatermarkMillis);
  }

  @Override
  public void save(StateSink target) throws IOException {
    for (Pending<CommitT> each : pending) {
      EncodeBuffer out = target.shared(Section.ROOT);
      out.writeLong(each.watermark);
      sink.getCommittableCoder().encode(each.committable, out);
      target.end();
    }
  }

  /** What was saved is in a checkpoint that is complete. */
  @Override
  public void load(Section section, int keyHash, DecodeBuffer in) throws IOException {
    long held = in.readLong();
    pending.add(new Pending<>(sink.getCommittableCoder().decode(in), held));
    received++;
    kept = received;
  }

  @Override
  public void loaded(long watermarkMillis) {
    watermark = watermarkMillis;
    allKept = hasAll();
  }

  private boolean hasAll() {
    return when == When.ALL_KEPT && watermark == Watermarks.END;
  }

  @Override
  public void saved(long checkpoint) {
    if (when == When.KEPT || hasAll()) {
      marks.add(new Mark(checkpoint, received));
    }
  }

  @Override
  public void checkpointComplete(long checkpoint) {
    while (!marks.isEmpty() && marks.getFirst().checkpoint <= checkpoint) {
      kept = Math.max(kept, marks.removeFirst().received);
      allKept = hasAll();
    }
  }

  @Override
  public boolean hasApplied() {
    return !canResume();
  }

  @Override
  public void close(boolean failed) {
    List<CommitT> left = pending.stream().map(Pending::committable).toList();
    try (SinkCommitter<CommitT, ResultT> opened =
        committer == null && failed && !left.isEmpty()
            ? sink.createCommitter(context)
            : committer) {
      if (opened != null && failed) {
        opened.abort(left);
      }
    } catch (IOException | RuntimeException e) {
      StageTask.LOG.warn("Cleaning up after {} failed: {}", name, e.toString(), e);
    }
  }
}
