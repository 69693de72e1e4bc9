package io.millrace.simulation.job;

import io.millrace.runners.distributed.worker.Slot;
import io.millrace.runners.distributed.worker.SlotHost;
import java.util.function.BooleanSupplier;

/** Makes slots of the job. */
@FunctionalInterface
public interface SlotMaker {

  /** A slot that was not started; it asks before each batch whether user code fails. */
  Slot make(SlotHost host, BooleanSupplier userFails);
}
