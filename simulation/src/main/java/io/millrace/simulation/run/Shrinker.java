package io.millrace.simulation.run;

import io.millrace.simulation.kernel.Fault;
import io.millrace.simulation.kernel.FaultKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Makes a schedule that fails smaller, as long as the same oracle still fails: fewer faults (Zeller
 * and Hildebrandt, Simplifying and isolating failure-inducing input), then fewer nodes and records,
 * then shorter faults at round times.
 */
public final class Shrinker {

  private final Function<Schedule, Outcome> runner;
  private final String oracle;
  private int runsLeft;

  private Shrinker(Function<Schedule, Outcome> runner, String oracle, int runs) {
    this.runner = runner;
    this.oracle = oracle;
    this.runsLeft = runs;
  }

  /**
   * The smallest schedule found.
   *
   * @param runs how many runs it may take
   * @throws IllegalArgumentException if the schedule does not fail
   */
  public static Schedule shrink(Schedule failing, Function<Schedule, Outcome> runner, int runs) {
    Outcome first = runner.apply(failing);
    String oracle =
        first
            .violation()
            .orElseThrow(() -> new IllegalArgumentException("a schedule that does not fail"))
            .oracle();
    return new Shrinker(runner, oracle, runs).shrink(failing);
  }

  private Schedule shrink(Schedule failing) {
    Schedule smallest = failing;
    Schedule before;
    do {
      before = smallest;
      smallest = fewerFaults(smallest);
      smallest = smallerOptions(smallest);
      smallest = simplerFaults(smallest);
    } while (!smallest.equals(before) && runsLeft > 0);
    return smallest;
  }

  private boolean fails(Schedule schedule) {
    if (runsLeft <= 0) {
      return false;
    }
    runsLeft--;
    Optional<String> seen = runner.apply(schedule).violation().map(v -> v.oracle());
    return seen.equals(Optional.of(oracle));
  }

  private Schedule fewerFaults(Schedule schedule) {
    List<Fault> faults = schedule.faults();
    int parts = 2;
    while (!faults.isEmpty()) {
      int size = Math.max(1, (faults.size() + parts - 1) / parts);
      boolean smaller = false;
      for (int from = 0; from < faults.size() && !smaller; from += size) {
        List<Fault> rest = new ArrayList<>(faults.subList(0, from));
        rest.addAll(faults.subList(Math.min(faults.size(), from + size), faults.size()));
        if (fails(schedule.withFaults(rest))) {
          faults = rest;
          parts = Math.max(2, parts - 1);
          smaller = true;
        }
      }
      if (!smaller) {
        if (size == 1) {
          break;
        }
        parts *= 2;
      }
    }
    return schedule.withFaults(faults);
  }

  private Schedule smallerOptions(Schedule schedule) {
    Schedule smallest = schedule;
    for (Options options : smaller(schedule.options(), mostSlots(schedule))) {
      Schedule candidate = schedule.withOptions(options);
      if (fails(candidate)) {
        smallest = candidate;
        break;
      }
    }
    return smallest.equals(schedule) ? schedule : smallerOptions(smallest);
  }

  /** How many slots any job of a schedule is to have: fewer would be another failure. */
  private static int mostSlots(Schedule schedule) {
    long most = schedule.options().parallelism();
    for (Fault fault : schedule.faults()) {
      if (fault.kind() == FaultKind.RESCALE || fault.kind() == FaultKind.SAVEPOINT) {
        most = Math.max(most, fault.parameter());
      }
    }
    return Math.toIntExact(most);
  }

  private static List<Options> smaller(Options o, int slots) {
    List<Options> smaller = new ArrayList<>();
    if (o.records() > 1) {
      smaller.add(
          with(o, o.coordinators(), o.workers(), o.parallelism(), o.records() / 2, o.keys()));
    }
    if (o.keys() > 1) {
      smaller.add(with(o, o.coordinators(), o.workers(), o.parallelism(), o.records(), 1));
    }
    if (o.parallelism() > 1) {
      smaller.add(
          with(o, o.coordinators(), o.workers(), o.parallelism() - 1, o.records(), o.keys()));
    }
    if (o.workers() > 1 && (o.workers() - 1) * o.slotsPerWorker() >= slots) {
      smaller.add(
          with(o, o.coordinators(), o.workers() - 1, o.parallelism(), o.records(), o.keys()));
    }
    if (o.coordinators() > 1) {
      smaller.add(
          with(o, o.coordinators() - 1, o.workers(), o.parallelism(), o.records(), o.keys()));
    }
    return smaller;
  }

  private static Options with(
      Options o, int coordinators, int workers, int parallelism, int records, int keys) {
    return new Options(
        o.seed(),
        coordinators,
        workers,
        o.slotsPerWorker(),
        parallelism,
        records,
        keys,
        o.batch(),
        o.paceMillis(),
        o.window(),
        o.checkpointMillis(),
        o.chaosMillis(),
        o.overtakeMillis(),
        o.byKey());
  }

  private Schedule simplerFaults(Schedule schedule) {
    List<Fault> faults = new ArrayList<>(schedule.faults());
    for (int i = 0; i < faults.size(); i++) {
      Fault f = faults.get(i);
      for (Fault simpler :
          List.of(
              new Fault(
                  f.atMillis(),
                  f.kind(),
                  f.target(),
                  f.other(),
                  f.durationMillis() / 2,
                  f.parameter()),
              new Fault(
                  f.atMillis() / 100 * 100,
                  f.kind(),
                  f.target(),
                  f.other(),
                  f.durationMillis(),
                  f.parameter()))) {
        Fault there = faults.get(i);
        if (!simpler.equals(there)) {
          faults.set(i, simpler);
          if (!fails(schedule.withFaults(faults))) {
            faults.set(i, there);
          }
        }
      }
    }
    return schedule.withFaults(faults);
  }
}
