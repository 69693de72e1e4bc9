package io.millrace.runners.core.stage;

import io.millrace.runners.core.batch.ElementCursor;
import io.millrace.runners.core.invoke.ElementReceiver;
import io.millrace.runners.core.watermark.Watermarks;
import java.lang.invoke.MethodHandles;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Template: pushes the elements of a reader into the chain, and counts them. */
final class SourcePort implements CountingOutput {

  private static final String NAME;
  private static final ElementReceiver NEXT;
  private static final ElementCursor CURSOR;
  private static final Failures FAILURES;

  static {
    @Nullable Object[] constants = Template.constants(MethodHandles.lookup());
    NAME = (String) Objects.requireNonNull(constants[0]);
    NEXT = (ElementReceiver) Objects.requireNonNull(constants[1]);
    CURSOR = (ElementCursor) Objects.requireNonNull(constants[2]);
    FAILURES = (Failures) Objects.requireNonNull(constants[3]);
  }

  /** The thread that polls; null while nobody does. */
  private @Nullable Thread polling;

  /** What was given while nobody polled, or by another thread, may not have been told to anyone. */
  private volatile @Nullable StageException stray;

  private int count;

  SourcePort() {}

  @Override
  public void open() {
    check();
    polling = Thread.currentThread();
    count = 0;
  }

  @Override
  public int close() {
    polling = null;
    check();
    return count;
  }

  @Override
  public void check() {
    StageException found = stray;
    if (found != null) {
      throw found;
    }
  }

  @Override
  public void output(@Nullable Object element) {
    output(element, ElementCursor.MIN_TIMESTAMP);
  }

  @Override
  public void output(@Nullable Object element, long timestampMillis) {
    if (polling != Thread.currentThread()) {
      throw refuse(element);
    }
    if (timestampMillis < Watermarks.START || timestampMillis > Watermarks.END) {
      // The reader may catch what is thrown: the task fails all the same.
      throw FAILURES.inEngine(NAME, SourceRules.outsideOfTime(element, timestampMillis));
    }
    count++;
    CURSOR.timestamp = timestampMillis;
    NEXT.accept(element);
  }

  private StageException refuse(@Nullable Object element) {
    StageException refused = new StageException(NAME, SourceRules.outsideOfPoll(element));
    stray = refused;
    return refused;
  }
}
