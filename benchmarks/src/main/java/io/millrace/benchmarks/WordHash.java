package io.millrace.benchmarks;

import io.millrace.examples.auction.ResultHash;

/** The hash of one row of a word count's result. */
public final class WordHash {

  private WordHash() {}

  /** The hash of a word and its number. */
  public static long of(String word, long count) {
    return ResultHash.of(ResultHash.of(11, word), count);
  }
}
