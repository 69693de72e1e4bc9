package io.millrace.sdk.io.fs.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.io.FileSystems;
import io.millrace.sdk.io.fs.ResourceId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PutIfAbsentTest {
  private static final int WRITERS = 8;
  private static final int KEYS = 200;

  @TempDir Path directory;

  private ResourceId key(int n) {
    return FileSystems.matchNewResource(directory + "/log/" + n, false);
  }

  @Test
  void theFirstWriterWinsAndTheContentStays() throws IOException {
    assertThat(FileSystems.putIfAbsent(key(1), "one".getBytes(UTF_8))).isTrue();
    assertThat(FileSystems.putIfAbsent(key(1), "two".getBytes(UTF_8))).isFalse();
    assertThat(FileSystems.putIfAbsent(key(1), "one".getBytes(UTF_8))).isFalse();
    assertThat(directory.resolve("log/1")).hasContent("one");
  }

  @Test
  void ofRacingWritersExactlyOneWinsAndItsContentIsWhatIsThere() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
    try {
      CyclicBarrier start = new CyclicBarrier(WRITERS);
      List<Future<List<Integer>>> writers = new ArrayList<>();
      for (int writer = 0; writer < WRITERS; writer++) {
        byte[] content = ("writer " + writer + " ").repeat(100).getBytes(UTF_8);
        writers.add(
            threads.submit(
                () -> {
                  List<Integer> won = new ArrayList<>();
                  for (int n = 0; n < KEYS; n++) {
                    start.await();
                    if (FileSystems.putIfAbsent(key(n), content)) {
                      won.add(n);
                    }
                  }
                  return won;
                }));
      }
      List<Integer> allWon = new ArrayList<>();
      for (int writer = 0; writer < WRITERS; writer++) {
        for (int n : writers.get(writer).get()) {
          allWon.add(n);
          assertThat(directory.resolve("log/" + n))
              .hasContent(("writer " + writer + " ").repeat(100));
        }
      }
      assertThat(allWon).doesNotHaveDuplicates().hasSize(KEYS);
      try (Stream<Path> left = Files.list(directory.resolve("log"))) {
        assertThat(left.filter(path -> path.getFileName().toString().startsWith("."))).isEmpty();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aWriterWhoseAnswerWasLostFindsItsOwnFile() throws IOException {
    // as after a link over a network that was made while the answer got lost
    Path target = directory.resolve("target");
    Path own = Files.writeString(directory.resolve("own"), "same bytes");
    Files.createLink(target, own);
    assertThat(ConditionalPut.link(target, own)).isTrue();
    Path other = Files.writeString(directory.resolve("other"), "same bytes");
    assertThat(ConditionalPut.link(target, other)).isFalse();
  }

  @Test
  void whereADirectoryCannotBeTheErrorNamesIt() throws IOException {
    Files.writeString(directory.resolve("log"), "");
    assertThatThrownBy(() -> FileSystems.putIfAbsent(key(1), new byte[1]))
        .isInstanceOf(IOException.class)
        .hasMessage("cannot write to " + directory + "/log: not a directory");
  }
}
