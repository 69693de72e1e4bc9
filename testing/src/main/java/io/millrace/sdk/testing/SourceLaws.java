package io.millrace.sdk.testing;

import io.millrace.sdk.io.source.Source;
import io.millrace.sdk.util.SerializableUtils;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What every {@link Source} must keep to, whoever reads it and whatever fails: to be called by the
 * test of a source.
 *
 * <pre>{@code
 * SourceLaws.of(new MySource(...)).assertAll();
 * SourceLaws.of(new MySource("nothing there")).assertNoElements();
 * }</pre>
 *
 * <p>Processing time is a clock of its own, which passes a little with each call. Messages of what
 * does not hold tell the seed and the last calls.
 */
public final class SourceLaws {

  private SourceLaws() {}

  /** The laws for a source, which must give the same each time it is read. */
  public static <T extends @Nullable Object, SplitT> Subject<T, SplitT> of(
      Source<T, SplitT> source) {
    return new Subject<>(source, Subject.ELEMENTS, Subject.SEEDS, Subject.PATIENCE, true, true);
  }

  /**
   * Checks that a reader gives exactly the rest of its split when it goes on from a snapshot of
   * another one, see {@link Subject#assertSnapshotsResume}.
   *
   * @param elementsPerSplit see {@link Subject#withElementsPerSplit}
   * @throws AssertionError if that does not hold; the message tells the seed
   * @throws IOException if reading fails
   */
  public static <T extends @Nullable Object, SplitT> void assertSnapshotsResume(
      Source<T, SplitT> source, int elementsPerSplit) throws IOException {
    of(source).withElementsPerSplit(elementsPerSplit).assertSnapshotsResume();
  }

  /**
   * A source, and how it is looked at. Immutable; each {@code with} method gives a changed copy.
   *
   * <p>With every law the calls themselves are checked: no poll gives more than it was asked for,
   * watermarks do not go back, and no element is older than the watermark that was there before it,
   * also if another reader has reported that one before the position that reading went on from.
   *
   * @param <T> the type of the elements
   * @param <SplitT> the type of the splits
   */
  public static final class Subject<T extends @Nullable Object, SplitT> {

    private static final int ELEMENTS = 1_000;
    private static final int SEEDS = 50;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Source<T, SplitT> source;
    private final int elementsPerSplit;
    private final int seeds;
    private final Duration patience;
    private final boolean timesAreTheSame;
    private final boolean replayable;

    private Subject(
        Source<T, SplitT> source,
        int elementsPerSplit,
        int seeds,
        Duration patience,
        boolean timesAreTheSame,
        boolean replayable) {
      this.source = source;
      this.elementsPerSplit = elementsPerSplit;
      this.seeds = seeds;
      this.patience = patience;
      this.timesAreTheSame = timesAreTheSame;
      this.replayable = replayable;
    }

    /**
     * The same, looking at so many elements of each split; the default is 1,000. Splits of a source
     * without end must have so many; of one that ends all are looked at, if there are no more.
     *
     * @throws IllegalArgumentException if the number is not positive
     */
    public Subject<T, SplitT> withElementsPerSplit(int count) {
      requirePositive(count, "withElementsPerSplit");
      return new Subject<>(source, count, seeds, patience, timesAreTheSame, replayable);
    }

    /**
     * The same with another number of ways in which it is read and fails; the default is 50. More
     * find more, fewer are for sources whose readers take long to make.
     *
     * @throws IllegalArgumentException if the number is not positive
     */
    public Subject<T, SplitT> withSeeds(int count) {
      requirePositive(count, "withSeeds");
      return new Subject<>(source, elementsPerSplit, count, patience, timesAreTheSame, replayable);
    }

    /**
     * The same, waiting for so much real time for elements that do not come; the default is 20
     * seconds.
     */
    public Subject<T, SplitT> withPatience(Duration time) {
      return new Subject<>(source, elementsPerSplit, seeds, time, timesAreTheSame, replayable);
    }

    /** The same without comparing event times, for elements that get the time of their arrival. */
    public Subject<T, SplitT> withTimesOfArrival() {
      return new Subject<>(source, elementsPerSplit, seeds, patience, false, replayable);
    }

    /**
     * The same for what cannot be read again, such as a connection: what was received by a reader
     * that is lost may be missing. The elements must differ from each other.
     */
    public Subject<T, SplitT> withoutReplay() {
      return new Subject<>(source, elementsPerSplit, seeds, patience, timesAreTheSame, false);
    }

    private static void requirePositive(int count, String method) {
      if (count < 1) {
        throw new IllegalArgumentException(method + "(" + count + "): give at least 1");
      }
    }

    /**
     * Checks everything below but {@link #assertNoElements}; of a source {@link #withoutReplay}
     * only {@link #assertFailuresLoseAndRepeatNothing}, which for it means that nothing comes
     * twice.
     *
     * @throws AssertionError if something does not hold; the message tells the seed
     * @throws IOException if reading fails
     */
    public void assertAll() throws IOException {
      if (replayable) {
        assertSameUnionForAnyParallelism();
        assertSnapshotsResume();
      }
      assertFailuresLoseAndRepeatNothing();
    }

    /**
     * Checks that a reader gives exactly the rest of its split when it goes on from a snapshot of
     * another one: at each of the first positions, and then read in random pieces; and that a
     * snapshot changes nothing for the reader that it was taken of.
     *
     * @throws AssertionError if that does not hold; the message tells the seed
     * @throws IOException if reading fails
     */
    public void assertSnapshotsResume() throws IOException {
      new SplitLaws<>(subject()).assertSnapshotsResume(seeds);
    }

    /**
     * Plays jobs that read all splits, in any order and by turns, take checkpoints, hand splits
     * from reader to reader, and fail between any two calls. Then nothing is heard of readers and
     * enumerator any more, sometimes not even that they are closed, and others go on from the last
     * complete checkpoint. What is given counts from checkpoint to checkpoint: in the end it must
     * be each split's elements, once and in order.
     *
     * @throws AssertionError if that does not hold; the message tells the seed
     * @throws IOException if reading fails
     */
    public void assertFailuresLoseAndRepeatNothing() throws IOException {
      new JobLaws<>(subject()).assertFailuresLoseAndRepeatNothing(seeds, replayable);
    }

    /**
     * Checks that a source that ends gives the same elements, in any order, whatever parallelism
     * its enumerator is told, and each time it is read. Checks nothing of one without end.
     *
     * @throws AssertionError if that does not hold
     * @throws IOException if reading fails
     */
    public void assertSameUnionForAnyParallelism() throws IOException {
      new SplitLaws<>(subject()).assertSameUnionForAnyParallelism();
    }

    /**
     * Checks of a source that has no elements that none come: if it ends, it is read to its end, in
     * no, or some, empty splits; if it does not, its splits are there, idle, and can be taken up
     * again.
     *
     * @throws AssertionError if that does not hold
     * @throws IOException if reading fails
     */
    public void assertNoElements() throws IOException {
      new SplitLaws<>(subject()).assertNoElements();
    }

    private SourceUnderTest<T, SplitT> subject() {
      return new SourceUnderTest<>(
          SerializableUtils.clone(source), elementsPerSplit, patience, timesAreTheSame);
    }
  }
}
