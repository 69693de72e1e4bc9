package io.millrace.runners.distributed.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.millrace.cluster.v1.ExchangeFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class AlignedInputTest {

  private static final int WINDOW = 4;

  private final List<OutputChannel> outputs = new ArrayList<>();
  private final AlignedInput input;

  AlignedInputTest() {
    List<Consumer<ByteString>> against = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      int place = i;
      outputs.add(new OutputChannel(i, frame -> receive(place, frame)));
      against.add(frame -> outputs.get(place).receive(parse(frame)));
    }
    input = new AlignedInput(WINDOW, against);
  }

  private static ExchangeFrame parse(ByteString frame) {
    try {
      return ExchangeFrame.parseFrom(frame);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  private void receive(int place, ByteString frame) {
    try {
      input.receive(place, parse(frame));
    } catch (ExchangeException e) {
      throw new AssertionError(e);
    }
  }

  private boolean offer(int place, String text) {
    return outputs.get(place).offer(ByteString.copyFromUtf8(text));
  }

  private String polled() throws ExchangeException {
    StringBuilder polled = new StringBuilder();
    for (Optional<AlignedInput.Next> next = input.poll(); next.isPresent(); next = input.poll()) {
      if (next.get() instanceof AlignedInput.Batch batch) {
        polled.append(batch.bytes().toStringUtf8());
      } else if (next.get() instanceof AlignedInput.Barrier barrier) {
        polled.append('|').append(barrier.checkpoint()).append('|');
      } else {
        polled.append('.');
      }
    }
    return polled.toString();
  }

  @Test
  void nothingIsSentWithoutCredit() throws ExchangeException {
    assertThat(offer(0, "a")).isFalse();
    input.open();
    for (int i = 0; i < WINDOW; i++) {
      assertThat(offer(0, "b")).isTrue();
    }
    assertThat(outputs.get(0).hasCredit()).isFalse();
    assertThat(offer(0, "c")).isFalse();
    assertThat(input.waiting()).isEqualTo(WINDOW);
    assertThat(polled()).isEqualTo("bbbb");
    assertThat(offer(0, "d")).isTrue();
  }

  @Test
  void whatIsBehindABarrierWaitsForTheBarriersOfTheOthers() throws ExchangeException {
    input.open();
    offer(0, "a");
    outputs.get(0).barrier(5);
    offer(0, "b");
    offer(1, "x");
    assertThat(polled()).isEqualTo("ax");
    offer(1, "y");
    assertThat(polled()).isEqualTo("y");
    outputs.get(1).barrier(5);
    offer(1, "z");
    assertThat(polled()).isEqualTo("|5|bz");
  }

  @Test
  void barriersComeEvenWhenABatchCannot() throws ExchangeException {
    input.open();
    outputs.get(0).barrier(1);
    for (int i = 0; i < WINDOW; i++) {
      offer(0, "a");
    }
    outputs.get(0).barrier(2);
    outputs.get(1).barrier(1);
    outputs.get(1).barrier(2);
    assertThat(polled()).isEqualTo("|1|aaaa|2|");
  }

  @Test
  void theEndIsToldOnceAndBarriersStillCome() throws ExchangeException {
    input.open();
    offer(0, "a");
    outputs.get(0).end();
    assertThat(polled()).isEqualTo("a");
    outputs.get(1).end();
    assertThat(polled()).isEqualTo(".");
    outputs.get(0).barrier(3);
    outputs.get(1).barrier(3);
    assertThat(polled()).isEqualTo("|3|");
  }

  @Test
  void aFrameThatIsMissingIsNoticed() {
    assertThatThrownBy(
            () -> input.receive(0, ExchangeFrame.newBuilder().setSequence(2).setEnd(true).build()))
        .hasMessage("frame 2 came where 1 was due");
  }

  @Test
  void moreBatchesThanCreditAreRefused() throws ExchangeException {
    for (int i = 1; i <= WINDOW; i++) {
      input.receive(0, batch(i));
    }
    assertThatThrownBy(() -> input.receive(0, batch(WINDOW + 1)))
        .hasMessage("more than 4 batches came without credit");
  }

  private static ExchangeFrame batch(long sequence) {
    return ExchangeFrame.newBuilder().setSequence(sequence).setBatch(ByteString.EMPTY).build();
  }

  @Test
  void behindTheEndNothingButBarriersMayCome() throws ExchangeException {
    input.receive(0, ExchangeFrame.newBuilder().setSequence(1).setEnd(true).build());
    assertThatThrownBy(() -> input.receive(0, batch(2)))
        .hasMessage("a frame behind the end with BATCH");
  }

  @Test
  void whatIsNeverSentAlongAChannelIsRefused() {
    assertThatThrownBy(
            () -> input.receive(0, ExchangeFrame.newBuilder().setSequence(1).setCredit(2).build()))
        .hasMessage("a frame along a channel with CREDIT");
    assertThatThrownBy(
            () -> input.receive(0, ExchangeFrame.newBuilder().setSequence(2).setBarrier(0).build()))
        .hasMessage("a barrier of checkpoint 0");
  }

  @Test
  void barriersOutOfOrderAreRefused() {
    outputs.get(0).barrier(1);
    outputs.get(1).barrier(2);
    assertThatThrownBy(this::polled).hasMessage("barrier 2 on one channel, 1 on another");
  }
}
