package io.millrace.sdk.transforms;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.transforms.windowing.IntervalWindow;
import io.millrace.sdk.transforms.windowing.WindowFn;
import io.millrace.sdk.transforms.windowing.WindowMappingFn;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollection.IsBounded;
import io.millrace.sdk.values.WindowingStrategy;
import java.util.Collection;
import java.util.List;

/** Collections of any kind for tests of construction; what they would hold does not matter. */
public final class Sources {

  private Sources() {}

  /** A bounded collection in the global window. */
  public static <T> PCollection<T> bounded(Pipeline pipeline, Coder<T> coder) {
    return pipeline.apply(Impulse.create()).apply(ParDo.of(new ReadFn<T>())).setCoder(coder);
  }

  /** A bounded collection in the given windows. */
  public static <T> PCollection<T> windowed(
      Pipeline pipeline, Coder<T> coder, WindowFn<?, ?> windowFn) {
    return bounded(pipeline, coder).setWindowingStrategyInternal(WindowingStrategy.of(windowFn));
  }

  /** A collection that never ends, in the global window. */
  public static <T> PCollection<T> unbounded(Pipeline pipeline, Coder<T> coder) {
    return bounded(pipeline, coder).setIsBoundedInternal(IsBounded.UNBOUNDED);
  }

  /** Windows that merge. */
  public static final class Merging extends WindowFn<Object, IntervalWindow> {
    @Override
    public Collection<IntervalWindow> assignWindows(AssignContext c) {
      return List.of(new IntervalWindow(c.timestamp(), c.timestamp().plusSeconds(10)));
    }

    @Override
    public void mergeWindows(MergeContext c) {}

    @Override
    public boolean isCompatible(WindowFn<?, ?> other) {
      return other instanceof Merging;
    }

    @Override
    public Coder<IntervalWindow> windowCoder() {
      return IntervalWindow.getCoder();
    }

    @Override
    public WindowMappingFn<IntervalWindow> getDefaultWindowMappingFn() {
      throw new UnsupportedOperationException("windows that merge cannot be side inputs");
    }

    @Override
    public boolean isNonMerging() {
      return false;
    }

    @Override
    public String toString() {
      return "Merging";
    }
  }

  private static final class ReadFn<T> extends DoFn<byte[], T> {
    @ProcessElement
    public void processElement(OutputReceiver<T> out) {}
  }
}
