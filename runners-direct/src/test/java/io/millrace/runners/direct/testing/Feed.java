package io.millrace.runners.direct.testing;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.VarIntCoder;
import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.io.source.Source;
import io.millrace.sdk.io.source.SourceContext;
import io.millrace.sdk.io.source.SourceOutput;
import io.millrace.sdk.io.source.SourceReader;
import io.millrace.sdk.io.source.SplitEnumerator;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.values.PCollection.IsBounded;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Numbers without end, given by a test while the pipeline runs. What is there now can be told. */
public final class Feed extends Source<Long, Integer> {

  private static final Map<String, List<Queue<Consumer<FeedReader>>>> ALL =
      new ConcurrentHashMap<>();

  private final String id = UUID.randomUUID().toString();
  private final int splits;

  public Feed(int splits) {
    this.splits = splits;
    List<Queue<Consumer<FeedReader>>> queues = new ArrayList<>();
    for (int i = 0; i < splits; i++) {
      queues.add(new ConcurrentLinkedQueue<>());
    }
    ALL.put(id, queues);
  }

  private Feed next(int split, Consumer<FeedReader> act) {
    ALL.get(id).get(split).add(act);
    return this;
  }

  /** Gives a number at its own time, in milliseconds. */
  public Feed give(int split, long number) {
    return next(split, reader -> reader.output.output(number, number));
  }

  public Feed watermark(int split, long millis) {
    return next(split, reader -> reader.watermark = millis);
  }

  public Feed idle(int split, boolean idle) {
    return next(split, reader -> reader.idle = idle);
  }

  public Feed finish(int split) {
    return next(split, reader -> reader.finished = true);
  }

  @Override
  public IsBounded isBounded() {
    return IsBounded.UNBOUNDED;
  }

  @Override
  public boolean supportsAvailableNow() {
    return true;
  }

  @Override
  public Coder<Long> getOutputCoder() {
    return VarLongCoder.of();
  }

  @Override
  public Coder<Integer> getSplitCoder() {
    return VarIntCoder.of();
  }

  @Override
  public SplitEnumerator<Integer> createEnumerator(SourceContext context, byte[] state) {
    return SplitEnumerator.of(IntStream.range(0, splits).boxed().toList(), state);
  }

  @Override
  public SourceReader<Long, Integer> createReader(SourceContext context, Integer split) {
    return new FeedReader(split, ALL.get(id).get(split), context.availableNow());
  }

  private static final class FeedReader implements SourceReader<Long, Integer> {
    private final Integer split;
    private final Queue<Consumer<FeedReader>> acts;
    private final boolean availableNow;
    private SourceOutput<Long> output;
    private long watermark = BoundedWindow.TIMESTAMP_MIN_VALUE.toEpochMilli();
    private boolean idle;
    private boolean finished;

    FeedReader(Integer split, Queue<Consumer<FeedReader>> acts, boolean availableNow) {
      this.split = split;
      this.acts = acts;
      this.availableNow = availableNow;
    }

    @Override
    public Status poll(SourceOutput<Long> output, int maxElements) {
      this.output = output;
      Consumer<FeedReader> act = acts.poll();
      if (act != null) {
        act.accept(this);
      }
      return finished || (availableNow && act == null)
          ? Status.FINISHED
          : act == null ? Status.IDLE : Status.MORE;
    }

    @Override
    public Integer snapshot() {
      return split;
    }

    @Override
    public long watermarkMillis() {
      return watermark;
    }

    @Override
    public boolean isIdle() {
      return idle;
    }

    @Override
    public void close() {}
  }
}
