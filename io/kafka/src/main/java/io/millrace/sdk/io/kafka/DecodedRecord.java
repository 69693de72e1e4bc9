package io.millrace.sdk.io.kafka;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.NullableCoder;
import io.millrace.sdk.coders.StructuredCoder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record that was decoded, or one that could not be: one of the two is null.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
record DecodedRecord<K extends @Nullable Object, V extends @Nullable Object>(
    @Nullable KafkaRecord<K, V> good, @Nullable BadKafkaRecord bad) {

  static <K extends @Nullable Object, V extends @Nullable Object> DecodedRecord<K, V> good(
      KafkaRecord<K, V> record) {
    return new DecodedRecord<>(record, null);
  }

  static <K extends @Nullable Object, V extends @Nullable Object> DecodedRecord<K, V> bad(
      BadKafkaRecord record) {
    return new DecodedRecord<>(null, record);
  }

  /** The coder of these: both, either of which may be absent. */
  static final class DecodedRecordCoder<K extends @Nullable Object, V extends @Nullable Object>
      extends StructuredCoder<DecodedRecord<K, V>> {
    private static final long serialVersionUID = 1;
    private static final NullableCoder<BadKafkaRecord> BAD =
        NullableCoder.of(BadKafkaRecord.BadKafkaRecordCoder.of());

    private final Coder<KafkaRecord<K, V>> recordCoder;
    private final NullableCoder<KafkaRecord<K, V>> good;

    DecodedRecordCoder(Coder<KafkaRecord<K, V>> recordCoder) {
      this.recordCoder = recordCoder;
      this.good = NullableCoder.of(recordCoder);
    }

    @Override
    public void encode(DecodedRecord<K, V> value, OutputStream outStream) throws IOException {
      good.encode(value.good, outStream);
      BAD.encode(value.bad, outStream);
    }

    @Override
    public DecodedRecord<K, V> decode(InputStream inStream) throws IOException {
      KafkaRecord<K, V> record = good.decode(inStream);
      return new DecodedRecord<>(record, BAD.decode(inStream));
    }

    @Override
    public List<? extends Coder<?>> getCoderArguments() {
      return List.of(recordCoder);
    }

    @Override
    public void verifyDeterministic() throws NonDeterministicException {
      verifyDeterministic(this, "record", recordCoder);
    }
  }
}
