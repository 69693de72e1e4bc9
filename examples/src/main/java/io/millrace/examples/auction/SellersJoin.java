package io.millrace.examples.auction;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.io.ConsoleIO;
import io.millrace.sdk.io.Read;
import io.millrace.sdk.options.Default;
import io.millrace.sdk.options.Description;
import io.millrace.sdk.options.PipelineOptions;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.transforms.MapElements;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.TypeDescriptors;
import java.time.Duration;

/**
 * Joins two streams in windows: the persons who registered within ten seconds of the auction site's
 * time, and the auctions that were opened in the same ten seconds.
 *
 * <pre>{@code
 * bin/millrace example join --seconds=30
 * }</pre>
 */
public final class SellersJoin {

  private static final long EVENTS_PER_SECOND = 1000 * AuctionGenerator.EVENTS_PER_MILLI;

  private SellersJoin() {}

  /** What the program can be told. */
  public interface Options extends PipelineOptions {

    @Description("How many seconds of the site's time to look at.")
    @Default.Integer(10)
    int getSeconds();

    void setSeconds(int value);
  }

  /** Builds and runs the pipeline. */
  public static void main(String[] args) {
    Options options = PipelineOptionsFactory.fromArgs(args).withValidation().as(Options.class);
    Pipeline pipeline = Pipeline.create(options);
    pipeline
        .apply(
            "Events", Read.from(AuctionSource.between(0, options.getSeconds() * EVENTS_PER_SECOND)))
        .apply("TenSeconds", Window.into(FixedWindows.of(Duration.ofSeconds(10))))
        .apply("NewSellers", new NewSellers())
        .apply(
            "Describe",
            MapElements.into(TypeDescriptors.strings())
                .via(seller -> seller.getKey() + " opened " + seller.getValue() + " auctions"))
        .apply("Show", ConsoleIO.write());
    pipeline.run().waitUntilFinish();
  }
}
