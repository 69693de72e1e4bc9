package io.millrace.runners.distributed.coordinator;

import static io.millrace.runners.distributed.coordinator.DrivenCoordinator.JOB;
import static io.millrace.runners.distributed.coordinator.DrivenCoordinator.SECOND;
import static io.millrace.runners.distributed.coordinator.DrivenCoordinator.WORKER;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cluster.v1.Applied;
import io.millrace.cluster.v1.ControlFrame;
import io.millrace.cluster.v1.Drained;
import io.millrace.cluster.v1.Failed;
import io.millrace.cluster.v1.FailureKind;
import io.millrace.cluster.v1.JobAction;
import io.millrace.cluster.v1.JobCommand;
import io.millrace.cluster.v1.Kept;
import io.millrace.cluster.v1.SavepointState;
import io.millrace.cluster.v1.SavepointWish;
import io.millrace.cluster.v1.SlotReport;
import io.millrace.cluster.v1.Started;
import io.millrace.cluster.v1.Trigger;
import io.millrace.runners.distributed.checkpoint.Manifest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of a savepoint after an earlier try, or when its job ends before it is made. */
class UnfinishedSavepointTest {

  private final DrivenCoordinator coordinator = new DrivenCoordinator();
  private long attempt;

  @BeforeEach
  void aJobIsRunning() {
    coordinator.register(1);
    coordinator.submit(DrivenCoordinator.submission(JOB, "jobs/x", 1));
    attempt = coordinator.deployed().get(0).getAttempt();
    coordinator.report(attempt, SlotReport.newBuilder().setStarted(Started.getDefaultInstance()));
    assertThat(coordinator.status().getState()).isEqualTo("RUNNING");
  }

  /** Asks for a savepoint. Returns the number under which it is to be kept. */
  private long ask(boolean stop) {
    coordinator.ask(
        JobCommand.newBuilder()
            .setJob(JOB)
            .setAction(JobAction.JOB_ACTION_SAVEPOINT)
            .setRequest("r1")
            .setSavepoint(SavepointWish.newBuilder().setDirectory("savepoints/s").setStop(stop)));
    coordinator.driver.pass(SECOND);
    assertThat(state()).isEqualTo(SavepointState.SAVEPOINT_STATE_PENDING);
    return coordinator.said(WORKER).stream()
        .filter(ControlFrame::hasTrigger)
        .map(ControlFrame::getTrigger)
        .filter(asked -> !asked.getSavepoint().isEmpty())
        .findFirst()
        .orElseThrow()
        .getCheckpoint();
  }

  private void keep(long checkpoint) {
    coordinator.report(
        attempt,
        SlotReport.newBuilder()
            .setKept(Kept.newBuilder().setCheckpoint(checkpoint).setByKey(true)));
  }

  /** Asks for a savepoint, and keeps what is asked for. */
  private long savepoint(boolean stop) {
    long checkpoint = ask(stop);
    keep(checkpoint);
    return checkpoint;
  }

  private SavepointState state() {
    return coordinator.status().getSavepoint().getState();
  }

  private void anEarlierTryWasWritten() {
    Manifest earlier = new Manifest("one", 77, 1, List.of(List.of()), true, List.of());
    coordinator.store.objects.put("savepoints/s/manifest", earlier.encodeSavepoint());
  }

  @Test
  void aJobEndsWithItsSavepoint() {
    long checkpoint = savepoint(true);
    assertThat(state()).isEqualTo(SavepointState.SAVEPOINT_STATE_COMPLETE);
    assertThat(coordinator.status().getState()).isEqualTo("RUNNING");
    coordinator.report(
        attempt,
        SlotReport.newBuilder().setApplied(Applied.newBuilder().setCheckpoint(checkpoint)));
    assertThat(coordinator.status().getState()).isEqualTo("STOPPED");
  }

  @Test
  void aJobDoesNotEndWithOneThatIsOlderThanWhatItHasCommitted() {
    anEarlierTryWasWritten();
    savepoint(true);
    assertThat(state()).isEqualTo(SavepointState.SAVEPOINT_STATE_GIVEN_UP);
    assertThat(coordinator.status().getSavepoint().getCause())
        .isEqualTo(
            "an earlier try was interrupted when it was written, and the job has gone on since; ask"
                + " for one in another directory");
    assertThat(coordinator.driver.alarms)
        .anyMatch(alarm -> alarm.contains("savepoints/s could not be made"));
    assertThat(coordinator.status().getState()).isEqualTo("RUNNING");
    coordinator.driver.pass(120 * SECOND);
    assertThat(coordinator.said(WORKER)).filteredOn(ControlFrame::hasTrigger).hasSizeGreaterThan(1);
  }

  @Test
  void aSavepointOfAJobThatGoesOnIsTheEarlierTry() {
    anEarlierTryWasWritten();
    savepoint(false);
    assertThat(state()).isEqualTo(SavepointState.SAVEPOINT_STATE_COMPLETE);
    assertThat(coordinator.status().getState()).isEqualTo("RUNNING");
  }

  private void cancel() {
    coordinator.ask(JobCommand.newBuilder().setJob(JOB).setAction(JobAction.JOB_ACTION_CANCEL));
    assertThat(coordinator.status().getState()).isEqualTo("CANCELLED");
  }

  private void assertGivenUp(String cause) {
    assertThat(state()).isEqualTo(SavepointState.SAVEPOINT_STATE_GIVEN_UP);
    assertThat(coordinator.status().getSavepoint().getCause()).isEqualTo(cause);
  }

  @Test
  void whoeverWatchesHearsThatAJobWasCancelledBeforeItsSavepointWasThere() {
    ask(false);
    List<SavepointState> told = new ArrayList<>();
    coordinator.machine.watch(JOB, view -> told.add(view.getStatus().getSavepoint().getState()));
    cancel();
    assertThat(told).endsWith(SavepointState.SAVEPOINT_STATE_GIVEN_UP);
    assertGivenUp("the job was over before it was made: it was cancelled");
    assertThat(coordinator.driver.alarms).isEmpty();
  }

  @Test
  void theNextCoordinatorSaysTheSameOfIt() {
    ask(true);
    cancel();
    DrivenCoordinator next = new DrivenCoordinator(coordinator.store);
    next.driver.pass(SECOND);
    assertThat(next.status().getSavepoint()).isEqualTo(coordinator.status().getSavepoint());
  }

  @Test
  void aSavepointThatIsThereStaysThereWhenItsJobIsCancelled() {
    savepoint(false);
    cancel();
    assertThat(state()).isEqualTo(SavepointState.SAVEPOINT_STATE_COMPLETE);
  }

  @Test
  void aJobThatFailsHasNoSavepointAndCanHaveOneOnceItIsResumed() {
    ask(false);
    coordinator.report(
        attempt,
        SlotReport.newBuilder()
            .setFailed(
                Failed.newBuilder().setKind(FailureKind.FAILURE_KIND_USER).setCause("a mistake")));
    assertThat(coordinator.status().getState()).isEqualTo("SUSPENDED");
    assertGivenUp("the job was suspended: a mistake");

    coordinator.ask(JobCommand.newBuilder().setJob(JOB).setAction(JobAction.JOB_ACTION_RESUME));
    coordinator.driver.pass(SECOND);
    assertThat(coordinator.deployed()).hasSize(2);
    assertGivenUp("the job was suspended: a mistake");
    coordinator.ask(
        JobCommand.newBuilder()
            .setJob(JOB)
            .setAction(JobAction.JOB_ACTION_SAVEPOINT)
            .setRequest("r2"));
    assertThat(state()).isEqualTo(SavepointState.SAVEPOINT_STATE_PENDING);
  }

  @Test
  void aJobThatIsAtItsEndFinishesAndHasNoSavepoint() {
    coordinator.report(attempt, SlotReport.newBuilder().setDrained(Drained.getDefaultInstance()));
    Trigger last =
        coordinator.said(WORKER).stream()
            .filter(ControlFrame::hasTrigger)
            .map(ControlFrame::getTrigger)
            .findFirst()
            .orElseThrow();
    keep(last.getCheckpoint());
    coordinator.ask(
        JobCommand.newBuilder()
            .setJob(JOB)
            .setAction(JobAction.JOB_ACTION_SAVEPOINT)
            .setRequest("r1"));
    assertThat(state()).isEqualTo(SavepointState.SAVEPOINT_STATE_PENDING);
    coordinator.report(
        attempt,
        SlotReport.newBuilder()
            .setApplied(Applied.newBuilder().setCheckpoint(last.getCheckpoint())));
    assertThat(coordinator.status().getState()).isEqualTo("FINISHED");
    assertGivenUp("the job was over before it was made: it has finished");
  }
}
