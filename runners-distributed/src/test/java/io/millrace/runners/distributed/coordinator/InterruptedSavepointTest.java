package io.millrace.runners.distributed.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.millrace.cluster.v1.Applied;
import io.millrace.cluster.v1.ControlFrame;
import io.millrace.cluster.v1.JobAction;
import io.millrace.cluster.v1.JobCommand;
import io.millrace.cluster.v1.JobIdentity;
import io.millrace.cluster.v1.JobSettings;
import io.millrace.cluster.v1.JobStatus;
import io.millrace.cluster.v1.Kept;
import io.millrace.cluster.v1.NoRestart;
import io.millrace.cluster.v1.Register;
import io.millrace.cluster.v1.RestartPolicy;
import io.millrace.cluster.v1.SavepointState;
import io.millrace.cluster.v1.SavepointWish;
import io.millrace.cluster.v1.SlotReport;
import io.millrace.cluster.v1.Started;
import io.millrace.cluster.v1.Submit;
import io.millrace.cluster.v1.Trigger;
import io.millrace.runners.distributed.checkpoint.Manifest;
import io.millrace.runners.distributed.control.ClusterSettings;
import io.millrace.runners.distributed.machine.Event;
import io.millrace.runners.distributed.machine.Peer;
import io.millrace.runners.distributed.testkit.MemoryStore;
import io.millrace.runners.distributed.testkit.StepDriver;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of a savepoint of which an earlier try has left the manifest. */
class InterruptedSavepointTest {

  private static final long SECOND = 1_000_000_000L;
  private static final Peer CLIENT = new Peer("client", 1);
  private static final Peer WORKER = new Peer("w0", 2);

  private final MemoryStore store = new MemoryStore();
  private final Map<Peer, Long> requests = new HashMap<>();
  private StepDriver driver;
  private CoordinatorMachine machine;
  private long attempt;

  @BeforeEach
  void aJobIsRunning() {
    driver = new StepDriver(store, 1);
    machine = new CoordinatorMachine("c0", ClusterSettings.of("cluster", List.of("c0")), driver);
    driver.drive(machine);
    driver.tell(new Event.Start());
    driver.pass(15 * SECOND);
    driver.tell(new Event.LinkUp(CLIENT));
    driver.tell(new Event.LinkUp(WORKER));
    say(
        WORKER,
        ControlFrame.newBuilder()
            .setRegister(Register.newBuilder().setProtocolVersion(1).setSlots(1)));
    say(
        CLIENT,
        ControlFrame.newBuilder()
            .setSubmit(
                Submit.newBuilder()
                    .setDirectory("jobs/x")
                    .setIdentity(
                        JobIdentity.newBuilder()
                            .setJob("one")
                            .setParallelism(1)
                            .setSettings(
                                JobSettings.newBuilder()
                                    .setCheckpointIntervalMs(60_000)
                                    .setCheckpointTimeoutMs(60_000)
                                    .setCheckpointsRetained(3)
                                    .setRestart(
                                        RestartPolicy.newBuilder()
                                            .setNone(NoRestart.getDefaultInstance()))))));
    attempt =
        said(WORKER).stream()
            .filter(ControlFrame::hasDeploy)
            .findFirst()
            .orElseThrow()
            .getDeploy()
            .getAttempt();
    report(SlotReport.newBuilder().setStarted(Started.getDefaultInstance()));
    assertThat(status().getState()).isEqualTo("RUNNING");
  }

  private void say(Peer from, ControlFrame.Builder frame) {
    long request = requests.merge(from, 1L, Long::sum);
    driver.tell(new Event.FrameIn(from, frame.setRequest(request).build().toByteString()));
    driver.pass(SECOND / 10);
  }

  private void report(SlotReport.Builder report) {
    say(
        WORKER,
        ControlFrame.newBuilder()
            .setGeneration(machine.generation())
            .setSlotReport(report.setJob("one").setAttempt(attempt)));
  }

  private List<ControlFrame> said(Peer to) {
    List<ControlFrame> frames = new ArrayList<>();
    for (StepDriver.Sent sent : driver.sent) {
      if (sent.to().equals(to)) {
        try {
          frames.add(ControlFrame.parseFrom(sent.frame()));
        } catch (InvalidProtocolBufferException e) {
          throw new AssertionError(e);
        }
      }
    }
    return frames;
  }

  private JobStatus status() {
    return machine.view("one").orElseThrow().getStatus();
  }

  /** Asks for a savepoint, and keeps what is asked for. Returns the number under which. */
  private long savepoint(boolean stop) {
    say(
        CLIENT,
        ControlFrame.newBuilder()
            .setJobCommand(
                JobCommand.newBuilder()
                    .setJob("one")
                    .setAction(JobAction.JOB_ACTION_SAVEPOINT)
                    .setRequest("r1")
                    .setSavepoint(
                        SavepointWish.newBuilder().setDirectory("savepoints/s").setStop(stop))));
    driver.pass(SECOND);
    Trigger trigger =
        said(WORKER).stream()
            .filter(ControlFrame::hasTrigger)
            .map(ControlFrame::getTrigger)
            .filter(asked -> !asked.getSavepoint().isEmpty())
            .findFirst()
            .orElseThrow();
    report(
        SlotReport.newBuilder()
            .setKept(Kept.newBuilder().setCheckpoint(trigger.getCheckpoint()).setByKey(true)));
    return trigger.getCheckpoint();
  }

  private void anEarlierTryWasWritten() {
    Manifest earlier = new Manifest("one", 77, 1, List.of(List.of()), true, List.of());
    store.objects.put("savepoints/s/manifest", earlier.encodeSavepoint());
  }

  @Test
  void aJobEndsWithItsSavepoint() {
    long checkpoint = savepoint(true);
    assertThat(status().getSavepoint().getState())
        .isEqualTo(SavepointState.SAVEPOINT_STATE_COMPLETE);
    assertThat(status().getState()).isEqualTo("RUNNING");
    report(SlotReport.newBuilder().setApplied(Applied.newBuilder().setCheckpoint(checkpoint)));
    assertThat(status().getState()).isEqualTo("STOPPED");
  }

  @Test
  void aJobDoesNotEndWithOneThatIsOlderThanWhatItHasCommitted() {
    anEarlierTryWasWritten();
    savepoint(true);
    assertThat(status().getSavepoint().getState())
        .isEqualTo(SavepointState.SAVEPOINT_STATE_GIVEN_UP);
    assertThat(status().getSavepoint().getCause())
        .isEqualTo(
            "an earlier try was interrupted when it was written, and the job has gone on since; ask"
                + " for one in another directory");
    assertThat(driver.alarms).anyMatch(alarm -> alarm.contains("savepoints/s could not be made"));
    assertThat(status().getState()).isEqualTo("RUNNING");
    driver.pass(120 * SECOND);
    assertThat(said(WORKER)).filteredOn(ControlFrame::hasTrigger).hasSizeGreaterThan(1);
  }

  @Test
  void aSavepointOfAJobThatGoesOnIsTheEarlierTry() {
    anEarlierTryWasWritten();
    savepoint(false);
    assertThat(status().getSavepoint().getState())
        .isEqualTo(SavepointState.SAVEPOINT_STATE_COMPLETE);
    assertThat(status().getState()).isEqualTo("RUNNING");
  }
}
