package io.millrace.benchmarks.parts;

import io.millrace.runners.core.invoke.DoFnInvoker;
import io.millrace.runners.core.invoke.DoFnInvokers;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.reflect.DoFnSignatures;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import java.time.Instant;
import java.util.Collection;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** A function of the element and an output, called by its generated invoker and directly. */
public class DoFnCall extends Part {

  static final int ELEMENTS = 1024;

  private final Long[] values = new Long[ELEMENTS];
  private final Sum sum = new Sum(new Total());
  private final OddOnly oddOnly = new OddOnly();
  private final DoFnInvoker invoker =
      DoFnInvokers.create(
          DoFnSignatures.signatureForDoFn(oddOnly), new CallArguments(oddOnly, sum));

  public DoFnCall() {
    for (int i = 0; i < ELEMENTS; i++) {
      values[i] = 1_000_000L + i;
    }
  }

  /** The function. It makes no objects, so that nothing but the call is measured. */
  static final class OddOnly extends DoFn<Long, Long> {
    private static final long serialVersionUID = 1;

    @ProcessElement
    public void processElement(@Element Long value, OutputReceiver<Long> out) {
      if ((value & 1) != 0) {
        out.output(value);
      }
    }
  }

  private static final class Total {
    private long sum;
  }

  private record Sum(Total total) implements DoFn.OutputReceiver<Long> {

    @Override
    public void output(Long output) {
      total.sum += output;
    }

    @Override
    public void outputWithTimestamp(Long output, Instant timestamp) {
      output(output);
    }

    @Override
    public void outputWindowedValue(
        Long output,
        Instant timestamp,
        Collection<? extends BoundedWindow> windows,
        PaneInfo paneInfo) {
      output(output);
    }
  }

  @Benchmark
  @OperationsPerInvocation(ELEMENTS)
  public long invoker() {
    for (Long value : values) {
      invoker.processElement(value);
    }
    return sum.total.sum;
  }

  @Benchmark
  @OperationsPerInvocation(ELEMENTS)
  public long direct() {
    for (Long value : values) {
      oddOnly.processElement(value, sum);
    }
    return sum.total.sum;
  }
}
