package io.millrace.benchmarks.nexmark.query;

import io.millrace.benchmarks.Numbered;
import io.millrace.benchmarks.ZipfText;
import io.millrace.examples.auction.AuctionGenerator;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.StringUtf8Coder;

/** Lines of ten words, by the time of the auction site's events. */
public record Lines() implements Numbered<String> {

  private static final ZipfText TEXT = new ZipfText(0);
  private static final int LENGTH = 96;

  @Override
  public String element(long i) {
    StringBuilder line = new StringBuilder(LENGTH);
    TEXT.appendLine(i, line);
    return line.toString();
  }

  @Override
  public long timestampMillis(long i) {
    return AuctionGenerator.eventTime(i);
  }

  @Override
  public Coder<String> coder() {
    return StringUtf8Coder.of();
  }
}
