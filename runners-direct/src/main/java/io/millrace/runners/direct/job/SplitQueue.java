package io.millrace.runners.direct.job;

import io.millrace.runners.core.host.Splits;
import io.millrace.sdk.io.source.Source;
import io.millrace.sdk.io.source.SourceContext;
import io.millrace.sdk.io.source.SplitEnumerator;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Gives the splits of a source to whichever task asks first. Thread-safe. */
final class SplitQueue<SplitT> implements Splits, AutoCloseable {

  private final Source<?, SplitT> source;
  private final SourceContext context;
  private final LongSupplier clockMillis;
  private final ArrayDeque<SplitT> found = new ArrayDeque<>();
  private @Nullable SplitEnumerator<SplitT> enumerator;
  private boolean exhausted;

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
