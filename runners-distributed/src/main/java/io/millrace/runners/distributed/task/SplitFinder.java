package io.millrace.runners.distributed.task;

import io.millrace.runners.core.snapshot.Section;
import io.millrace.runners.core.snapshot.StateSink;
import io.millrace.runners.distributed.worker.Cut;
import io.millrace.sdk.coders.DecodeBuffer;
import java.io.Closeable;
import java.io.IOException;

/**
 * Where the splits of a source are found, once for all tasks that read it, and where barriers
 * between them begin. Not thread-safe.
 */
interface SplitFinder extends Closeable {

  /** Sends to a task that reads the source. */
  interface Readers {
    void send(int task, Message.OfSplits message);
  }

  /** Looks for splits and gives them out; returns how many it gave. */
  int work(long nowMillis) throws IOException;

  /** A task has read its splits and would like one more. */
  void wants(int task);

  /** When to call {@link #work} again; {@link Long#MAX_VALUE} if there is no need. */
  long nextWorkMillis();

  /** Looks for no more splits of a source without end. */
  void stop();

  /** Writes where it is, and lets readers know from where on splits are not in it any more. */
  void save(Cut cut, StateSink sink) throws IOException;

  /** Takes back an entry of {@link #save}. */
  void load(Section section, DecodeBuffer in) throws IOException;
}
