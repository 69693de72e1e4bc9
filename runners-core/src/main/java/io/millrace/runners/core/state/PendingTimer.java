package io.millrace.runners.core.state;

import io.millrace.runners.core.timers.TimerHeap;
import org.jspecify.annotations.Nullable;

/** A timer of a function, set for one key and window. */
public final class PendingTimer extends TimerHeap.Entry {

  /** The hold of a timer that holds nothing back. */
  static final long NO_OUTPUT_TIMESTAMP = Long.MAX_VALUE;

  final Scope scope;
  private final TimerDeclaration declaration;
  private final String id;

  /** Where it is set, or was when it was set last. */
  @Nullable TimerHeap<PendingTimer> heap;

  /** The output timestamp, at which the output watermark is held while the timer is set. */
  long outputMillis;

  PendingTimer(Scope scope, TimerDeclaration declaration, String id) {
    this.scope = scope;
    this.declaration = declaration;
    this.id = id;
  }

  /** What the function declares. */
  public TimerDeclaration declaration() {
    return declaration;
  }

  /** The name of the timer: in a family the one that the function chose. */
  public String id() {
    return id;
  }
}
