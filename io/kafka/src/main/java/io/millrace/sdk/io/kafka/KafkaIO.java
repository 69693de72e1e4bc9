package io.millrace.sdk.io.kafka;

import com.google.auto.value.AutoValue;
import io.millrace.sdk.coders.CannotProvideCoderException;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.CoderRegistry;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.NullableCoder;
import io.millrace.sdk.io.source.WatermarkPolicy;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.PTransform;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.SerializableFunction;
import io.millrace.sdk.transforms.WithFailures;
import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PBegin;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollectionTuple;
import io.millrace.sdk.values.PDone;
import io.millrace.sdk.values.TupleTag;
import io.millrace.sdk.values.TupleTagList;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes topics of Apache Kafka.
 *
 * <pre>{@code
 * PCollection<KV<String, Long>> orders =
 *     p.apply(
 *         KafkaIO.<String, Long>read()
 *             .withBootstrapServers("broker:9092")
 *             .withTopic("orders")
 *             .withKeyDeserializer(StringDeserializer.class)
 *             .withValueDeserializer(LongDeserializer.class)
 *             .withCreateTime(Duration.ofSeconds(10))
 *             .withoutMetadata());
 * orders.apply(
 *     KafkaIO.<String, Long>write()
 *         .withBootstrapServers("broker:9092")
 *         .withTopic("copies")
 *         .withKeySerializer(StringSerializer.class)
 *         .withValueSerializer(LongSerializer.class)
 *         .withEOS("copy-orders"));
 * }</pre>
 *
 * <p>Settings of the clients, as for TLS and SASL, pass through with {@link
 * Read#withConsumerConfigUpdates} and {@link Write#withProducerConfigUpdates}. Their values are
 * never shown.
 */
public final class KafkaIO {

  private static final Duration DISCOVER_EVERY = Duration.ofMinutes(1);

  private static final Map<String, String> RESERVED_FOR_READING =
      Map.of(
          ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, "use withKeyDeserializer(...)",
          ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, "use withValueDeserializer(...)",
          ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
              "where a job goes on is in its checkpoints; to tell the group as well, use"
                  + " commitOffsetsInFinalize()");

  private static final Map<String, String> RESERVED_FOR_WRITING =
      Map.of(
          ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, "use withKeySerializer(...)",
          ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, "use withValueSerializer(...)",
          ProducerConfig.TRANSACTIONAL_ID_CONFIG, "use withEOS(...)");

  private static final Pattern SINK_GROUP_ID = Pattern.compile("[a-zA-Z0-9._-]{1,200}");

  private KafkaIO() {}

  /** Reads records; needs servers, topics, and how keys and values are decoded. */
  public static <K extends @Nullable Object, V extends @Nullable Object> Read<K, V> read() {
    return new AutoValue_KafkaIO_Read.Builder<K, V>()
        .setConsumer(ClientSettings.none())
        .setWatermarkPolicy(WatermarkPolicy.withProcessingTime())
        .setMaxNumRecords(KafkaSplit.NO_LIMIT)
        .setDiscoverEvery(DISCOVER_EVERY)
        .setCommitsOffsets(false)
        .build();
  }

  /** Reads keys and values as they stand in Kafka. */
  public static Read<byte[], byte[]> readBytes() {
    return KafkaIO.<byte[], byte[]>read()
        .withKeyDeserializer(ByteArrayDeserializer.class)
        .withValueDeserializer(ByteArrayDeserializer.class);
  }

  /** Writes pairs of key and value to one topic; needs servers, a topic and how to encode. */
  public static <K, V> Write<K, V> write() {
    return new AutoValue_KafkaIO_Write<>(KafkaIO.<K, V>writeRecords(), null);
  }

  /**
   * Writes records, each to its topic and, if it says so, partition, with its timestamp and
   * headers; needs servers and how to encode. The collection's coder can be a {@link
   * ProducerRecordCoder}.
   */
  public static <K, V> WriteRecords<K, V> writeRecords() {
    return new AutoValue_KafkaIO_WriteRecords.Builder<K, V>()
        .setProducer(ClientSettings.none())
        .setInputTimestamps(false)
        .setMaxUncommittedBytes(ExactlyOnceSink.DEFAULT_MAX_UNCOMMITTED_BYTES)
        .build();
  }

  private static IllegalArgumentException missing(String transform, String what) {
    return new IllegalArgumentException(transform + " needs to be told " + what);
  }

  /**
   * See {@link KafkaIO#read}. Immutable; each method gives a changed copy.
   *
   * <p>Each partition is read by a consumer of its own, is a split, and has a watermark of its own.
   *
   * @param <K> the type of keys
   * @param <V> the type of values
   */
  @AutoValue
  public abstract static class Read<K extends @Nullable Object, V extends @Nullable Object>
      extends PTransform<PBegin, PCollection<KafkaRecord<K, V>>> {
    private static final long serialVersionUID = 1;

    Read() {}

    abstract ClientSettings getConsumer();

    abstract @Nullable TopicSelection getTopics();

    abstract @Nullable DeserializerProvider<K> getKeyDeserializer();

    abstract @Nullable Coder<K> getKeyCoder();

    abstract @Nullable DeserializerProvider<V> getValueDeserializer();

    abstract @Nullable Coder<V> getValueCoder();

    abstract WatermarkPolicy<KafkaRecord<K, V>> getWatermarkPolicy();

    abstract @Nullable StartFrom getStartFrom();

    abstract @Nullable Instant getStartReadTime();

    abstract long getMaxNumRecords();

    abstract @Nullable Duration getMaxReadTime();

    abstract Duration getDiscoverEvery();

    abstract boolean getCommitsOffsets();

    abstract Builder<K, V> toBuilder();

    @AutoValue.Builder
    abstract static class Builder<K extends @Nullable Object, V extends @Nullable Object> {
      abstract Builder<K, V> setConsumer(ClientSettings consumer);

      abstract Builder<K, V> setTopics(@Nullable TopicSelection topics);

      abstract Builder<K, V> setKeyDeserializer(@Nullable DeserializerProvider<K> deserializer);

      abstract Builder<K, V> setKeyCoder(@Nullable Coder<K> coder);

      abstract Builder<K, V> setValueDeserializer(@Nullable DeserializerProvider<V> deserializer);

      abstract Builder<K, V> setValueCoder(@Nullable Coder<V> coder);

      abstract Builder<K, V> setWatermarkPolicy(WatermarkPolicy<KafkaRecord<K, V>> policy);

      abstract Builder<K, V> setStartFrom(@Nullable StartFrom from);

      abstract Builder<K, V> setStartReadTime(@Nullable Instant time);

      abstract Builder<K, V> setMaxNumRecords(long count);

      abstract Builder<K, V> setMaxReadTime(@Nullable Duration time);

      abstract Builder<K, V> setDiscoverEvery(Duration interval);

      abstract Builder<K, V> setCommitsOffsets(boolean commits);

      abstract Read<K, V> build();
    }

    /** The same from these brokers, {@code host:port,host:port}: some of the cluster are enough. */
    public Read<K, V> withBootstrapServers(String bootstrapServers) {
      return toBuilder().setConsumer(getConsumer().withBootstrapServers(bootstrapServers)).build();
    }

    /** The same from all partitions of this topic, which must be there. */
    public Read<K, V> withTopic(String topic) {
      return withTopics(List.of(topic));
    }

    /** The same from all partitions of these topics, which must be there. */
    public Read<K, V> withTopics(List<String> topics) {
      if (topics.isEmpty()) {
        throw new IllegalArgumentException("KafkaIO.withTopics() needs at least one topic");
      }
      return toBuilder().setTopics(new TopicSelection.Names(topics)).build();
    }

    /** The same from these partitions, which must be there; no others are looked for. */
    public Read<K, V> withTopicPartitions(List<TopicPartition> topicPartitions) {
      if (topicPartitions.isEmpty()) {
        throw new IllegalArgumentException(
            "KafkaIO.withTopicPartitions() needs at least one partition");
      }
      return toBuilder().setTopics(new TopicSelection.Partitions(topicPartitions)).build();
    }

    /**
     * The same from all topics whose whole name matches, also those that come later. Kafka's own
     * topics never do; topics of exactly-once sinks, {@code millrace-sink-...}, are not for
     * reading.
     *
     * @param topicPattern see {@link Pattern}
     * @throws IllegalArgumentException if it is no pattern
     */
    public Read<K, V> withTopicPattern(String topicPattern) {
      try {
        return toBuilder()
            .setTopics(new TopicSelection.ByPattern(Pattern.compile(topicPattern)))
            .build();
      } catch (PatternSyntaxException e) {
        throw new IllegalArgumentException(
            "KafkaIO.withTopicPattern(\"" + topicPattern + "\"): " + e.getMessage(), e);
      }
    }

    /** The same with keys that this decodes; their coder is inferred from what it gives. */
    public Read<K, V> withKeyDeserializer(Class<? extends Deserializer<K>> keyDeserializer) {
      return withKeyDeserializer(
          new Decoding.OfClass<>(Objects.requireNonNull(keyDeserializer, "keyDeserializer")));
    }

    /** The same with keys that what this gives decodes; it says which coder they have. */
    public Read<K, V> withKeyDeserializer(DeserializerProvider<K> keyDeserializer) {
      return toBuilder()
          .setKeyDeserializer(Objects.requireNonNull(keyDeserializer, "keyDeserializer"))
          .setKeyCoder(null)
          .build();
    }

    /** The same, with the coder that keys have in the pipeline. */
    public Read<K, V> withKeyDeserializerAndCoder(
        Class<? extends Deserializer<K>> keyDeserializer, Coder<K> keyCoder) {
      return withKeyDeserializer(keyDeserializer).toBuilder().setKeyCoder(keyCoder).build();
    }

    /** The same with keys that stand in Kafka as this coder writes them. */
    public Read<K, V> withKeyCoder(Coder<K> keyCoder) {
      return withKeyDeserializer(
          new Decoding.OfCoder<>(Objects.requireNonNull(keyCoder, "keyCoder")));
    }

    /** The same with values that this decodes; their coder is inferred from what it gives. */
    public Read<K, V> withValueDeserializer(Class<? extends Deserializer<V>> valueDeserializer) {
      return withValueDeserializer(
          new Decoding.OfClass<>(Objects.requireNonNull(valueDeserializer, "valueDeserializer")));
    }

    /** The same with values that what this gives decodes; it says which coder they have. */
    public Read<K, V> withValueDeserializer(DeserializerProvider<V> valueDeserializer) {
      return toBuilder()
          .setValueDeserializer(Objects.requireNonNull(valueDeserializer, "valueDeserializer"))
          .setValueCoder(null)
          .build();
    }

    /** The same, with the coder that values have in the pipeline. */
    public Read<K, V> withValueDeserializerAndCoder(
        Class<? extends Deserializer<V>> valueDeserializer, Coder<V> valueCoder) {
      return withValueDeserializer(valueDeserializer).toBuilder().setValueCoder(valueCoder).build();
    }

    /** The same with values that stand in Kafka as this coder writes them. */
    public Read<K, V> withValueCoder(Coder<V> valueCoder) {
      return withValueDeserializer(
          new Decoding.OfCoder<>(Objects.requireNonNull(valueCoder, "valueCoder")));
    }

    /**
     * The same with keys that are one JSON document each, in UTF-8: see {@link #withJsonValues}.
     */
    public Read<K, V> withJsonKeys(Class<K> type) {
      return withKeyCoder(new JsonCoder<>(Objects.requireNonNull(type, "type")));
    }

    /**
     * The same with values that are one JSON document each, in UTF-8. Jackson makes them, by the
     * class and its annotations; a property that the class does not have is an error, unless it
     * says {@code @JsonIgnoreProperties(ignoreUnknown = true)}. What is no such document is a
     * record that cannot be decoded. In the pipeline values have the coder of their class.
     */
    public Read<K, V> withJsonValues(Class<V> type) {
      return withValueCoder(new JsonCoder<>(Objects.requireNonNull(type, "type")));
    }

    /**
     * The same with these settings of the consumer, which the deserialisers are given too. {@code
     * group.id} lets a job that begins anew begin where the group has committed; {@code
     * auto.offset.reset}, {@code latest} by default, says where else.
     *
     * @throws IllegalArgumentException if one is set that this transform decides itself
     */
    public Read<K, V> withConsumerConfigUpdates(Map<String, ?> configUpdates) {
      return toBuilder()
          .setConsumer(
              getConsumer().with("withConsumerConfigUpdates", configUpdates, RESERVED_FOR_READING))
          .build();
    }

    /** The same without records of transactions that are not committed, or never will be. */
    public Read<K, V> withReadCommitted() {
      return withConsumerConfigUpdates(
          Map.of(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed"));
    }

    /** The same, beginning here. A job that goes on from a checkpoint goes on where it was. */
    public Read<K, V> withStartFrom(StartFrom startFrom) {
      return toBuilder()
          .setStartFrom(Objects.requireNonNull(startFrom, "startFrom"))
          .setStartReadTime(null)
          .build();
    }

    /**
     * The same, beginning in each partition with the first record that has this timestamp or a
     * later one; where there is none, with the next that comes.
     */
    public Read<K, V> withStartReadTime(Instant startReadTime) {
      return toBuilder()
          .setStartReadTime(Objects.requireNonNull(startReadTime, "startReadTime"))
          .setStartFrom(null)
          .build();
    }

    /**
     * The same, looking for new partitions and topics this often, in processing time; the default
     * is each minute. They are read from their beginning. Zero for never.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Read<K, V> withDynamicRead(Duration interval) {
      if (interval.isNegative() || (!interval.isZero() && interval.toMillis() < 1)) {
        throw new IllegalArgumentException(
            "KafkaIO.withDynamicRead("
                + interval
                + "): give at least a millisecond, or zero to look never");
      }
      return toBuilder().setDiscoverEvery(interval).build();
    }

    /**
     * The same, telling the group how far reading has come, for tools that watch its lag: with each
     * checkpoint what the one before had. Nothing relies on it, but a job that begins anew with
     * that {@code group.id}. Without checkpoints nothing is told.
     */
    public Read<K, V> commitOffsetsInFinalize() {
      return toBuilder().setCommitsOffsets(true).build();
    }

    /**
     * The same with an end: after so many records of all partitions, read by one reader.
     *
     * @throws IllegalArgumentException if the number is not positive
     */
    public Read<K, V> withMaxNumRecords(long maxNumRecords) {
      if (maxNumRecords < 1) {
        throw new IllegalArgumentException(
            "KafkaIO.withMaxNumRecords(" + maxNumRecords + "): give at least 1");
      }
      return toBuilder().setMaxNumRecords(maxNumRecords).build();
    }

    /**
     * The same with an end: after so much processing time, read by one reader.
     *
     * @throws IllegalArgumentException if it is less than a millisecond
     */
    public Read<K, V> withMaxReadTime(Duration maxReadTime) {
      if (maxReadTime.toMillis() < 1) {
        throw new IllegalArgumentException(
            "KafkaIO.withMaxReadTime(" + maxReadTime + "): give at least a millisecond");
      }
      return toBuilder().setMaxReadTime(maxReadTime).build();
    }

    /**
     * The same with the time at which a record is read as its event time. This is the default; it
     * makes nothing late, and results that differ each time.
     */
    public Read<K, V> withProcessingTime() {
      return withWatermarkPolicy(WatermarkPolicy.withProcessingTime());
    }

    /**
     * The same with the time that the broker gave a record as its event time, which never falls
     * within a partition. A topic that has others, {@code message.timestamp.type=CreateTime}, is an
     * error. Partitions that may be silent need {@link #withWatermarkPolicy} with idleness.
     */
    public Read<K, V> withLogAppendTime() {
      return withWatermarkPolicy(
          WatermarkPolicy.<KafkaRecord<K, V>>withMonotonousTimestamps()
              .withTimestampFn(new RecordTime<>(KafkaTimestampType.LOG_APPEND_TIME)));
    }

    /**
     * The same with the time that the producer gave a record as its event time. A topic that has
     * others is an error. Partitions that may be silent need {@link #withWatermarkPolicy} with
     * idleness.
     *
     * @param maxDelay how much older a record can be than the newest one before it in its partition
     */
    public Read<K, V> withCreateTime(Duration maxDelay) {
      return withWatermarkPolicy(
          WatermarkPolicy.<KafkaRecord<K, V>>withMaxOutOfOrderness(maxDelay)
              .withTimestampFn(new RecordTime<>(KafkaTimestampType.CREATE_TIME)));
    }

    /**
     * The same with event times and watermarks by this policy, for each partition. Without a
     * function for timestamps records have their own, whoever gave them.
     */
    public Read<K, V> withWatermarkPolicy(WatermarkPolicy<KafkaRecord<K, V>> policy) {
      return toBuilder().setWatermarkPolicy(Objects.requireNonNull(policy, "policy")).build();
    }

    /** The same as pairs of key and value, without what else is known of records. */
    public PTransform<PBegin, PCollection<KV<K, V>>> withoutMetadata() {
      return new TypedWithoutMetadata<>(this);
    }

    /**
     * The same with records that cannot be decoded as an output of their own; otherwise the first
     * one fails the pipeline. Such a record has its timestamp as event time, unless it would be
     * late.
     */
    public PTransform<PBegin, WithFailures.Result<PCollection<KafkaRecord<K, V>>, BadKafkaRecord>>
        withBadRecords() {
      return new ReadWithBadRecords<>(this);
    }

    ReadSettings<K, V> settings(CoderRegistry coders) {
      TopicSelection topics = getTopics();
      if (getConsumer().bootstrapServers() == null) {
        throw missing(
            "KafkaIO.read()", "where brokers are: add .withBootstrapServers(\"host:9092\")");
      }
      if (topics == null) {
        throw missing(
            "KafkaIO.read()",
            "what to read: add .withTopic(...), .withTopics(...), .withTopicPartitions(...) or"
                + " .withTopicPattern(...)");
      }
      Duration time = getMaxReadTime();
      Instant start = getStartReadTime();
      ReadSettings<K, V> settings =
          new ReadSettings<>(
              getConsumer(),
              topics,
              decoding("Key", coders, getKeyDeserializer(), getKeyCoder()),
              decoding("Value", coders, getValueDeserializer(), getValueCoder()),
              getStartFrom(),
              start == null ? null : start.toEpochMilli(),
              getMaxNumRecords(),
              time == null ? KafkaSplit.NO_LIMIT : time.toMillis(),
              getDiscoverEvery().toMillis(),
              getCommitsOffsets());
      settings.reset(); // refuses what it does not know
      if (settings.group() == null
          && (getCommitsOffsets() || getStartFrom() == StartFrom.COMMITTED)) {
        throw missing(
            "KafkaIO.read() with "
                + (getCommitsOffsets() ? "commitOffsetsInFinalize()" : "StartFrom.COMMITTED"),
            "the group: add .withConsumerConfigUpdates(Map.of(\"group.id\", ...))");
      }
      return settings;
    }

    private static <T extends @Nullable Object> Decoding<T> decoding(
        String part,
        CoderRegistry coders,
        @Nullable DeserializerProvider<T> deserializer,
        @Nullable Coder<T> given) {
      if (deserializer == null) {
        throw missing(
            "KafkaIO.read()",
            String.format(
                "how to decode: add .with%sDeserializer(...) or .with%sCoder(...)", part, part));
      }
      try {
        return new Decoding<>(
            deserializer, nullable(given != null ? given : deserializer.getCoder(coders)));
      } catch (CannotProvideCoderException e) {
        throw new IllegalArgumentException(
            String.format(
                "no coder is known for what %s gives: %s; name one with"
                    + " with%sDeserializerAndCoder(...), or"
                    + " p.getCoderRegistry().registerCoderForClass(...)",
                deserializer, e.getMessage(), part),
            e);
      }
    }

    /** Keys and values can be missing in Kafka, whatever their type. */
    @SuppressWarnings("unchecked") // null is among the values of every T here
    private static <T extends @Nullable Object> Coder<T> nullable(Coder<T> coder) {
      return (Coder<T>) NullableCoder.of(coder);
    }

    @Override
    public PCollection<KafkaRecord<K, V>> expand(PBegin input) {
      ReadSettings<K, V> settings = settings(input.getPipeline().getCoderRegistry());
      return input.apply(
          io.millrace.sdk.io.Read.from(new KafkaSource<>(settings))
              .withWatermarkPolicy(getWatermarkPolicy()));
    }

    /** Never the values of settings: there may be secrets among them. */
    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      TopicSelection topics = getTopics();
      builder
          .addIfNotNull(
              DisplayData.item("bootstrapServers", getConsumer().bootstrapServers())
                  .withLabel("Bootstrap Servers"))
          .addIfNotNull(
              DisplayData.item("topics", topics == null ? null : topics.toString())
                  .withLabel("Topics"))
          .add(
              DisplayData.item("consumerSettings", getConsumer().names())
                  .withLabel("Names of Consumer Settings"))
          .delegate(getWatermarkPolicy());
    }
  }

  /** The time of a record, if the right one gave it. */
  private static final class RecordTime<K extends @Nullable Object, V extends @Nullable Object>
      implements SerializableFunction<KafkaRecord<K, V>, Instant> {
    private static final long serialVersionUID = 1;

    private final KafkaTimestampType type;

    RecordTime(KafkaTimestampType type) {
      this.type = type;
    }

    @Override
    public Instant apply(KafkaRecord<K, V> record) {
      if (record.getTimestampType() != type) {
        throw new IllegalArgumentException(
            String.format(
                "the record at offset %d of partition %d of topic %s has a timestamp of type %s,"
                    + " and not %s: see message.timestamp.type of the topic, and"
                    + " withLogAppendTime(), withCreateTime(...) and withWatermarkPolicy(...)",
                record.getOffset(),
                record.getPartition(),
                record.getTopic(),
                record.getTimestampType(),
                type));
      }
      return Instant.ofEpochMilli(record.getTimestamp());
    }
  }

  private static final class TypedWithoutMetadata<
          K extends @Nullable Object, V extends @Nullable Object>
      extends PTransform<PBegin, PCollection<KV<K, V>>> {
    private static final long serialVersionUID = 1;

    private final Read<K, V> read;

    TypedWithoutMetadata(Read<K, V> read) {
      this.read = read;
    }

    @Override
    public PCollection<KV<K, V>> expand(PBegin input) {
      ReadSettings<K, V> settings = read.settings(input.getPipeline().getCoderRegistry());
      return input
          .apply("Read", read)
          .apply("WithoutMetadata", ParDo.of(new PairOf<K, V>()))
          .setCoder(KvCoder.of(settings.key().coder(), settings.value().coder()));
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      builder.delegate(read);
    }
  }

  private static final class PairOf<K extends @Nullable Object, V extends @Nullable Object>
      extends DoFn<KafkaRecord<K, V>, KV<K, V>> {
    private static final long serialVersionUID = 1;

    @ProcessElement
    public void process(@Element KafkaRecord<K, V> record, OutputReceiver<KV<K, V>> receiver) {
      receiver.output(record.getKV());
    }
  }

  private static final class ReadWithBadRecords<
          K extends @Nullable Object, V extends @Nullable Object>
      extends PTransform<
          PBegin, WithFailures.Result<PCollection<KafkaRecord<K, V>>, BadKafkaRecord>> {
    private static final long serialVersionUID = 1;

    private final Read<K, V> read;

    ReadWithBadRecords(Read<K, V> read) {
      this.read = read;
    }

    @Override
    public WithFailures.Result<PCollection<KafkaRecord<K, V>>, BadKafkaRecord> expand(
        PBegin input) {
      KafkaSource<K, V> source =
          new KafkaSource<>(read.settings(input.getPipeline().getCoderRegistry()));
      TupleTag<KafkaRecord<K, V>> good = new TupleTag<>("records");
      TupleTag<BadKafkaRecord> bad = new TupleTag<>("badRecords");
      PCollectionTuple both =
          input
              .apply(
                  "Read",
                  io.millrace.sdk.io.Read.from(
                      new KafkaSourceWithBadRecords<>(source, read.getWatermarkPolicy())))
              .apply(
                  "Separate",
                  ParDo.of(new Separate<K, V>(bad)).withOutputTags(good, TupleTagList.of(bad)));
      both.get(good).setCoder(source.getOutputCoder());
      both.get(bad).setCoder(BadKafkaRecord.BadKafkaRecordCoder.of());
      return WithFailures.Result.of(both, good, bad);
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      builder.delegate(read);
    }
  }

  private static final class Separate<K extends @Nullable Object, V extends @Nullable Object>
      extends DoFn<DecodedRecord<K, V>, KafkaRecord<K, V>> {
    private static final long serialVersionUID = 1;

    private final TupleTag<BadKafkaRecord> bad;

    Separate(TupleTag<BadKafkaRecord> bad) {
      this.bad = bad;
    }

    @ProcessElement
    public void process(
        @Element DecodedRecord<K, V> record,
        OutputReceiver<KafkaRecord<K, V>> records,
        MultiOutputReceiver receivers) {
      KafkaRecord<K, V> good = record.good();
      BadKafkaRecord undecoded = record.bad();
      if (good != null) {
        records.output(good);
      } else if (undecoded != null) {
        receivers.get(bad).output(undecoded);
      }
    }
  }

  /**
   * See {@link KafkaIO#writeRecords}. Immutable; each method gives a changed copy.
   *
   * <p>Each record is written at least once, unless {@link #withEOS} is given: records are sent as
   * they come, and those since the last checkpoint again after a failure.
   *
   * @param <K> the type of keys
   * @param <V> the type of values
   */
  @AutoValue
  public abstract static class WriteRecords<K, V>
      extends PTransform<PCollection<ProducerRecord<K, V>>, PDone> {
    private static final long serialVersionUID = 1;

    WriteRecords() {}

    abstract ClientSettings getProducer();

    abstract @Nullable Encoding<K> getKeyEncoding();

    abstract @Nullable Encoding<V> getValueEncoding();

    abstract boolean getInputTimestamps();

    abstract @Nullable String getSinkGroupId();

    abstract long getMaxUncommittedBytes();

    abstract Builder<K, V> toBuilder();

    @AutoValue.Builder
    abstract static class Builder<K, V> {
      abstract Builder<K, V> setProducer(ClientSettings producer);

      abstract Builder<K, V> setKeyEncoding(@Nullable Encoding<K> encoding);

      abstract Builder<K, V> setValueEncoding(@Nullable Encoding<V> encoding);

      abstract Builder<K, V> setInputTimestamps(boolean inputTimestamps);

      abstract Builder<K, V> setSinkGroupId(@Nullable String sinkGroupId);

      abstract Builder<K, V> setMaxUncommittedBytes(long bytes);

      abstract WriteRecords<K, V> build();
    }

    /** The same to these brokers, {@code host:port,host:port}: some of the cluster are enough. */
    public WriteRecords<K, V> withBootstrapServers(String bootstrapServers) {
      return toBuilder().setProducer(getProducer().withBootstrapServers(bootstrapServers)).build();
    }

    /** The same with keys that this encodes. */
    public WriteRecords<K, V> withKeySerializer(Class<? extends Serializer<K>> keySerializer) {
      return toBuilder()
          .setKeyEncoding(Encoding.of(Objects.requireNonNull(keySerializer, "keySerializer")))
          .build();
    }

    /** The same with keys that what this gives encodes. */
    public WriteRecords<K, V> withKeySerializer(SerializerProvider<K> keySerializer) {
      return toBuilder()
          .setKeyEncoding(new Encoding<>(Objects.requireNonNull(keySerializer, "keySerializer")))
          .build();
    }

    /** The same with keys that stand in Kafka as this coder writes them. */
    public WriteRecords<K, V> withKeyCoder(Coder<K> keyCoder) {
      return toBuilder()
          .setKeyEncoding(Encoding.of(Objects.requireNonNull(keyCoder, "keyCoder")))
          .build();
    }

    /** The same with values that this encodes. */
    public WriteRecords<K, V> withValueSerializer(Class<? extends Serializer<V>> valueSerializer) {
      return toBuilder()
          .setValueEncoding(Encoding.of(Objects.requireNonNull(valueSerializer, "valueSerializer")))
          .build();
    }

    /** The same with values that what this gives encodes. */
    public WriteRecords<K, V> withValueSerializer(SerializerProvider<V> valueSerializer) {
      return toBuilder()
          .setValueEncoding(
              new Encoding<>(Objects.requireNonNull(valueSerializer, "valueSerializer")))
          .build();
    }

    /** The same with values that stand in Kafka as this coder writes them. */
    public WriteRecords<K, V> withValueCoder(Coder<V> valueCoder) {
      return toBuilder()
          .setValueEncoding(Encoding.of(Objects.requireNonNull(valueCoder, "valueCoder")))
          .build();
    }

    /** The same with keys that are written as one JSON document each, by Jackson. */
    public WriteRecords<K, V> withJsonKeys(Class<K> type) {
      return withKeyCoder(new JsonCoder<>(Objects.requireNonNull(type, "type")));
    }

    /** The same with values that are written as one JSON document each, by Jackson. */
    public WriteRecords<K, V> withJsonValues(Class<V> type) {
      return withValueCoder(new JsonCoder<>(Objects.requireNonNull(type, "type")));
    }

    /**
     * The same with these settings of the producer, which the serialisers are given too.
     *
     * @throws IllegalArgumentException if one is set that this transform decides itself
     */
    public WriteRecords<K, V> withProducerConfigUpdates(Map<String, ?> configUpdates) {
      return toBuilder()
          .setProducer(
              getProducer().with("withProducerConfigUpdates", configUpdates, RESERVED_FOR_WRITING))
          .build();
    }

    /**
     * The same, with the event time of its element as the timestamp of a record that has none; else
     * the producer takes the time at which it sends. An event time before 1970 is an error.
     */
    public WriteRecords<K, V> withInputTimestamp() {
      return toBuilder().setInputTimestamps(true).build();
    }

    /**
     * The same, exactly once: for readers of committed records each record is there once, whatever
     * fails, and however long the job stands still. Records are kept in memory until the next
     * checkpoint, and are part of it; when it is complete they are sent, in a transaction, or in
     * several if there is much. {@link #withMaxUncommittedBytes} limits them. Where a runner has no
     * checkpoints, what is visible when the job fails stays visible.
     *
     * <p>The transactional id and a topic with the sink's progress are named {@code millrace-sink-}
     * and the id. The topic is made if it is not there: one partition, compacted, with the broker's
     * number of replicas. It must live as long as the job.
     *
     * @param sinkGroupId names the sink for as long as the job is meant to go on: no other write
     *     may have it at the same time, in this job or another; the later one takes over, and the
     *     other fails
     * @throws IllegalArgumentException if it has characters other than letters, digits, dots,
     *     underscores and hyphens, or more than 200
     */
    public WriteRecords<K, V> withEOS(String sinkGroupId) {
      if (!SINK_GROUP_ID.matcher(sinkGroupId).matches()) {
        throw new IllegalArgumentException(
            "KafkaIO.withEOS(\""
                + sinkGroupId
                + "\"): the id is part of the name of a topic; give 1 to 200 of a-z, A-Z, 0-9, '.',"
                + " '_' and '-'");
      }
      return toBuilder().setSinkGroupId(sinkGroupId).build();
    }

    /**
     * The same with another limit of what one writer of {@link #withEOS} keeps until it is
     * committed, in bytes of encoded records; the default is 256 MiB. The pipeline fails if it is
     * exceeded.
     *
     * @throws IllegalArgumentException if the number is not positive
     */
    public WriteRecords<K, V> withMaxUncommittedBytes(long maxUncommittedBytes) {
      if (maxUncommittedBytes < 1) {
        throw new IllegalArgumentException(
            "KafkaIO.withMaxUncommittedBytes(" + maxUncommittedBytes + "): give at least 1");
      }
      return toBuilder().setMaxUncommittedBytes(maxUncommittedBytes).build();
    }

    WriteSettings<K, V> settings() {
      if (getProducer().bootstrapServers() == null) {
        throw missing(
            "KafkaIO.write()", "where brokers are: add .withBootstrapServers(\"host:9092\")");
      }
      Encoding<K> key = getKeyEncoding();
      Encoding<V> value = getValueEncoding();
      if (key == null || value == null) {
        String part = key == null ? "Key" : "Value";
        throw missing(
            "KafkaIO.write()",
            String.format(
                "how to encode: add .with%sSerializer(...) or .with%sCoder(...)", part, part));
      }
      return new WriteSettings<>(getProducer(), key, value, getInputTimestamps());
    }

    @Override
    public PDone expand(PCollection<ProducerRecord<K, V>> input) {
      WriteSettings<K, V> settings = settings();
      String id = getSinkGroupId();
      var unused =
          id == null
              ? input.apply("Send", io.millrace.sdk.io.Write.to(new AtLeastOnceSink<>(settings)))
              : input.apply(
                  "SendOnce",
                  io.millrace.sdk.io.Write.to(
                      new ExactlyOnceSink<>(settings, id, getMaxUncommittedBytes())));
      return PDone.in(input.getPipeline());
    }

    /** Never the values of settings: there may be secrets among them. */
    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      builder
          .addIfNotNull(
              DisplayData.item("bootstrapServers", getProducer().bootstrapServers())
                  .withLabel("Bootstrap Servers"))
          .add(
              DisplayData.item("producerSettings", getProducer().names())
                  .withLabel("Names of Producer Settings"))
          .addIfNotNull(
              DisplayData.item("sinkGroupId", getSinkGroupId()).withLabel("Exactly Once as"));
    }
  }

  /**
   * See {@link KafkaIO#write}. Immutable; each method gives a changed copy. Its methods are those
   * of {@link WriteRecords}.
   *
   * @param <K> the type of keys; null where the serialiser takes it
   * @param <V> the type of values; null deletes the key in a compacted topic
   */
  @AutoValue
  public abstract static class Write<K, V> extends PTransform<PCollection<KV<K, V>>, PDone> {
    private static final long serialVersionUID = 1;

    Write() {}

    abstract WriteRecords<K, V> getRecords();

    abstract @Nullable String getTopic();

    private Write<K, V> with(WriteRecords<K, V> records) {
      return new AutoValue_KafkaIO_Write<>(records, getTopic());
    }

    /** See {@link WriteRecords#withBootstrapServers}. */
    public Write<K, V> withBootstrapServers(String bootstrapServers) {
      return with(getRecords().withBootstrapServers(bootstrapServers));
    }

    /** The same to this topic. For topics by element, see {@link KafkaIO#writeRecords}. */
    public Write<K, V> withTopic(String topic) {
      return new AutoValue_KafkaIO_Write<>(getRecords(), Objects.requireNonNull(topic, "topic"));
    }

    /** See {@link WriteRecords#withKeySerializer(Class)}. */
    public Write<K, V> withKeySerializer(Class<? extends Serializer<K>> keySerializer) {
      return with(getRecords().withKeySerializer(keySerializer));
    }

    /** See {@link WriteRecords#withKeySerializer(SerializerProvider)}. */
    public Write<K, V> withKeySerializer(SerializerProvider<K> keySerializer) {
      return with(getRecords().withKeySerializer(keySerializer));
    }

    /** See {@link WriteRecords#withKeyCoder}. */
    public Write<K, V> withKeyCoder(Coder<K> keyCoder) {
      return with(getRecords().withKeyCoder(keyCoder));
    }

    /** See {@link WriteRecords#withValueSerializer(Class)}. */
    public Write<K, V> withValueSerializer(Class<? extends Serializer<V>> valueSerializer) {
      return with(getRecords().withValueSerializer(valueSerializer));
    }

    /** See {@link WriteRecords#withValueSerializer(SerializerProvider)}. */
    public Write<K, V> withValueSerializer(SerializerProvider<V> valueSerializer) {
      return with(getRecords().withValueSerializer(valueSerializer));
    }

    /** See {@link WriteRecords#withValueCoder}. */
    public Write<K, V> withValueCoder(Coder<V> valueCoder) {
      return with(getRecords().withValueCoder(valueCoder));
    }

    /** See {@link WriteRecords#withJsonKeys}. */
    public Write<K, V> withJsonKeys(Class<K> type) {
      return with(getRecords().withJsonKeys(type));
    }

    /** See {@link WriteRecords#withJsonValues}. */
    public Write<K, V> withJsonValues(Class<V> type) {
      return with(getRecords().withJsonValues(type));
    }

    /** See {@link WriteRecords#withProducerConfigUpdates}. */
    public Write<K, V> withProducerConfigUpdates(Map<String, ?> configUpdates) {
      return with(getRecords().withProducerConfigUpdates(configUpdates));
    }

    /** See {@link WriteRecords#withInputTimestamp}. */
    public Write<K, V> withInputTimestamp() {
      return with(getRecords().withInputTimestamp());
    }

    /** See {@link WriteRecords#withEOS}. */
    public Write<K, V> withEOS(String sinkGroupId) {
      return with(getRecords().withEOS(sinkGroupId));
    }

    /** See {@link WriteRecords#withMaxUncommittedBytes}. */
    public Write<K, V> withMaxUncommittedBytes(long maxUncommittedBytes) {
      return with(getRecords().withMaxUncommittedBytes(maxUncommittedBytes));
    }

    /** The same of values alone, as records without a key; how keys are encoded is not needed. */
    public PTransform<PCollection<V>, PDone> values() {
      return new WriteValues<>(getRecords(), topic());
    }

    private String topic() {
      String topic = getTopic();
      if (topic == null) {
        throw missing("KafkaIO.write()", "where to write: add .withTopic(\"...\")");
      }
      return topic;
    }

    @Override
    public PDone expand(PCollection<KV<K, V>> input) {
      String topic = topic();
      if (!(input.getCoder() instanceof KvCoder<K, V> pairs)) {
        throw new IllegalArgumentException(
            "KafkaIO.write() needs pairs with a KvCoder, and not " + input.getCoder());
      }
      getRecords().settings(); // what is missing is said before anything is applied
      return input
          .apply("ToRecords", ParDo.of(new PairToRecord<K, V>(topic)))
          .setCoder(ProducerRecordCoder.of(pairs.getKeyCoder(), pairs.getValueCoder()))
          .apply("Write", getRecords());
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      builder
          .addIfNotNull(DisplayData.item("topic", getTopic()).withLabel("Topic"))
          .delegate(getRecords());
    }
  }

  private static final class WriteValues<K, V> extends PTransform<PCollection<V>, PDone> {
    private static final long serialVersionUID = 1;

    private final WriteRecords<K, V> records;
    private final String topic;

    WriteValues(WriteRecords<K, V> records, String topic) {
      this.records = records;
      this.topic = topic;
    }

    @Override
    public PDone expand(PCollection<V> input) {
      WriteRecords<byte[], V> withoutKeys =
          new AutoValue_KafkaIO_WriteRecords.Builder<byte[], V>()
              .setProducer(records.getProducer())
              .setInputTimestamps(records.getInputTimestamps())
              .setSinkGroupId(records.getSinkGroupId())
              .setMaxUncommittedBytes(records.getMaxUncommittedBytes())
              .setValueEncoding(records.getValueEncoding())
              .build()
              .withKeySerializer(ByteArraySerializer.class);
      withoutKeys.settings(); // what is missing is said before anything is applied
      return input
          .apply("ToRecords", ParDo.of(new ValueToRecord<V>(topic)))
          .setCoder(ProducerRecordCoder.of(nullableBytes(), input.getCoder()))
          .apply("Write", withoutKeys);
    }

    @SuppressWarnings("NullAway") // the serialiser of bytes takes null
    private static Coder<byte[]> nullableBytes() {
      return RecordParts.BYTES;
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      builder.add(DisplayData.item("topic", topic).withLabel("Topic")).delegate(records);
    }
  }

  private static final class PairToRecord<K, V> extends DoFn<KV<K, V>, ProducerRecord<K, V>> {
    private static final long serialVersionUID = 1;

    private final String topic;

    PairToRecord(String topic) {
      this.topic = topic;
    }

    @ProcessElement
    public void process(@Element KV<K, V> pair, OutputReceiver<ProducerRecord<K, V>> receiver) {
      receiver.output(new ProducerRecord<>(topic, pair.getKey(), pair.getValue()));
    }
  }

  private static final class ValueToRecord<V> extends DoFn<V, ProducerRecord<byte[], V>> {
    private static final long serialVersionUID = 1;

    private final String topic;

    ValueToRecord(String topic) {
      this.topic = topic;
    }

    @ProcessElement
    public void process(@Element V value, OutputReceiver<ProducerRecord<byte[], V>> receiver) {
      receiver.output(new ProducerRecord<>(topic, value));
    }
  }
}
