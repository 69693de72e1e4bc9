package io.millrace.sdk.io.avro.parts;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.coders.CannotProvideCoderException;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.io.Compression;
import io.millrace.sdk.io.FileIO;
import io.millrace.sdk.io.FileIO.MatchConfiguration;
import io.millrace.sdk.io.FileIO.ReadableFile;
import io.millrace.sdk.io.FileSystems;
import io.millrace.sdk.io.Read;
import io.millrace.sdk.io.avro.BadFiles;
import io.millrace.sdk.values.PBegin;
import io.millrace.sdk.values.PCollection;
import org.jspecify.annotations.Nullable;

/** The transforms that reading files of blocks is made of. */
public final class PartReads {

  private PartReads() {}

  /**
   * Reads the files of a pattern.
   *
   * @param transform names the transform in messages
   * @param pattern null if none was given, which is an error
   * @param configuration how to look for them
   */
  public static <T> PCollection<T> read(
      String transform,
      PBegin input,
      @Nullable String pattern,
      MatchConfiguration configuration,
      PartFormat<T> format) {
    if (pattern == null) {
      throw new IllegalArgumentException(
          transform + " needs to be told what to read: add .from(\"dir/*\")");
    }
    // is there a file system for it? throws if not
    FileSystems.matchNewResource(pattern, pattern.endsWith("/"));
    Coder<T> coder = coder(transform, input.getPipeline(), format);
    // a source is no step and cannot count, so what leaves something out is not read by one
    if (configuration.getWatchInterval() == null && format.badFiles() == BadFiles.FAIL) {
      return input.apply(
          "Read",
          Read.from(
              new PartSource<>(pattern, configuration.getEmptyMatchTreatment(), format, coder)));
    }
    return input
        .apply("Match", FileIO.match().filepattern(pattern).withConfiguration(configuration))
        .apply("Open", opened())
        .apply("Read", new ReadParts<>(format, coder));
  }

  /** Reads the files of the patterns in a collection. */
  public static <T> PCollection<T> readAll(
      String transform,
      PCollection<String> input,
      MatchConfiguration configuration,
      PartFormat<T> format) {
    return input
        .apply(
            "Match",
            FileIO.matchAll()
                .withConfiguration(configuration)
                .withOutputParallelization(false)) // reading spreads what is to be read
        .apply("Open", opened())
        .apply("Read", new ReadParts<>(format, coder(transform, input.getPipeline(), format)));
  }

  /** Reads the files in a collection. */
  public static <T> PCollection<T> readFiles(
      String transform, PCollection<ReadableFile> input, PartFormat<T> format) {
    return input.apply(
        "Read", new ReadParts<>(format, coder(transform, input.getPipeline(), format)));
  }

  // these formats compress their blocks, so the name of a file says nothing
  private static FileIO.ReadMatches opened() {
    return FileIO.readMatches()
        .withCompression(Compression.UNCOMPRESSED)
        .withDirectoryTreatment(FileIO.ReadMatches.DirectoryTreatment.PROHIBIT);
  }

  private static <T> Coder<T> coder(String transform, Pipeline pipeline, PartFormat<T> format) {
    try {
      return format.type().coder(pipeline.getCoderRegistry());
    } catch (CannotProvideCoderException e) {
      throw new IllegalArgumentException(
          transform + " has no coder for its elements: " + e.getMessage(), e);
    }
  }
}
