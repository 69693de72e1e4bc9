package io.millrace.runners.core.stage;

import io.millrace.runners.core.batch.ElementCursor;
import io.millrace.runners.core.batch.Typed;
import io.millrace.runners.core.invoke.ElementReceiver;
import io.millrace.sdk.io.sink.Sink;
import io.millrace.sdk.io.sink.SinkCommitter;
import io.millrace.sdk.io.sink.SinkContext;
import io.millrace.sdk.io.sink.SinkWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gives elements to the writer of a sink, and its committables to the next node at the end. */
class SinkWriteNode<T extends @Nullable Object, CommitT> implements ElementReceiver, Finishable {

  private final String name;
  private final ElementReceiver next;
  private final ElementCursor cursor;
  private final Failures failures;
  private final OutputRules rules;
  private final Sink<T, CommitT, ?> sink;
  private final SinkContext context;
  private final SinkWriter<T, CommitT> writer;

  /** What left this node; until the task has ended well, it may not have left the task. */
  private final List<CommitT> prepared = new ArrayList<>();

  /**
   * Opens the writer.
   *
   * @param rules those of the collection that is written
   * @throws StageException if the writer cannot be made
   */
  SinkWriteNode(
      String name,
      Sink<T, CommitT, ?> sink,
      SinkContext context,
      ElementReceiver next,
      ElementCursor cursor,
      Failures failures,
      OutputRules rules) {
    this.name = name;
    this.next = next;
    this.cursor = cursor;
    this.failures = failures;
    this.rules = rules;
    this.sink = sink;
    this.context = context;
    try {
      this.writer = sink.createWriter(context);
    } catch (Throwable t) {
      throw failures.inEngine(name, t);
    }
  }

  @Override
  public void accept(@Nullable Object value) {
    if (value == null && !rules.nullAllowed()) {
      throw failures.inEngine(name, rules.nullElement());
    }
    try {
      // An element in several windows stands for several elements (rule E2).
      for (int i = cursor.windows().size(); i > 0; i--) {
        writer.write(Typed.value(value), cursor.timestamp);
      }
    } catch (Throwable t) {
      throw failures.inEngine(name, t);
    }
  }

  @Override
  public void finish() {
    giveCommittables();
  }

  @Override
  public void beforeSave() {
    giveCommittables();
  }

  void giveCommittables() {
    cursor.reset();
    List<CommitT> committables;
    try {
      committables = writer.prepareCommit();
    } catch (Throwable t) {
      throw failures.inEngine(name, t);
    }
    given(committables);
    committables.forEach(next::accept);
  }

  /** Takes note of what leaves this node. */
  void given(List<CommitT> committables) {
    prepared.addAll(committables);
  }

  @Override
  public void close(boolean failed) {
    try (writer) {
      if (failed) {
        writer.abort();
      }
    } catch (IOException | RuntimeException e) {
      StageTask.LOG.warn("Cleaning up after {} failed: {}", name, e.toString(), e);
    }
    if (failed && !prepared.isEmpty()) {
      try (SinkCommitter<CommitT, ?> committer = sink.createCommitter(context)) {
        committer.abort(List.copyOf(prepared));
      } catch (IOException | RuntimeException e) {
        StageTask.LOG.warn("Cleaning up after {} failed: {}", name, e.toString(), e);
      }
    }
  }
}
