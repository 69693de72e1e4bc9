package io.millrace.sdk.io.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cluster.v1.JobAction;
import io.millrace.runners.distributed.rpc.Address;
import io.millrace.runners.distributed.rpc.CoordinatorException;
import io.millrace.runners.distributed.rpc.JobsClient;
import io.millrace.sdk.testing.generators.Entropy;
import io.millrace.sdk.testing.shell.KilledProcess;
import io.millrace.sdk.testing.shell.Patience;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A job that writes rows exactly once is killed with its whole cluster, again and again, at moments
 * that follow from a seed. Each row is there once; the table has no key that would see to that.
 *
 * <p>The long run: {@code mvn -pl io/jdbc -am test -Dtest=KilledJobTest
 * -Dsurefire.failIfNoSpecifiedTests=false -Dkills=200}, with {@code -Dseed=...} for other moments.
 */
class KilledJobTest {

  private static final int KILLS = Integer.getInteger("kills", 8);
  private static final long SEED = Long.getLong("seed", 1);

  /** A cluster that starts again needs some 100 ms to go on; some kills come before. */
  private static final int LONGEST_MILLIS = 1_500;

  /** Each task reads a split of the sequence: every second number. */
  private static final int SPLITS = 2;

  @TempDir Path directory;

  @Test
  void eachRowIsThereOnceHoweverOftenTheJobIsKilled() throws Exception {
    TestServer.execute("CREATE TABLE survivors (id BIGINT)");
    Entropy entropy = new Entropy(SEED);
    String address = freeAddress();
    try (KilledProcess job =
        new KilledProcess(
            KilledJob.class,
            directory.resolve("log"),
            address,
            directory.toString(),
            TestServer.url())) {
      for (int kill = 1; kill <= KILLS; kill++) {
        job.start();
        if (entropy.oneIn(2)) {
          awaitCheckpoint(job, address);
        }
        job.killWithin(entropy, LONGEST_MILLIS);
        assertThat(TestServer.longs("SELECT id FROM survivors GROUP BY id HAVING count(*) > 1"))
            .as("rows that are there twice after kill %s of seed %s", kill, SEED)
            .isEmpty();
      }
      job.start();
      drain(Address.parse(address));
    }
    List<Long> ids = TestServer.longs("SELECT id FROM survivors ORDER BY id");
    for (int split = 0; split < SPLITS; split++) {
      List<Long> found = new ArrayList<>();
      for (long id : ids) {
        if (id % SPLITS == split) {
          found.add(id);
        }
      }
      int first = split;
      assertThat(found)
          .as("split %s of seed %s", split, SEED)
          .isNotEmpty()
          .isEqualTo(LongStream.range(0, found.size()).mapToObj(n -> first + n * SPLITS).toList());
    }
    System.out.printf(
        "%d rows, %d kills of seed %d: each row is there once%n", ids.size(), KILLS, SEED);
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

  /** Ends the sequence where it is, and waits until all of it is written. */
  private static void drain(Address coordinator) throws CoordinatorException {
    List<String> states = new ArrayList<>();
    try (JobsClient jobs = JobsClient.of(coordinator)) {
      String job = jobs.list().get(0).getJob();
      jobs.change(job, JobAction.JOB_ACTION_DRAIN, "drain");
      jobs.watch(job, view -> states.add(view.getStatus().getState()));
    }
    assertThat(states).endsWith("FINISHED");
  }

  private static String freeAddress() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return "127.0.0.1:" + socket.getLocalPort();
    }
  }
}
