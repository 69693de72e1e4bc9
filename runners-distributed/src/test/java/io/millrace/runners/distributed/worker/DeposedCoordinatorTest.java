package io.millrace.runners.distributed.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cluster.v1.ControlFrame;
import io.millrace.cluster.v1.Leading;
import io.millrace.cluster.v1.RefusalKind;
import io.millrace.cluster.v1.Refused;
import io.millrace.cluster.v1.Registered;
import io.millrace.runners.distributed.control.ClusterSettings;
import io.millrace.runners.distributed.machine.Event;
import io.millrace.runners.distributed.machine.Peer;
import io.millrace.runners.distributed.testkit.MemoryStore;
import io.millrace.runners.distributed.testkit.StepDriver;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a coordinator can do to a worker that another one has taken in since. */
class DeposedCoordinatorTest {

  private static final Peer BEFORE = new Peer("c0", 1);
  private static final Peer SINCE = new Peer("c1", 2);

  private final StepDriver driver = new StepDriver(new MemoryStore(), 1);
  private final Map<Peer, Long> requests = new HashMap<>();

  private void tell(Peer from, long generation, ControlFrame.Builder frame) {
    long request = requests.merge(from, 1L, Long::sum);
    driver.tell(
        new Event.FrameIn(
            from, frame.setGeneration(generation).setRequest(request).build().toByteString()));
  }

  private static ControlFrame.Builder dead() {
    return ControlFrame.newBuilder()
        .setRefused(Refused.newBuilder().setKind(RefusalKind.REFUSAL_KIND_DEAD));
  }

  private static ControlFrame.Builder registered() {
    return ControlFrame.newBuilder().setRegistered(Registered.getDefaultInstance());
  }

  /** It was stopped for long: to itself it looks as if all workers had been silent. */
  @Test
  void itDoesNotEndTheWorkerAndIsToldThatItIsDeposed() throws Exception {
    driver.drive(
        new WorkerMachine(
            "w0",
            1,
            ClusterSettings.of("cluster", List.of("c0", "c1")),
            host -> {
              throw new AssertionError("nothing is deployed");
            },
            driver));
    driver.tell(new Event.Start());
    driver.tell(new Event.LinkUp(BEFORE));
    driver.tell(new Event.LinkUp(SINCE));
    tell(BEFORE, 1, registered());
    tell(SINCE, 2, ControlFrame.newBuilder().setLeading(Leading.getDefaultInstance()));
    tell(SINCE, 2, registered());

    tell(BEFORE, 1, dead());
    assertThat(driver.halts).isEmpty();
    StepDriver.Sent last = driver.sent.get(driver.sent.size() - 1);
    assertThat(last.to()).isEqualTo(BEFORE);
    assertThat(ControlFrame.parseFrom(last.frame()).hasDeposed()).isTrue();

    tell(SINCE, 2, dead());
    assertThat(driver.halts)
        .singleElement()
        .satisfies(reason -> assertThat(reason).startsWith("c1 refused this worker"));
  }
}
