package io.millrace.sdk.io.kafka;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.io.source.Source;
import io.millrace.sdk.io.source.SourceContext;
import io.millrace.sdk.io.source.SourceOutput;
import io.millrace.sdk.io.source.SourceReader;
import io.millrace.sdk.io.source.SplitEnumerator;
import io.millrace.sdk.io.source.WatermarkPolicy;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.values.PCollection.IsBounded;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The same, with the records that cannot be decoded among those that can. The watermark policy is
 * part of it, as it knows decoded records only.
 */
final class KafkaSourceWithBadRecords<K extends @Nullable Object, V extends @Nullable Object>
    extends Source<DecodedRecord<K, V>, KafkaSplit> {

  private static final long serialVersionUID = 1;

  private final KafkaSource<K, V> source;
  private final WatermarkPolicy<KafkaRecord<K, V>> policy;

  KafkaSourceWithBadRecords(KafkaSource<K, V> source, WatermarkPolicy<KafkaRecord<K, V>> policy) {
    this.source = source;
    this.policy = policy;
  }

  @Override
  public IsBounded isBounded() {
    return source.isBounded();
  }

  @Override
  public boolean supportsAvailableNow() {
    return source.supportsAvailableNow();
  }

  @Override
  public Coder<DecodedRecord<K, V>> getOutputCoder() {
    return new DecodedRecord.DecodedRecordCoder<>(source.getOutputCoder());
  }

  @Override
  public Coder<KafkaSplit> getSplitCoder() {
    return source.getSplitCoder();
  }

  @Override
  public SplitEnumerator<KafkaSplit> createEnumerator(
      SourceContext context, byte @Nullable [] state) throws IOException {
    return source.createEnumerator(context, state);
  }

  @Override
  public SourceReader<DecodedRecord<K, V>, KafkaSplit> createReader(
      SourceContext context, KafkaSplit split) throws IOException {
    Reader<K, V> reader = new Reader<>();
    reader.records =
        policy.applyTo(
            source.createReader(context, split, (bad, message, cause) -> reader.give(bad)),
            context);
    return reader;
  }

  @Override
  public String toString() {
    return source.toString();
  }

  private static final class Reader<K extends @Nullable Object, V extends @Nullable Object>
      implements SourceReader<DecodedRecord<K, V>, KafkaSplit>, SourceOutput<KafkaRecord<K, V>> {

    private @Nullable SourceReader<KafkaRecord<K, V>, KafkaSplit> records;
    private @Nullable SourceOutput<DecodedRecord<K, V>> target;

    private SourceReader<KafkaRecord<K, V>, KafkaSplit> records() {
      if (records == null) {
        throw new IllegalStateException("there is no reader yet");
      }
      return records;
    }

    private SourceOutput<DecodedRecord<K, V>> target() {
      if (target == null) {
        throw new IllegalStateException("not asked for any record yet");
      }
      return target;
    }

    @Override
    public Status poll(SourceOutput<DecodedRecord<K, V>> output, int maxElements)
        throws IOException {
      target = output;
      return records().poll(this, maxElements);
    }

    @Override
    public void output(KafkaRecord<K, V> element) {
      target().output(DecodedRecord.good(element));
    }

    @Override
    public void output(KafkaRecord<K, V> element, long timestampMillis) {
      target().output(DecodedRecord.good(element), timestampMillis);
    }

    /** The policy knows no time for it: it gets that of the record, and is never late. */
    void give(BadKafkaRecord bad) {
      long time = Math.max(bad.timestamp(), watermarkMillis());
      target()
          .output(
              DecodedRecord.bad(bad),
              Math.min(time, BoundedWindow.TIMESTAMP_MAX_VALUE.toEpochMilli()));
    }

    @Override
    public KafkaSplit snapshot() {
      return records().snapshot();
    }

    @Override
    public long watermarkMillis() {
      return records().watermarkMillis();
    }

    @Override
    public boolean isIdle() {
      return records().isIdle();
    }

    @Override
    public long nextPollMillis() {
      return records().nextPollMillis();
    }

    @Override
    public long backlogBytes() {
      return records().backlogBytes();
    }

    @Override
    public long backlogElements() {
      return records().backlogElements();
    }

    @Override
    public void close() throws IOException {
      records().close();
    }
  }
}
