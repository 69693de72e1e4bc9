package io.millrace.runners.distributed.coordinator;

import static io.millrace.runners.distributed.coordinator.DrivenCoordinator.CLIENT;
import static io.millrace.runners.distributed.coordinator.DrivenCoordinator.SECOND;
import static io.millrace.runners.distributed.coordinator.DrivenCoordinator.WORKER;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.millrace.cluster.v1.ControlFrame;
import io.millrace.cluster.v1.CounterValue;
import io.millrace.cluster.v1.Failed;
import io.millrace.cluster.v1.FailureKind;
import io.millrace.cluster.v1.FixedDelay;
import io.millrace.cluster.v1.JobAction;
import io.millrace.cluster.v1.JobCommand;
import io.millrace.cluster.v1.MetricValues;
import io.millrace.cluster.v1.RefusalKind;
import io.millrace.cluster.v1.Refused;
import io.millrace.cluster.v1.Register;
import io.millrace.cluster.v1.RestartPolicy;
import io.millrace.cluster.v1.SlotNews;
import io.millrace.cluster.v1.SlotReport;
import io.millrace.cluster.v1.StepMetrics;
import io.millrace.cluster.v1.Submit;
import io.millrace.runners.distributed.machine.Event;
import io.millrace.runners.distributed.machine.Peer;
import io.millrace.runners.distributed.testkit.StepDriver;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a coordinator does not take, and what it says then. */
class RefusalsTest {

  private final DrivenCoordinator coordinator = new DrivenCoordinator();
  private final StepDriver driver = coordinator.driver;

  private static Submit.Builder submit(String job, String directory) {
    return DrivenCoordinator.submission(job, directory, 2);
  }

  private void say(Submit.Builder submit) {
    coordinator.submit(submit);
  }

  private List<ControlFrame> said(Peer to) {
    return coordinator.said(to);
  }

  private Refused refusal(Peer to) {
    return said(to).stream()
        .filter(ControlFrame::hasRefused)
        .map(ControlFrame::getRefused)
        .findFirst()
        .orElseThrow();
  }

  private String state(Peer to) {
    List<ControlFrame> statuses = said(to).stream().filter(ControlFrame::hasJobStatus).toList();
    return statuses.get(statuses.size() - 1).getJobStatus().getState();
  }

  @Test
  void aWorkerOfAnotherVersionIsToldBothVersions() {
    coordinator.say(
        WORKER,
        ControlFrame.newBuilder()
            .setRegister(Register.newBuilder().setProtocolVersion(7).setSlots(1)));
    assertThat(refusal(WORKER).getKind()).isEqualTo(RefusalKind.REFUSAL_KIND_VERSION);
    assertThat(refusal(WORKER).getMessage())
        .isEqualTo("worker w0 speaks version 7 of the protocol, coordinator c0 speaks version 1");
  }

  @Test
  void aDirectoryBelongsToOneJob() {
    say(submit("one", "jobs/x"));
    say(submit("two", "jobs/x"));
    assertThat(refusal(CLIENT).getMessage()).isEqualTo("jobs/x belongs to job one, not to two");
  }

  @Test
  void submittingAgainIsNotSubmittingTwice() {
    say(submit("one", "jobs/x"));
    int objects = coordinator.store.objects.size();
    say(submit("one", "jobs/x"));
    assertThat(state(CLIENT)).isEqualTo("WAITING_FOR_SLOTS");
    assertThat(coordinator.store.objects).hasSize(objects);
    assertThat(said(CLIENT)).noneMatch(ControlFrame::hasRefused);
  }

  @Test
  void anotherJobOfTheSameIdIsRefused() {
    say(submit("one", "jobs/x"));
    say(submit("one", "jobs/y"));
    assertThat(refusal(CLIENT).getMessage())
        .isEqualTo("there is another job of the id one, in jobs/x");
  }

  @Test
  void aJobInAHurryIsToldHowManySlotsThereAre() {
    Submit.Builder hasty = submit("one", "jobs/x");
    hasty.getIdentityBuilder().getSettingsBuilder().setFailFast(true);
    say(hasty);
    assertThat(refusal(CLIENT).getMessage()).isEqualTo("job one needs 2 slots, 0 are free");
    assertThat(coordinator.store.objects.keySet()).noneMatch(key -> key.startsWith("jobs/"));
  }

  @Test
  void whatCannotBeExecutedIsRefusedBeforeAnythingIsWritten() {
    Submit.Builder tooFew = submit("one", "jobs/x");
    tooFew.getIdentityBuilder().getSettingsBuilder().setCheckpointsRetained(2);
    Submit.Builder unknownPolicy = submit("one", "jobs/x");
    unknownPolicy.getIdentityBuilder().getSettingsBuilder().clearRestart();
    for (Submit.Builder wrong :
        List.of(tooFew, unknownPolicy, submit("One!", "jobs/x"), submit("one", "../x"))) {
      driver.sent.clear();
      say(wrong);
      assertThat(refusal(CLIENT).getKind()).isEqualTo(RefusalKind.REFUSAL_KIND_JOB);
      assertThat(coordinator.store.objects.keySet()).noneMatch(key -> key.contains("job.rec"));
    }
  }

  @Test
  void garbageAndJobsThatNobodyKnowsAreNoHarm() {
    driver.tell(new Event.FrameIn(CLIENT, ByteString.copyFromUtf8("no frame at all")));
    assertThat(driver.alarms).singleElement().asString().startsWith("client sent what is no frame");
    assertThat(driver.closed).containsExactly(CLIENT);
    coordinator.requests.clear();
    Peer again = new Peer(CLIENT.node(), 3);
    driver.tell(new Event.LinkUp(again));
    coordinator.say(
        again,
        ControlFrame.newBuilder()
            .setJobCommand(
                JobCommand.newBuilder().setJob("none").setAction(JobAction.JOB_ACTION_CANCEL)));
    assertThat(state(again)).isEqualTo("UNKNOWN");
    assertThat(driver.halts).isEmpty();
  }

  @Test
  void jobsThatEndedLongAgoAreForgottenAndAreStillOverWhenTheyAreSubmittedAgain() {
    for (int i = 0; i < 103; i++) {
      say(submit("job-" + i, "jobs/" + i));
      coordinator.ask(
          JobCommand.newBuilder().setJob("job-" + i).setAction(JobAction.JOB_ACTION_CANCEL));
    }
    driver.pass(60 * SECOND);
    assertThat(coordinator.machine.statuses())
        .hasSize(100)
        .noneMatch(job -> job.getJob().equals("job-0"));
    say(submit("job-0", "jobs/0"));
    driver.pass(SECOND);
    assertThat(coordinator.status("job-0").getState()).isEqualTo("CANCELLED");
    driver.pass(60 * SECOND);
    assertThat(coordinator.machine.statuses())
        .hasSize(100)
        .anyMatch(job -> job.getJob().equals("job-0"));
  }

  @Test
  void whereAFrameIsMissingTheConnectionIsClosed() {
    coordinator.requests.put(WORKER, 1L);
    coordinator.register(1);
    assertThat(driver.alarms)
        .containsExactly("w0 sent frame 2, and 1 was due; the connection is closed");
    assertThat(driver.closed).containsExactly(WORKER);
    assertThat(said(WORKER)).noneMatch(ControlFrame::hasRegistered);
  }

  private void startAJobThatFails() {
    coordinator.register(2);
    say(submit("one", "jobs/x"));
    fail(1);
  }

  /** The newest attempt, of which there were so many. */
  private long attempt(int attempts) {
    assertThat(coordinator.deployed()).hasSize(attempts);
    return coordinator.deployed().get(attempts - 1).getAttempt();
  }

  private void fail(int attempts) {
    coordinator.report(
        attempt(attempts),
        SlotReport.newBuilder()
            .setFailed(
                Failed.newBuilder().setKind(FailureKind.FAILURE_KIND_USER).setCause("a mistake")));
    assertThat(coordinator.status().getState()).isEqualTo("SUSPENDED");
  }

  private void resume(String request) {
    coordinator.ask(
        JobCommand.newBuilder()
            .setJob("one")
            .setAction(JobAction.JOB_ACTION_RESUME)
            .setRequest(request));
    driver.pass(SECOND);
  }

  @Test
  void aRequestThatComesAgainWhenItWasFollowedDoesNothing() {
    startAJobThatFails();
    resume("r1");
    fail(2);
    resume("r1");
    attempt(2);
    assertThat(coordinator.status().getState()).isEqualTo("SUSPENDED");
    resume("r2");
    attempt(3);
  }

  @Test
  void whatIsAskedOfAJobThatIsBeingResumedIsDoneAfterwards() {
    startAJobThatFails();
    for (JobAction action : List.of(JobAction.JOB_ACTION_RESUME, JobAction.JOB_ACTION_CANCEL)) {
      coordinator.tell(
          CLIENT, DrivenCoordinator.frame(JobCommand.newBuilder().setJob("one").setAction(action)));
    }
    assertThat(state(CLIENT)).isEqualTo("RECOVERING");
    driver.pass(SECOND);
    assertThat(coordinator.status().getState()).isEqualTo("CANCELLED");
  }

  private void tell(long attempt, int slot, long value) {
    coordinator.say(
        WORKER,
        ControlFrame.newBuilder()
            .setGeneration(coordinator.machine.generation())
            .setSlotNews(
                SlotNews.newBuilder()
                    .setJob("one")
                    .setAttempt(attempt)
                    .setSlot(slot)
                    .setMetrics(
                        MetricValues.newBuilder()
                            .addSteps(
                                StepMetrics.newBuilder()
                                    .setStep("step")
                                    .addCounters(CounterValue.newBuilder().setValue(value))))));
  }

  @Test
  void whatAnEarlierAttemptHadStillUnderWayReplacesNothing() {
    startAJobThatFails();
    tell(5, 0, 50);
    tell(4, 0, 40);
    tell(4, 1, 41);
    tell(9, 2, 90);
    assertThat(coordinator.machine.view("one").orElseThrow().getSlotsList())
        .extracting(slot -> slot.getMetrics().getSteps(0).getCounters(0).getValue())
        .containsExactly(50L, 41L);
  }

  @Test
  void whoHearsOfAHigherGenerationEnds() {
    coordinator.say(
        WORKER,
        ControlFrame.newBuilder()
            .setGeneration(9)
            .setRegister(Register.newBuilder().setProtocolVersion(1).setSlots(1)));
    assertThat(driver.halts).singleElement().asString().contains("another one coordinates");
  }

  @Test
  void restartsAreCountedByTheirPolicy() {
    RestartTracker twice =
        new RestartTracker(
            RestartPolicy.newBuilder()
                .setFixedDelay(FixedDelay.newBuilder().setRestarts(2).setDelayMs(30))
                .build());
    assertThat(twice.failed(driver)).hasValue(30_000_000);
    assertThat(twice.failed(driver)).hasValue(30_000_000);
    assertThat(twice.failed(driver)).isEmpty();
    assertThat(new RestartTracker(RestartPolicy.getDefaultInstance()).failed(driver)).isEmpty();
  }

  @Test
  void delaysGrowWithSomeJitterUpToTheLongest() {
    RestartPolicy.Builder policy = RestartPolicy.newBuilder();
    policy
        .getExponentialBackOffBuilder()
        .setInitialMs(100)
        .setMaxMs(1_000)
        .setMultiplierPercent(300)
        .setJitterPercent(10)
        .setResetAfterMs(60_000);
    RestartTracker growing = new RestartTracker(policy.build());
    long[] expected = {100, 300, 900, 1_000, 1_000};
    for (long millis : expected) {
      assertThat(growing.failed(driver).getAsLong())
          .isBetween(millis * 900_000, millis * 1_100_000);
    }
    driver.pass(61 * SECOND);
    assertThat(growing.failed(driver).getAsLong()).isBetween(90_000_000L, 110_000_000L);
  }

  @Test
  void failuresThatAreTooOftenAreTheEnd() {
    RestartPolicy.Builder policy = RestartPolicy.newBuilder();
    policy.getFailureRateBuilder().setMaxFailures(2).setIntervalMs(10_000).setDelayMs(5);
    RestartTracker rate = new RestartTracker(policy.build());
    assertThat(rate.failed(driver)).isPresent();
    assertThat(rate.failed(driver)).isPresent();
    driver.pass(11 * SECOND);
    assertThat(rate.failed(driver)).isPresent();
    assertThat(rate.failed(driver)).isPresent();
    assertThat(rate.failed(driver)).isEmpty();
  }
}
