package io.millrace.runners.direct.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.runners.core.batch.Batch;
import io.millrace.runners.core.batch.BatchCodec;
import io.millrace.runners.core.batch.ElementCursor;
import io.millrace.runners.core.stage.StageException;
import io.millrace.runners.host.queue.SpillingQueue;
import io.millrace.runners.host.scratch.FileScratch;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.transforms.windowing.GlobalWindow;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ChannelsTest {

  private final AtomicInteger arrivals = new AtomicInteger();
  private final AtomicInteger rooms = new AtomicInteger();

  @TempDir Path directory;

  @Test
  void aBoundedChannelRefusesWhatDoesNotFitAndSaysWhenThereIsRoomAgain() {
    BoundedChannel channel =
        new BoundedChannel(1, arrivals::incrementAndGet, rooms::incrementAndGet);
    for (int i = 0; i < BoundedChannel.CAPACITY; i++) {
      assertThat(channel.offer(batch("b" + i))).isTrue();
    }
    assertThat(channel.offer(batch("too much"))).isFalse();
    assertThat(arrivals).hasValue(BoundedChannel.CAPACITY);

    for (int i = 0; i < BoundedChannel.CAPACITY; i++) {
      assertThat(rooms.get()).isEqualTo(i >= BoundedChannel.CAPACITY / 2 ? 1 : 0);
      assertThat(channel.poll().value(0)).isEqualTo("b" + i);
    }

    assertThat(channel.poll()).isNull();
    assertThat(rooms).as("told once, for one refusal or many").hasValue(1);
  }

  @Test
  void aChannelEndsWhenAllItsProducersHaveAndNothingIsLeft() {
    BoundedChannel channel =
        new BoundedChannel(2, arrivals::incrementAndGet, rooms::incrementAndGet);
    channel.offer(batch("last"));
    channel.producerFinished(0);
    assertThat(channel.isEnded()).isFalse();
    channel.producerFinished(1);
    assertThat(channel.isEnded()).isFalse();
    channel.poll();
    assertThat(channel.isEnded()).isTrue();
    assertThat(arrivals).as("of a batch and two ends").hasValue(3);
  }

  /** Any mixture of offers and polls, so that it goes to disk and comes back many times. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void aSpillingChannelTakesEverythingAndGivesItInOrder(long seed) throws Exception {
    Random random = new Random(seed);
    SpillingChannel channel = spilling();
    ArrayDeque<String> expected = new ArrayDeque<>();
    int next = 0;
    for (int round = 0; round < 60; round++) {
      for (int n = random.nextInt(3 * SpillingQueue.MEMORY_LIMIT); n > 0; n--) {
        String name = "batch " + next++;
        assertThat(channel.offer(batch(name))).isTrue();
        expected.add(name);
      }
      boolean drain = random.nextInt(4) == 0;
      for (int n = random.nextInt(3 * SpillingQueue.MEMORY_LIMIT); n > 0 || drain; n--) {
        assertThat(channel.hasBatch()).isEqualTo(!expected.isEmpty());
        Batch batch = channel.poll();
        String name = expected.poll();
        if (name == null) {
          assertThat(batch).isNull();
          break;
        }
        assertThat(batch.value(0)).as("seed %s", seed).isEqualTo(name);
        assertThat(batch.hash(0)).isEqualTo(name.hashCode());
      }
    }

    channel.close();
    assertThat(directory).as("files are gone once they are read or closed").isEmptyDirectory();
  }

  @Test
  void whatASpillingChannelCannotWriteFailsInTheNameOfItsProducer() throws Exception {
    SpillingChannel channel = spilling();
    for (int i = 0; i < SpillingQueue.MEMORY_LIMIT; i++) {
      channel.offer(batch("kept " + i));
    }

    assertThatThrownBy(() -> channel.offer(batch(null)))
        .isInstanceOfSatisfying(
            StageException.class, e -> assertThat(e.transformName()).isEqualTo("Producer"));

    channel.close();
  }

  @Test
  void aSpillThatWasDamagedFailsInTheNameOfItsProducer() throws Exception {
    SpillingChannel channel = spilling();
    for (int i = 0; i <= SpillingQueue.MEMORY_LIMIT; i++) {
      channel.offer(batch("batch " + i));
    }
    try (var files = Files.list(directory)) {
      Files.write(files.findFirst().orElseThrow(), new byte[] {0, 0, 0, 3, 1});
    }
    for (int i = 0; i < SpillingQueue.MEMORY_LIMIT; i++) {
      channel.poll();
    }

    assertThatThrownBy(channel::poll)
        .isInstanceOfSatisfying(
            StageException.class, e -> assertThat(e.transformName()).isEqualTo("Producer"));

    channel.close();
  }

  private SpillingChannel spilling() {
    return new SpillingChannel(
        "Producer",
        1,
        new BatchCodec(StringUtf8Coder.of(), GlobalWindow.Coder.INSTANCE),
        new FileScratch(directory),
        arrivals::incrementAndGet);
  }

  private static Batch batch(String name) {
    Batch batch = new Batch();
    ElementCursor cursor = new ElementCursor();
    for (int i = 0; i < 3; i++) {
      batch.append(name, cursor, name == null ? 0 : name.hashCode());
    }
    return batch;
  }
}
