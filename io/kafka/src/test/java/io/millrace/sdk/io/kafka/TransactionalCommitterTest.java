package io.millrace.sdk.io.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

/** What is decided, with a log in memory in the broker's place. */
class TransactionalCommitterTest {

  private final MemoryLog log = new MemoryLog();

  private TransactionalCommitter committer(long transactionBytes) {
    return new TransactionalCommitter("s", "here", log::connect, transactionBytes);
  }

  private static RecordBatch batch(String writer, long sequence) {
    return new RecordBatch(writer, sequence, 1, new byte[10]);
  }

  @Test
  void nothingIsConnectedToBeforeThereIsSomethingToCommit() throws IOException {
    try (TransactionalCommitter committer = committer(100)) {
      committer.commit(List.of());
      committer.abort(List.of(batch("a", 1)));
    }
    assertThat(log.owner).as("nobody was taken over").isZero();
  }

  @Test
  void aTransactionHasAsManyBatchesAsFitAndAtLeastOne() throws IOException {
    try (TransactionalCommitter committer = committer(25)) {
      committer.commit(
          List.of(batch("a", 1), batch("b", 1), batch("a", 2), batch("a", 3), batch("b", 2)));
    }
    assertThat(log.transactions).extracting(List::size).containsExactly(2, 2, 1);
    log.transactions.clear();
    try (TransactionalCommitter committer = committer(5)) {
      committer.commit(List.of(batch("c", 1), batch("c", 2)));
    }
    assertThat(log.transactions).extracting(List::size).containsExactly(1, 1);
  }

  @Test
  void batchesOfAWriterAreSentInTheirOrderHoweverTheyCome() throws IOException {
    try (TransactionalCommitter committer = committer(5)) {
      committer.commit(List.of(batch("a", 3), batch("b", 1), batch("a", 2), batch("a", 1)));
    }
    assertThat(log.visible).containsExactly("a1", "a2", "a3", "b1");
  }

  @Test
  void whatWasDoneThoughItSeemedToFailIsNotDoneAgain() throws IOException {
    log.fates.addAll(List.of(MemoryLog.Fate.WELL, MemoryLog.Fate.DONE_AND_NOT_TOLD));
    try (TransactionalCommitter committer = committer(100)) {
      committer.commit(List.of(batch("a", 1), batch("b", 1)));
    }
    assertThat(log.visible).containsExactly("a1", "b1");
    assertThat(log.owner).as("it asked again what was done").isEqualTo(2);
  }

  @Test
  void whatFailsAgainAndAgainIsAFailure() {
    log.fates.addAll(
        List.of(
            MemoryLog.Fate.WELL,
            MemoryLog.Fate.LOST,
            MemoryLog.Fate.WELL,
            MemoryLog.Fate.LOST,
            MemoryLog.Fate.WELL,
            MemoryLog.Fate.LOST));
    try (TransactionalCommitter committer = committer(100)) {
      assertThatThrownBy(() -> committer.commit(List.of(batch("a", 1))))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("cannot commit to the Kafka sink s")
          .hasMessageContaining("no answer");
    }
    assertThat(log.visible).isEmpty();
    assertThat(log.closed).as("each is closed").isEqualTo(3);
  }

  @Test
  void nothingIsSentBeforeItIsKnownWhatWasSent() throws IOException {
    try (TransactionalCommitter committer = committer(100)) {
      committer.commit(List.of(batch("a", 1)));
    }
    log.fates.addAll(List.of(MemoryLog.Fate.LOST, MemoryLog.Fate.WELL));
    try (TransactionalCommitter next = committer(100)) {
      next.commit(List.of(batch("a", 1), batch("a", 2)));
    }
    assertThat(log.visible).containsExactly("a1", "a2");
    assertThat(log.closed).as("also the one that could not take over").isEqualTo(3);
  }

  @Test
  void whoWasFencedDoesNotTakeOverAgain() throws IOException {
    try (TransactionalCommitter zombie = committer(100);
        TransactionalCommitter next = committer(100)) {
      zombie.commit(List.of(batch("a", 1)));
      next.commit(List.of(batch("a", 2)));
      assertThatThrownBy(() -> zombie.commit(List.of(batch("a", 3))))
          .hasMessageContaining("taken over");
      next.commit(List.of(batch("a", 3)));
    }
    assertThat(log.owner).isEqualTo(2);
    assertThat(log.visible).containsExactly("a1", "a2", "a3");
  }

  @Test
  void whatIsNotAllowedIsNotTriedAgain() {
    int[] connections = new int[1];
    SinkTransactions forbidden =
        new SinkTransactions() {
          @Override
          public Map<String, Long> takeOver() {
            connections[0]++;
            throw new TopicAuthorizationException("not for you");
          }

          @Override
          public void apply(
              List<RecordBatch> batches, Map<String, Long> progress, Set<String> forgotten) {}

          @Override
          public void close() {}
        };
    try (TransactionalCommitter committer =
        new TransactionalCommitter("s", "here", () -> forbidden, 100)) {
      assertThatThrownBy(() -> committer.commit(List.of(batch("a", 1))))
          .hasMessageContaining("not for you");
    }
    assertThat(connections[0]).isEqualTo(1);
  }

  @Test
  void ofWritersThatAreLongGoneNothingIsKept() throws IOException {
    int more = 5;
    List<RecordBatch> batches = new ArrayList<>();
    for (int i = 0; i < TransactionalCommitter.WRITERS + more; i++) {
      batches.add(batch("w" + i, 1));
    }
    try (TransactionalCommitter committer = committer(1_000)) {
      committer.commit(batches);
    }
    assertThat(log.progress)
        .hasSize(TransactionalCommitter.WRITERS)
        .doesNotContainKeys("w0", "w4")
        .containsKeys("w5");
  }

  /**
   * Jobs that fail and go on from their last checkpoint, at random: each batch of a complete
   * checkpoint is visible once, and those of a writer are in order.
   */
  @Test
  void eachBatchIsVisibleOnceHoweverOftenCommittersDie() throws IOException {
    for (long seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      MemoryLog broker = new MemoryLog();
      List<RecordBatch> pending = new ArrayList<>();
      List<String> expected = new ArrayList<>();
      int incarnation = 0;
      long sequence = 0;
      TransactionalCommitter committer =
          new TransactionalCommitter("s", "here", broker::connect, 25);
      for (int step = 0; step < 30; step++) {
        for (int i = random.nextInt(4); i > 0; i--) {
          RecordBatch next = batch("w" + incarnation + "-", ++sequence);
          pending.add(next);
          expected.add(next.writer() + next.sequence());
        }
        for (int i = 0; i < 8; i++) {
          broker.fates.add(MemoryLog.Fate.values()[random.nextInt(MemoryLog.Fate.values().length)]);
        }
        boolean forgets = random.nextInt(4) == 0;
        try {
          committer.commit(pending);
          if (!forgets) {
            pending.clear(); // else it dies before the next checkpoint knows of it
          }
        } catch (IOException e) {
          forgets = true;
        }
        broker.fates.clear();
        if (forgets) {
          committer.close();
          committer = new TransactionalCommitter("s", "here", broker::connect, 25);
          incarnation++;
          sequence = 0;
        }
      }
      committer.commit(pending);
      assertThat(broker.visible).as("seed %d", seed).isEqualTo(expected);
    }
  }
}
