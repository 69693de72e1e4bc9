package io.millrace.runners.core.stage;

import io.millrace.runners.core.batch.ElementCursor;
import io.millrace.runners.core.batch.Typed;
import io.millrace.runners.core.invoke.ElementReceiver;
import io.millrace.sdk.io.sink.Sink;
import io.millrace.sdk.io.sink.SinkContext;
import io.millrace.sdk.io.sink.SinkWriter;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Gives elements to the writer of a sink, and its committables to the next node at the end. */
final class SinkWriteNode<T extends @Nullable Object, CommitT>
    implements ElementReceiver, Finishable {

  private final String name;
  private final ElementReceiver next;
  private final ElementCursor cursor;
  private final Failures failures;
  private final OutputRules rules;
  private final SinkWriter<T, CommitT> writer;

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
    try {
      this.writer = sink.createWriter(context);
    } catch (IOException e) {
      throw failures.inEngine(name, e);
    }
  }

  @Override
  public void accept(@Nullable Object value) {
    if (value == null && !rules.nullAllowed()) {
      throw failures.inEngine(name, rules.nullElement());
    }
    try {
      writer.write(Typed.value(value), cursor.timestamp);
    } catch (IOException | RuntimeException e) {
      throw failures.inEngine(name, e);
    }
  }

  @Override
  public void finish() {
    cursor.reset();
    try {
      for (CommitT committable : writer.prepareCommit()) {
        next.accept(committable);
      }
    } catch (IOException e) {
      throw failures.inEngine(name, e);
    }
  }

  @Override
  public void close(boolean failed) {
    try (writer) {
      if (failed) {
        writer.abort();
      }
    } catch (IOException e) {
      StageTask.LOG.warn("Cleaning up after {} failed: {}", name, e.toString(), e);
    }
  }
}
