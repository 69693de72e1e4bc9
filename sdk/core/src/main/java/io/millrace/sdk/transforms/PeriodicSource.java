package io.millrace.sdk.transforms;

import io.millrace.sdk.coders.AtomicCoder;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.InstantCoder;
import io.millrace.sdk.io.source.Source;
import io.millrace.sdk.io.source.SourceContext;
import io.millrace.sdk.io.source.SourceOutput;
import io.millrace.sdk.io.source.SourceReader;
import io.millrace.sdk.io.source.SplitEnumerator;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.util.VarInt;
import io.millrace.sdk.values.PCollection.IsBounded;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Instants at an interval, each given when processing time has reached it. */
final class PeriodicSource extends Source<Instant, PeriodicSource.Ticks> {

  private static final long serialVersionUID = 1;

  /** A start that is the time at which the source begins to be read. */
  static final long WHEN_READ = Long.MIN_VALUE;

  private final long startMillis;
  private final long stopMillis;
  private final long durationMillis;
  private final long intervalMillis;
  private final boolean catchUp;

  /**
   * A source.
   *
   * @param startMillis the first instant; {@link #WHEN_READ} for the time then
   * @param stopMillis no instant is later
   * @param durationMillis no instant is so much later than the first one
   * @param catchUp whether instants that have passed come at once
   */
  PeriodicSource(
      long startMillis,
      long stopMillis,
      long durationMillis,
      long intervalMillis,
      boolean catchUp) {
    this.startMillis = startMillis;
    this.stopMillis = stopMillis;
    this.durationMillis = durationMillis;
    this.intervalMillis = intervalMillis;
    this.catchUp = catchUp;
  }

  /**
   * The instants to come.
   *
   * @param next the first of them
   * @param last none is later
   * @param notBefore the processing time before which the next one must not come
   */
  record Ticks(long next, long last, long notBefore) {

    boolean isEmpty() {
      return next > last;
    }

    long dueMillis() {
      return Math.max(next, notBefore);
    }
  }

  /** It is read as time passes, also if it stops. */
  @Override
  public IsBounded isBounded() {
    return IsBounded.UNBOUNDED;
  }

  /** Those that are due now. */
  @Override
  public boolean supportsAvailableNow() {
    return true;
  }

  @Override
  public Coder<Instant> getOutputCoder() {
    return InstantCoder.of();
  }

  @Override
  public Coder<Ticks> getSplitCoder() {
    return TicksCoder.INSTANCE;
  }

  @Override
  public SplitEnumerator<Ticks> createEnumerator(SourceContext context, byte @Nullable [] state) {
    long first = startMillis == WHEN_READ ? context.nowMillis() : startMillis;
    long last = Math.min(stopMillis, first + durationMillis);
    return SplitEnumerator.of(List.of(new Ticks(first, last, Long.MIN_VALUE)), state);
  }

  @Override
  public SourceReader<Instant, Ticks> createReader(SourceContext context, Ticks split) {
    return new Reader(context, split);
  }

  private final class Reader implements SourceReader<Instant, Ticks> {

    private final SourceContext context;

    /** What is due later does not come any more. */
    private final long lastDue;

    private Ticks ticks;

    Reader(SourceContext context, Ticks ticks) {
      this.context = context;
      this.ticks = ticks;
      this.lastDue = context.availableNow() ? context.nowMillis() : Long.MAX_VALUE;
    }

    @Override
    public Status poll(SourceOutput<Instant> output, int maxElements) {
      long now = context.nowMillis();
      int count = 0;
      while (!isAtEnd() && ticks.dueMillis() <= now) {
        if (count == maxElements) {
          return Status.MORE;
        }
        long next = ticks.next;
        output.output(Instant.ofEpochMilli(next), next);
        count++;
        long notBefore = catchUp ? Long.MIN_VALUE : now + intervalMillis;
        ticks = new Ticks(next + intervalMillis, ticks.last, notBefore);
      }
      return isAtEnd() ? Status.FINISHED : Status.IDLE;
    }

    private boolean isAtEnd() {
      return ticks.isEmpty() || ticks.dueMillis() > lastDue;
    }

    @Override
    public Ticks snapshot() {
      return ticks;
    }

    /** That of the next instant, so that a window is complete with the last one in it. */
    @Override
    public long watermarkMillis() {
      return Math.min(ticks.next, BoundedWindow.TIMESTAMP_MAX_VALUE.toEpochMilli());
    }

    @Override
    public long nextPollMillis() {
      return ticks.dueMillis();
    }

    @Override
    public void close() {}
  }

  private static final class TicksCoder extends AtomicCoder<Ticks> {

    private static final long serialVersionUID = 1;

    private static final TicksCoder INSTANCE = new TicksCoder();

    @Override
    public void encode(Ticks ticks, OutputStream out) throws IOException {
      VarInt.encode(ticks.next, out);
      VarInt.encode(ticks.last, out);
      VarInt.encode(ticks.notBefore, out);
    }

    @Override
    public Ticks decode(InputStream in) throws IOException {
      return new Ticks(VarInt.decodeLong(in), VarInt.decodeLong(in), VarInt.decodeLong(in));
    }
  }
}
