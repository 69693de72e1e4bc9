package io.millrace.sdk.io.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.runners.distributed.rpc.Address;
import io.millrace.runners.distributed.rpc.JobsClient;
import io.millrace.sdk.testing.generators.Entropy;
import io.millrace.sdk.testing.shell.KilledProcess;
import io.millrace.sdk.testing.shell.Patience;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A job that copies a topic exactly once is killed with its whole cluster, again and again, at
 * moments that follow from a seed. Each record is there once for whoever reads what is committed.
 *
 * <p>The long run: {@code mvn -pl io/kafka -am test -Dtest=KilledJobTest
 * -Dsurefire.failIfNoSpecifiedTests=false -Dkills=200}, with {@code -Dseed=...} for other moments.
 */
@ExtendWith(Broker.Running.class)
class KilledJobTest {

  private static final int KILLS = Integer.getInteger("kills", 8);
  private static final long SEED = Long.getLong("seed", 1);

  /** A cluster that starts again needs some 100 ms to go on; some kills come before. */
  private static final int LONGEST_MILLIS = 1_500;

  private static final int RECORDS_EACH_TIME = 60;

  @TempDir Path directory;

  @Test
  void eachRecordIsThereOnceHoweverOftenTheJobIsKilled() throws Exception {
    String from = Broker.topic("killed-in", 3);
    String to = Broker.topic("killed-out", 2);
    Entropy entropy = new Entropy(SEED);
    List<String> sent = new ArrayList<>();
    int visible = 0;
    String address = freeAddress();
    try (KilledProcess job =
        new KilledProcess(
            KilledJob.class,
            directory.resolve("log"),
            address,
            directory.toString(),
            Broker.servers(),
            from,
            to)) {
      for (int kill = 1; kill <= KILLS; kill++) {
        job.start();
        for (int i = 0; i < RECORDS_EACH_TIME; i++) {
          String value = "v" + sent.size();
          sent.add(value);
          Broker.send(from, i % 3, null, "k" + i, value);
        }
        if (entropy.oneIn(2)) {
          awaitCheckpoint(job, address);
        }
        job.killWithin(entropy, LONGEST_MILLIS);
        if (kill % 10 == 0 || kill == KILLS) {
          List<String> now = Broker.committedValues(to);
          assertThat(now).as("after kill %s of seed %s", kill, SEED).doesNotHaveDuplicates();
          assertThat(now.size()).as("what was visible stays").isGreaterThanOrEqualTo(visible);
          visible = now.size();
        }
      }
      job.start();
      // until all is there: the broker's reader waits, and the job goes on or says why not
      Set<String> there = new HashSet<>(Broker.committedValues(to, sent.size()));
      assertThat(there).as("seed %s", SEED).containsExactlyInAnyOrderElementsOf(sent);
      assertThat(Broker.committedValues(to)).as("seed %s", SEED).hasSize(sent.size());
    }
    System.out.printf(
        "%d records, %d kills of seed %d: each record is there once%n", sent.size(), KILLS, SEED);
  }

  /** Some kills come when the job has gone on for sure, others mostly before that. */
  private static void awaitCheckpoint(KilledProcess job, String address) throws Exception {
    Patience patience = new Patience(Duration.ofSeconds(60));
    try (JobsClient jobs = JobsClient.of(Address.parse(address))) {
      long before = jobs.list().get(0).getCheckpoint();
      while (jobs.list().get(0).getCheckpoint() <= before) {
        if (patience.isLost()) {
          throw new AssertionError("no checkpoint: " + jobs.list() + job.said());
        }
      }
    }
  }

  private static String freeAddress() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return "127.0.0.1:" + socket.getLocalPort();
    }
  }
}
