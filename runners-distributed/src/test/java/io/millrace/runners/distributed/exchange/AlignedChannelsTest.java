package io.millrace.runners.distributed.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
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
  void barriersInDifferentOrdersAreRefused() throws ExchangeException {
    channels.putBarrier(first, 1);
    channels.putBarrier(second, 2);
    assertThatThrownBy(channels::barrier).hasMessage("barrier 2 on one channel, 1 on another");
  }

  @Test
  void aBarrierPassesOnAllChannelsOrOnNone() throws ExchangeException {
    channels.putBarrier(first, 1);
    assertThatThrownBy(channels::passBarrier).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> channels.putBarrier(first, 0)).hasMessageContaining("checkpoint 0");
  }

  private final List<String> overtaken = new ArrayList<>();

  private boolean overtake(long checkpoint) throws IOException {
    return channels.overtake(checkpoint, (place, item) -> overtaken.add(place + item));
  }

  @Test
  void aBarrierOvertakesWhatIsInFrontOfItAndWhatStillComesThere() throws IOException {
    channels.put(first, "a");
    channels.putBarrier(first, 7);
    channels.put(first, "b");
    channels.put(second, "x");
    assertThat(channels.waitingBarrier()).isEqualTo(7);
    assertThat(overtake(7)).as("it has not come on the second").isFalse();
    assertThat(overtaken).containsExactly("0a", "1x");
    assertThat(channels.overtaking()).isEqualTo(7);
    assertThat(channels.put(second, "y")).as("it is overtaken").isTrue();
    assertThat(channels.put(first, "c")).as("it came behind").isFalse();
    assertThat(channels.putBarrier(second, 7)).as("that was the last").isTrue();
    assertThat(channels.put(second, "z")).isFalse();
    assertThat(channels.overtaking()).isZero();
    assertThat(polled()).isEqualTo("axbycz");
    assertThat(channels.barrier()).isZero();
  }

  @Test
  void whereTheBarrierHasComeOnAllChannelsNothingMoreIsOvertaken() throws IOException {
    channels.put(first, "a");
    channels.putBarrier(first, 7);
    channels.putBarrier(second, 7);
    channels.putBarrier(second, 8);
    assertThat(overtake(7)).isTrue();
    assertThat(overtaken).containsExactly("0a");
    assertThat(channels.waitingBarrier()).isEqualTo(8);
    channels.putBarrier(first, 8);
    assertThat(polled()).isEqualTo("a");
    assertThat(channels.barrier()).isEqualTo(8);
  }

  @Test
  void aBarrierOvertakesWhenTheOneBeforeHasComeEverywhere() throws IOException {
    channels.putBarrier(first, 7);
    channels.putBarrier(first, 8);
    assertThat(overtake(7)).isFalse();
    assertThat(channels.waitingBarrier()).isEqualTo(8);
    assertThatThrownBy(() -> overtake(8)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> channels.putBarrier(second, 8))
        .hasMessage("barrier 8 came where 7 was to come");
    assertThat(channels.putBarrier(second, 7)).isTrue();
    assertThat(overtake(8)).isFalse();
  }

  @Test
  void onlyTheBarrierThatWaitsOvertakes() throws IOException {
    assertThat(channels.waitingBarrier()).isZero();
    assertThatThrownBy(() -> overtake(0)).isInstanceOf(IllegalStateException.class);
    channels.putBarrier(first, 7);
    assertThatThrownBy(() -> overtake(8)).isInstanceOf(IllegalStateException.class);
    channels.putBarrier(second, 8);
    assertThatThrownBy(() -> overtake(7)).hasMessageContaining("barrier 8 on one channel");
  }

  /** What was polled before a barrier overtook, and what it has overtaken, is what came before. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void whatWasPolledAndWhatIsInFlightIsWhatWasSentBeforeTheBarrier(long seed) throws IOException {
    Random random = new Random(seed);
    AlignedChannels<Long> many = new AlignedChannels<>();
    int count = 1 + random.nextInt(4);
    for (int i = 0; i < count; i++) {
      many.add();
    }
    long[] epochs = new long[count];
    long[] put = new long[1_000];
    long[] polled = new long[1_000];
    long[] before = new long[1_000];
    long kept = 0;
    for (int step = 0; step < 2_000; step++) {
      int place = random.nextInt(count);
      String at = String.format("seed %d, step %d", seed, step);
      switch (random.nextInt(5)) {
        case 0 -> many.putBarrier(place, ++epochs[place]);
        case 1 -> {
          put[(int) epochs[place]]++;
          if (many.put(place, epochs[place])) {
            assertThat(epochs[place]).as(at).isEqualTo(kept - 1);
            before[(int) kept]++;
          }
        }
        case 2 -> {
          long next = many.overtaking() == 0 ? many.waitingBarrier() : 0;
          if (next != 0 && many.barrier() == 0) {
            assertThat(next).as(at).isEqualTo(kept + 1);
            kept = next;
            for (long done : polled) {
              before[(int) next] += done;
            }
            many.overtake(next, (from, item) -> before[(int) next]++);
          }
        }
        default -> {
          Long item = many.poll();
          if (item != null) {
            polled[item.intValue()]++;
          } else if (many.barrier() != 0) {
            kept = many.barrier();
            for (long done : polled) {
              before[(int) kept] += done;
            }
            many.passBarrier();
          }
        }
      }
    }
    assertThat(kept).as("seed %d", seed).isGreaterThan(10);
    long sent = 0;
    long complete = many.overtaking() == 0 ? kept : kept - 1;
    for (int checkpoint = 1; checkpoint <= complete; checkpoint++) {
      sent += put[checkpoint - 1];
      assertThat(before[checkpoint]).as("seed %d, checkpoint %d", seed, checkpoint).isEqualTo(sent);
    }
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
