package io.millrace.examples.demo;

import io.millrace.examples.auction.AuctionGenerator;
import io.millrace.examples.auction.AuctionSource;
import io.millrace.sdk.Pipeline;
import io.millrace.sdk.io.Read;
import io.millrace.sdk.options.Default;
import io.millrace.sdk.options.Description;
import io.millrace.sdk.options.PipelineOptions;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.transforms.ParDo;

/**
 * A live auction site, and three results that change as it goes on: the highest bid, the busiest
 * auctions and the sellers who are new, of the last ten seconds.
 *
 * <p>The site makes 10,000 events a second, in real time. Every second a bounded pipeline looks at
 * the last ten.
 */
public final class AuctionSite {

  static final long EVENTS_PER_SECOND = 1000 * AuctionGenerator.EVENTS_PER_MILLI;
  private static final int WINDOW_SECONDS = 10;
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private AuctionSite() {}

  /** What the program can be told. */
  public interface Options extends PipelineOptions {

    @Description("How many seconds to follow the site.")
    @Default.Integer(20)
    int getSeconds();

    void setSeconds(int value);
  }

  /** Follows the site. */
  public static void main(String[] args) throws InterruptedException {
    Options options = PipelineOptionsFactory.fromArgs(args).withValidation().as(Options.class);
    int seconds = options.getSeconds();
    if (seconds < 1) {
      throw new IllegalArgumentException("--seconds=" + seconds + " must be at least 1");
    }
    System.out.printf(
        "An auction site with %,d events a second; of the last %d seconds:%n",
        EVENTS_PER_SECOND, WINDOW_SECONDS);
    long start = System.nanoTime();
    long shown = 0;
    while (shown < seconds) {
      long now = Math.max(shown + 1, (System.nanoTime() - start) / NANOS_PER_SECOND);
      sleepUntil(start + now * NANOS_PER_SECOND);
      shown = Math.min(now, seconds);
      show(shown, options);
    }
  }

  private static void sleepUntil(long nanoTime) throws InterruptedException {
    long left = nanoTime - System.nanoTime();
    if (left > 0) {
      Thread.sleep(left / 1_000_000, (int) (left % 1_000_000));
    }
  }

  /** Runs the pipeline over the window that ends now. */
  private static void show(long second, Options options) {
    long from = Math.max(0, second - WINDOW_SECONDS) * EVENTS_PER_SECOND;
    long to = second * EVENTS_PER_SECOND;
    Pipeline pipeline = Pipeline.create(options);
    pipeline
        .apply("ReadEvents", Read.from(AuctionSource.between(from, to)))
        .apply("Results", new Board())
        .apply("Print", ParDo.of(new PrintFn("second " + second)));
    pipeline.run().waitUntilFinish();
  }
}
