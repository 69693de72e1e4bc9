package io.millrace.sdk.io.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.io.Compression;
import io.millrace.sdk.io.ShardNameTemplate;
import io.millrace.sdk.io.TextIO;
import io.millrace.sdk.io.sink.Sink;
import io.millrace.sdk.io.sink.SinkCommitter;
import io.millrace.sdk.io.sink.SinkContext;
import io.millrace.sdk.io.sink.SinkWriter;
import io.millrace.sdk.testing.SinkLaws;
import io.millrace.sdk.values.KV;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files keep the laws of sinks. */
class FileSinkLawsTest {

  @TempDir Path directory;

  private static TemplateNames names(String prefix) {
    return new TemplateNames(
        prefix, ShardNameTemplate.INDEX_OF_MAX, ShardNameTemplate.WINDOW_PANE_INDEX_OF_MAX, ".txt");
  }

  private static <DestT extends @Nullable Object> FileOutput<DestT, String> output(
      Destinations<DestT, String> destinations, Rolling rolling) {
    return new FileOutput<>(
        destinations, Compression.UNCOMPRESSED, FileOutput.ANY_NUMBER, rolling, 2);
  }

  private static FileOutput<@Nullable Void, String> output(Path target, Rolling rolling) {
    return output(new OneDestination<>(names(target + "/out"), TextIO.sink()), rolling);
  }

  /** Writes names into files that are called so, in a directory for each last letter. */
  private static final class FileOfOneLine
      extends Sink<String, WrittenFile<String>, KV<String, String>> {
    private static final long serialVersionUID = 1;

    private final ByLastLetter destinations;
    private final NamedFileSink<String, String> files;

    FileOfOneLine(Path target) {
      this.destinations = new ByLastLetter(target.toString());
      this.files = new NamedFileSink<>(output(destinations, Rolling.NEVER), StringUtf8Coder.of());
    }

    @Override
    public Coder<WrittenFile<String>> getCommittableCoder() {
      return files.getCommittableCoder();
    }

    @Override
    public Coder<KV<String, String>> getResultCoder() {
      return files.getResultCoder();
    }

    @Override
    public SinkWriter<String, WrittenFile<String>> createWriter(SinkContext context)
        throws IOException {
      SinkWriter<KV<KV<String, String>, Iterable<String>>, WrittenFile<String>> writer =
          files.createWriter(context);
      return new SinkWriter<>() {
        @Override
        public void write(String name, long timestampMillis) throws IOException {
          String letter = destinations.of(name);
          String path = destinations.target() + "/" + letter + "/" + name;
          writer.write(KV.of(KV.of(letter, path), List.of(name)), timestampMillis);
        }

        @Override
        public List<WrittenFile<String>> prepareCommit() throws IOException {
          return writer.prepareCommit();
        }

        @Override
        public void abort() throws IOException {
          writer.abort();
        }

        @Override
        public void close() throws IOException {
          writer.close();
        }
      };
    }

    @Override
    public SinkCommitter<WrittenFile<String>, KV<String, String>> createCommitter(
        SinkContext context) {
      return files.createCommitter(context);
    }
  }

  private Path target(long seed) throws IOException {
    return Files.createDirectories(directory.resolve("job" + seed));
  }

  /** The files that an outside reader finds: none in hidden directories. */
  private static List<Path> files(Path target) throws IOException {
    try (Stream<Path> files = Files.walk(target)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !target.relativize(file).toString().startsWith("."))
          .sorted()
          .toList();
    }
  }

  private static List<String> lines(Path target) throws IOException {
    List<String> found = new ArrayList<>();
    for (Path file : files(target)) {
      found.addAll(Files.readAllLines(file));
    }
    return found;
  }

  @Test
  void linesOfInputThatEndsAreSeenAllAtOnce() throws Exception {
    List<String> lines = IntStream.range(0, 40).mapToObj(i -> "line " + i).toList();

    SinkLaws.assertAllIsSeenAtOnce(
        seed -> {
          Path target = target(seed);
          return new SinkLaws.Target<>(
              new ElementFileSink<>(output(target, Rolling.NEVER), StringUtf8Coder.of()),
              () -> lines(target));
        },
        lines);
  }

  /** Four destinations with two files open at a time, each file with three lines at most. */
  @Test
  void linesOfManyDestinationsAreSeenAllAtOnceInFilesOfLimitedSize() throws Exception {
    List<String> lines = IntStream.range(0, 24).mapToObj(i -> "line " + i + i % 4).toList();
    Rolling rolling = Rolling.NEVER.withMaxElements("test", 3);

    SinkLaws.assertAllIsSeenAtOnce(
        seed -> {
          Path target = target(seed);
          return new SinkLaws.Target<>(
              new ElementFileSink<>(
                  output(new ByLastLetter(target.toString()), rolling), StringUtf8Coder.of()),
              () -> {
                for (Path file : files(target)) {
                  String letter = file.getParent().getFileName().toString();
                  assertThat(Files.readAllLines(file))
                      .hasSizeBetween(1, 3)
                      .allMatch(line -> line.endsWith(letter));
                }
                return lines(target);
              });
        },
        lines);
  }

  @Test
  void filesOfInputWithoutEndAreSeenOnceAndNothingElseIsLeft() throws Exception {
    List<String> names = IntStream.range(0, 30).mapToObj(i -> "file-" + i).toList();
    SinkLaws.assertEachElementIsSeenOnce(
        seed -> {
          Path target = target(seed);
          return new SinkLaws.Target<>(
              new FileOfOneLine(target),
              () -> {
                List<String> found = new ArrayList<>();
                for (Path file : files(target)) {
                  assertThat(Files.readString(file)).isEqualTo(file.getFileName() + "\n");
                  found.add(file.getFileName().toString());
                }
                return found;
              });
        },
        names);
    try (Stream<Path> jobs = Files.list(directory)) {
      for (Path job : jobs.toList()) {
        try (Stream<Path> left = Files.list(job)) {
          assertThat(left.filter(path -> path.getFileName().toString().startsWith(".")))
              .as("left in %s", job)
              .isEmpty();
        }
      }
    }
  }
}
