package io.millrace.benchmarks;

import io.millrace.sdk.coders.AtomicCoder;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.io.source.Source;
import io.millrace.sdk.io.source.SourceContext;
import io.millrace.sdk.io.source.SourceOutput;
import io.millrace.sdk.io.source.SourceReader;
import io.millrace.sdk.io.source.SplitEnumerator;
import io.millrace.sdk.util.VarInt;
import io.millrace.sdk.values.PCollection.IsBounded;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Numbered events at a rate of event time, read as fast as they are taken. To the engine it is a
 * source without end; it stops after so many events all the same, so that it can be measured.
 *
 * <p>Of S splits the s-th has every S-th event. Events are out of order by up to {@code
 * disorderMillis}, which the watermark allows for: nothing is late.
 */
final class EventSource extends Source<Long, EventSource.Part> {

  private static final long serialVersionUID = 1;

  private final long events;
  private final long eventsPerSecond;
  private final long disorderMillis;

  EventSource(long events, long eventsPerSecond, long disorderMillis) {
    this.events = events;
    this.eventsPerSecond = eventsPerSecond;
    this.disorderMillis = disorderMillis;
  }

  /** The next event of a split, and the distance to the one after. */
  record Part(long next, long stride) {}

  /** A number that looks random, the same for the same event. */
  static long mixed(long event) {
    long mixed = (event + 1) * 0x9E3779B97F4A7C15L;
    return mixed ^ (mixed >>> 32);
  }

  private long inOrderMillis(long event) {
    return event * 1000 / eventsPerSecond;
  }

  private long timestampMillis(long event) {
    long time = inOrderMillis(event);
    return disorderMillis == 0
        ? time
        : time - Long.remainderUnsigned(mixed(~event), disorderMillis);
  }

  @Override
  public IsBounded isBounded() {
    return IsBounded.UNBOUNDED;
  }

  @Override
  public Coder<Long> getOutputCoder() {
    return VarLongCoder.of();
  }

  @Override
  public Coder<Part> getSplitCoder() {
    return PartCoder.INSTANCE;
  }

  @Override
  public SplitEnumerator<Part> createEnumerator(SourceContext context, byte @Nullable [] state) {
    return new Enumerator(context.parallelism());
  }

  @Override
  public SourceReader<Long, Part> createReader(SourceContext context, Part split) {
    return new Reader(split);
  }

  private static final class Enumerator implements SplitEnumerator<Part> {

    private final int splits;
    private boolean done;

    Enumerator(int splits) {
      this.splits = splits;
    }

    @Override
    public List<Part> discover(long nowMillis) {
      List<Part> parts = new ArrayList<>();
      for (int i = 0; i < splits && !done; i++) {
        parts.add(new Part(i, splits));
      }
      done = true;
      return parts;
    }

    @Override
    public boolean isFinished() {
      return done;
    }

    @Override
    public byte[] snapshot() {
      throw new UnsupportedOperationException("A benchmark is not resumed");
    }

    @Override
    public void close() {}
  }

  private final class Reader implements SourceReader<Long, Part> {

    private final long stride;
    private long next;

    Reader(Part split) {
      this.next = split.next;
      this.stride = split.stride;
    }

    @Override
    public Status poll(SourceOutput<Long> output, int maxElements) {
      for (int i = 0; i < maxElements && next < events; i++) {
        output.output(next, timestampMillis(next));
        next += stride;
      }
      return next < events ? Status.MORE : Status.FINISHED;
    }

    @Override
    public Part snapshot() {
      return new Part(next, stride);
    }

    @Override
    public long watermarkMillis() {
      return inOrderMillis(next) - disorderMillis;
    }

    @Override
    public void close() {}
  }

  private static final class PartCoder extends AtomicCoder<Part> {

    private static final long serialVersionUID = 1;

    private static final PartCoder INSTANCE = new PartCoder();

    @Override
    public void encode(Part part, OutputStream out) throws IOException {
      VarInt.encode(part.next, out);
      VarInt.encode(part.stride, out);
    }

    @Override
    public Part decode(InputStream in) throws IOException {
      return new Part(VarInt.decodeLong(in), VarInt.decodeLong(in));
    }
  }
}
