package io.millrace.examples.demo;

import io.millrace.examples.auction.AuctionEvent;
import io.millrace.examples.auction.AuctionGenerator;
import io.millrace.sdk.Pipeline;
import io.millrace.sdk.PipelineResult;
import io.millrace.sdk.io.GenerateSequence;
import io.millrace.sdk.options.Default;
import io.millrace.sdk.options.Description;
import io.millrace.sdk.options.PipelineOptions;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.transforms.MapElements;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.windowing.SlidingWindows;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.TypeDescriptor;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;

/**
 * A live auction site, and three results that change as it goes on: the highest bid, the busiest
 * auctions and the sellers who are new, of the last ten seconds.
 *
 * <p>The site makes 10,000 events a second, without end and in real time. The results are those of
 * windows of ten seconds that begin every second; each is printed when event time has passed its
 * end.
 */
public final class AuctionSite {

  private static final long EVENTS_PER_SECOND = 1000 * AuctionGenerator.EVENTS_PER_MILLI;
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration WINDOW = Duration.ofSeconds(10);

  /** The last window is printed a little after its end. */
  private static final Duration GRACE = Duration.ofMillis(500);

  private AuctionSite() {}

  /** What the program can be told. */
  public interface Options extends PipelineOptions {

    @Description("How many seconds to follow the site.")
    @Default.Integer(20)
    int getSeconds();

    void setSeconds(int value);

    @Description("Whether Pipeline.run() waits until the pipeline is done; the site never is.")
    @Default.Boolean(true)
    boolean isBlockOnRun();

    void setBlockOnRun(boolean value);
  }

  /** Follows the site. */
  public static void main(String[] args) throws IOException {
    Options options = PipelineOptionsFactory.fromArgs(args).withValidation().as(Options.class);
    int seconds = options.getSeconds();
    if (seconds < 1) {
      throw new IllegalArgumentException("--seconds=" + seconds + " must be at least 1");
    }
    options.setBlockOnRun(false);
    Pipeline pipeline = Pipeline.create(options);
    pipeline
        .apply(
            "Numbers",
            GenerateSequence.from(0)
                .withRate(EVENTS_PER_SECOND, SECOND)
                .withTimestampFn(i -> Instant.ofEpochMilli(AuctionGenerator.eventTime(i))))
        .apply(
            "Events",
            MapElements.into(TypeDescriptor.of(AuctionEvent.class)).via(AuctionGenerator::event))
        .apply("LastSeconds", Window.into(SlidingWindows.of(WINDOW).every(SECOND)))
        .apply("Results", new Board())
        .apply("Print", ParDo.of(new PrintFn()));

    System.out.printf(
        "An auction site with %,d events a second; of the last %d seconds:%n",
        EVENTS_PER_SECOND, WINDOW.toSeconds());
    PipelineResult result = pipeline.run();
    result.waitUntilFinish(Duration.ofSeconds(seconds).plus(GRACE));
    if (!result.getState().isTerminal()) {
      result.cancel();
    }
  }
}
