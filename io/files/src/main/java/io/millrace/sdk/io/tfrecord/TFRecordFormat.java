package io.millrace.sdk.io.tfrecord;

import io.millrace.sdk.coders.ByteArrayCoder;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.CoderRegistry;
import io.millrace.sdk.io.records.RecordFormat;
import io.millrace.sdk.io.records.RecordRange;
import io.millrace.sdk.io.records.RecordReader;
import io.millrace.sdk.transforms.display.DisplayData;
import java.io.IOException;

/** TensorFlow's record files as a format of records. */
public record TFRecordFormat() implements RecordFormat<byte[]> {

  @Override
  public Coder<byte[]> coder(CoderRegistry coders) {
    return ByteArrayCoder.of();
  }

  @Override
  public boolean recordsAreLines() {
    return false;
  }

  @Override
  public RecordReader<byte[]> open(RecordRange range, int maxRecordBytes) throws IOException {
    return TFRecordReader.open(range, maxRecordBytes);
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {}

  @Override
  public String toString() {
    return "TFRecordIO";
  }
}
