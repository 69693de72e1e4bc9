package io.millrace.sdk.transforms;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.graph.TransformNode;
import io.millrace.sdk.io.Read;
import io.millrace.sdk.io.source.Source;
import io.millrace.sdk.io.source.SourceContext;
import io.millrace.sdk.io.source.SourceOutput;
import io.millrace.sdk.io.source.SourceReader;
import io.millrace.sdk.io.source.SplitEnumerator;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import io.millrace.sdk.util.CoderUtils;
import io.millrace.sdk.util.SerializableUtils;
import io.millrace.sdk.values.TimestampedValue;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Looks at what was applied to a pipeline, and calls its functions and sources by hand. */
public final class Applied {

  private Applied() {}

  /** The full names of all transforms, enclosing ones first. */
  public static List<String> names(Pipeline pipeline) {
    List<String> names = new ArrayList<>();
    pipeline.graph().forEach(node -> names.add(node.fullName()));
    return names;
  }

  /** The transform of that full name. */
  public static PTransform<?, ?> transform(Pipeline pipeline, String fullName) {
    List<PTransform<?, ?>> found = new ArrayList<>();
    pipeline
        .graph()
        .forEach(
            (TransformNode node) -> {
              if (node.fullName().equals(fullName)) {
                found.add(node.transform());
              }
            });
    if (found.size() != 1) {
      throw new AssertionError("no transform " + fullName + " in " + names(pipeline));
    }
    return found.get(0);
  }

  /** A copy of the only function of the pipeline that engines may fuse. */
  @SuppressWarnings("unchecked")
  static <I, O> ElementDoFn<I, O, ?> elementFn(Pipeline pipeline) {
    List<DoFn<?, ?>> found = new ArrayList<>();
    pipeline
        .graph()
        .forEach(
            node -> {
              if (node.transform() instanceof ParDo.SingleOutput<?, ?> parDo
                  && parDo.getFn() instanceof ElementFunction) {
                found.add(parDo.getFn());
              }
            });
    if (found.size() != 1) {
      throw new AssertionError("not one plain function, but " + found);
    }
    return SerializableUtils.clone((ElementDoFn<I, O, ?>) found.get(0));
  }

  /** What the only function of the pipeline puts out for the elements, called as a DoFn. */
  @SafeVarargs
  @SuppressWarnings("unchecked") // the caller knows its pipeline
  static <I, O> List<O> outputs(Pipeline pipeline, I... elements) throws Exception {
    Object fn = elementFn(pipeline);
    Receiver<O> out = new Receiver<>();
    for (I element : elements) {
      if (fn instanceof ElementDoFn.Map) {
        ((ElementDoFn.Map<I, O>) fn).processElement(element, out);
      } else if (fn instanceof ElementDoFn.FlatMap) {
        ((ElementDoFn.FlatMap<I, O>) fn).processElement(element, out);
      } else {
        ((ElementDoFn.Filter<I>) fn).processElement(element, (Receiver<I>) out);
      }
    }
    return out.elements;
  }

  /** Takes elements. */
  static final class Receiver<T> implements DoFn.OutputReceiver<T> {
    final List<T> elements = new ArrayList<>();

    @Override
    public void output(T output) {
      elements.add(output);
    }

    @Override
    public void outputWithTimestamp(T output, Instant timestamp) {
      throw new AssertionError("no function here gives timestamps");
    }

    @Override
    public void outputWindowedValue(
        T output, Instant timestamp, Collection<? extends BoundedWindow> windows, PaneInfo pane) {
      throw new AssertionError("no function here gives windows");
    }
  }

  /** A copy of the source of the transform of that full name. */
  @SuppressWarnings("unchecked")
  public static <T> Source<T, ?> source(Pipeline pipeline, String fullName) {
    Read.From<T> read = (Read.From<T>) transform(pipeline, fullName);
    return SerializableUtils.clone(read.getSource());
  }

  /** What readers read from each of the splits that the source has for so many of them. */
  public static <T, SplitT> List<List<TimestampedValue<T>>> read(
      Source<T, SplitT> source, int parallelism) throws IOException {
    SourceContext context = context(parallelism);
    List<List<TimestampedValue<T>>> all = new ArrayList<>();
    try (SplitEnumerator<SplitT> enumerator = source.createEnumerator(context, null)) {
      for (SplitT split : enumerator.discover(0)) {
        all.add(read(source, context, split));
      }
      if (!enumerator.isFinished()) {
        throw new AssertionError("there would be more splits");
      }
    }
    return all;
  }

  /** Reads in polls of three elements, each by a new reader from the coded position of the last. */
  private static <T, SplitT> List<TimestampedValue<T>> read(
      Source<T, SplitT> source, SourceContext context, SplitT split) throws IOException {
    List<TimestampedValue<T>> elements = new ArrayList<>();
    Coder<SplitT> coder = source.getSplitCoder();
    SplitT position = split;
    while (true) {
      try (SourceReader<T, SplitT> reader = source.createReader(context, position)) {
        if (reader.poll(collect(elements), 3) == SourceReader.Status.FINISHED) {
          return elements;
        }
        position = CoderUtils.clone(coder, reader.snapshot());
      }
    }
  }

  private static <T> SourceOutput<T> collect(List<TimestampedValue<T>> elements) {
    return new SourceOutput<>() {
      @Override
      public void output(T element) {
        elements.add(TimestampedValue.atMinimumTimestamp(element));
      }

      @Override
      public void output(T element, long timestampMillis) {
        elements.add(TimestampedValue.of(element, Instant.ofEpochMilli(timestampMillis)));
      }
    };
  }

  /** What a source is told about a job of that many readers. */
  public static SourceContext context(int parallelism) {
    return new SourceContext(io.millrace.sdk.options.PipelineOptionsFactory.create(), parallelism);
  }
}
