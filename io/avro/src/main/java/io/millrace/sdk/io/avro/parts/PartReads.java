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
import io.millrace.sdk.io.avro.AvroType;
import io.millrace.sdk.io.avro.BadFiles;
import io.millrace.sdk.io.fs.EmptyMatchTreatment;
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
   * @param watch how to look for new files; null to look once
   * @param badFiles what the format does with malformed files
   */
  public static <T> PCollection<T> read(
      String transform,
      PBegin input,
      @Nullable String pattern,
      EmptyMatchTreatment emptyMatchTreatment,
      @Nullable MatchConfiguration watch,
      BadFiles badFiles,
      AvroType<T> type,
      PartFormat<T> format) {
    if (pattern == null) {
      throw new IllegalArgumentException(
          transform + " needs to be told what to read: add .from(\"dir/*\")");
    }
    // is there a file system for it? throws if not
    FileSystems.matchNewResource(pattern, pattern.endsWith("/"));
    Coder<T> coder = coder(transform, input.getPipeline(), type);
    // a source is no step and cannot count, so what leaves something out is not read by one
    if (watch == null && badFiles == BadFiles.FAIL) {
      return input.apply(
          "Read", Read.from(new PartSource<>(pattern, emptyMatchTreatment, format, coder)));
    }
    MatchConfiguration configuration =
        watch != null ? watch : MatchConfiguration.create(emptyMatchTreatment);
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
      AvroType<T> type,
      PartFormat<T> format) {
    return input
        .apply(
            "Match",
            FileIO.matchAll()
                .withConfiguration(configuration)
                .withOutputParallelization(false)) // reading spreads what is to be read
        .apply("Open", opened())
        .apply("Read", new ReadParts<>(format, coder(transform, input.getPipeline(), type)));
  }

  /** Reads the files in a collection. */
  public static <T> PCollection<T> readFiles(
      String transform, PCollection<ReadableFile> input, AvroType<T> type, PartFormat<T> format) {
    return input.apply(
        "Read", new ReadParts<>(format, coder(transform, input.getPipeline(), type)));
  }

  // these formats compress their blocks, so the name of a file says nothing
  private static FileIO.ReadMatches opened() {
    return FileIO.readMatches()
        .withCompression(Compression.UNCOMPRESSED)
        .withDirectoryTreatment(FileIO.ReadMatches.DirectoryTreatment.PROHIBIT);
  }

  private static <T> Coder<T> coder(String transform, Pipeline pipeline, AvroType<T> type) {
    try {
      return type.coder(pipeline.getCoderRegistry());
    } catch (CannotProvideCoderException e) {
      throw new IllegalArgumentException(
          transform + " has no coder for its elements: " + e.getMessage(), e);
    }
  }
}
