package io.millrace.benchmarks.nexmark.query;

import io.millrace.sdk.metrics.Counter;
import io.millrace.sdk.metrics.Metrics;
import io.millrace.sdk.transforms.DoFn;

/**
 * Counts the rows of an answer and adds up their hashes, so that nothing can be left out.
 *
 * @param <R> a row
 */
public final class Checksum<R> extends DoFn<R, Void> {

  private static final long serialVersionUID = 1;

  /** The name of the metric that counts the rows. */
  public static final String ROWS = "rows";

  private final Query<?, R> query;
  private final Counter rows = Metrics.counter(Checksum.class, ROWS);
  private final Counter hashes = Metrics.counter(Checksum.class, "hashes");
  private long count;
  private long sum;

  /** The checksum of the answer to a query. */
  public Checksum(Query<?, R> query) {
    this.query = query;
  }

  @ProcessElement
  public void processElement(@Element R row) {
    count++;
    sum += query.hash(row);
  }

  @FinishBundle
  public void finishBundle() {
    rows.inc(count);
    hashes.inc(sum);
    count = 0;
    sum = 0;
  }
}
