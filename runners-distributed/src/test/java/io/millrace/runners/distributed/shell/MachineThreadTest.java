package io.millrace.runners.distributed.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.runners.distributed.machine.Context;
import io.millrace.runners.distributed.machine.Event;
import io.millrace.runners.distributed.machine.Machine;
import io.millrace.runners.distributed.testkit.MemoryStore;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MachineThreadTest {

  private final List<String> halted = new CopyOnWriteArrayList<>();

  private MachineThread started(Consumer<Context> atStart) {
    Machine machine =
        new Machine() {
          @Override
          public void on(Event event, Context context) {
            if (event instanceof Event.Start) {
              atStart.accept(context);
            }
          }

          @Override
          public long stateHash() {
            return 0;
          }
        };
    MachineThread thread =
        new MachineThread(
            "node",
            new MachineThread.Surroundings(
                new InProcessNetwork(), new MemoryStore()::execute, Runnable::run, halted::add),
            context -> machine);
    thread.start();
    return thread;
  }

  @Test
  void whoHaltsTellsWhyAndEnds() throws Exception {
    MachineThread thread = started(context -> context.halt("another one coordinates"));
    thread.join();
    assertThat(halted).containsExactly("node: another one coordinates");
    assertThat(thread.haltReason()).isEqualTo("another one coordinates");
  }

  @Test
  void aMachineThatFailsHalts() throws Exception {
    MachineThread thread =
        started(
            context -> {
              throw new IllegalStateException("a mistake");
            });
    thread.join();
    assertThat(halted).containsExactly("node: java.lang.IllegalStateException: a mistake");
  }

  /** As a slot does that has enough to do: it must hear of credit all the same. */
  @Test
  void aMachineThatAlwaysHasWorkForLaterStillHearsWhatIsPosted() throws Exception {
    Machine busy =
        new Machine() {
          @Override
          public void on(Event event, Context context) {
            if (event instanceof Event.Told told) {
              told.action().run();
              context.halt("was told");
            } else {
              context.timer(0, 1);
            }
          }

          @Override
          public long stateHash() {
            return 0;
          }
        };
    MachineThread thread =
        new MachineThread(
            "busy",
            new MachineThread.Surroundings(
                new InProcessNetwork(), new MemoryStore()::execute, Runnable::run, halted::add),
            context -> busy);
    thread.start();
    thread.post(new Event.Told(() -> {}));
    assertThat(thread.join(TimeUnit.SECONDS.toNanos(30))).isTrue();
    assertThat(halted).containsExactly("busy: was told");
  }

  @Test
  void whoIsStoppedHasNotHalted() throws Exception {
    MachineThread thread = started(context -> {});
    assertThat(thread.hasEnded()).isFalse();
    thread.stop();
    assertThat(thread.join(TimeUnit.SECONDS.toNanos(30))).isTrue();
    assertThat(halted).isEmpty();
  }
}
