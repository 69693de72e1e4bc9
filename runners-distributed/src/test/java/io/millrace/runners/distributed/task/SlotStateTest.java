package io.millrace.runners.distributed.task;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.millrace.runners.core.snapshot.Section;
import io.millrace.runners.core.snapshot.StateSink;
import io.millrace.runners.host.scratch.FileScratch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SlotStateTest {

  private static final int ENTRIES = 1_000;
  private static final int FILE_BYTES = 500;
  private static final Part TASK = new Part(3, 1);

  @TempDir Path directory;

  private SlotState kept(boolean tablesAsEntries) throws IOException {
    SlotState state = new SlotState(tablesAsEntries, new FileScratch(directory), FILE_BYTES);
    StateSink sink = state.sink(TASK);
    for (int i = 0; i < ENTRIES; i++) {
      sink.key(Section.ROOT, i * 31).writeVarLong(i);
      sink.end();
    }
    return state;
  }

  private static List<Long> read(SlotState state) throws IOException {
    List<Long> read = new ArrayList<>();
    for (int file = 0; file < state.files(); file++) {
      SlotState.forEach(
          state.file(file),
          (part, section, keyHash, content) -> {
            assertThat(part).isEqualTo(TASK);
            assertThat(section).isEqualTo(Section.ROOT);
            long entry = content.readVarLong();
            assertThat(keyHash).isEqualTo(Math.toIntExact(entry) * 31);
            read.add(entry);
          });
    }
    return read;
  }

  private static List<Long> all() {
    return IntStream.range(0, ENTRIES).mapToObj(i -> (long) i).toList();
  }

  private List<Path> putAside() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }

  @Test
  void whatIsMuchMakesFilesOfBoundedSizeWhichAreOnDiskUntilTheyAreTaken() throws IOException {
    SlotState state = kept(true);
    assertThat(state.files()).isGreaterThan(10);
    for (int file = 0; file < state.files(); file++) {
      ByteString content = state.file(file);
      assertThat(content.size()).isLessThan(FILE_BYTES + 20);
      assertThat(state.isAtHand(file)).isEqualTo(file == state.files() - 1);
    }
    assertThat(read(state)).isEqualTo(all());
    assertThat(putAside()).hasSize(1);
    state.close();
    assertThat(putAside()).isEmpty();
  }

  @Test
  void besideTablesEntriesAreOneFile() throws IOException {
    SlotState state = kept(false);
    assertThat(state.files()).isEqualTo(1);
    assertThat(read(state)).isEqualTo(all());
    assertThat(putAside()).isEmpty();
  }
}
