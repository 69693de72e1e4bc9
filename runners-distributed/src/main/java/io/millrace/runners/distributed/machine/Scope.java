package io.millrace.runners.distributed.machine;

import io.millrace.runners.distributed.store.StoreOp;
import io.millrace.runners.distributed.store.StoreReply;
import java.util.function.Consumer;

/**
 * Calls that belong together: once the scope is closed, no answer to any of them does anything. An
 * attempt of a job has one, and ends by closing it.
 */
public final class Scope {

  private final Calls calls;
  private boolean open = true;

  Scope(Calls calls) {
    this.calls = calls;
  }

  /** The context of the event that is told now. */
  public Context context() {
    return calls.context();
  }

  /** Another scope of the same machine, which is not closed with this one. */
  public Scope another() {
    return calls.scope();
  }

  /** Whether answers still count. */
  public boolean isOpen() {
    return open;
  }

  /** Lets all answers to come do nothing. */
  public void close() {
    open = false;
  }

  /**
   * Does something later.
   *
   * @return the timer's token, for {@link #cancel}
   */
  public long after(long delayNanos, Runnable then) {
    long token = calls.expect(event -> run(then));
    context().timer(delayNanos, token);
    return token;
  }

  /** Takes back what was to be done later. */
  public void cancel(long timer) {
    calls.forget(timer);
    context().cancelTimer(timer);
  }

  /** Starts an operation on the store. */
  public void store(StoreOp op, Consumer<StoreReply> then) {
    long token = calls.expect(event -> run(() -> then.accept(Calls.reply(event))));
    context().store(op, token);
  }

  /** Has work done elsewhere. */
  public void offload(Work work, Consumer<WorkResult> then) {
    long token = calls.expect(event -> run(() -> then.accept(Calls.result(event))));
    context().offload(work, token);
  }

  private void run(Runnable then) {
    if (open) {
      then.run();
    }
  }
}
