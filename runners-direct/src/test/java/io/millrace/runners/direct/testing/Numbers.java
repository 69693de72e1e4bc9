package io.millrace.runners.direct.testing;

import io.millrace.sdk.transforms.DoFn;

/** Gives the numbers from 0 up to, and without, the limit, for one element. */
public final class Numbers extends DoFn<byte[], Long> {

  private final long limit;

  public Numbers(long limit) {
    this.limit = limit;
  }

  @ProcessElement
  public void processElement(OutputReceiver<Long> out) {
    for (long i = 0; i < limit; i++) {
      out.output(i);
    }
  }
}
