package io.millrace.simulation.command;

import io.millrace.runners.distributed.machine.StateHash;
import io.millrace.simulation.kernel.Fault;
import io.millrace.simulation.kernel.FaultKind;
import io.millrace.simulation.run.Outcome;
import io.millrace.simulation.run.Schedule;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/** What many runs came to. */
final class Tally {

  private final EnumMap<FaultKind, Long> faults = new EnumMap<>(FaultKind.class);
  private final TreeMap<String, Long> counts = new TreeMap<>();
  private final TreeMap<String, Long> states = new TreeMap<>();
  private long schedules;
  private long violations;
  private long steps;
  private long virtualNanos;
  private long traceHash;

  void add(Schedule schedule, Outcome outcome) {
    schedules++;
    steps += outcome.steps();
    virtualNanos += outcome.virtualNanos();
    // a sum: the order in which threads come through must not matter
    traceHash += StateHash.mix(schedule.options().seed() ^ outcome.traceHash());
    if (outcome.violation().isPresent()) {
      violations++;
    }
    for (Fault fault : schedule.faults()) {
      faults.merge(fault.kind(), 1L, Long::sum);
    }
    outcome.counts().forEach((kind, count) -> counts.merge(kind, count, Long::sum));
    states.merge(outcome.state(), 1L, Long::sum);
  }

  void add(Tally other) {
    schedules += other.schedules;
    violations += other.violations;
    steps += other.steps;
    virtualNanos += other.virtualNanos;
    traceHash += other.traceHash;
    other.faults.forEach((kind, count) -> faults.merge(kind, count, Long::sum));
    other.counts.forEach((kind, count) -> counts.merge(kind, count, Long::sum));
    other.states.forEach((state, count) -> states.merge(state, count, Long::sum));
  }

  long violations() {
    return violations;
  }

  long schedules() {
    return schedules;
  }

  String report(double seconds) {
    StringBuilder report = new StringBuilder();
    long struck = faults.values().stream().mapToLong(Long::longValue).sum();
    report.append(
        String.format(
            "%d schedules in %.0f s: %.0f an hour; %d faults: %.0f an hour%n",
            schedules, seconds, schedules / seconds * 3600, struck, struck / seconds * 3600));
    report.append(
        String.format(
            "%d events, %.1f virtual hours: %.0f times real time%n",
            steps, virtualNanos / 3.6e12, virtualNanos / 1e9 / seconds));
    report.append(String.format("jobs ended: %s%n", states));
    report.append(String.format("faults:%n"));
    append(report, faults);
    report.append(String.format("noted:%n"));
    append(report, counts);
    report.append(String.format("trace hash %016x%n%d violations%n", traceHash, violations));
    return report.toString();
  }

  private static void append(StringBuilder report, Map<?, Long> lines) {
    lines.forEach((name, count) -> report.append(String.format("  %-24s %d%n", name, count)));
  }
}
