package io.millrace.runners.distributed.task;

import io.millrace.runners.core.batch.Batch;
import io.millrace.runners.core.watermark.InputWatermark;
import io.millrace.runners.core.watermark.Watermarks;
import io.millrace.runners.host.queue.SpillingQueue;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The receiving ends of all channels of a task. A channel on which a barrier has come waits until
 * it has come on all of them: the alignment of Carbone et al., "Lightweight Asynchronous Snapshots
 * for Distributed Dataflows" (2015). What producers said about event time counts when everything
 * that came before it was polled. Channels take turns. Not thread-safe.
 */
final class TaskInput implements Closeable {

  /** How many batches of a channel may be under way or waiting here. */
  static final int WINDOW = 16;

  /** Gives credit back to the sender of a channel. */
  interface Credits {
    void give(int channel, int batches);
  }

  private static final class Channel {
    final int number;
    final int producer;

    /** Batches are stood for by this object where they are in a queue of their own. */
    final ArrayDeque<Object> waiting = new ArrayDeque<>();

    final @Nullable SpillingQueue spilling;
    int owed;
    boolean ended;

    Channel(int number, int producer, @Nullable SpillingQueue spilling) {
      this.number = number;
      this.producer = producer;
      this.spilling = spilling;
    }
  }

  private static final Object SPILLED = new Object();

  private final List<Channel> channels = new ArrayList<>();
  private final Credits credits;
  private final @Nullable SplitQueue splits;
  private @Nullable InputWatermark watermark;
  private int turn;
  private boolean changed = true;

  /**
   * No channels.
   *
   * @param splits where splits go that come; null if the task reads no source
   */
  TaskInput(Credits credits, @Nullable SplitQueue splits) {
    this.credits = credits;
    this.splits = splits;
  }

  /**
   * Adds a channel.
   *
   * @param spilling takes its batches, as many as come; null to have the sender wait for credit
   * @return its place here
   */
  int add(int number, @Nullable SpillingQueue spilling) {
    channels.add(new Channel(number, channels.size(), spilling));
    return channels.size() - 1;
  }

  @Nullable SplitQueue splits() {
    return splits;
  }

  /** Takes in what came on a channel. */
  void receive(int place, Message.Along message) throws IOException {
    Channel channel = channels.get(place);
    Object item = message;
    if (message instanceof Message.Data data) {
      item = data.batch();
      if (channel.spilling != null) {
        channel.spilling.add(data.batch());
        item = SPILLED;
      }
    }
    channel.waiting.add(item);
    changed = true;
  }

  /** Whether there are channels, of batches or of splits. */
  boolean hasChannels() {
    return !channels.isEmpty() || splits != null;
  }

  private InputWatermark marks() {
    InputWatermark all = watermark;
    if (all == null) {
      all = new InputWatermark(channels.size());
      watermark = all;
    }
    return all;
  }

  /** Notes what stands at the heads of channels and is not a batch or a barrier. */
  private void passMarks() {
    if (!changed) {
      return;
    }
    changed = false;
    for (Channel channel : channels) {
      passMarks(channel);
    }
  }

  private void passMarks(Channel channel) {
    Object head;
    while ((head = channel.waiting.peekFirst()) != null) {
      if (head instanceof Message.Mark mark) {
        marks().update(channel.producer, mark.watermarkMillis());
      } else if (head instanceof Message.End) {
        channel.ended = true;
        marks().update(channel.producer, Watermarks.END);
      } else {
        return;
      }
      channel.waiting.removeFirst();
    }
  }

  /**
   * How far event time has come behind the batches that were polled; {@link Watermarks#IDLE} if all
   * producers that have not ended are idle. {@link Watermarks#START} without channels.
   */
  long watermark() {
    passMarks();
    return marks().getOrIdle();
  }

  /** The next batch; null if there is none now, or all that is there waits behind barriers. */
  @Nullable Batch poll() throws IOException {
    passMarks();
    for (int i = channels.size(); i > 0; i--) {
      Channel channel = channels.get(turn);
      turn = turn + 1 == channels.size() ? 0 : turn + 1;
      Object head = channel.waiting.peekFirst();
      if (head instanceof Batch || head == SPILLED) {
        channel.waiting.removeFirst();
        changed = true;
        return head instanceof Batch batch ? taken(channel, batch) : spilled(channel);
      }
    }
    return null;
  }

  private Batch taken(Channel channel, Batch batch) {
    // One message for half a window, instead of one for each batch.
    if (++channel.owed * 2 >= WINDOW) {
      credits.give(channel.number, channel.owed);
      channel.owed = 0;
    }
    return batch;
  }

  private static Batch spilled(Channel channel) throws IOException {
    Batch batch = channel.spilling == null ? null : channel.spilling.poll();
    if (batch == null) {
      throw new IOException("A batch that was put to disk is gone");
    }
    return batch;
  }

  /** Whether everything was polled and nothing will come any more. */
  boolean isEnded() {
    passMarks();
    for (Channel channel : channels) {
      if (!channel.ended) {
        return false;
      }
    }
    return splits == null || splits.isEnded();
  }

  /**
   * The checkpoint whose barrier has come on all channels that have not ended; 0 if there is none,
   * or all have ended.
   */
  long barrier() {
    passMarks();
    long checkpoint = splits == null ? 0 : splits.barrier();
    boolean needed = splits != null && !splits.isEnded();
    if (needed && checkpoint == 0) {
      return 0;
    }
    for (Channel channel : channels) {
      if (channel.ended) {
        continue;
      }
      if (!(channel.waiting.peekFirst() instanceof Message.Barrier barrier)) {
        return 0;
      }
      if (checkpoint != 0 && barrier.checkpoint() != checkpoint) {
        throw new IllegalStateException(
            "The barrier of checkpoint "
                + barrier.checkpoint()
                + " came on one channel where that of "
                + checkpoint
                + " is on another");
      }
      checkpoint = barrier.checkpoint();
    }
    return checkpoint;
  }

  /** Lets what is behind the barrier come. */
  void passBarrier() {
    for (Channel channel : channels) {
      if (channel.waiting.peekFirst() instanceof Message.Barrier) {
        channel.waiting.removeFirst();
      }
    }
    if (splits != null) {
      splits.passBarrier();
    }
    changed = true;
  }

  @Override
  public void close() throws IOException {
    for (Channel channel : channels) {
      if (channel.spilling != null) {
        channel.spilling.close();
      }
    }
  }
}
