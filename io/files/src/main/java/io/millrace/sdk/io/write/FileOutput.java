package io.millrace.sdk.io.write;

import io.millrace.sdk.io.Compression;
import io.millrace.sdk.io.FileIO;
import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.transforms.display.HasDisplayData;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What is written: files of which format, under which names, how many.
 *
 * @param <T> the type of the elements
 * @param names of the files
 * @param format how elements become bytes; each file is written by a copy of its own
 * @param compression of the files, a concrete one
 * @param numShards how many files there are; {@link #ANY_NUMBER} if the runner decides
 */
public record FileOutput<T extends @Nullable Object>(
    ShardNames names, FileIO.Sink<T> format, Compression compression, int numShards)
    implements Serializable, HasDisplayData {

  /** As many files as there happen to be writers. */
  public static final int ANY_NUMBER = 0;

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    builder
        .add(DisplayData.item("files", names.toString()).withLabel("Files"))
        .add(DisplayData.item("compression", compression.name()).withLabel("Compression"))
        .addIfNotDefault(
            DisplayData.item("numShards", numShards).withLabel("Number of shards"), ANY_NUMBER);
  }
}
