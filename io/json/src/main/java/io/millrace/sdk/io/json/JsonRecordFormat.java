package io.millrace.sdk.io.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.sdk.coders.CannotProvideCoderException;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.CoderRegistry;
import io.millrace.sdk.io.records.LineRecords;
import io.millrace.sdk.io.records.RecordBlocks;
import io.millrace.sdk.io.records.RecordFormat;
import io.millrace.sdk.io.records.RecordRange;
import io.millrace.sdk.io.records.RecordReader;
import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.util.SerializableSupplier;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** JSON Lines as a format of records. */
record JsonRecordFormat<T>(Class<T> type, SerializableSupplier<ObjectMapper> mapper)
    implements RecordFormat<T> {

  @Override
  @SuppressWarnings("unchecked") // JsonNode is T
  public Coder<T> coder(CoderRegistry coders) throws CannotProvideCoderException {
    return type == JsonNode.class ? (Coder<T>) JsonNodeCoder.of() : coders.getCoder(type);
  }

  @Override
  public boolean recordsAreLines() {
    return true;
  }

  @Override
  public RecordReader<T> open(RecordRange range, int maxRecordBytes) throws IOException {
    return new JsonLineReader<>(
        RecordBlocks.open(range, LineRecords.INSTANCE, maxRecordBytes, StandardCharsets.UTF_8),
        mapper.get().readerFor(type));
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    builder.add(DisplayData.item("type", type).withLabel("Type of values"));
  }

  @Override
  public String toString() {
    return "JsonIO";
  }
}
