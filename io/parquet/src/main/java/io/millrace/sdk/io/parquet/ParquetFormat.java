package io.millrace.sdk.io.parquet;

import io.millrace.sdk.io.avro.AvroType;
import io.millrace.sdk.io.avro.BadFiles;
import io.millrace.sdk.io.avro.parts.FilePart;
import io.millrace.sdk.io.avro.parts.PartFormat;
import io.millrace.sdk.io.avro.parts.PartReader;
import io.millrace.sdk.transforms.display.DisplayData;
import java.io.IOException;
import java.util.Objects;
import org.apache.parquet.filter2.predicate.FilterPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Parquet files as they are read.
 *
 * @param type of the elements
 * @param filter which of them are wanted; null for all
 * @param badFiles what happens to malformed files
 */
record ParquetFormat<T>(AvroType<T> type, @Nullable FilterPredicate filter, BadFiles badFiles)
    implements PartFormat<T> {

  static <T> ParquetFormat<T> of(AvroType<T> type) {
    return new ParquetFormat<>(type, null, BadFiles.FAIL);
  }

  ParquetFormat<T> withFilter(FilterPredicate other) {
    return new ParquetFormat<>(type, Objects.requireNonNull(other, "filter"), badFiles);
  }

  ParquetFormat<T> withBadFiles(BadFiles other) {
    return new ParquetFormat<>(type, filter, Objects.requireNonNull(other, "badFiles"));
  }

  @Override
  public PartReader<T> open(FilePart part) throws IOException {
    return new RowGroupReader<>(part, this);
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    builder
        .add(DisplayData.item("type", type.toString()).withLabel("Type of the elements"))
        .addIfNotNull(
            DisplayData.item("filter", filter == null ? null : filter.toString())
                .withLabel("Filter"))
        .addIfNotDefault(
            DisplayData.item("badFiles", badFiles.name()).withLabel("Malformed files"),
            BadFiles.FAIL.name());
  }
}
