package io.millrace.sdk.testing;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.io.source.Source;
import io.millrace.sdk.io.source.SourceContext;
import io.millrace.sdk.io.source.SourceOutput;
import io.millrace.sdk.io.source.SourceReader;
import io.millrace.sdk.io.source.SplitEnumerator;
import io.millrace.sdk.options.PipelineOptions;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.testing.generators.Entropy;
import io.millrace.sdk.util.CoderUtils;
import io.millrace.sdk.util.SerializableUtils;
import io.millrace.sdk.values.TimestampedValue;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What every {@link Source} must keep to, whoever reads it: to be called by the test of a source.
 *
 * <pre>{@code
 * SourceLaws.assertSnapshotsResume(new MySource(...), 1_000);
 * }</pre>
 *
 * <p>Processing time is a clock of its own, which passes a little with each poll.
 */
public final class SourceLaws {

  /** How many ways of reading in pieces are tried. */
  private static final int SEEDS = 50;

  /** So many polls in a row that find nothing are taken for the end of what comes. */
  private static final int PATIENCE = 10_000;

  private SourceLaws() {}

  /**
   * Checks that a reader gives exactly the rest of its split when it goes on from a snapshot of
   * another one, wherever that was taken; that a snapshot changes nothing for the reader it was
   * taken of; that no poll gives more than it was asked for; and that watermarks do not go back.
   *
   * @param source must give elements event times of their own, and the same each time it is read
   * @param elementsPerSplit how many elements of each split are looked at, for sources that do not
   *     end
   * @throws AssertionError if one of these does not hold; the message tells the seed
   * @throws IOException if reading fails
   */
  public static <T extends @Nullable Object, SplitT> void assertSnapshotsResume(
      Source<T, SplitT> source, int elementsPerSplit) throws IOException {
    List<List<TimestampedValue<T>>> expected = new ArrayList<>();
    for (SplitT split : splits(source, new Clock())) {
      expected.add(new Reading<>(source, elementsPerSplit, null).of(split));
    }
    if (expected.stream().allMatch(List::isEmpty)) {
      throw new AssertionError(source + " gives no elements, so that nothing can be said about it");
    }
    for (long seed = 0; seed < SEEDS; seed++) {
      List<SplitT> splits = splits(source, new Clock());
      if (splits.size() != expected.size()) {
        throw new AssertionError(
            "there were " + expected.size() + " splits, and then " + splits.size());
      }
      for (int i = 0; i < splits.size(); i++) {
        List<TimestampedValue<T>> pieces =
            new Reading<>(source, elementsPerSplit, new Entropy(seed)).of(splits.get(i));
        if (!pieces.equals(expected.get(i))) {
          throw new AssertionError(
              String.format(
                  "split %d of %s, read in pieces by seed %d, gives%n  %s%ninstead of%n  %s",
                  i, source, seed, pieces, expected.get(i)));
        }
      }
    }
  }

  /** All splits, by an enumerator that is taken up again from its snapshot once. */
  private static <T extends @Nullable Object, SplitT> List<SplitT> splits(
      Source<T, SplitT> source, Clock clock) throws IOException {
    SourceContext context = clock.context();
    List<SplitT> splits;
    byte[] state;
    try (SplitEnumerator<SplitT> enumerator = source.createEnumerator(context, null)) {
      splits = new ArrayList<>(enumerator.discover(clock.now));
      state = enumerator.snapshot();
    }
    try (SplitEnumerator<SplitT> enumerator = source.createEnumerator(context, state)) {
      splits.addAll(enumerator.discover(clock.now));
    }
    return splits;
  }

  /** Begins some time after the epoch. */
  private static final class Clock {
    private long now = 1_000_000_000;

    SourceContext context() {
      PipelineOptions options = PipelineOptionsFactory.create();
      return new SourceContext(options, 2, () -> now);
    }
  }

  /** One reading of one split. */
  private static final class Reading<T extends @Nullable Object, SplitT> {

    private final Source<T, SplitT> source;
    private final int wanted;

    /** Null to read in one go. */
    private final @Nullable Entropy entropy;

    private final Clock clock = new Clock();
    private final List<TimestampedValue<T>> elements = new ArrayList<>();

    Reading(Source<T, SplitT> source, int wanted, @Nullable Entropy entropy) {
      this.source = SerializableUtils.clone(source);
      this.wanted = wanted;
      this.entropy = entropy;
    }

    List<TimestampedValue<T>> of(SplitT split) throws IOException {
      SplitT position = split;
      boolean more = true;
      while (more) {
        try (SourceReader<T, SplitT> reader = source.createReader(clock.context(), position)) {
          more = read(reader);
          if (more) {
            position = snapshot(reader);
            readAheadInVain(reader);
          }
        }
      }
      return elements;
    }

    private SplitT snapshot(SourceReader<T, SplitT> reader) throws IOException {
      Coder<SplitT> coder = source.getSplitCoder();
      return CoderUtils.clone(coder, reader.snapshot());
    }

    /** What a reader gives after the snapshot that is gone on from is as if it had never been. */
    private void readAheadInVain(SourceReader<T, SplitT> reader) throws IOException {
      if (entropy != null && entropy.oneIn(2)) {
        poll(reader, new ArrayList<>(), entropy.nextInt(1, 5));
      }
    }

    /** Reads a piece; returns whether the split goes on. */
    private boolean read(SourceReader<T, SplitT> reader) throws IOException {
      int polls = entropy == null ? Integer.MAX_VALUE : entropy.nextInt(0, 5);
      long watermark = Long.MIN_VALUE;
      int idle = 0;
      for (int i = 0; i < polls && elements.size() < wanted; i++) {
        int size = elements.size();
        int limit = entropy == null ? 100 : entropy.nextInt(1, 20);
        SourceReader.Status status =
            poll(reader, elements, Math.min(limit, wanted - elements.size()));
        if (status == SourceReader.Status.FINISHED) {
          return false;
        }
        if (entropy != null && entropy.oneIn(3)) {
          reader.snapshot();
        }
        long next = reader.watermarkMillis();
        if (next < watermark) {
          throw new AssertionError(
              "the watermark of " + source + " went back from " + watermark + " to " + next);
        }
        watermark = next;
        idle = elements.size() > size ? 0 : idle + 1;
        if (idle > PATIENCE) {
          throw new AssertionError(
              source + " gives " + elements.size() + " elements and no more, and does not finish");
        }
      }
      return elements.size() < wanted;
    }

    private SourceReader.Status poll(
        SourceReader<T, SplitT> reader, List<TimestampedValue<T>> into, int limit)
        throws IOException {
      clock.now += entropy == null ? 10 : entropy.nextInt(0, 19);
      int before = into.size();
      SourceReader.Status status = reader.poll(collect(into), limit);
      if (into.size() - before > limit) {
        throw new AssertionError(
            String.format(
                "a reader of %s gave %d elements when asked for up to %d",
                source, into.size() - before, limit));
      }
      return status;
    }

    private static <T extends @Nullable Object> SourceOutput<T> collect(
        List<TimestampedValue<T>> into) {
      return new SourceOutput<>() {
        @Override
        public void output(T element) {
          into.add(TimestampedValue.atMinimumTimestamp(element));
        }

        @Override
        public void output(T element, long timestampMillis) {
          into.add(TimestampedValue.of(element, Instant.ofEpochMilli(timestampMillis)));
        }
      };
    }
  }
}
