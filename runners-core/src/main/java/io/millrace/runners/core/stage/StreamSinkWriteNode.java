package io.millrace.runners.core.stage;

import io.millrace.runners.core.batch.ElementCursor;
import io.millrace.runners.core.invoke.ElementReceiver;
import io.millrace.sdk.io.sink.Sink;
import io.millrace.sdk.io.sink.SinkContext;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Gives elements without end to the writer of a sink, and its committables to the next node now and
 * then: before each checkpoint, and, where there are none, some time after an element was written.
 * Event time stops on the way to the committer while something is written and not described yet.
 */
final class StreamSinkWriteNode<T extends @Nullable Object, CommitT>
    extends SinkWriteNode<T, CommitT> {

  private final List<EdgeOutput> outputs;
  private final LongSupplier clock;
  private final long commitEveryMillis;
  private boolean written;
  private long dueMillis = Long.MAX_VALUE;

  /**
   * Opens the writer.
   *
   * @param outputs where committables go
   * @param clock processing time
   * @param commitEveryMillis after how long written elements are described; 0 if that waits for
   *     checkpoints
   * @throws StageException if the writer cannot be made
   */
  StreamSinkWriteNode(
      String name,
      Sink<T, CommitT, ?> sink,
      SinkContext context,
      ElementReceiver next,
      ElementCursor cursor,
      Failures failures,
      OutputRules rules,
      List<EdgeOutput> outputs,
      LongSupplier clock,
      long commitEveryMillis) {
    super(name, sink, context, next, cursor, failures, rules);
    this.outputs = outputs;
    this.clock = clock;
    this.commitEveryMillis = commitEveryMillis;
  }

  @Override
  public void accept(@Nullable Object value) {
    if (!written) {
      written = true;
      outputs.forEach(EdgeOutput::holdWatermark);
      if (commitEveryMillis > 0) {
        dueMillis = clock.getAsLong() + commitEveryMillis;
      }
    }
    super.accept(value);
  }

  @Override
  public long dueMillis() {
    return dueMillis;
  }

  @Override
  public void timeHasCome() {
    giveCommittables();
  }

  @Override
  void giveCommittables() {
    if (!written) {
      return;
    }
    super.giveCommittables();
    written = false;
    dueMillis = Long.MAX_VALUE;
    outputs.forEach(EdgeOutput::releaseWatermark);
  }

  /** They are the committer's from now on, which lets go of them if they come to nothing. */
  @Override
  void given(List<CommitT> committables) {}
}
