package io.millrace.runners.distributed.task;

import com.google.protobuf.ByteString;
import io.millrace.runners.core.batch.Batch;
import io.millrace.runners.core.host.SideInputContent;
import io.millrace.runners.distributed.worker.Cut;
import io.millrace.sdk.transforms.windowing.BoundedWindow;

/** What a slot says to another one, or to itself. */
sealed interface Message {

  /** Along a channel, in the order in which they are sent. */
  sealed interface Along extends Message {
    int channel();
  }

  /** Elements. The receiver owns them. */
  record Data(int channel, Batch batch) implements Along {}

  /** How far event time has come behind what was sent before. */
  record Mark(int channel, long watermarkMillis) implements Along {}

  /** What was sent before belongs to a checkpoint, what comes after does not. */
  record Barrier(int channel, Cut cut) implements Along {
    long checkpoint() {
      return cut.checkpoint();
    }
  }

  /** Nothing comes any more. */
  record End(int channel) implements Along {}

  /** Against a channel: so many more batches may be sent. */
  record Credit(int channel, int batches) implements Message {}

  /** From where the splits of a source are found to a task that reads them, in order. */
  sealed interface OfSplits extends Message {
    int stage();
  }

  /** A split, in the source's coder. */
  record Split(int stage, ByteString split) implements OfSplits {}

  /** All splits that were there at first were given. */
  record SplitsFound(int stage) implements OfSplits {}

  /** There will be no more splits. */
  record NoMoreSplits(int stage) implements OfSplits {}

  /** A barrier between splits. */
  record SplitBarrier(int stage, Cut cut) implements OfSplits {
    long checkpoint() {
      return cut.checkpoint();
    }
  }

  /** A task has read its splits and would like one more. */
  record WantsSplit(int stage, int task) implements Message {}

  /** The content of a window of a side input has changed. */
  record Published(String collection, BoundedWindow window, SideInputContent content)
      implements Message {}

  /** How far event time has come where a side input is kept. */
  record SideInputTime(String collection, long watermarkMillis) implements Message {}

  /** No task of the sending slot will ask for windows of a side input that end before a time. */
  record Released(String collection, long untilMillis) implements Message {}

  /** About a script of events; see {@link Conductor}. */
  sealed interface OfScript extends Message {}

  /** Asks a slot to say when it is at rest. */
  record AskRest(long number) implements OfScript {}

  /**
   * A slot is at rest, which it was asked.
   *
   * @param number of the question
   * @param sent how much it has said to others till then
   * @param received how much it has heard of others till then
   * @param nextMillis when it has something to do by itself; {@link Long#MAX_VALUE} if it never has
   * @param applied the last checkpoint that is complete, and has nothing left to be made visible
   * @param finished whether all of its tasks have ended
   */
  record AtRest(
      long number, long sent, long received, long nextMillis, long applied, boolean finished)
      implements OfScript {}

  /** What time it is in the script. */
  record ScriptTime(long nowMillis) implements Message {}
}
