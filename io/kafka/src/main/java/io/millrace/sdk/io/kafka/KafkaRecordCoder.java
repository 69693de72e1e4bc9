package io.millrace.sdk.io.kafka;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.CoderException;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.StructuredCoder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A coder of {@link KafkaRecord}: where it stands, its timestamp and headers, key and value. */
public final class KafkaRecordCoder<K extends @Nullable Object, V extends @Nullable Object>
    extends StructuredCoder<KafkaRecord<K, V>> {
  private static final long serialVersionUID = 1;

  private static final KafkaTimestampType[] TYPES = {
    KafkaTimestampType.NO_TIMESTAMP_TYPE,
    KafkaTimestampType.CREATE_TIME,
    KafkaTimestampType.LOG_APPEND_TIME
  };

  private final KvCoder<K, V> kvCoder;

  private KafkaRecordCoder(KvCoder<K, V> kvCoder) {
    this.kvCoder = kvCoder;
  }

  /** A coder of records whose keys and values the two coders take. */
  public static <K extends @Nullable Object, V extends @Nullable Object> KafkaRecordCoder<K, V> of(
      Coder<K> keyCoder, Coder<V> valueCoder) {
    return new KafkaRecordCoder<>(KvCoder.of(keyCoder, valueCoder));
  }

  /** The coder of key and value. */
  public KvCoder<K, V> getKvCoder() {
    return kvCoder;
  }

  @Override
  public void encode(KafkaRecord<K, V> value, OutputStream outStream) throws IOException {
    RecordParts.TEXT.encode(value.getTopic(), outStream);
    RecordParts.INT.encode(value.getPartition(), outStream);
    RecordParts.LONG.encode(value.getOffset(), outStream);
    RecordParts.LONG.encode(value.getTimestamp(), outStream);
    outStream.write(
        switch (value.getTimestampType()) {
          case NO_TIMESTAMP_TYPE -> 0;
          case CREATE_TIME -> 1;
          case LOG_APPEND_TIME -> 2;
        });
    RecordParts.encodeHeaders(value.getHeaders(), outStream);
    kvCoder.encode(value.getKV(), outStream);
  }

  @Override
  public KafkaRecord<K, V> decode(InputStream inStream) throws IOException {
    String topic = RecordParts.TEXT.decode(inStream);
    int partition = RecordParts.INT.decode(inStream);
    long offset = RecordParts.LONG.decode(inStream);
    long timestamp = RecordParts.LONG.decode(inStream);
    int type = inStream.read();
    if (type < 0 || type >= TYPES.length) {
      throw new CoderException("the byte " + type + " names no type of timestamps");
    }
    return new KafkaRecord<>(
        topic,
        partition,
        offset,
        timestamp,
        TYPES[type],
        RecordParts.decodeHeaders(inStream),
        kvCoder.decode(inStream));
  }

  @Override
  public List<? extends Coder<?>> getCoderArguments() {
    return kvCoder.getCoderArguments();
  }

  @Override
  public void verifyDeterministic() throws NonDeterministicException {
    verifyDeterministic(this, "key and value", kvCoder);
  }
}
