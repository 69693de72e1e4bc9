package io.millrace.runners.core.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.runners.core.state.StoredQueue.Due;
import io.millrace.runners.core.store.SortedStore;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A queue, of which little is in memory, gives out what a sorted map does. */
class StoredQueueTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8, 1000})
  void whatIsDueComesInOrderWhereverItIs(int inMemory) {
    SplittableRandom random = new SplittableRandom(inMemory);
    StoreSpace space = new StoreSpace(new SortedStore());
    StoredQueue queue = new StoredQueue(space, 3, inMemory);
    StoredQueue other = new StoredQueue(space, 4, 1);
    other.add(Due.at(Long.MIN_VALUE, 0), new byte[0]);
    other.add(Due.at(Long.MIN_VALUE, 1), new byte[0]);
    TreeMap<Due, Byte> expected = new TreeMap<>();
    long now = -500;
    for (int i = 0; i < 20_000; i++) {
      switch (random.nextInt(expected.size() > 200 ? 6 : 4)) {
        case 0, 1, 2 -> {
          Due due = new Due(now + random.nextInt(2000), random.nextInt(3) - 1, i);
          byte content = (byte) random.nextInt();
          queue.add(due, new byte[] {content});
          expected.put(due, content);
        }
        case 3 -> {
          if (!expected.isEmpty()) {
            List<Due> all = List.copyOf(expected.keySet());
            Due due = all.get(random.nextInt(all.size()));
            queue.remove(due);
            expected.remove(due);
          }
        }
        default -> {
          now += random.nextInt(30);
          StoredQueue.Entry entry;
          while ((entry = queue.pollBefore(now)) != null) {
            Map.Entry<Due, Byte> first = expected.pollFirstEntry();
            assertThat(entry.due()).isEqualTo(first.getKey());
            assertThat(entry.content()).containsExactly(first.getValue());
          }
        }
      }
      assertThat(queue.isEmpty()).isEqualTo(expected.isEmpty());
      assertThat(queue.nextTime())
          .isEqualTo(expected.isEmpty() ? Long.MAX_VALUE : expected.firstKey().timeMillis());
    }
    while (!expected.isEmpty()) {
      queue.remove(expected.pollLastEntry().getKey());
    }
    assertThat(queue.isEmpty()).isTrue();
    assertThat(other.isEmpty()).isFalse();
  }
}
