package io.millrace.simulation.planted;

import io.millrace.runners.distributed.machine.Context;
import io.millrace.runners.distributed.machine.Machine;
import io.millrace.simulation.job.ModelSlot;
import io.millrace.simulation.job.SlotMaker;
import io.millrace.simulation.kernel.SimNode;
import io.millrace.simulation.kernel.Tampering;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A mistake that somebody could make.
 *
 * @param what the mistake, as a sentence
 * @param nodes how nodes behave with it
 * @param slots how slots behave with it
 */
record PlantedBug(String what, Function<SimNode, Tampered> nodes, SlotMaker slots) {

  static PlantedBug inNodes(String what, Function<SimNode, Tampered> nodes) {
    return new PlantedBug(what, nodes, ModelSlot::new);
  }

  static PlantedBug inSlots(String what, SlotMaker slots) {
    return new PlantedBug(what, Tampered::new, slots);
  }

  /** For one run. */
  Tampering plant() {
    TreeMap<String, Tampered> planted = new TreeMap<>();
    return new Tampering() {
      @Override
      public Context context(SimNode node, Context real) {
        return planted.merge(node.toString(), nodes.apply(node), (a, b) -> b);
      }

      @Override
      public Machine machine(SimNode node, Machine real) {
        return planted.get(node.toString()).around(real);
      }
    };
  }

  @Override
  public String toString() {
    return what;
  }
}
