package io.millrace.examples.demo;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.PipelineResult;
import io.millrace.sdk.io.GenerateSequence;
import io.millrace.sdk.options.Default;
import io.millrace.sdk.options.Description;
import io.millrace.sdk.options.PipelineOptions;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.transforms.Flatten;
import io.millrace.sdk.transforms.MapElements;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.WithKeys;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollectionList;
import io.millrace.sdk.values.TypeDescriptor;
import java.io.IOException;
import java.time.Duration;

/**
 * A live auction site, and results that change as it goes on: the highest bid of each ten seconds,
 * early and then final; the busiest auctions of the last ten seconds; the longest sessions of
 * bidders; how many events there were, and how far the watermark is behind.
 *
 * <p>The events come without end and in real time, out of order, and some of them too late.
 */
public final class AuctionSite {

  private static final int TICKS_PER_SECOND = 5;

  private AuctionSite() {}

  /** What the program can be told. */
  public interface Options extends PipelineOptions {

    @Description("How many seconds to follow the site.")
    @Default.Integer(20)
    int getSeconds();

    void setSeconds(int value);

    @Description("How many events a second the site has.")
    @Default.Long(10_000)
    long getRate();

    void setRate(long value);

    @Description("Whether results are painted over each other, for a terminal.")
    @Default.Boolean(false)
    boolean isRepaint();

    void setRepaint(boolean value);

    @Description("Whether Pipeline.run() waits until the pipeline is done; the site never is.")
    @Default.Boolean(true)
    boolean isBlockOnRun();

    void setBlockOnRun(boolean value);
  }

  /** Follows the site. */
  public static void main(String[] args) throws IOException {
    Options options = PipelineOptionsFactory.fromArgs(args).withValidation().as(Options.class);
    atLeastOne("seconds", options.getSeconds());
    atLeastOne("rate", options.getRate());
    options.setBlockOnRun(false);
    Pipeline pipeline = Pipeline.create(options);
    PCollection<Line> board =
        pipeline.apply("Site", new SiteEvents(options.getRate())).apply("Board", new Board());
    PCollectionList.of(board)
        .and(ticks(pipeline))
        .apply("BoardAndClock", Flatten.pCollections())
        .apply("OneScreen", WithKeys.of("screen"))
        .apply("Print", ParDo.of(new PrintFn(options.isRepaint())));

    System.out.printf(
        "An auction site with %,d events a second, some of them late:%n%n", options.getRate());
    PipelineResult result = pipeline.run();
    result.waitUntilFinish(Duration.ofSeconds(options.getSeconds()));
    if (!result.getState().isTerminal()) {
      result.cancel();
    }
    System.out.printf("%n%s%n", Totals.of(result.metrics()));
  }

  /** Tells the board what time it is at the site. */
  private static PCollection<Line> ticks(Pipeline pipeline) {
    return pipeline
        .apply("Clock", GenerateSequence.from(0).withRate(TICKS_PER_SECOND, Duration.ofSeconds(1)))
        .apply(
            "Ticks",
            MapElements.into(TypeDescriptor.of(Line.class))
                .via(
                    i ->
                        new Line(
                            Row.CLOCK, SiteEvents.arrival(i, TICKS_PER_SECOND).toEpochMilli(), "")))
        .apply("All", Board.inOneWindow());
  }

  private static void atLeastOne(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException("--" + name + "=" + value + " must be at least 1");
    }
  }
}
