package io.millrace.runners.distributed.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AlignedChannelsTest {

  private final AlignedChannels<String> channels = new AlignedChannels<>();
  private final int first = channels.add();
  private final int second = channels.add();

  private String polled() {
    StringBuilder polled = new StringBuilder();
    for (String item = channels.poll(); item != null; item = channels.poll()) {
      polled.append(item);
    }
    return polled.toString();
  }

  @Test
  void channelsTakeTurnsAndSayWhereAnItemCameFrom() {
    channels.put(first, "a");
    channels.put(first, "b");
    channels.put(second, "x");
    assertThat(channels.poll()).isEqualTo("a");
    assertThat(channels.place()).isEqualTo(first);
    assertThat(channels.poll()).isEqualTo("x");
    assertThat(channels.place()).isEqualTo(second);
    assertThat(channels.poll()).isEqualTo("b");
    assertThat(channels.poll()).isNull();
  }

  @Test
  void aBarrierIsThereWhenItStandsInFrontOnAllChannels() throws ExchangeException {
    channels.put(first, "a");
    channels.putBarrier(first, 7);
    channels.put(first, "b");
    channels.putBarrier(second, 7);
    assertThat(channels.barrier()).as("an item is in front of one").isZero();
    assertThat(polled()).isEqualTo("a");
    assertThat(channels.barrier()).isEqualTo(7);
    assertThat(polled()).as("until it is let pass").isEmpty();
    channels.passBarrier();
    assertThat(channels.barrier()).isZero();
    assertThat(polled()).isEqualTo("b");
  }

  @Test
  void barriersFollowEachOtherWithoutAnythingBetweenThem() throws ExchangeException {
    for (long checkpoint = 1; checkpoint <= 3; checkpoint++) {
      channels.putBarrier(first, checkpoint);
      channels.putBarrier(second, checkpoint);
    }
    for (long checkpoint = 1; checkpoint <= 3; checkpoint++) {
      assertThat(channels.barrier()).isEqualTo(checkpoint);
      channels.passBarrier();
    }
    assertThat(channels.barrier()).isZero();
  }

  @Test
  void withoutChannelsThereIsNoBarrier() throws ExchangeException {
    AlignedChannels<String> none = new AlignedChannels<>();
    assertThat(none.barrier()).isZero();
    assertThat(none.poll()).isNull();
    none.passBarrier();
  }

  @Test
  void barriersInDifferentOrdersAreRefused() {
    channels.putBarrier(first, 1);
    channels.putBarrier(second, 2);
    assertThatThrownBy(channels::barrier).hasMessage("barrier 2 on one channel, 1 on another");
  }

  @Test
  void aBarrierPassesOnAllChannelsOrOnNone() {
    channels.putBarrier(first, 1);
    assertThatThrownBy(channels::passBarrier).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> channels.putBarrier(first, 0)).hasMessageContaining("checkpoint 0");
  }

  /** Whatever comes when: between two barriers are the items that were sent between them. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void whatIsInFrontOfABarrierIsPolledBeforeItAndNothingElse(long seed) throws ExchangeException {
    Random random = new Random(seed);
    AlignedChannels<Long> many = new AlignedChannels<>();
    int count = 1 + random.nextInt(4);
    for (int i = 0; i < count; i++) {
      many.add();
    }
    long[] epochs = new long[count];
    List<Long> put = new ArrayList<>();
    List<Long> polled = new ArrayList<>();
    long passed = 0;
    for (int step = 0; step < 2_000; step++) {
      int place = random.nextInt(count);
      switch (random.nextInt(4)) {
        case 0 -> many.putBarrier(place, ++epochs[place]);
        case 1 -> {
          many.put(place, epochs[place]);
          put.add(epochs[place]);
        }
        default -> {
          Long item = many.poll();
          if (item != null) {
            assertThat(item).as("seed %d, step %d", seed, step).isEqualTo(passed);
            polled.add(item);
          } else if (many.barrier() != 0) {
            assertThat(many.barrier()).as("seed %d, step %d", seed, step).isEqualTo(++passed);
            many.passBarrier();
          }
        }
      }
    }
    long complete = passed;
    assertThat(passed).as("seed %d", seed).isGreaterThan(10);
    assertThat(polled.stream().filter(epoch -> epoch < complete).count())
        .as("seed %d", seed)
        .isEqualTo(put.stream().filter(epoch -> epoch < complete).count());
  }
}
