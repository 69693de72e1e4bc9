package io.millrace.sdk.transforms;

import com.google.auto.value.AutoValue;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.CoderException;
import io.millrace.sdk.coders.IterableCoder;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.VarIntCoder;
import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.util.CoderUtils;
import io.millrace.sdk.util.ShardedKey;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Puts the values of a key and window together in batches of limited size.
 *
 * <pre>{@code
 * PCollection<KV<String, Iterable<Order>>> batches =
 *     ordersByShop.apply(
 *         GroupIntoBatches.<String, Order>ofSize(100)
 *             .withMaxBufferingDuration(Duration.ofSeconds(10)));
 * }</pre>
 *
 * <p>A batch is given out when it is full, when it has been waiting for the longest time allowed,
 * or when its window ends; what comes late is given out when the window expires at the latest.
 * Every value is in exactly one batch, and no batch exceeds a limit, except that a value that is
 * heavier than the limit by itself makes a batch of its own. The timestamp of a batch is the
 * earliest of its values; the watermark of the output is held there, so that batches of values that
 * were on time are on time. Triggers have no effect. In the global window of a collection without
 * end a batch that is not full waits until the pipeline ends, and so does the watermark: give a
 * longest time there.
 *
 * <p>The key coder must be deterministic, and the windows must not merge. A batch is in memory as a
 * whole. Immutable; each method gives a changed copy.
 *
 * @param <K> the type of the keys
 * @param <InputT> the type of the values
 */
public class GroupIntoBatches<K extends @Nullable Object, InputT extends @Nullable Object>
    extends PTransform<PCollection<KV<K, InputT>>, PCollection<KV<K, Iterable<InputT>>>> {

  /**
   * The limits of batches. Immutable.
   *
   * @param <InputT> the type of the values
   */
  @AutoValue
  public abstract static class BatchingParams<InputT extends @Nullable Object>
      implements Serializable {

    private static final long serialVersionUID = 1;

    BatchingParams() {}

    /** No limits. */
    public static <InputT extends @Nullable Object> BatchingParams<InputT> createDefault() {
      return create(Long.MAX_VALUE, Long.MAX_VALUE, null, Duration.ZERO);
    }

    /** The given limits. */
    public static <InputT extends @Nullable Object> BatchingParams<InputT> create(
        long batchSize,
        long batchSizeBytes,
        @Nullable SerializableFunction<InputT, Long> elementByteSize,
        Duration maxBufferingDuration) {
      return new AutoValue_GroupIntoBatches_BatchingParams<>(
          batchSize, batchSizeBytes, elementByteSize, maxBufferingDuration);
    }

    /** How many values a batch has at most; {@code Long.MAX_VALUE} for any number. */
    public abstract long getBatchSize();

    /** What the values of a batch weigh at most, in bytes; {@code Long.MAX_VALUE} for anything. */
    public abstract long getBatchSizeBytes();

    /** What a value weighs in bytes; null for the size of its encoded form. */
    public abstract @Nullable SerializableFunction<InputT, Long> getElementByteSize();

    /** How long values wait at most, in processing time; zero for any time. */
    public abstract Duration getMaxBufferingDuration();

    /** What a value weighs, or null if weights do not matter. */
    public @Nullable SerializableFunction<InputT, Long> getWeigher(Coder<InputT> valueCoder) {
      SerializableFunction<InputT, Long> given = getElementByteSize();
      if (given == null && getBatchSizeBytes() < Long.MAX_VALUE) {
        return new EncodedSize<>(valueCoder);
      }
      return given;
    }
  }

  private record EncodedSize<T extends @Nullable Object>(Coder<T> coder)
      implements SerializableFunction<T, Long> {
    @Override
    public Long apply(T value) {
      try {
        return (long) CoderUtils.encodeToByteArray(coder, value).length;
      } catch (CoderException e) {
        throw new IllegalArgumentException(
            "The size of the value " + value + " is not known: " + e.getMessage(), e);
      }
    }
  }

  private final BatchingParams<InputT> params;

  private GroupIntoBatches(BatchingParams<InputT> params) {
    this.params = params;
  }

  /**
   * Batches of at most so many values.
   *
   * @throws IllegalArgumentException if it is not positive, or {@code Long.MAX_VALUE}
   */
  public static <K extends @Nullable Object, InputT extends @Nullable Object>
      GroupIntoBatches<K, InputT> ofSize(long batchSize) {
    return GroupIntoBatches.<K, InputT>unlimited().withSize(batchSize);
  }

  /**
   * Batches of values whose encoded forms have at most so many bytes together. Each value is
   * encoded once more for that.
   *
   * @throws IllegalArgumentException if it is not positive, or {@code Long.MAX_VALUE}
   */
  public static <K extends @Nullable Object, InputT extends @Nullable Object>
      GroupIntoBatches<K, InputT> ofByteSize(long batchSizeBytes) {
    return GroupIntoBatches.<K, InputT>unlimited().withByteSize(batchSizeBytes);
  }

  /**
   * Batches of values that have at most so many bytes together, as the function counts them. It
   * must not give negative numbers.
   *
   * @throws IllegalArgumentException if the size is not positive, or {@code Long.MAX_VALUE}
   */
  public static <K extends @Nullable Object, InputT extends @Nullable Object>
      GroupIntoBatches<K, InputT> ofByteSize(
          long batchSizeBytes, SerializableFunction<InputT, Long> getElementByteSize) {
    return GroupIntoBatches.<K, InputT>unlimited().withByteSize(batchSizeBytes, getElementByteSize);
  }

  /** Batches of these limits; without any, each window is a batch. */
  public static <K extends @Nullable Object, InputT extends @Nullable Object>
      GroupIntoBatches<K, InputT> of(BatchingParams<InputT> params) {
    return new GroupIntoBatches<>(params);
  }

  private static <K extends @Nullable Object, InputT extends @Nullable Object>
      GroupIntoBatches<K, InputT> unlimited() {
    return new GroupIntoBatches<>(BatchingParams.createDefault());
  }

  /** The limits. */
  public BatchingParams<InputT> getBatchingParams() {
    return params;
  }

  /** The same with another limit of the number of values; see {@link #ofSize}. */
  public GroupIntoBatches<K, InputT> withSize(long batchSize) {
    return new GroupIntoBatches<>(
        BatchingParams.create(
            limit(batchSize),
            params.getBatchSizeBytes(),
            params.getElementByteSize(),
            params.getMaxBufferingDuration()));
  }

  /** The same with another limit of bytes; see {@link #ofByteSize(long)}. */
  public GroupIntoBatches<K, InputT> withByteSize(long batchSizeBytes) {
    return new GroupIntoBatches<>(
        BatchingParams.create(
            params.getBatchSize(),
            limit(batchSizeBytes),
            params.getElementByteSize(),
            params.getMaxBufferingDuration()));
  }

  /** The same with another limit of bytes; see {@link #ofByteSize(long, SerializableFunction)}. */
  public GroupIntoBatches<K, InputT> withByteSize(
      long batchSizeBytes, SerializableFunction<InputT, Long> getElementByteSize) {
    return new GroupIntoBatches<>(
        BatchingParams.create(
            params.getBatchSize(),
            limit(batchSizeBytes),
            getElementByteSize,
            params.getMaxBufferingDuration()));
  }

  /**
   * The same with a longest time, in processing time, that a value waits for its batch to fill;
   * zero for any time.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public GroupIntoBatches<K, InputT> withMaxBufferingDuration(Duration duration) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException(
          "Values cannot wait for a negative time, " + duration + "; give zero for any time");
    }
    return new GroupIntoBatches<>(
        BatchingParams.create(
            params.getBatchSize(),
            params.getBatchSizeBytes(),
            params.getElementByteSize(),
            duration));
  }

  private static long limit(long size) {
    if (size < 1 || size == Long.MAX_VALUE) {
      throw new IllegalArgumentException(
          "Batches must have a positive size below Long.MAX_VALUE, not " + size);
    }
    return size;
  }

  /**
   * The same with several batches of a key filling at a time, so that a key with very many values
   * does not have to be batched in one place: values are given to {@value #SHARDS} shards of their
   * key in turn.
   */
  public WithShardedKey withShardedKey() {
    return new WithShardedKey();
  }

  /**
   * The same with a number beside the key of each batch: from 0 on for each key and window, without
   * gaps, and the same after a failure. So each batch has a name of its own, which is that of its
   * window, key and number.
   *
   * <p>The number of the next batch is kept as long as the window.
   */
  public WithBatchNumbers withBatchNumbers() {
    return new WithBatchNumbers();
  }

  /** See {@link #withBatchNumbers}. */
  public class WithBatchNumbers
      extends PTransform<
          PCollection<KV<K, InputT>>, PCollection<KV<KV<K, Integer>, Iterable<InputT>>>> {

    private WithBatchNumbers() {}

    @Override
    public PCollection<KV<KV<K, Integer>, Iterable<InputT>>> expand(
        PCollection<KV<K, InputT>> input) {
      KvCoder<K, InputT> coder = kvCoder(input);
      return input
          .apply("Batch", new GroupIntoBatches<>(params))
          .apply("Number", ParDo.of(new BatchNumbers<K, InputT>()))
          .setCoder(
              KvCoder.of(
                  KvCoder.of(coder.getKeyCoder(), VarIntCoder.of()),
                  IterableCoder.of(coder.getValueCoder())));
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      describe(params, builder);
    }
  }

  private static final int SHARDS = 16;

  /** See {@link #withShardedKey}. */
  public class WithShardedKey
      extends PTransform<
          PCollection<KV<K, InputT>>, PCollection<KV<ShardedKey<K>, Iterable<InputT>>>> {

    private WithShardedKey() {}

    /** The limits. */
    public BatchingParams<InputT> getBatchingParams() {
      return params;
    }

    @Override
    public PCollection<KV<ShardedKey<K>, Iterable<InputT>>> expand(
        PCollection<KV<K, InputT>> input) {
      KvCoder<K, InputT> coder = kvCoder(input);
      return input
          .apply("Shard", ParDo.of(new Shard<K, InputT>()))
          .setCoder(KvCoder.of(ShardedKey.Coder.of(coder.getKeyCoder()), coder.getValueCoder()))
          .apply("Batch", new GroupIntoBatches<>(params));
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      describe(params, builder);
    }
  }

  /**
   * Gives values to shards in turn. Counting needs no randomness: whatever shard a value falls to,
   * also when it is processed again, it is in one batch.
   */
  private static final class Shard<K extends @Nullable Object, V extends @Nullable Object>
      extends DoFn<KV<K, V>, KV<ShardedKey<K>, V>> {

    private static final long serialVersionUID = 1;

    private transient int count;

    @ProcessElement
    public void processElement(
        @Element KV<K, V> element, OutputReceiver<KV<ShardedKey<K>, V>> out) {
      int shard = Integer.remainderUnsigned(count++, SHARDS);
      byte[] shardId = ByteBuffer.allocate(Integer.BYTES).putInt(shard).array();
      out.output(KV.of(ShardedKey.of(element.getKey(), shardId), element.getValue()));
    }
  }

  private static <K extends @Nullable Object, V extends @Nullable Object> KvCoder<K, V> kvCoder(
      PCollection<KV<K, V>> input) {
    if (input.getCoder() instanceof KvCoder<K, V> coder) {
      return coder;
    }
    throw new IllegalArgumentException(
        String.format(
            "GroupIntoBatches needs pairs with a KvCoder, but %s has %s. Set one with"
                + " .setCoder(KvCoder.of(...))",
            input.getName(), input.getCoder()));
  }

  @Override
  public PCollection<KV<K, Iterable<InputT>>> expand(PCollection<KV<K, InputT>> input) {
    KvCoder<K, InputT> coder = kvCoder(input);
    return input
        .apply("Batch", ParDo.of(new BatchFn<K, InputT>(params, coder.getValueCoder())))
        .setCoder(KvCoder.of(coder.getKeyCoder(), IterableCoder.of(coder.getValueCoder())));
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    describe(params, builder);
  }

  private static void describe(BatchingParams<?> params, DisplayData.Builder builder) {
    builder
        .addIfNotDefault(DisplayData.item("batchSize", params.getBatchSize()), Long.MAX_VALUE)
        .addIfNotDefault(
            DisplayData.item("batchSizeBytes", params.getBatchSizeBytes()), Long.MAX_VALUE)
        .addIfNotDefault(
            DisplayData.item("maxBufferingDuration", params.getMaxBufferingDuration()),
            Duration.ZERO);
  }

  @Override
  public String toString() {
    return super.toString() + ", params=" + params;
  }
}
