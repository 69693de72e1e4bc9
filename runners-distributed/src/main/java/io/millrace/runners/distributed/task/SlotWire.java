package io.millrace.runners.distributed.task;

/** Sends to the slots of a job, the own one included, in order. */
interface SlotWire {

  /** Sends a message, and with it the ownership of what is in it. */
  void send(int slot, Message message);
}
