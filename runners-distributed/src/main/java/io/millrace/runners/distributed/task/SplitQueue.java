package io.millrace.runners.distributed.task;

import com.google.protobuf.ByteString;
import io.millrace.runners.core.host.Splits;
import io.millrace.runners.core.snapshot.Section;
import io.millrace.runners.core.snapshot.StateSink;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.DecodeBuffer;
import java.io.IOException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The splits of a task that reads a source: those that it was given, behind which it asks for more.
 * Not thread-safe.
 */
final class SplitQueue implements Splits {

  private final Coder<?> coder;
  private final Runnable wants;
  private final ArrayDeque<Message.OfSplits> waiting = new ArrayDeque<>();
  private boolean asked;
  private boolean found;
  private boolean ended;

  /**
   * Nothing was given yet.
   *
   * @param coder of the splits
   * @param wants asks for a split
   */
  SplitQueue(Coder<?> coder, Runnable wants) {
    this.coder = coder;
    this.wants = wants;
  }

  void receive(Message.OfSplits message) {
    waiting.add(message);
    passMarks();
  }

  private void passMarks() {
    while (true) {
      Message.OfSplits head = waiting.peekFirst();
      if (head instanceof Message.SplitsFound) {
        found = true;
      } else if (head instanceof Message.NoMoreSplits) {
        found = true;
        ended = true;
      } else {
        return;
      }
      waiting.removeFirst();
    }
  }

  @Override
  public @Nullable Object next() throws IOException {
    if (waiting.peekFirst() instanceof Message.Split split) {
      waiting.removeFirst();
      asked = false;
      passMarks();
      return decoded(split.split());
    }
    if (!asked && !ended) {
      asked = true;
      wants.run();
    }
    return null;
  }

  private Object decoded(ByteString split) throws IOException {
    return coder.decode(new DecodeBuffer(split.toByteArray()));
  }

  /**
   * Of what is in splits that were not opened nothing is known; nor before the first were found.
   */
  @Override
  public boolean areWaiting() {
    return !found || waiting.peekFirst() instanceof Message.Split;
  }

  @Override
  public boolean isExhausted() {
    return ended;
  }

  /** The checkpoint whose barrier has come; 0 if none has. */
  long barrier() {
    for (Message.OfSplits message : waiting) {
      if (message instanceof Message.SplitBarrier barrier) {
        return barrier.checkpoint();
      }
    }
    return 0;
  }

  /** Lets the barrier go. The splits in front of it stay: they were saved with the task. */
  void passBarrier() {
    for (Message.OfSplits message : waiting) {
      if (message instanceof Message.SplitBarrier) {
        waiting.remove(message);
        passMarks();
        return;
      }
    }
  }

  /** Writes the splits in front of the barrier: they are in no other snapshot. */
  void save(StateSink sink) throws IOException {
    for (Message.OfSplits message : waiting) {
      if (message instanceof Message.SplitBarrier) {
        return;
      }
      if (message instanceof Message.Split split) {
        sink.shared(Section.INPUT).write(split.split().toByteArray());
        sink.end();
      }
    }
  }

  /** Takes back an entry of {@link #save}. */
  void load(int stage, DecodeBuffer in) {
    byte[] split = new byte[in.remaining()];
    if (in.read(split, 0, split.length) != split.length) {
      throw new IllegalStateException("An entry has fewer bytes than it says");
    }
    waiting.add(new Message.Split(stage, ByteString.copyFrom(split)));
  }
}
