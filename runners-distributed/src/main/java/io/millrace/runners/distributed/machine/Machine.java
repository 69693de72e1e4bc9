package io.millrace.runners.distributed.machine;

/**
 * Something that decides: it is told one event at a time and acts through the context alone.
 *
 * <p>Not thread-safe: whoever drives it tells it one event after the other. What it does in one
 * event is short; nothing in it waits.
 */
public interface Machine {

  /** Tells what happened. The context is valid until the next event. */
  void on(Event event, Context context);

  /** A hash of all that the next decisions depend on: equal histories have equal hashes. */
  long stateHash();
}
