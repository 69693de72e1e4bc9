package io.millrace.sdk.io.kafka;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.StructuredCoder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * A coder of {@link ProducerRecord}, for {@link KafkaIO#writeRecords}. Keys and values may be null
 * if their coders take nulls.
 */
public final class ProducerRecordCoder<K extends @Nullable Object, V extends @Nullable Object>
    extends StructuredCoder<ProducerRecord<K, V>> {
  private static final long serialVersionUID = 1;

  private final Coder<K> keyCoder;
  private final Coder<V> valueCoder;

  private ProducerRecordCoder(Coder<K> keyCoder, Coder<V> valueCoder) {
    this.keyCoder = keyCoder;
    this.valueCoder = valueCoder;
  }

  /** A coder of records whose keys and values the two coders take. */
  public static <K extends @Nullable Object, V extends @Nullable Object>
      ProducerRecordCoder<K, V> of(Coder<K> keyCoder, Coder<V> valueCoder) {
    return new ProducerRecordCoder<>(keyCoder, valueCoder);
  }

  @Override
  public void encode(ProducerRecord<K, V> value, OutputStream outStream) throws IOException {
    RecordParts.TEXT.encode(value.topic(), outStream);
    RecordParts.MAYBE_INT.encode(value.partition(), outStream);
    RecordParts.MAYBE_LONG.encode(value.timestamp(), outStream);
    RecordParts.encodeHeaders(value.headers(), outStream);
    keyCoder.encode(value.key(), outStream);
    valueCoder.encode(value.value(), outStream);
  }

  @Override
  public ProducerRecord<K, V> decode(InputStream inStream) throws IOException {
    String topic = RecordParts.TEXT.decode(inStream);
    Integer partition = RecordParts.MAYBE_INT.decode(inStream);
    Long timestamp = RecordParts.MAYBE_LONG.decode(inStream);
    Headers headers = RecordParts.decodeHeaders(inStream);
    K key = keyCoder.decode(inStream);
    V value = valueCoder.decode(inStream);
    return new ProducerRecord<>(topic, partition, timestamp, key, value, headers);
  }

  @Override
  public List<? extends Coder<?>> getCoderArguments() {
    return List.of(keyCoder, valueCoder);
  }

  @Override
  public void verifyDeterministic() throws NonDeterministicException {
    verifyDeterministic(this, "key", keyCoder);
    verifyDeterministic(this, "value", valueCoder);
  }
}
