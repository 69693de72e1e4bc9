package io.millrace.sdk.io.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sdk.coders.Coder;
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

  private static FileOutput<String> output(Path target) {
    return new FileOutput<>(
        new TemplateNames(
            target + "/out",
            ShardNameTemplate.INDEX_OF_MAX,
            ShardNameTemplate.WINDOW_PANE_INDEX_OF_MAX,
            ".txt"),
        TextIO.sink(),
        Compression.UNCOMPRESSED,
        FileOutput.ANY_NUMBER);
  }

  /** Writes names into files that are called so. */
  private static final class FileOfOneLine
      extends Sink<String, WrittenFile, KV<@Nullable Void, String>> {
    private static final long serialVersionUID = 1;

    private final String target;
    private final NamedFileSink<String> files;

    FileOfOneLine(String target, NamedFileSink<String> files) {
      this.target = target;
      this.files = files;
    }

    @Override
    public Coder<WrittenFile> getCommittableCoder() {
      return files.getCommittableCoder();
    }

    @Override
    public Coder<KV<@Nullable Void, String>> getResultCoder() {
      return files.getResultCoder();
    }

    @Override
    public SinkWriter<String, WrittenFile> createWriter(SinkContext context) throws IOException {
      SinkWriter<KV<String, Iterable<String>>, WrittenFile> writer = files.createWriter(context);
      return new SinkWriter<>() {
        @Override
        public void write(String name, long timestampMillis) throws IOException {
          writer.write(KV.of(target + "/" + name, List.of(name)), timestampMillis);
        }

        @Override
        public List<WrittenFile> prepareCommit() throws IOException {
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
    public SinkCommitter<WrittenFile, KV<@Nullable Void, String>> createCommitter(
        SinkContext context) {
      return files.createCommitter(context);
    }
  }

  private Path target(long seed) throws IOException {
    return Files.createDirectories(directory.resolve("job" + seed));
  }

  private static List<Path> files(Path target) throws IOException {
    try (Stream<Path> files = Files.list(target)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  @Test
  void linesOfInputThatEndsAreSeenAllAtOnce() throws Exception {
    List<String> lines = IntStream.range(0, 40).mapToObj(i -> "line " + i).toList();

    SinkLaws.assertAllIsSeenAtOnce(
        seed -> {
          Path target = target(seed);
          return new SinkLaws.Target<>(
              new ElementFileSink<>(output(target)),
              () -> {
                List<String> found = new ArrayList<>();
                for (Path file : files(target)) {
                  found.addAll(Files.readAllLines(file));
                }
                return found;
              });
        },
        lines);
  }

  @Test
  void filesOfInputWithoutEndAreSeenOnceAndNothingElseIsLeft() throws Exception {
    List<String> names = IntStream.range(0, 30).mapToObj(i -> "file-" + i + ".txt").toList();
    SinkLaws.assertEachElementIsSeenOnce(
        seed -> {
          Path target = target(seed);
          return new SinkLaws.Target<>(
              new FileOfOneLine(target.toString(), new NamedFileSink<>(output(target))),
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
          assertThat(left.filter(Files::isDirectory)).as("left in %s", job).isEmpty();
        }
      }
    }
  }
}
