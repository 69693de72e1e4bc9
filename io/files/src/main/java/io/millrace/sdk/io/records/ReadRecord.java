package io.millrace.sdk.io.records;

import io.millrace.sdk.coders.BooleanCoder;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.StructuredCoder;
import io.millrace.sdk.io.records.BadRecord.BadRecordCoder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A record as it comes from a source: one of the two is null. */
record ReadRecord<T>(@Nullable T good, @Nullable BadRecord bad) {

  /** The coder of these. */
  static final class ReadRecordCoder<T> extends StructuredCoder<ReadRecord<T>> {
    private static final long serialVersionUID = 1;

    private final Coder<T> records;

    ReadRecordCoder(Coder<T> records) {
      this.records = records;
    }

    @Override
    public void encode(ReadRecord<T> value, OutputStream outStream) throws IOException {
      T good = value.good;
      BadRecord bad = value.bad;
      BooleanCoder.of().encode(good != null, outStream);
      if (good != null) {
        records.encode(good, outStream);
      } else if (bad != null) {
        BadRecordCoder.of().encode(bad, outStream);
      }
    }

    @Override
    public ReadRecord<T> decode(InputStream inStream) throws IOException {
      return BooleanCoder.of().decode(inStream)
          ? new ReadRecord<>(records.decode(inStream), null)
          : new ReadRecord<>(null, BadRecordCoder.of().decode(inStream));
    }

    @Override
    public List<? extends Coder<?>> getCoderArguments() {
      return List.of(records);
    }

    @Override
    public void verifyDeterministic() throws NonDeterministicException {
      verifyDeterministic(this, "records", records);
    }
  }
}
