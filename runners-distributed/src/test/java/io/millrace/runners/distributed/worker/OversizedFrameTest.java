package io.millrace.runners.distributed.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.millrace.cluster.v1.ControlFrame;
import io.millrace.cluster.v1.Deploy;
import io.millrace.cluster.v1.FailureKind;
import io.millrace.cluster.v1.Registered;
import io.millrace.cluster.v1.SlotReport;
import io.millrace.runners.distributed.control.ClusterSettings;
import io.millrace.runners.distributed.machine.Event;
import io.millrace.runners.distributed.machine.Peer;
import io.millrace.runners.distributed.testkit.MemoryStore;
import io.millrace.runners.distributed.testkit.StepDriver;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of a batch of elements that is too large to go to another worker. */
class OversizedFrameTest {

  private static final Peer COORDINATOR = new Peer("c0", 1);
  private static final Peer OTHER = new Peer("w1", 2);

  private final List<SlotHost> hosts = new ArrayList<>();
  private final StepDriver driver = new StepDriver(new MemoryStore(), 1);
  private long requests;

  /** Does nothing of its own. */
  private record Idle(SlotHost host) implements Slot {
    @Override
    public void start(SlotStart start) {
      host.started();
    }

    @Override
    public void run() {}

    @Override
    public void receive(int fromSlot, ByteString frame) {}

    @Override
    public void takeOver(int fromSlot, Object message) {}

    @Override
    public void trigger(Cut cut) {}

    @Override
    public void complete(long checkpoint) {}

    @Override
    public void stopSources() {}

    @Override
    public void stop() {}

    @Override
    public long stateHash() {
      return 0;
    }
  }

  private void tell(ControlFrame.Builder frame) {
    driver.tell(
        new Event.FrameIn(
            COORDINATOR, frame.setGeneration(1).setRequest(++requests).build().toByteString()));
  }

  private void deploy(String job) {
    tell(
        ControlFrame.newBuilder()
            .setDeploy(
                Deploy.newBuilder()
                    .setJob(job)
                    .setDirectory("jobs/" + job)
                    .setAttempt(1)
                    .addAllWorkers(List.of("w0", "w1"))));
  }

  /** As large as it is said to be, and most of it is the same bytes again and again. */
  private static ByteString bytes(int size) {
    ByteString bytes = ByteString.copyFrom(new byte[1 << 20]);
    while (bytes.size() < size) {
      bytes = bytes.concat(bytes);
    }
    return bytes.substring(0, size);
  }

  private List<SlotReport> failures() throws InvalidProtocolBufferException {
    List<SlotReport> failures = new ArrayList<>();
    for (StepDriver.Sent sent : driver.sent) {
      if (sent.to().equals(COORDINATOR)) {
        SlotReport report = ControlFrame.parseFrom(sent.frame()).getSlotReport();
        if (report.hasFailed()) {
          failures.add(report);
        }
      }
    }
    return failures;
  }

  @Test
  void itFailsItsJobWithBothSizesAndNoOther() throws Exception {
    driver.drive(
        new WorkerMachine(
            "w0",
            2,
            ClusterSettings.of("cluster", List.of("c0")),
            host -> {
              hosts.add(host);
              return new Idle(host);
            },
            driver));
    driver.tell(new Event.Start());
    driver.tell(new Event.LinkUp(COORDINATOR));
    driver.tell(new Event.LinkUp(OTHER));
    tell(ControlFrame.newBuilder().setRegistered(Registered.getDefaultInstance()));
    deploy("one");
    deploy("two");

    int most = ClusterSettings.MAX_FRAME_BYTES - 1024;
    hosts.get(0).send(1, bytes(most + 1));
    assertThat(failures())
        .singleElement()
        .satisfies(
            report -> {
              assertThat(report.getJob()).isEqualTo("one");
              assertThat(report.getFailed().getKind()).isEqualTo(FailureKind.FAILURE_KIND_USER);
              assertThat(report.getFailed().getCause())
                  .isEqualTo(
                      "a batch of elements has %d bytes, and can have %d at most between workers",
                      most + 1, most);
            });

    hosts.get(1).send(1, bytes(most));
    assertThat(failures()).hasSize(1);
    assertThat(driver.sent)
        .filteredOn(sent -> sent.to().equals(OTHER) && sent.frame().size() > most)
        .singleElement()
        .satisfies(
            sent ->
                assertThat(sent.frame().size())
                    .isLessThanOrEqualTo(ClusterSettings.MAX_FRAME_BYTES));
  }
}
