package io.millrace.sdk.io.write;

import io.millrace.sdk.io.Compression;
import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.transforms.display.HasDisplayData;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What is written: files of which format, under which names, how many.
 *
 * @param <DestT> what tells destinations apart
 * @param <T> the type of the elements
 * @param destinations where elements go
 * @param compression of the files, a concrete one
 * @param numShards how many files each destination has; {@link #ANY_NUMBER} if the runner decides
 * @param rolling when a file is full
 * @param maxOpenFiles how many files a task has open at a time
 */
public record FileOutput<DestT extends @Nullable Object, T extends @Nullable Object>(
    Destinations<DestT, T> destinations,
    Compression compression,
    int numShards,
    Rolling rolling,
    int maxOpenFiles)
    implements Serializable, HasDisplayData {

  /** As many files as there happen to be writers. */
  public static final int ANY_NUMBER = 0;

  /** How many files a task has open unless users say otherwise. */
  public static final int DEFAULT_OPEN_FILES = 20;

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    builder
        .add(DisplayData.item("files", destinations.toString()).withLabel("Files"))
        .add(DisplayData.item("compression", compression.name()).withLabel("Compression"))
        .addIfNotDefault(
            DisplayData.item("numShards", numShards).withLabel("Number of shards"), ANY_NUMBER)
        .addIfNotDefault(
            DisplayData.item("maxOpenFiles", maxOpenFiles).withLabel("Most open files of a task"),
            DEFAULT_OPEN_FILES)
        .include("rolling", rolling);
  }
}
