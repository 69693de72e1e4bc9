package io.millrace.runners.core.state;

import io.millrace.runners.core.timers.TimerHeap;

/** When something in a scope has outlived its time, in one time domain. */
final class LifeTimer extends TimerHeap.Entry {

  final Scope scope;

  LifeTimer(Scope scope) {
    this.scope = scope;
  }
}
