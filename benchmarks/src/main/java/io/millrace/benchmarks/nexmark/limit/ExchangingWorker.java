package io.millrace.benchmarks.nexmark.limit;

import java.util.List;

/**
 * One thread's share of a question for which threads exchange what they found, once for each second
 * of event time.
 *
 * @param <P> what is handed from thread to thread
 */
abstract class ExchangingWorker<P> extends Worker {

  /** Gives away what was found for the keys of a thread since the last time. */
  abstract P take(int thread);

  /** Takes over what all threads found in a second, which come in order. */
  abstract void merge(long second, List<P> parts);
}
