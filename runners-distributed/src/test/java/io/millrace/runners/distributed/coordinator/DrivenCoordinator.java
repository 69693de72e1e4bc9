package io.millrace.runners.distributed.coordinator;

import com.google.protobuf.InvalidProtocolBufferException;
import io.millrace.cluster.v1.ControlFrame;
import io.millrace.cluster.v1.Deploy;
import io.millrace.cluster.v1.JobCommand;
import io.millrace.cluster.v1.JobIdentity;
import io.millrace.cluster.v1.JobSettings;
import io.millrace.cluster.v1.JobStatus;
import io.millrace.cluster.v1.NoRestart;
import io.millrace.cluster.v1.Register;
import io.millrace.cluster.v1.RestartPolicy;
import io.millrace.cluster.v1.SlotReport;
import io.millrace.cluster.v1.Submit;
import io.millrace.runners.distributed.control.ClusterSettings;
import io.millrace.runners.distributed.machine.Event;
import io.millrace.runners.distributed.machine.Peer;
import io.millrace.runners.distributed.testkit.MemoryStore;
import io.millrace.runners.distributed.testkit.StepDriver;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A coordinator that leads, with a client and a worker of which a test is both. */
final class DrivenCoordinator {

  static final long SECOND = 1_000_000_000L;
  static final Peer CLIENT = new Peer("client", 1);
  static final Peer WORKER = new Peer("w0", 2);

  /** The job of most tests, which keeps what it has in {@code jobs/x}. */
  static final String JOB = "one";

  final MemoryStore store;
  final StepDriver driver;
  final CoordinatorMachine machine;

  /** The last frame that each peer has said. */
  final Map<Peer, Long> requests = new HashMap<>();

  DrivenCoordinator() {
    this(new MemoryStore());
  }

  /** Takes over what another one has left in the store. */
  DrivenCoordinator(MemoryStore store) {
    this.store = store;
    driver = new StepDriver(store, 1);
    machine = new CoordinatorMachine("c0", ClusterSettings.of("cluster", List.of("c0")), driver);
    driver.drive(machine);
    driver.tell(new Event.Start());
    driver.pass(15 * SECOND);
    driver.tell(new Event.LinkUp(CLIENT));
    driver.tell(new Event.LinkUp(WORKER));
    driver.sent.clear();
  }

  /** A job of that many slots, which is checkpointed every minute. */
  static Submit.Builder submission(String job, String directory, int parallelism) {
    return Submit.newBuilder()
        .setDirectory(directory)
        .setIdentity(
            JobIdentity.newBuilder()
                .setJob(job)
                .setParallelism(parallelism)
                .setSettings(
                    JobSettings.newBuilder()
                        .setCheckpointIntervalMs(60_000)
                        .setCheckpointTimeoutMs(60_000)
                        .setCheckpointsRetained(3)
                        .setRestart(
                            RestartPolicy.newBuilder().setNone(NoRestart.getDefaultInstance()))));
  }

  void say(Peer from, ControlFrame.Builder frame) {
    tell(from, frame);
    driver.pass(SECOND / 10);
  }

  /** Says something, and no time passes. */
  void tell(Peer from, ControlFrame.Builder frame) {
    long request = requests.merge(from, 1L, Long::sum);
    driver.tell(new Event.FrameIn(from, frame.setRequest(request).build().toByteString()));
  }

  void register(int slots) {
    say(
        WORKER,
        ControlFrame.newBuilder()
            .setRegister(Register.newBuilder().setProtocolVersion(1).setSlots(slots)));
  }

  void submit(Submit.Builder submit) {
    say(CLIENT, ControlFrame.newBuilder().setSubmit(submit));
  }

  static ControlFrame.Builder frame(JobCommand.Builder command) {
    return ControlFrame.newBuilder().setJobCommand(command);
  }

  void ask(JobCommand.Builder command) {
    say(CLIENT, frame(command));
  }

  /** Says what a slot of {@link #JOB} says. */
  void report(long attempt, SlotReport.Builder report) {
    say(
        WORKER,
        ControlFrame.newBuilder()
            .setGeneration(machine.generation())
            .setSlotReport(report.setJob(JOB).setAttempt(attempt)));
  }

  /** What was said to somebody, in order. */
  List<ControlFrame> said(Peer to) {
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

  /** How slot 0 was deployed, attempt by attempt. */
  List<Deploy> deployed() {
    return said(WORKER).stream()
        .filter(ControlFrame::hasDeploy)
        .map(ControlFrame::getDeploy)
        .filter(deploy -> deploy.getSlot() == 0)
        .toList();
  }

  JobStatus status() {
    return status(JOB);
  }

  JobStatus status(String job) {
    return machine.view(job).orElseThrow().getStatus();
  }
}
