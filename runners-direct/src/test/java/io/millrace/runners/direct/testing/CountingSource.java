package io.millrace.runners.direct.testing;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.io.range.OffsetRange;
import io.millrace.sdk.io.source.Source;
import io.millrace.sdk.io.source.SourceContext;
import io.millrace.sdk.io.source.SourceOutput;
import io.millrace.sdk.io.source.SourceReader;
import io.millrace.sdk.io.source.SplitEnumerator;
import io.millrace.sdk.values.PCollection.IsBounded;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Numbers in one split; counts what it gave, and fails at one point if asked to. */
public final class CountingSource extends Source<Long, OffsetRange> {

  private static final Map<String, AtomicLong> GIVEN = new ConcurrentHashMap<>();

  private final String id = UUID.randomUUID().toString();
  private final long limit;
  private final String failsAt;

  public CountingSource(long limit) {
    this(limit, "nowhere");
  }

  public CountingSource(long limit, String failsAt) {
    this.limit = limit;
    this.failsAt = failsAt;
    GIVEN.put(id, new AtomicLong());
  }

  /** How many elements were given so far, in all copies. */
  public long given() {
    return GIVEN.get(id).get();
  }

  private void mayFail(String point) throws IOException {
    if (failsAt.equals(point)) {
      throw new IOException("no " + point + " today");
    }
    if (failsAt.equals(point + " badly")) {
      throw new IllegalStateException("no " + point + " today");
    }
  }

  @Override
  public IsBounded isBounded() {
    return IsBounded.BOUNDED;
  }

  @Override
  public Coder<Long> getOutputCoder() {
    return VarLongCoder.of();
  }

  @Override
  public Coder<OffsetRange> getSplitCoder() {
    return OffsetRange.Coder.of();
  }

  @Override
  public SplitEnumerator<OffsetRange> createEnumerator(SourceContext context, byte[] state)
      throws IOException {
    mayFail("createEnumerator");
    return new SplitEnumerator<>() {
      private boolean done;

      @Override
      public List<OffsetRange> discover(long nowMillis) throws IOException {
        mayFail("discover");
        done = true;
        return List.of(new OffsetRange(0, limit));
      }

      @Override
      public boolean isFinished() {
        return done;
      }

      @Override
      public byte[] snapshot() {
        return new byte[0];
      }

      @Override
      public void close() throws IOException {
        mayFail("closeEnumerator");
      }
    };
  }

  @Override
  public SourceReader<Long, OffsetRange> createReader(SourceContext context, OffsetRange split)
      throws IOException {
    mayFail("createReader");
    return new SourceReader<>() {
      private long next = split.getFrom();

      @Override
      public Status poll(SourceOutput<Long> output, int maxElements) throws IOException {
        mayFail("poll");
        for (int i = 0; i < maxElements && next < split.getTo(); i++) {
          GIVEN.get(id).incrementAndGet();
          output.output(next++);
        }
        return next < split.getTo() ? Status.MORE : Status.FINISHED;
      }

      @Override
      public OffsetRange snapshot() {
        return new OffsetRange(next, split.getTo());
      }

      @Override
      public void close() throws IOException {
        mayFail("closeReader");
      }
    };
  }
}
