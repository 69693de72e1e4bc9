package io.millrace.benchmarks.nexmark;

import io.millrace.benchmarks.Pace;
import io.millrace.examples.auction.AuctionGenerator;
import io.millrace.sdk.transforms.DoFn;
import java.time.Instant;
import org.HdrHistogram.Histogram;

/**
 * Records for each row how long after it was due it has come: the time between the moment at which
 * the first event of the row's event time was due, and now.
 *
 * <p>Up to ten events share a millisecond of event time, so that latencies come out too large by as
 * much as ten events last. Events that could not be taken when they were due count from when they
 * were due.
 *
 * @param <R> a row
 */
final class Latency<R> extends DoFn<R, Void> {

  private static final long serialVersionUID = 1;

  private static final int DIGITS = 3;

  /** Of all instances; guarded by itself. */
  private static final Histogram ALL = new Histogram(DIGITS);

  private final Pace pace;
  private final long firstEvent;
  private final long lastEvent;
  private transient Histogram nanos = new Histogram(DIGITS);

  /**
   * Latencies.
   *
   * @param pace when events are due
   * @param firstEvent rows that are due before are left out, the system being cold
   * @param lastEvent rows that are due later are left out: they came because input has ended
   */
  Latency(Pace pace, long firstEvent, long lastEvent) {
    this.pace = pace;
    this.firstEvent = firstEvent;
    this.lastEvent = lastEvent;
  }

  @Setup
  public void setUp() {
    nanos = new Histogram(DIGITS);
  }

  @ProcessElement
  public void processElement(@Timestamp Instant time) {
    long event =
        (time.toEpochMilli() - AuctionGenerator.BASE_TIME) * AuctionGenerator.EVENTS_PER_MILLI;
    if (event >= firstEvent && event <= lastEvent) {
      nanos.recordValue(Math.max(0, System.nanoTime() - pace.dueNanos(event)));
    }
  }

  @Teardown
  public void tearDown() {
    synchronized (ALL) {
      ALL.add(nanos);
    }
    nanos.reset();
  }

  /** The latencies of all rows since the last call, in nanoseconds. */
  static Histogram takeAll() {
    synchronized (ALL) {
      Histogram taken = ALL.copy();
      ALL.reset();
      return taken;
    }
  }
}
