package io.millrace.runners.distributed.worker;

/** Makes slots. */
@FunctionalInterface
public interface SlotFactory {

  /** A slot that was not started. */
  Slot create(SlotHost host);
}
