package io.millrace.runners.core.stage;

import io.millrace.runners.core.batch.ElementCursor;
import io.millrace.runners.core.host.Splits;
import io.millrace.runners.core.host.StageEnv;
import io.millrace.runners.core.invoke.ElementReceiver;
import io.millrace.runners.core.watermark.Watermarks;
import io.millrace.sdk.io.source.Source;
import io.millrace.sdk.io.source.SourceContext;
import io.millrace.sdk.io.source.SourceOutput;
import io.millrace.sdk.io.source.SourceReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The elements of a source without end: all splits of this task at the same time, in turn.
 *
 * <p>The watermark is the smallest of those of the open splits; idle splits are left out. It is for
 * the source to keep its word: a reader whose watermark goes back is a bug of the source and fails
 * the job.
 */
final class EndlessReadRoot<T extends @Nullable Object, SplitT> implements RootOperator {

  /** A split that is being read. */
  private static final class Open<T extends @Nullable Object, SplitT> {
    private final SourceReader<T, SplitT> reader;
    private long watermark = Watermarks.START;

    Open(SourceReader<T, SplitT> reader) {
      this.reader = reader;
    }
  }

  private final String name;
  private final Source<T, SplitT> source;
  private final Splits splits;
  private final SourceContext context;
  private final ElementCursor cursor;
  private final Failures failures;
  private final CountingOutput output;
  private final List<Open<T, SplitT>> open = new ArrayList<>();
  private int turn;

  /** Of the splits that were read to their ends: what is open now may not be older. */
  private long passed = Watermarks.START;

  private boolean everOpen;

  EndlessReadRoot(
      String name,
      Source<T, SplitT> source,
      StageEnv env,
      ElementReceiver next,
      ElementCursor cursor,
      Failures failures) {
    this.name = name;
    this.source = source;
    this.splits = env.splits();
    this.context =
        new SourceContext(env.options(), env.maxParallelism(), env::processingTimeMillis);
    this.cursor = cursor;
    this.failures = failures;
    this.output = Template.instantiate(CountingOutput.class, SourcePort.class, next, cursor);
  }

  @Override
  @SuppressWarnings("unchecked") // the chain takes elements of any type
  public int emit(int limit) {
    try {
      int opened = openNext();
      cursor.reset();
      int count = 0;
      // Each split once, beginning where the last call stopped.
      for (int left = open.size(); left > 0 && count < limit; left--) {
        turn = turn < open.size() ? turn : 0;
        Open<T, SplitT> current = open.get(turn);
        SourceReader.Status status =
            current.reader.poll((SourceOutput<T>) (Object) output, limit - count);
        count += output.takeCount();
        noteWatermark(current);
        if (status == SourceReader.Status.FINISHED) {
          open.remove(turn);
          passed = Math.max(passed, current.watermark);
          current.reader.close();
          count++;
        } else {
          turn++;
        }
      }
      return opened + count;
    } catch (Throwable t) {
      throw failures.inEngine(name, t);
    }
  }

  /** One a call, so that tasks that ask in turn get equal shares. */
  @SuppressWarnings("unchecked") // the splits are those of this source
  private int openNext() throws IOException {
    SplitT split = (SplitT) splits.next();
    if (split == null) {
      return 0;
    }
    Open<T, SplitT> added = new Open<>(source.createReader(context, split));
    open.add(added);
    everOpen = true;
    noteWatermark(added);
    return 1;
  }

  private void noteWatermark(Open<T, SplitT> current) {
    long watermark = current.reader.watermarkMillis();
    if (watermark < current.watermark) {
      throw new StageException(
          name,
          String.format(
              "the source reported a watermark that goes back, from %s to %s: watermarkMillis() of %s"
                  + " must never decrease. Report the largest watermark so far.",
              current.watermark, watermark, current.reader.getClass().getName()));
    }
    current.watermark = watermark;
  }

  @Override
  public long outputWatermark(long inputWatermarkMillis) {
    if (isExhausted()) {
      return Watermarks.END;
    }
    long min = Watermarks.IDLE;
    for (Open<T, SplitT> split : open) {
      if (!split.reader.isIdle()) {
        min = Math.min(min, split.watermark);
      }
    }
    if (min != Watermarks.IDLE) {
      return min;
    }
    return everOpen && open.isEmpty() ? passed : Watermarks.IDLE;
  }

  @Override
  public boolean isSource() {
    return true;
  }

  @Override
  public boolean isExhausted() {
    return open.isEmpty() && splits.isExhausted();
  }

  @Override
  public void close(boolean failed) {
    for (Open<T, SplitT> split : open) {
      try {
        split.reader.close();
      } catch (IOException | RuntimeException e) { // the others are closed all the same
        StageTask.LOG.warn("Closing a reader of {} failed: {}", name, e.toString(), e);
      }
    }
    open.clear();
  }
}
