package io.millrace.benchmarks.nexmark.limit;

import io.millrace.benchmarks.RunLine;

/** A program that answers one question about the first so many elements of its stream. */
public interface Limit {

  /**
   * The answer.
   *
   * @param threads how many threads share the work
   * @throws Exception the first failure of a thread
   */
  RunLine.Answer run(long elements, int threads) throws Exception;
}
