package io.millrace.examples.connectors;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.io.WriteFilesResult;
import io.millrace.sdk.io.kafka.KafkaIO;
import io.millrace.sdk.io.kafka.KafkaRecord;
import io.millrace.sdk.io.kafka.StartFrom;
import io.millrace.sdk.io.parquet.ParquetIO;
import io.millrace.sdk.options.Default;
import io.millrace.sdk.options.DefaultValueFactory;
import io.millrace.sdk.options.Description;
import io.millrace.sdk.options.PipelineOptions;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.options.Validation;
import io.millrace.sdk.transforms.MapElements;
import io.millrace.sdk.transforms.PTransform;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.PBegin;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TypeDescriptor;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a topic of Kafka as files of Parquet, those of each window of time by themselves:
 *
 * <pre>{@code
 * bin/millrace example kafka-to-parquet --bootstrapServers=localhost:9092 --topic=orders
 *     --output=s3://archive/orders/part --runner=distributed --checkpointEvery=1m
 * }</pre>
 *
 * <p>Files of a window are seen when a checkpoint is complete that has them, each of them whole; on
 * a cluster each message is in them once, whatever fails in between. With {@code
 * --mode=available-now} the program ends with what the topic has when it starts.
 */
public final class KafkaToParquet {

  private KafkaToParquet() {}

  /** A message, and where and when it was. */
  public record Message(
      String topic,
      int partition,
      long offset,
      Instant at,
      @Nullable String key,
      @Nullable String value) {}

  /** What the program can be told. */
  public interface Options extends PipelineOptions {

    @Description("Brokers to begin with, as HOST:PORT,...")
    @Default.String("localhost:9092")
    String getBootstrapServers();

    void setBootstrapServers(String value);

    @Description("The topic to keep, from its beginning.")
    @Validation.Required
    String getTopic();

    void setTopic(String value);

    @Description("How the names of the files begin, with the directory.")
    @Validation.Required
    String getOutput();

    void setOutput(String value);

    @Description("How long the windows are whose messages are in the same files.")
    @Default.InstanceFactory(OneHour.class)
    Duration getWindow();

    void setWindow(Duration value);

    @Description(
        "How late a message may be, by its timestamp, to be in the first files of its window.")
    @Default.InstanceFactory(TenSeconds.class)
    Duration getMaxDelay();

    void setMaxDelay(Duration value);

    @Description("How late a message may be to have files of its own; later ones are dropped.")
    @Default.InstanceFactory(OneDay.class)
    Duration getAllowedLateness();

    void setAllowedLateness(Duration value);

    @Description("How many files there are for each window.")
    @Default.Integer(1)
    int getShards();

    void setShards(int value);
  }

  /** The windows' length unless another is asked for. */
  public static final class OneHour implements DefaultValueFactory<Duration> {
    @Override
    public Duration create(PipelineOptions options) {
      return Duration.ofHours(1);
    }
  }

  /** How late messages may be unless something else is asked for. */
  public static final class TenSeconds implements DefaultValueFactory<Duration> {
    @Override
    public Duration create(PipelineOptions options) {
      return Duration.ofSeconds(10);
    }
  }

  /** After which time late messages are dropped, unless something else is asked for. */
  public static final class OneDay implements DefaultValueFactory<Duration> {
    @Override
    public Duration create(PipelineOptions options) {
      return Duration.ofDays(1);
    }
  }

  /** The messages of the topic. */
  static final class ReadMessages extends PTransform<PBegin, PCollection<Message>> {
    private static final long serialVersionUID = 1;

    private final String servers;
    private final String topic;
    private final Duration maxDelay;

    ReadMessages(Options options) {
      servers = options.getBootstrapServers();
      topic = options.getTopic();
      maxDelay = options.getMaxDelay();
    }

    @Override
    public PCollection<Message> expand(PBegin input) {
      return input
          .apply(
              "Records",
              KafkaIO.<@Nullable String, @Nullable String>read()
                  .withBootstrapServers(servers)
                  .withTopic(topic)
                  .withKeyDeserializer(StringDeserializer.class)
                  .withValueDeserializer(StringDeserializer.class)
                  .withStartFrom(StartFrom.EARLIEST)
                  .withCreateTime(maxDelay))
          .apply(
              "Messages",
              MapElements.into(TypeDescriptor.of(Message.class)).via(KafkaToParquet::message));
    }
  }

  private static Message message(KafkaRecord<@Nullable String, @Nullable String> record) {
    return new Message(
        record.getTopic(),
        record.getPartition(),
        record.getOffset(),
        Instant.ofEpochMilli(record.getTimestamp()),
        record.getKV().getKey(),
        record.getKV().getValue());
  }

  /** Writes the messages of each window to files. */
  static final class WriteWindows
      extends PTransform<PCollection<Message>, WriteFilesResult<@Nullable Void>> {
    private static final long serialVersionUID = 1;

    private final String output;
    private final Duration window;
    private final Duration allowedLateness;
    private final int shards;

    WriteWindows(Options options) {
      output = options.getOutput();
      window = options.getWindow();
      allowedLateness = options.getAllowedLateness();
      shards = options.getShards();
    }

    @Override
    public WriteFilesResult<@Nullable Void> expand(PCollection<Message> input) {
      return input
          .apply(
              "Window",
              Window.<Message>into(FixedWindows.of(window))
                  .withAllowedLateness(allowedLateness)
                  .discardingFiredPanes())
          .apply("Files", ParquetIO.write(Message.class).to(output).withNumShards(shards));
    }
  }

  /** Builds and runs the pipeline. */
  public static void main(String[] args) {
    Options options = PipelineOptionsFactory.fromArgs(args).withValidation().as(Options.class);
    Pipeline pipeline = Pipeline.create(options);
    pipeline.apply("Read", new ReadMessages(options)).apply("Write", new WriteWindows(options));
    pipeline.run().waitUntilFinish();
  }
}
