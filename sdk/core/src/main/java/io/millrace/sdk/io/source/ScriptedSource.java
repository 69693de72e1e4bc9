package io.millrace.sdk.io.source;

import java.time.Duration;

/**
 * A {@link Source} whose splits are the steps of a script, for tests. A runner that supports it
 * reads one step after the other, each when the pipeline has come to rest: when nothing is on its
 * way and no timer is due. Its processing time is the script's. Other runners refuse it.
 *
 * @param <SplitT> the type of the splits
 */
public interface ScriptedSource<SplitT> {

  /** By how much processing time advances before a step is read; not negative. */
  Duration processingTimeBefore(SplitT step);
}
