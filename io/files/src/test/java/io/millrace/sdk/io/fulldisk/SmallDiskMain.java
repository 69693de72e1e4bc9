package io.millrace.sdk.io.fulldisk;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.io.GenerateSequence;
import io.millrace.sdk.io.TextIO;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.transforms.MapElements;
import io.millrace.sdk.values.TypeDescriptors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Writes more than there is room for, makes room, and writes the same again. */
final class SmallDiskMain {

  static final long NUMBERS = 1_000_000;

  private SmallDiskMain() {}

  public static void main(String[] args) throws Exception {
    Path disk = Path.of(args[0]);
    try {
      write(disk);
      System.out.println("it went well, though the disk is too small");
    } catch (RuntimeException e) {
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        System.out.println("failed: " + cause.getMessage());
      }
    }
    System.out.println("seen after the failure: " + files(disk));

    Process remount =
        new ProcessBuilder("mount", "-o", "remount,size=64m", disk.toString()).inheritIO().start();
    if (remount.waitFor() != 0) {
      throw new AssertionError("the disk cannot be made larger");
    }
    write(disk);
    long lines = 0;
    for (Path file : files(disk)) {
      try (Stream<String> numbers = Files.lines(file)) {
        lines += numbers.distinct().count();
      }
    }
    System.out.println("numbers with more room: " + lines);
  }

  private static void write(Path disk) {
    Pipeline pipeline = Pipeline.create(PipelineOptionsFactory.create());
    pipeline
        .apply(GenerateSequence.from(0).to(NUMBERS))
        .apply(MapElements.into(TypeDescriptors.strings()).via(String::valueOf))
        .apply(TextIO.write().to(disk.resolve("numbers").toString()));
    pipeline.run().waitUntilFinish();
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.sorted().toList();
    }
  }
}
