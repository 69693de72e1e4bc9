package io.millrace.runners.direct.job;

import io.millrace.runners.core.host.Splits;
import io.millrace.sdk.io.source.ScriptedSource;
import io.millrace.sdk.io.source.Source;
import io.millrace.sdk.io.source.SourceContext;
import io.millrace.sdk.io.source.SplitEnumerator;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** The steps of a scripted source, given out one at a time. For one thread. */
final class ScriptedSplits<SplitT> implements Splits {

  private final ScriptedSource<SplitT> script;
  private final ArrayDeque<SplitT> steps = new ArrayDeque<>();
  private boolean granted;

  /**
   * All steps of a source.
   *
   * @throws IOException if the source cannot be reached
   */
  ScriptedSplits(Source<?, SplitT> source, ScriptedSource<SplitT> script, SourceContext context)
      throws IOException {
    this.script = script;
    try (SplitEnumerator<SplitT> enumerator = source.createEnumerator(context, null)) {
      steps.addAll(enumerator.discover(0));
    }
  }

  /**
   * Lets the next step be read.
   *
   * @return by how much processing time advances before; null if there is no further step
   */
  @Nullable Duration grant() {
    SplitT next = steps.peekFirst();
    if (next == null) {
      return null;
    }
    granted = true;
    return script.processingTimeBefore(next);
  }

  @Override
  public @Nullable Object next() {
    if (!granted) {
      return null;
    }
    granted = false;
    return steps.pollFirst();
  }

  /** A step that has not come yet holds nothing back: the one before it said how time stands. */
  @Override
  public boolean areWaiting() {
    return false;
  }

  @Override
  public boolean isExhausted() {
    return steps.isEmpty();
  }
}
