package io.millrace.runners.distributed.machine;

import io.millrace.runners.distributed.store.StoreReply;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What a machine has asked for and was not yet answered, each with what is to be done then. A
 * machine enters each event here first, and keeps the {@link Scope} for what it asks.
 */
public final class Calls {

  private final Map<Long, Consumer<Event>> waiting = new HashMap<>();
  private long nextToken = 1;
  private Context context;

  /** Calls through the given context, until {@link #enter} gives another. */
  public Calls(Context context) {
    this.context = context;
  }

  /** Uses the context of the event that is told now. */
  public void enter(Context current) {
    this.context = current;
  }

  /** The context of the event that is told now. */
  public Context context() {
    return context;
  }

  /** A scope for what belongs together and is forgotten together. */
  public Scope scope() {
    return new Scope(this);
  }

  /** Does what waited for an answer; false if this event is none. */
  public boolean dispatch(Event event) {
    long token;
    if (event instanceof Event.TimerFired timer) {
      token = timer.token();
    } else if (event instanceof Event.StoreDone store) {
      token = store.token();
    } else if (event instanceof Event.WorkDone work) {
      token = work.token();
    } else {
      return false;
    }
    Consumer<Event> then = waiting.remove(token);
    if (then != null) {
      then.accept(event);
    }
    return true;
  }

  /** How many answers are waited for. */
  public int outstanding() {
    return waiting.size();
  }

  long expect(Consumer<Event> then) {
    long token = nextToken++;
    waiting.put(token, then);
    return token;
  }

  void forget(long token) {
    waiting.remove(token);
  }

  static StoreReply reply(Event event) {
    return ((Event.StoreDone) event).reply();
  }

  static WorkResult result(Event event) {
    return ((Event.WorkDone) event).result();
  }
}
