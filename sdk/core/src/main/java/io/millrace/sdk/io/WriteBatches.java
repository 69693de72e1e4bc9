package io.millrace.sdk.io;

import com.google.auto.value.AutoValue;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.IterableCoder;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarIntCoder;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.GroupIntoBatches;
import io.millrace.sdk.transforms.GroupIntoBatches.BatchingParams;
import io.millrace.sdk.transforms.PTransform;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.GlobalWindow;
import io.millrace.sdk.transforms.windowing.GlobalWindows;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollection.IsBounded;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes a collection by calling a function for each batch of elements, for systems that have no
 * connector.
 *
 * <pre>{@code
 * orders.apply(
 *     WriteBatches.<Order>via((id, batch) -> store.putIfAbsent(id, batch))
 *         .withMaxElements(1000)
 *         .withMaxDuration(Duration.ofSeconds(10)));
 * }</pre>
 *
 * <p>A batch is called for when the checkpoint is complete that has it, on a runner without
 * checkpoints every {@code --commitEvery}, for input that ends when all of it is there. It may be
 * called for again after a failure, then with the same id and the same elements in the same order:
 * a function that writes nothing for an id that it knows writes each element once. What a
 * checkpoint has is in memory until then. That needs input without end: where input ends, a cluster
 * begins a job that fails from the start, and batches are made anew, under the same ids, of
 * elements in the order in which they come then.
 *
 * <p>All elements of a batch are of the same window. A batch ends with its window, or earlier when
 * it has as many elements, or has waited as long, as it may; triggers have no effect. Ids are
 * unique within a job, have the form {@code window/shard/number} with the last instant of the
 * window or {@code global}, and begin anew with a job that does not go on from a checkpoint.
 *
 * <p>The output has the id of each batch that is written, so that others can wait for it.
 * Immutable; each method gives a changed copy.
 *
 * @param <T> the type of the elements
 */
@AutoValue
public abstract class WriteBatches<T extends @Nullable Object>
    extends PTransform<PCollection<T>, PCollection<String>> {
  private static final long serialVersionUID = 1;

  /**
   * Writes a batch. One thread at a time calls it; a job has one copy, or another one after a
   * failure.
   *
   * @param <T> the type of the elements
   */
  @FunctionalInterface
  public interface BatchWriter<T extends @Nullable Object> extends Serializable {

    /**
     * Writes a batch, unless one of this id is written.
     *
     * @param id unique to the batch, and the same when it is tried again
     * @param batch at least one element; cannot be changed
     * @throws Exception if it cannot be written, which fails the job; a runner that goes on from a
     *     checkpoint tries it again
     */
    void write(String id, List<T> batch) throws Exception;
  }

  WriteBatches() {}

  abstract BatchWriter<T> getWriter();

  abstract long getMaxElements();

  abstract Duration getMaxDuration();

  abstract int getNumShards();

  abstract Builder<T> toBuilder();

  @AutoValue.Builder
  abstract static class Builder<T extends @Nullable Object> {
    abstract Builder<T> setWriter(BatchWriter<T> writer);

    abstract Builder<T> setMaxElements(long maxElements);

    abstract Builder<T> setMaxDuration(Duration maxDuration);

    abstract Builder<T> setNumShards(int numShards);

    abstract WriteBatches<T> build();
  }

  /** Calls this function for each window. */
  public static <T extends @Nullable Object> WriteBatches<T> via(BatchWriter<T> writer) {
    return new AutoValue_WriteBatches.Builder<T>()
        .setWriter(writer)
        .setMaxElements(Long.MAX_VALUE)
        .setMaxDuration(Duration.ZERO)
        .setNumShards(1)
        .build();
  }

  /**
   * The same with batches of at most so many elements.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public WriteBatches<T> withMaxElements(long maxElements) {
    if (maxElements < 1) {
      throw new IllegalArgumentException(
          "WriteBatches needs at least one element in a batch, not " + maxElements);
    }
    return toBuilder().setMaxElements(maxElements).build();
  }

  /**
   * The same with batches whose first element waits no longer than this for others, in processing
   * time.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public WriteBatches<T> withMaxDuration(Duration maxDuration) {
    if (maxDuration.isNegative() || maxDuration.isZero()) {
      throw new IllegalArgumentException(
          "WriteBatches cannot end batches after " + maxDuration + ": give a positive time");
    }
    return toBuilder().setMaxDuration(maxDuration).build();
  }

  /**
   * The same with so many batches that fill at the same time, on as many tasks; the default is one.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public WriteBatches<T> withNumShards(int numShards) {
    if (numShards < 1) {
      throw new IllegalArgumentException("WriteBatches needs at least one shard, not " + numShards);
    }
    return toBuilder().setNumShards(numShards).build();
  }

  @Override
  public PCollection<String> expand(PCollection<T> input) {
    boolean isLimited = getMaxElements() < Long.MAX_VALUE || !getMaxDuration().isZero();
    if (!isLimited
        && input.isBounded() == IsBounded.UNBOUNDED
        && input.getWindowingStrategy().getWindowFn() instanceof GlobalWindows) {
      throw new IllegalArgumentException(
          "a batch of WriteBatches would never end: the input has neither an end nor windows; add"
              + " .withMaxElements(...), .withMaxDuration(...) or windows");
    }
    Coder<T> coder = input.getCoder();
    KvCoder<String, Iterable<T>> batches =
        KvCoder.of(StringUtf8Coder.of(), IterableCoder.of(coder));
    BatchingParams<T> limits =
        BatchingParams.create(getMaxElements(), Long.MAX_VALUE, null, getMaxDuration());
    return input
        .apply("AssignShards", ParDo.of(new AssignShards<T>(getNumShards())))
        .setCoder(KvCoder.of(VarIntCoder.of(), coder))
        .apply("FillBatches", GroupIntoBatches.<Integer, T>of(limits).withBatchNumbers())
        .apply("MakeIds", ParDo.of(new MakeIds<T>()))
        .setCoder(batches)
        .apply("WriteBatches", Write.to(new BatchSink<>(getWriter(), batches)));
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    builder
        .add(DisplayData.item("writer", getWriter().getClass()).withLabel("Writer"))
        .addIfNotDefault(
            DisplayData.item("maxElements", getMaxElements()).withLabel("Most elements of a batch"),
            Long.MAX_VALUE)
        .addIfNotDefault(
            DisplayData.item("maxDuration", getMaxDuration()).withLabel("Longest wait for a batch"),
            Duration.ZERO)
        .addIfNotDefault(
            DisplayData.item("numShards", getNumShards()).withLabel("Number of shards"), 1);
  }

  /** Deals out elements, each to the next shard. */
  private static final class AssignShards<T extends @Nullable Object>
      extends DoFn<T, KV<Integer, T>> {
    private static final long serialVersionUID = 1;

    private final int numShards;
    private transient int next;
    private transient boolean begun;

    AssignShards(int numShards) {
      this.numShards = numShards;
    }

    @ProcessElement
    public void processElement(@Element T element, OutputReceiver<KV<Integer, T>> out) {
      if (!begun) {
        begun = true;
        next = Objects.hashCode(element);
      }
      out.output(KV.of(Math.floorMod(next++, numShards), element));
    }
  }

  private static final class MakeIds<T extends @Nullable Object>
      extends DoFn<KV<KV<Integer, Integer>, Iterable<T>>, KV<String, Iterable<T>>> {
    private static final long serialVersionUID = 1;

    @ProcessElement
    public void processElement(
        @Element KV<KV<Integer, Integer>, Iterable<T>> batch,
        BoundedWindow window,
        OutputReceiver<KV<String, Iterable<T>>> out) {
      String last =
          window instanceof GlobalWindow
              ? "global"
              : BoundedWindow.formatTimestamp(window.maxTimestamp());
      String id = last + "/" + batch.getKey().getKey() + "/" + batch.getKey().getValue();
      out.output(KV.of(id, batch.getValue()));
    }
  }
}
