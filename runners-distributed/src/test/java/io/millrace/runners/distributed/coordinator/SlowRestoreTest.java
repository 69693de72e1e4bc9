package io.millrace.runners.distributed.coordinator;

import static io.millrace.runners.distributed.coordinator.DrivenCoordinator.JOB;
import static io.millrace.runners.distributed.coordinator.DrivenCoordinator.SECOND;
import static io.millrace.runners.distributed.coordinator.DrivenCoordinator.WORKER;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cluster.v1.ControlFrame;
import io.millrace.cluster.v1.Heartbeat;
import io.millrace.cluster.v1.Restoring;
import io.millrace.cluster.v1.SlotReport;
import io.millrace.cluster.v1.Started;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How long a coordinator waits for slots that get their state back. */
class SlowRestoreTest {

  private final DrivenCoordinator coordinator = new DrivenCoordinator();
  private long attempt;
  private long heartbeat;

  @BeforeEach
  void aJobIsDeployed() {
    coordinator.register(1);
    coordinator.submit(DrivenCoordinator.submission(JOB, "jobs/x", 1));
    attempt = coordinator.deployed().get(0).getAttempt();
  }

  /** Time passes, and the worker gives its signs of life. */
  private void pass(int seconds) {
    for (int i = 0; i < seconds; i++) {
      coordinator.driver.pass(SECOND * 9 / 10);
      heartbeat++;
      coordinator.say(
          WORKER,
          ControlFrame.newBuilder()
              .setHeartbeat(
                  Heartbeat.newBuilder().setNumber(heartbeat).setAcknowledged(heartbeat - 1)));
    }
  }

  @Test
  void slotsThatGetOnAreWaitedFor() {
    for (int i = 0; i < 4; i++) {
      pass(25);
      coordinator.report(
          attempt, SlotReport.newBuilder().setRestoring(Restoring.getDefaultInstance()));
    }
    assertThat(coordinator.status().getState()).isEqualTo("DEPLOYING");
    coordinator.report(attempt, SlotReport.newBuilder().setStarted(Started.getDefaultInstance()));
    assertThat(coordinator.status().getState()).isEqualTo("RUNNING");
    assertThat(coordinator.deployed()).hasSize(1);
  }

  @Test
  void slotsThatDoNotAreDeployedAgain() {
    pass(25);
    coordinator.report(
        attempt, SlotReport.newBuilder().setRestoring(Restoring.getDefaultInstance()));
    pass(40);
    assertThat(coordinator.deployed()).hasSize(2);
  }
}
