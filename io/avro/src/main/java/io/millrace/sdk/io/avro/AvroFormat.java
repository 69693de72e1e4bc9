package io.millrace.sdk.io.avro;

import io.millrace.sdk.io.avro.parts.FilePart;
import io.millrace.sdk.io.avro.parts.PartFormat;
import io.millrace.sdk.io.avro.parts.PartReader;
import io.millrace.sdk.transforms.display.DisplayData;
import java.io.IOException;
import java.util.Objects;

/**
 * Avro files as they are read.
 *
 * @param type of the elements
 * @param badFiles what happens to malformed files
 */
record AvroFormat<T>(AvroType<T> type, BadFiles badFiles) implements PartFormat<T> {

  static <T> AvroFormat<T> of(AvroType<T> type) {
    return new AvroFormat<>(type, BadFiles.FAIL);
  }

  AvroFormat<T> withBadFiles(BadFiles other) {
    return new AvroFormat<>(type, Objects.requireNonNull(other, "badFiles"));
  }

  @Override
  public PartReader<T> open(FilePart part) throws IOException {
    return new AvroReader<>(part, type, badFiles);
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    builder
        .add(DisplayData.item("type", type.toString()).withLabel("Type of the elements"))
        .addIfNotDefault(
            DisplayData.item("badFiles", badFiles.name()).withLabel("Malformed files"),
            BadFiles.FAIL.name());
  }
}
