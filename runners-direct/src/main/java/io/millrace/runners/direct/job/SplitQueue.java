package io.millrace.runners.direct.job;

import io.millrace.runners.core.host.Splits;
import io.millrace.sdk.io.source.Source;
import io.millrace.sdk.io.source.SourceContext;
import io.millrace.sdk.io.source.SplitEnumerator;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Gives the splits of a source to whichever task asks first, or to each task its share.
 * Thread-safe.
 */
final class SplitQueue<SplitT> implements Splits, AutoCloseable {

  private final Source<?, SplitT> source;
  private final SourceContext context;
  private final LongSupplier clockMillis;
  private final ArrayDeque<SplitT> found = new ArrayDeque<>();
  private @Nullable SplitEnumerator<SplitT> enumerator;
  private boolean exhausted;

  /** How many splits each task has taken of its share. */
  private int[] taken = new int[0];

  SplitQueue(Source<?, SplitT> source, SourceContext context, LongSupplier clockMillis) {
    this.source = source;
    this.context = context;
    this.clockMillis = clockMillis;
  }

  @Override
  public synchronized @Nullable Object next() throws IOException {
    if (found.isEmpty() && !exhausted) {
      SplitEnumerator<SplitT> from = enumerator;
      if (from == null) {
        from = source.createEnumerator(context, null);
        enumerator = from;
      }
      found.addAll(from.discover(clockMillis.getAsLong()));
      exhausted = from.isFinished();
    }
    return found.pollFirst();
  }

  /**
   * The splits as one of several tasks sees them that read all of theirs at the same time, as those
   * of sources without end do: nobody takes a second one before all others have one. Otherwise the
   * task that begins first would have them all, for ever.
   */
  Splits share(int task, int tasks) {
    return new Share(task, tasks);
  }

  private synchronized @Nullable Object next(int task, int tasks) throws IOException {
    if (taken.length < tasks) {
      taken = Arrays.copyOf(taken, tasks);
    }
    for (int others : taken) {
      if (others < taken[task]) {
        return null;
      }
    }
    Object split = next();
    if (split != null) {
      taken[task]++;
    }
    return split;
  }

  private final class Share implements Splits {
    private final int task;
    private final int tasks;

    Share(int task, int tasks) {
      this.task = task;
      this.tasks = tasks;
    }

    @Override
    public @Nullable Object next() throws IOException {
      return SplitQueue.this.next(task, tasks);
    }

    @Override
    public boolean areWaiting() {
      return SplitQueue.this.areWaiting();
    }

    @Override
    public boolean isExhausted() {
      return SplitQueue.this.isExhausted();
    }
  }

  @Override
  public synchronized boolean areWaiting() {
    return !found.isEmpty();
  }

  @Override
  public synchronized boolean isExhausted() {
    return exhausted && found.isEmpty();
  }

  @Override
  public synchronized void close() throws IOException {
    SplitEnumerator<SplitT> open = enumerator;
    enumerator = null;
    if (open != null) {
      open.close();
    }
  }
}
