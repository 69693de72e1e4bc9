package io.millrace.benchmarks.memory;

import io.millrace.examples.auction.AuctionEvent;
import io.millrace.examples.auction.AuctionGenerator;
import io.millrace.examples.auction.AuctionSource;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.io.source.ScriptedSource;
import io.millrace.sdk.io.source.Source;
import io.millrace.sdk.io.source.SourceContext;
import io.millrace.sdk.io.source.SourceOutput;
import io.millrace.sdk.io.source.SourceReader;
import io.millrace.sdk.io.source.SplitEnumerator;
import io.millrace.sdk.transforms.SerializableFunction;
import io.millrace.sdk.values.PCollection.IsBounded;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The auction site, second by second: with each step a second of processing time passes and the
 * events of a second of event time come, as soon as the pipeline is through with the second before.
 *
 * @see ScriptedSource
 */
final class SimulatedStream extends Source<AuctionEvent, Long> implements ScriptedSource<Long> {

  private static final long serialVersionUID = 1;

  private static final long SECOND = 1000;

  /** How many events there are in a second. */
  static final long EVENTS_PER_SECOND = SECOND * AuctionGenerator.EVENTS_PER_MILLI;

  private final long seconds;
  private final SerializableFunction<Long, Void> atRest;

  /**
   * A stream.
   *
   * @param atRest called before the first event of each second is made, with the number of the
   *     second; nothing is on its way then
   */
  SimulatedStream(long seconds, SerializableFunction<Long, Void> atRest) {
    this.seconds = seconds;
    this.atRest = atRest;
  }

  @Override
  public Duration processingTimeBefore(Long second) {
    return Duration.ofMillis(SECOND);
  }

  @Override
  public IsBounded isBounded() {
    return IsBounded.UNBOUNDED;
  }

  @Override
  public Coder<AuctionEvent> getOutputCoder() {
    return AuctionSource.between(0, 1).getOutputCoder();
  }

  @Override
  public Coder<Long> getSplitCoder() {
    return VarLongCoder.of();
  }

  @Override
  public SplitEnumerator<Long> createEnumerator(SourceContext context, byte @Nullable [] state) {
    List<Long> all = LongStream.range(0, seconds).boxed().toList();
    return SplitEnumerator.of(all, state);
  }

  @Override
  public SourceReader<AuctionEvent, Long> createReader(SourceContext context, Long second) {
    atRest.apply(second);
    return new Reader(second);
  }

  /** The events of one second. */
  private static final class Reader implements SourceReader<AuctionEvent, Long> {

    private final long second;
    private final long end;
    private long next;

    Reader(long second) {
      this.second = second;
      this.next = second * EVENTS_PER_SECOND;
      this.end = next + EVENTS_PER_SECOND;
    }

    @Override
    public Status poll(SourceOutput<AuctionEvent> output, int maxElements) {
      for (int n = 0; n < maxElements && next < end; n++, next++) {
        output.output(AuctionGenerator.event(next), AuctionGenerator.eventTime(next));
      }
      return next < end ? Status.MORE : Status.FINISHED;
    }

    @Override
    public Long snapshot() {
      throw new UnsupportedOperationException("A simulated stream is played from its beginning");
    }

    @Override
    public long watermarkMillis() {
      return AuctionGenerator.eventTime(next);
    }

    @Override
    public void close() {}

    @Override
    public String toString() {
      return "second " + second;
    }
  }
}
