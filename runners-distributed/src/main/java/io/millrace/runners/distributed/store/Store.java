package io.millrace.runners.distributed.store;

/** A store that does one operation after the other: what shells have behind them. Thread-safe. */
@FunctionalInterface
public interface Store {

  /** Does an operation and waits for its end; never throws because the store has failed. */
  StoreReply execute(StoreOp op);
}
