package io.millrace.examples.demo;

import io.millrace.examples.auction.AuctionGenerator;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.windowing.IntervalWindow;
import java.util.concurrent.TimeUnit;

/** Prints the text of each window, below the second of the site's time at which it ends. */
final class PrintFn extends DoFn<String, Void> {

  private static final long serialVersionUID = 1;

  @ProcessElement
  public void processElement(@Element String text, IntervalWindow window) {
    long second =
        TimeUnit.MILLISECONDS.toSeconds(window.end().toEpochMilli() - AuctionGenerator.BASE_TIME);
    System.out.println("second " + second + "\n" + text);
  }
}
