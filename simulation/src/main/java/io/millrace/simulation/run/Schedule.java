package io.millrace.simulation.run;

import io.millrace.simulation.kernel.Effects.Interruption;
import io.millrace.simulation.kernel.Fault;
import java.util.List;

/**
 * Everything that a run follows from.
 *
 * @param effect the effect of any machine at which something happens, from 1 on; 0 for none
 * @param interruption what happens then
 */
public record Schedule(
    Options options, List<Fault> faults, long effect, Interruption interruption) {

  /** Copies the list. */
  public Schedule {
    faults = List.copyOf(faults);
  }

  /** What a seed comes to. */
  public static Schedule of(long seed) {
    Options options = Options.of(seed);
    return new Schedule(options, FaultPlan.of(options), 0, Interruption.KILL);
  }

  Schedule withFaults(List<Fault> others) {
    return new Schedule(options, others, effect, interruption);
  }

  Schedule withOptions(Options others) {
    return new Schedule(others, faults, effect, interruption);
  }

  /** With an interruption at one effect. */
  public Schedule interruptedAt(long number, Interruption how) {
    return new Schedule(options, faults, number, how);
  }
}
