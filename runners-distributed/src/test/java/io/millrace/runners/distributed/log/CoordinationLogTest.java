package io.millrace.runners.distributed.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.millrace.cluster.v1.Cancel;
import io.millrace.cluster.v1.CheckpointComplete;
import io.millrace.cluster.v1.LogRecord;
import io.millrace.runners.distributed.machine.Retries;
import io.millrace.runners.distributed.testkit.MemoryStore;
import io.millrace.runners.distributed.testkit.StepDriver;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CoordinationLogTest {

  private final MemoryStore store = new MemoryStore();

  /** One process that wants to write. */
  private final class Writer {
    final StepDriver driver;
    final JobHistory history = new JobHistory(3);
    final CoordinationLog log;
    final List<Long> won = new ArrayList<>();
    boolean fenced;
    boolean deposed;

    Writer(long seed) {
      driver = new StepDriver(store, seed);
      log =
          new CoordinationLog(
              "job",
              "node " + seed,
              driver.calls().scope(),
              Retries.forever(1_000, 8_000),
              history,
              () -> deposed = true);
    }

    Writer lead() {
      log.read(() -> log.fence(0, () -> fenced = true));
      driver.settle();
      return this;
    }

    Writer complete(long from, long to) {
      for (long n = from; n <= to; n++) {
        long checkpoint = n;
        log.append(
            () ->
                LogRecord.newBuilder()
                    .setCheckpointComplete(
                        CheckpointComplete.newBuilder().setCheckpoint(checkpoint)),
            record -> won.add(record.getCheckpointComplete().getCheckpoint()));
      }
      driver.settle();
      return this;
    }

    List<Long> checkpoints() {
      return history.checkpoints().stream().map(CheckpointComplete::getCheckpoint).toList();
    }
  }

  private Writer writer(long seed) {
    return new Writer(seed);
  }

  @Test
  void recordsAreNumberedAndReadBack() {
    writer(1).lead().complete(1, 5);
    Writer reader = writer(2).lead();
    assertThat(reader.checkpoints()).containsExactly(5L, 4L, 3L);
    assertThat(reader.log.generation()).isEqualTo(2);
    assertThat(reader.log.nextSlot()).isEqualTo(7);
  }

  @Test
  void whoIsFencedOffWritesNothingAnyMore() {
    Writer old = writer(1).lead().complete(1, 2);
    Writer current = writer(2).lead();
    old.complete(3, 4);
    assertThat(old.deposed).isTrue();
    assertThat(old.won).containsExactly(1L, 2L);
    current.complete(3, 3);
    assertThat(current.won).containsExactly(3L);
    assertThat(writer(3).lead().checkpoints()).containsExactly(3L, 2L, 1L);
  }

  @Test
  void anAnswerThatWasLostIsNotWrittenTwice() {
    store.loseEachAnswer = 2;
    Writer writer = writer(1).lead().complete(1, 100);
    assertThat(writer.won).hasSize(100).isSorted();
    assertThat(writer.deposed).isFalse();
    store.loseEachAnswer = 0;
    assertThat(writer(2).lead().log.nextSlot()).isEqualTo(writer.log.nextSlot() + 1);
  }

  @Test
  void ofTwoThatTakeOverAtOnceOneLeads() {
    for (int interleaving = 0; interleaving < 64; interleaving++) {
      store.objects.clear();
      writer(1).lead().complete(1, 3);
      Writer left = writer(2);
      Writer right = writer(3);
      left.log.read(() -> left.log.fence(0, () -> left.fenced = true));
      right.log.read(() -> right.log.fence(0, () -> right.fenced = true));
      for (int bit = 0; bit < 6; bit++) {
        ((interleaving >> bit & 1) == 0 ? left : right).driver.step();
      }
      left.driver.settle();
      right.driver.settle();
      left.complete(4, 4);
      right.complete(4, 4);
      assertThat(left.won.size() + right.won.size()).as("" + interleaving).isEqualTo(1);
      assertThat(left.deposed != right.deposed).as("" + interleaving).isTrue();
    }
  }

  @Test
  void aLongLogIsCutAndFoundByFewReads() {
    Writer writer = writer(1).lead().complete(1, 5_000);
    long records = store.objects.keySet().stream().filter(key -> key.endsWith(".rec")).count();
    assertThat(records).isLessThanOrEqualTo(2 * CoordinationLog.SEGMENT_SLOTS);
    Writer reader = writer(2).lead();
    assertThat(reader.log.nextSlot()).isEqualTo(writer.log.nextSlot() + 1);
    assertThat(reader.checkpoints()).containsExactly(5_000L, 4_999L, 4_998L);
    assertThat(reader.driver.ops).hasSizeLessThan(2 * CoordinationLog.SEGMENT_SLOTS);
  }

  @Test
  void whatStillCountsOutlivesTheRecordsThatSaidIt() {
    Writer writer = writer(1).lead();
    writer.log.append(
        () -> LogRecord.newBuilder().setCancel(Cancel.getDefaultInstance()), record -> {});
    writer.complete(1, 300);
    Writer reader = writer(2).lead();
    assertThat(reader.history.isCancelled()).isTrue();
    assertThat(reader.checkpoints()).containsExactly(300L, 299L, 298L);
  }

  @Test
  void aRecordThatRottedIsToldAndTheGenerationStaysAboveIt() {
    writer(1).lead().complete(1, 5);
    String last = LogCodec.recordKey("job", 5);
    store.objects.put(last, flip(store.objects.get(last)));
    Writer reader = writer(2).lead();
    assertThat(reader.checkpoints()).containsExactly(4L, 3L, 2L);
    assertThat(reader.driver.alarms)
        .singleElement()
        .asString()
        .startsWith("a record of the log job is lost: MLOG: CRC32C is");
    assertThat(reader.log.generation()).isEqualTo(3);
  }

  @Test
  void theBeginningOfASegmentMayRotAsLongAsTheOneBeforeStands() {
    Writer writer = writer(1).lead().complete(1, 200);
    long segment = writer.log.nextSlot() / CoordinationLog.SEGMENT_SLOTS;
    String first = LogCodec.recordKey("job", segment * CoordinationLog.SEGMENT_SLOTS);
    store.objects.put(first, flip(store.objects.get(first)));
    Writer reader = writer(2).lead();
    assertThat(reader.checkpoints()).containsExactly(200L, 199L, 198L);
    assertThat(reader.driver.alarms).isNotEmpty();
  }

  @Test
  void aRecordOfALaterVersionStopsTheReader() {
    writer(1).lead();
    store.objects.put(
        LogCodec.recordKey("job", 1),
        LogCodec.encode(LogRecord.newBuilder().setSlot(1).setGeneration(1).build()));
    Writer reader = writer(2).lead();
    assertThat(reader.driver.halts).singleElement().asString().contains("later version");
    assertThat(reader.fenced).isFalse();
  }

  private static ByteString flip(ByteString bytes) {
    byte[] flipped = bytes.toByteArray();
    flipped[flipped.length / 2] ^= 1;
    return ByteString.copyFrom(flipped);
  }
}
