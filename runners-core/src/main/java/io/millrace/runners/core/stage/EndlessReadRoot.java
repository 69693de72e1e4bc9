package io.millrace.runners.core.stage;

import io.millrace.runners.core.batch.ElementCursor;
import io.millrace.runners.core.host.Splits;
import io.millrace.runners.core.host.StageEnv;
import io.millrace.runners.core.invoke.ElementReceiver;
import io.millrace.runners.core.snapshot.Section;
import io.millrace.runners.core.snapshot.StateSink;
import io.millrace.runners.core.watermark.Watermarks;
import io.millrace.sdk.coders.DecodeBuffer;
import io.millrace.sdk.coders.EncodeBuffer;
import io.millrace.sdk.io.source.ScriptedSource;
import io.millrace.sdk.io.source.Source;
import io.millrace.sdk.io.source.SourceContext;
import io.millrace.sdk.io.source.SourceReader;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The elements of a source without end: all splits of this task at the same time, in turn.
 *
 * <p>The watermark is the smallest of those of the open splits; idle splits are left out (rule W5).
 */
final class EndlessReadRoot<T extends @Nullable Object, SplitT> implements RootOperator {

  /** For how long a source may give elements and say nothing about time before it is noticed. */
  private static final long SILENCE_MILLIS = 60_000;

  /** What a shared entry is about. */
  private static final int SPLIT = 0;

  private static final int TIME = 1;

  /** A split that was read before, and how far event time had come in it. */
  private record Restored<SplitT>(SplitT split, long watermark) {}

  private final String name;
  private final Source<T, SplitT> source;
  private final Splits splits;
  private final StageEnv env;
  private final SourceContext context;
  private final ElementCursor cursor;
  private final Failures failures;
  private final CountingOutput output;
  private final SourceMeter meter;
  private final List<OpenSplit<T, SplitT>> open = new ArrayList<>();
  private int turn;

  /** When the first element came, as far as that matters. */
  private long firstMillis = Long.MAX_VALUE;

  /** Whether the source has said something about time, or it was told that it has not. */
  private boolean timeIsTold;

  private boolean drained;

  /** Splits that come before those that are asked for. */
  private final ArrayDeque<Restored<SplitT>> restored = new ArrayDeque<>();

  /** Of the splits that were read to their ends: what is open now may not be older. */
  private long passed = Watermarks.START;

  /** The largest watermark that was given as an answer. */
  private long told = Watermarks.START;

  /** Whether both of these are those of a task before. */
  private boolean timeRestored;

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
    this.env = env;
    this.context =
        new SourceContext(env.options(), env.maxParallelism(), env::processingTimeMillis);
    this.cursor = cursor;
    this.failures = failures;
    this.output =
        Template.instantiate(CountingOutput.class, SourcePort.class, name, next, cursor, failures);
    this.meter = new SourceMeter(env.metrics(name));
  }

  @Override
  public int emit(int limit) {
    try {
      int opened = openNext();
      cursor.reset();
      int count = 0;
      long now = env.processingTimeMillis();
      // Each split once, beginning where the last call stopped.
      for (int left = open.size(); left > 0 && count < limit; left--) {
        turn = turn < open.size() ? turn : 0;
        OpenSplit<T, SplitT> current = open.get(turn);
        if (!current.isWorthPolling(now)) {
          current.noteTime();
          turn++;
          continue;
        }
        SourceReader.Status status = current.poll(limit - count);
        meter.read(current.given());
        count += current.given();
        current.noteTime();
        current.noteNextPoll();
        if (status == SourceReader.Status.FINISHED) {
          open.remove(turn);
          passed = Math.max(passed, current.watermark());
          current.close();
          count++;
        } else {
          turn++;
        }
      }
      meter.askIfDue(now, open);
      if (count > 0 && !timeIsTold) {
        warnIfTimeStandsStill(now);
      }
      return opened + count;
    } catch (Throwable t) {
      throw failures.inEngine(name, t);
    }
  }

  /** A source that says nothing of time is not wrong, but hardly ever what was meant. */
  private void warnIfTimeStandsStill(long nowMillis) {
    timeIsTold = told > Watermarks.START || source instanceof ScriptedSource;
    firstMillis = Math.min(firstMillis, nowMillis);
    if (!timeIsTold && nowMillis - firstMillis >= SILENCE_MILLIS) {
      timeIsTold = true;
      StageTask.LOG.warn(
          "{} has read elements for a minute, but its source, {}, has reported no watermark: no"
              + " window will fire before the end. Give the read a WatermarkPolicy.",
          name,
          source.getClass().getName());
    }
  }

  /** One a call, so that tasks that ask in turn get equal shares. */
  @SuppressWarnings("unchecked") // the splits are those of this source
  private int openNext() throws IOException {
    Restored<SplitT> before = restored.poll();
    SplitT split = before != null ? before.split : (SplitT) splits.next();
    if (split == null) {
      return 0;
    }
    OpenSplit<T, SplitT> added =
        new OpenSplit<>(
            name,
            source.createReader(context, split),
            output,
            before != null ? before.watermark : Watermarks.START);
    open.add(added);
    added.noteTime();
    added.noteNextPoll();
    return 1;
  }

  @Override
  public long outputWatermark(long inputWatermarkMillis) {
    if (isExhausted()) {
      return Watermarks.END;
    }
    if (!restored.isEmpty() || splits.areWaiting()) {
      return told;
    }
    long active = Watermarks.IDLE;
    long reached = open.isEmpty() ? passed : Watermarks.IDLE;
    for (OpenSplit<T, SplitT> split : open) {
      reached = Math.min(reached, split.watermark());
      if (!split.isIdle()) {
        active = Math.min(active, split.watermark());
      }
    }
    // Where all are idle, or none is there, others need not wait; but how far time has come till
    // then they are told first. A script says itself how time passes between its steps.
    if (active == Watermarks.IDLE && (reached > told || source instanceof ScriptedSource)) {
      active = reached;
    }
    if (active != Watermarks.IDLE) {
      told = Math.max(told, active);
    }
    return active;
  }

  @Override
  public boolean isSource() {
    return true;
  }

  @Override
  public boolean isExhausted() {
    return drained || (open.isEmpty() && restored.isEmpty() && splits.isExhausted());
  }

  @Override
  public long nextPollMillis() {
    long next = splits.isExhausted() && restored.isEmpty() ? Long.MAX_VALUE : Long.MIN_VALUE;
    for (OpenSplit<T, SplitT> split : open) {
      next = Math.min(next, split.nextPollMillis());
    }
    return next;
  }

  @Override
  public void drain() {
    if (drained) {
      return;
    }
    drained = true;
    try {
      for (OpenSplit<T, SplitT> split : open) {
        split.close();
      }
    } catch (Throwable t) {
      throw failures.inEngine(name, t);
    }
    open.clear();
    restored.clear();
  }

  @Override
  public void save(StateSink sink) throws IOException {
    for (OpenSplit<T, SplitT> split : open) {
      save(split.snapshot(), split.watermark(), sink);
    }
    for (Restored<SplitT> split : restored) {
      save(split.split, split.watermark, sink);
    }
    EncodeBuffer out = sink.shared(Section.ROOT);
    out.write(TIME);
    out.writeLong(passed);
    out.writeLong(told);
    out.write(drained ? 1 : 0);
    sink.end();
  }

  private void save(SplitT split, long watermark, StateSink sink) throws IOException {
    EncodeBuffer out = sink.shared(Section.ROOT);
    out.write(SPLIT);
    out.writeLong(watermark);
    source.getSplitCoder().encode(split, out);
    sink.end();
  }

  @Override
  public void load(Section section, int keyHash, DecodeBuffer in) throws IOException {
    if (in.read() == SPLIT) {
      long watermark = in.readLong();
      restored.add(new Restored<>(source.getSplitCoder().decode(in), watermark));
    } else {
      long savedPassed = in.readLong();
      long savedTold = in.readLong();
      // What of several tasks had come least far counts: splits of it are read here as well.
      passed = timeRestored ? Math.min(passed, savedPassed) : savedPassed;
      told = timeRestored ? Math.min(told, savedTold) : savedTold;
      timeRestored = true;
      drained |= in.read() == 1;
    }
  }

  @Override
  public void close(boolean failed) {
    open.forEach(OpenSplit::closeAnyway);
    open.clear();
    meter.ask(open);
  }
}
