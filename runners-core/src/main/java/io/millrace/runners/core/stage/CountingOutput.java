package io.millrace.runners.core.stage;

import io.millrace.sdk.io.source.SourceOutput;
import org.jspecify.annotations.Nullable;

/** What readers give their elements to: open during a poll, and closed otherwise. */
interface CountingOutput extends SourceOutput<@Nullable Object> {

  /** Takes elements from now on, of the calling thread. */
  void open();

  /** Takes no more elements; returns how many there were since it was opened. */
  int close();

  /** Throws if an element was given while it was closed. */
  void check();
}
