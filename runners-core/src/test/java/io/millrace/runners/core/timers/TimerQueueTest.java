package io.millrace.runners.core.timers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimerQueueTest {

  private final TimerQueue<String> timers = new TimerQueue<>();

  private List<String> firedBefore(long time) {
    List<String> fired = new ArrayList<>();
    TimerQueue.Timer<String> timer;
    while ((timer = timers.pollBefore(time)) != null) {
      fired.add(timer.id() + "@" + timer.timeMillis());
    }
    return fired;
  }

  @Test
  void ruleW2ATimerIsDueWhenTimeIsPastIt() {
    timers.set("a", 10, 10);

    assertThat(firedBefore(10)).isEmpty();
    assertThat(firedBefore(11)).containsExactly("a@10");
    assertThat(timers.size()).isZero();
  }

  @Test
  void ruleT1SettingAgainReplacesAndClearingRemoves() {
    timers.set("a", 10, 10);
    timers.set("b", 20, 20);

    assertThat(timers.set("a", 30, 25)).isEqualTo(new TimerQueue.Timer<>("a", 10, 10));
    assertThat(timers.clear("b")).isEqualTo(new TimerQueue.Timer<>("b", 20, 20));
    assertThat(timers.clear("b")).isNull();

    assertThat(timers.nextTime()).isEqualTo(30);
    assertThat(firedBefore(100)).containsExactly("a@30");
    assertThat(firedBefore(100)).as("once for each setting").isEmpty();
    assertThat(timers.nextTime()).isEqualTo(TimerQueue.NONE);
  }

  @Test
  void ruleT2TimersFireInTheOrderOfTheirTimesAndThenOfTheirSetting() {
    timers.set("late", 8, 8);
    timers.set("first", 2, 2);
    timers.set("one", 5, 5);
    timers.set("other", 5, 5);

    assertThat(firedBefore(100)).containsExactly("first@2", "one@5", "other@5", "late@8");
  }

  @Test
  void ruleT2ATimerSetWhileOthersFireComesInItsTurn() {
    timers.set("a", 2, 2);
    timers.set("c", 8, 8);

    assertThat(timers.pollBefore(100)).isNotNull();
    timers.set("b", 6, 6);

    assertThat(firedBefore(100)).containsExactly("b@6", "c@8");
  }

  @Test
  void anySequenceOfCallsGivesWhatASortedMapWouldGive() {
    for (long seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      TimerQueue<Integer> queue = new TimerQueue<>();
      Map<Integer, long[]> model = new HashMap<>();
      long sequence = 0;
      for (int step = 0; step < 500; step++) {
        int id = random.nextInt(60);
        switch (random.nextInt(4)) {
          case 0, 1 -> {
            long time = random.nextInt(100);
            queue.set(id, time, time);
            model.put(id, new long[] {time, sequence++});
          }
          case 2 ->
              assertThat(queue.clear(id) != null)
                  .as("seed %d", seed)
                  .isEqualTo(model.remove(id) != null);
          default -> {
            long upTo = random.nextInt(100);
            Integer expected =
                model.entrySet().stream()
                    .filter(entry -> entry.getValue()[0] < upTo)
                    .min(
                        Comparator.<Map.Entry<Integer, long[]>>comparingLong(e -> e.getValue()[0])
                            .thenComparingLong(e -> e.getValue()[1]))
                    .map(Map.Entry::getKey)
                    .orElse(null);
            TimerQueue.Timer<Integer> timer = queue.pollBefore(upTo);
            assertThat(timer == null ? null : timer.id()).as("seed %d", seed).isEqualTo(expected);
            model.remove(expected);
          }
        }
        assertThat(queue.size()).as("seed %d", seed).isEqualTo(model.size());
      }
    }
  }
}
