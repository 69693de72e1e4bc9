package io.millrace.examples.auction;

import io.millrace.sdk.coders.CannotProvideCoderException;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.CoderRegistry;
import io.millrace.sdk.io.source.Source;
import io.millrace.sdk.io.source.SourceContext;
import io.millrace.sdk.io.source.SourceOutput;
import io.millrace.sdk.io.source.SourceReader;
import io.millrace.sdk.io.source.SplitEnumerator;
import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.values.PCollection.IsBounded;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some consecutive events of the auction site, as an example of a source: apply it with {@code
 * Read.from(AuctionSource.between(from, to))}.
 *
 * <p>Of S splits the s-th has every S-th event, beginning with the s-th: all splits advance through
 * event time together.
 */
public final class AuctionSource extends Source<AuctionEvent, AuctionSource.Split> {

  private final long from;
  private final long to;

  private AuctionSource(long from, long to) {
    this.from = from;
    this.to = to;
  }

  /** The events whose numbers are at least {@code from} and below {@code to}. */
  public static AuctionSource between(long from, long to) {
    if (from < 0 || to <= from) {
      throw new IllegalArgumentException(
          "Events are numbered from 0 and there must be at least one: from=" + from + ", to=" + to);
    }
    return new AuctionSource(from, to);
  }

  /**
   * What is left to be made.
   *
   * @param next the number of the next event
   * @param stride the distance from one event to the one after
   * @param end the number at which to end, exclusive
   */
  public record Split(long next, long stride, long end) {}

  @Override
  public IsBounded isBounded() {
    return IsBounded.BOUNDED;
  }

  @Override
  public Coder<AuctionEvent> getOutputCoder() {
    return coder(AuctionEvent.class);
  }

  @Override
  public Coder<Split> getSplitCoder() {
    return coder(Split.class);
  }

  private static <T> Coder<T> coder(Class<T> type) {
    try {
      return CoderRegistry.createDefault().getCoder(type);
    } catch (CannotProvideCoderException e) {
      throw new IllegalStateException("records of primitives and strings have a coder", e);
    }
  }

  @Override
  public SplitEnumerator<Split> createEnumerator(SourceContext context, byte @Nullable [] state) {
    return SplitEnumerator.of(splits(context.parallelism()), state);
  }

  private List<Split> splits(int parallelism) {
    List<Split> splits = new ArrayList<>();
    for (long s = 0; s < parallelism && from + s < to; s++) {
      splits.add(new Split(from + s, parallelism, to));
    }
    return splits;
  }

  @Override
  public SourceReader<AuctionEvent, Split> createReader(SourceContext context, Split split) {
    return new Reader(split);
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    builder
        .add(DisplayData.item("from", from).withLabel("First event"))
        .add(DisplayData.item("to", to).withLabel("End, exclusive"));
  }

  private static final class Reader implements SourceReader<AuctionEvent, Split> {

    private final long stride;
    private final long end;
    private long next;

    Reader(Split split) {
      this.next = split.next();
      this.stride = split.stride();
      this.end = split.end();
    }

    @Override
    public Status poll(SourceOutput<AuctionEvent> output, int maxElements) {
      for (int n = 0; n < maxElements && next < end; n++, next += stride) {
        output.output(AuctionGenerator.event(next), AuctionGenerator.eventTime(next));
      }
      return next < end ? Status.MORE : Status.FINISHED;
    }

    @Override
    public Split snapshot() {
      return new Split(next, stride, end);
    }

    @Override
    public long watermarkMillis() {
      return AuctionGenerator.eventTime(Math.min(next, end));
    }

    @Override
    public void close() {}
  }
}
