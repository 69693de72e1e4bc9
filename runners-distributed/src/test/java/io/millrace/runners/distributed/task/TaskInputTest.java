package io.millrace.runners.distributed.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.runners.core.batch.Batch;
import io.millrace.runners.core.batch.BatchCodec;
import io.millrace.runners.core.batch.ElementCursor;
import io.millrace.runners.core.watermark.Watermarks;
import io.millrace.runners.distributed.exchange.ExchangeException;
import io.millrace.runners.distributed.worker.Cut;
import io.millrace.runners.host.queue.SpillingQueue;
import io.millrace.runners.host.scratch.FileScratch;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.transforms.windowing.GlobalWindow;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskInputTest {

  private static final int FIRST = 40;
  private static final int SECOND = 41;

  private final List<String> credits = new ArrayList<>();

  private TaskInput input(@Nullable SpillingQueue spilling) {
    TaskInput input =
        new TaskInput((channel, batches) -> credits.add(channel + ":" + batches), null);
    assertThat(input.add(FIRST, spilling)).isZero();
    assertThat(input.add(SECOND, null)).isEqualTo(1);
    return input;
  }

  private static Message.Data data(int channel, String element) {
    Batch batch = new Batch();
    batch.append(element, new ElementCursor(), element.hashCode());
    return new Message.Data(channel, batch);
  }

  /** What is polled now: elements, marks as {@code <}, ends as {@code .}. */
  private static String polled(TaskInput input) throws IOException {
    StringBuilder polled = new StringBuilder();
    for (Message.Along next = input.poll(); next != null; next = input.poll()) {
      polled.append(
          next instanceof Message.Data data
              ? data.batch().value(0)
              : next instanceof Message.End ? "." : "<");
    }
    return polled.toString();
  }

  @Test
  void eventTimeCountsBehindTheBatchesThatCameBeforeIt() throws IOException {
    TaskInput input = input(null);
    input.receive(0, data(FIRST, "a"));
    input.receive(0, new Message.Mark(FIRST, 50));
    input.receive(1, new Message.Mark(SECOND, 70));
    assertThat(input.watermark()).isEqualTo(Watermarks.START);
    assertThat(input.poll()).isInstanceOf(Message.Data.class);
    assertThat(input.poll()).isEqualTo(new Message.Mark(SECOND, 70));
    assertThat(input.watermark()).isEqualTo(Watermarks.START);
    assertThat(input.poll()).isEqualTo(new Message.Mark(FIRST, 50));
    assertThat(input.watermark()).isEqualTo(50);
  }

  @Test
  void eventTimeBehindABarrierWaitsLikeBatches() throws IOException {
    TaskInput input = input(null);
    input.receive(0, new Message.Barrier(FIRST, Cut.of(3)));
    input.receive(0, new Message.Mark(FIRST, 50));
    input.receive(1, new Message.Mark(SECOND, 50));
    assertThat(polled(input)).isEqualTo("<");
    assertThat(input.watermark()).isEqualTo(Watermarks.START);
    input.receive(1, new Message.Barrier(SECOND, Cut.of(3)));
    assertThat(input.barrier()).isEqualTo(3);
    input.passBarrier();
    assertThat(polled(input)).isEqualTo("<");
    assertThat(input.watermark()).isEqualTo(50);
  }

  @Test
  void barriersComeOnChannelsThatHaveEndedToo() throws IOException {
    TaskInput input = input(null);
    input.receive(0, new Message.End(FIRST));
    input.receive(1, data(SECOND, "a"));
    input.receive(1, new Message.Barrier(SECOND, Cut.of(3)));
    input.receive(1, data(SECOND, "b"));
    assertThat(polled(input)).isEqualTo(".a");
    assertThat(input.barrier()).isZero();
    input.receive(0, new Message.Barrier(FIRST, Cut.of(3)));
    assertThat(input.barrier()).isEqualTo(3);
    input.passBarrier();
    input.receive(1, new Message.End(SECOND));
    assertThat(input.isEnded()).isFalse();
    assertThat(polled(input)).isEqualTo("b.");
    assertThat(input.isEnded()).isTrue();
    assertThat(input.watermark()).isEqualTo(Watermarks.END);

    input.receive(0, new Message.Barrier(FIRST, Cut.of(4)));
    input.receive(1, new Message.Barrier(SECOND, Cut.of(4)));
    assertThat(input.barrier()).isEqualTo(4);
  }

  @Test
  void creditIsGivenBackForHalfAWindowAtATime() throws IOException {
    TaskInput input = input(null);
    for (int i = 0; i < TaskInput.WINDOW; i++) {
      input.receive(0, data(FIRST, "a"));
    }
    for (int i = 1; i < TaskInput.WINDOW / 2; i++) {
      input.poll();
    }
    assertThat(credits).isEmpty();
    input.poll();
    assertThat(credits).containsExactly(FIRST + ":" + TaskInput.WINDOW / 2);
  }

  @Test
  void whatGoesToDiskKeepsItsPlaceAmongMarksAndBarriers(@TempDir Path directory)
      throws IOException {
    FileScratch scratch = new FileScratch(directory.resolve("scratch"));
    BatchCodec codec = new BatchCodec(StringUtf8Coder.of(), GlobalWindow.Coder.INSTANCE);
    try (TaskInput input = input(new SpillingQueue(codec, scratch))) {
      int many = SpillingQueue.MEMORY_LIMIT + 5;
      for (int i = 0; i < many; i++) {
        input.receive(0, data(FIRST, "a"));
      }
      input.receive(0, new Message.Mark(FIRST, 50));
      input.receive(0, new Message.Barrier(FIRST, Cut.of(1)));
      input.receive(0, data(FIRST, "b"));
      int half = TaskInput.WINDOW / 2;
      assertThat(credits)
          .as("a sender to disk waits until it is there, not until it is polled")
          .hasSize((many + 1) / half)
          .containsOnly(FIRST + ":" + half);
      int given = credits.size();
      assertThat(polled(input)).isEqualTo("a".repeat(many) + "<");
      assertThat(credits).hasSize(given);
      input.receive(1, new Message.Barrier(SECOND, Cut.of(1)));
      assertThat(input.barrier()).isEqualTo(1);
      input.passBarrier();
      assertThat(polled(input)).isEqualTo("b");
    }
  }

  @Test
  void batchesInFrontOfABarrierThatOvertakesThemBelongToItsCheckpoint() throws IOException {
    TaskInput input = input(null);
    List<String> inFlight = new ArrayList<>();
    input.receive(0, data(FIRST, "a"));
    input.receive(0, new Message.Mark(FIRST, 50));
    input.receive(0, new Message.Barrier(FIRST, Cut.of(3)));
    input.receive(0, data(FIRST, "b"));
    input.receive(1, data(SECOND, "x"));
    assertThat(input.waitingBarrier()).isEqualTo(3);
    input.overtake(
        3,
        new TaskInput.InFlight() {
          @Override
          public void batch(Message.Data data) {
            inFlight.add(data.channel() + ":" + data.batch().value(0));
          }

          @Override
          public void all() {
            inFlight.add("all");
          }
        });
    assertThat(polled(input)).isEqualTo("ax<b");
    input.receive(1, data(SECOND, "y"));
    input.receive(1, new Message.Barrier(SECOND, Cut.of(3)));
    input.receive(1, data(SECOND, "z"));
    assertThat(inFlight).containsExactly(FIRST + ":a", SECOND + ":x", SECOND + ":y", "all");
    assertThat(polled(input)).isEqualTo("yz");
    assertThat(input.barrier()).isZero();
  }

  @Test
  void forBatchesThatWereInFlightNoCreditIsGiven() throws IOException {
    TaskInput input = input(null);
    for (int i = 0; i < TaskInput.WINDOW; i++) {
      input.restore(data(SECOND, "r"));
    }
    input.receive(1, data(SECOND, "x"));
    assertThat(polled(input)).isEqualTo("r".repeat(TaskInput.WINDOW) + "x");
    assertThat(credits).isEmpty();
    assertThatThrownBy(() -> input.restore(data(7, "r"))).hasMessageContaining("Channel 7");
  }

  /** It came back from disk in an order of its own. */
  @Test
  void whatWentToDiskIsNotOvertaken(@TempDir Path directory) throws IOException {
    FileScratch scratch = new FileScratch(directory.resolve("scratch"));
    BatchCodec codec = new BatchCodec(StringUtf8Coder.of(), GlobalWindow.Coder.INSTANCE);
    try (TaskInput input = input(new SpillingQueue(codec, scratch))) {
      input.receive(1, new Message.Barrier(SECOND, Cut.of(3)));
      assertThat(input.waitingBarrier()).isZero();
    }
  }

  @Test
  void barriersInDifferentOrdersFailTheTask() throws IOException {
    TaskInput input = input(null);
    input.receive(0, new Message.Barrier(FIRST, Cut.of(1)));
    input.receive(1, new Message.Barrier(SECOND, Cut.of(2)));
    assertThatThrownBy(input::barrier).isInstanceOf(ExchangeException.class);
  }

  @Test
  void aTaskThatReadsASourceHasSplitsAndNoChannels() throws IOException {
    List<String> wanted = new ArrayList<>();
    SplitQueue splits = new SplitQueue(StringUtf8Coder.of(), () -> wanted.add("one"));
    TaskInput input = new TaskInput((channel, batches) -> {}, splits);
    assertThat(input.hasChannels()).isTrue();
    assertThatThrownBy(() -> input.add(FIRST, null)).hasMessageContaining("reads a source");
    splits.receive(new Message.NoMoreSplits(0));
    splits.receive(new Message.SplitBarrier(0, Cut.of(9)));
    assertThat(input.barrier()).isEqualTo(9);
    input.passBarrier();
    assertThat(input.barrier()).isZero();
    assertThat(splits.isExhausted()).isTrue();
    assertThat(splits.next()).isNull();
    assertThat(wanted).isEmpty();
  }
}
