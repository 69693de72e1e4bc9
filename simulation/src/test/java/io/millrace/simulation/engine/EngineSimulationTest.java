package io.millrace.simulation.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.millrace.runners.distributed.worker.Cut;
import io.millrace.runners.distributed.worker.Slot;
import io.millrace.runners.distributed.worker.SlotStart;
import io.millrace.simulation.kernel.Fault;
import io.millrace.simulation.kernel.FaultKind;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Real slots execute random pipelines in a simulated cluster, and mean what the rules say. */
class EngineSimulationTest {

  /** The system property that says how many seeds are run. */
  private static final String COUNT_PROPERTY = "millrace.engineSeeds";

  private static final long SEEDS = 150;

  /** The system property that says which seed is the first. */
  private static final String FIRST_PROPERTY = "millrace.engineFirstSeed";

  @Test
  void whatIsVisibleIsWhatTheRulesSayWhateverFails() {
    long first = Long.getLong(FIRST_PROPERTY, 0);
    Map<String, Long> counts = new TreeMap<>();
    List<String> violations =
        LongStream.range(first, first + Long.getLong(COUNT_PROPERTY, SEEDS))
            .mapToObj(
                seed -> {
                  EngineSimulation.Run run = EngineSimulation.run(seed);
                  run.counts().forEach((kind, n) -> counts.merge(kind, n, Long::sum));
                  return run.violation()
                      .map(v -> "seed " + seed + ": " + v.getMessage())
                      .orElse("");
                })
            .filter(violation -> !violation.isEmpty())
            .toList();
    assertThat(violations).as("-D%s=N runs seed N first", FIRST_PROPERTY).isEmpty();
    // What never happens is not tested.
    assertThat(counts)
        .containsKeys(
            "attempt.failed",
            "attempt.rescaled",
            "checkpoint.complete",
            "checkpoint.given-up",
            "job.goes-on",
            "lines",
            "savepoint.complete");
    assertThat(counts.get("attempt.failed")).isGreaterThan(100);
  }

  @Test
  void theSameSeedGivesTheSameRun() {
    for (long seed = 0; seed < 8; seed++) {
      assertThat(EngineSimulation.run(seed).traceHash())
          .as("seed " + seed)
          .isEqualTo(EngineSimulation.run(seed).traceHash());
    }
  }

  /** What a plan of faults comes to, seed by seed. */
  private static Map<String, Long> holds(int seeds, LongFunction<List<Fault>> faults) {
    Map<String, Long> counts = new TreeMap<>();
    for (long seed = 0; seed < seeds; seed++) {
      EngineSimulation.Run run = EngineSimulation.run(seed, faults.apply(seed));
      assertThat(run.violation()).as("seed " + seed).isEmpty();
      run.counts().forEach((kind, n) -> counts.merge(kind, n, Long::sum));
    }
    return counts;
  }

  /**
   * It stands still for so long that it is declared dead, and then goes on with what it believes.
   */
  @Test
  void ruleX5AWorkerThatWasGivenUpCanDoNoHarm() {
    Map<String, Long> counts =
        holds(
            20,
            seed ->
                List.of(
                    new Fault(50 * seed, FaultKind.PAUSE, "w0", "", 8_000, 0),
                    new Fault(10_000 + 50 * seed, FaultKind.PAUSE, "w1", "", 8_000, 0)));
    assertThat(counts.get("worker.dead")).isGreaterThan(10);
  }

  @Test
  void ruleX10TheClocksOfWorkersMayDifferByAnHour() {
    Map<String, Long> counts =
        holds(
            20,
            seed ->
                List.of(
                    new Fault(0, FaultKind.CLOCK_JUMP, "w0", "", 0, 3_600_000),
                    new Fault(0, FaultKind.CLOCK_JUMP, "w1", "", 0, -3_600_000),
                    new Fault(20 * seed, FaultKind.CLOCK_JUMP, "w0", "", 0, -7_200_000),
                    new Fault(100 + 20 * seed, FaultKind.KILL, "w0", "", 500, 0)));
    assertThat(counts.get("lines")).isGreaterThan(20);
  }

  /** Mistakes around a real slot, each of which must be seen. */
  enum Planted {
    /** It begins empty though it has a checkpoint. */
    FORGETS {
      @Override
      void start(Slot slot, SlotStart told) {
        slot.start(
            new SlotStart(
                told.job(),
                told.directory(),
                told.attempt(),
                told.slot(),
                told.parallelism(),
                told.payload(),
                0,
                List.of(),
                told.stopSources()));
      }
    },
    /** A frame of every twenty is lost on its way. */
    LOSES {
      @Override
      void receive(Slot slot, int fromSlot, ByteString frame, int number) {
        if (number % 20 != 0) {
          slot.receive(fromSlot, frame);
        }
      }
    },
    /** A frame of every twenty comes twice. */
    REPEATS {
      @Override
      void receive(Slot slot, int fromSlot, ByteString frame, int number) {
        slot.receive(fromSlot, frame);
        if (number % 20 == 0) {
          slot.receive(fromSlot, frame);
        }
      }
    };

    void start(Slot slot, SlotStart told) {
      slot.start(told);
    }

    void receive(Slot slot, int fromSlot, ByteString frame, int number) {
      slot.receive(fromSlot, frame);
    }

    Slot around(Slot slot) {
      return new Slot() {
        private int frames;

        @Override
        public void start(SlotStart told) {
          Planted.this.start(slot, told);
        }

        @Override
        public void run() {
          slot.run();
        }

        @Override
        public void receive(int fromSlot, ByteString frame) {
          Planted.this.receive(slot, fromSlot, frame, ++frames);
        }

        @Override
        public void takeOver(int fromSlot, Object message) {
          slot.takeOver(fromSlot, message);
        }

        @Override
        public void trigger(Cut cut) {
          slot.trigger(cut);
        }

        @Override
        public void complete(long checkpoint) {
          slot.complete(checkpoint);
        }

        @Override
        public void stopSources() {
          slot.stopSources();
        }

        @Override
        public void stop() {
          slot.stop();
        }

        @Override
        public long stateHash() {
          return slot.stateHash();
        }
      };
    }
  }

  @ParameterizedTest
  @EnumSource(Planted.class)
  void aMistakeThatIsPlantedIsSeen(Planted bug) {
    boolean seen = false;
    for (long seed = 0; seed < 100 && !seen; seed++) {
      seen =
          EngineSimulation.run(seed, EngineSimulation.faults(seed), bug::around)
              .violation()
              .isPresent();
    }
    assertThat(seen).as(bug + " was seen").isTrue();
  }
}
