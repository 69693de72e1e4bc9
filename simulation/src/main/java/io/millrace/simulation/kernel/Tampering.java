package io.millrace.simulation.kernel;

import io.millrace.runners.distributed.machine.Context;
import io.millrace.runners.distributed.machine.Machine;

/**
 * Puts something between a machine and its world: this is how bugs are planted, to see them caught.
 */
public interface Tampering {

  /** Nothing is put anywhere. */
  Tampering NONE = new Tampering() {};

  /** The context that a machine is to see. */
  default Context context(SimNode node, Context real) {
    return real;
  }

  /** The machine that is to be told what happens. */
  default Machine machine(SimNode node, Machine real) {
    return real;
  }
}
