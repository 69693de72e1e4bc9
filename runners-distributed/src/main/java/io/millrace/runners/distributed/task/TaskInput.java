package io.millrace.runners.distributed.task;

import io.millrace.runners.core.batch.Batch;
import io.millrace.runners.core.watermark.InputWatermark;
import io.millrace.runners.core.watermark.Watermarks;
import io.millrace.runners.distributed.exchange.AlignedChannels;
import io.millrace.runners.distributed.exchange.ExchangeException;
import io.millrace.runners.host.queue.SpillingQueue;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What comes to a task: the receiving ends of its channels, where barriers are aligned ({@link
 * AlignedChannels}), or the splits of the source that it reads. What producers say about event time
 * counts when it is polled, and so behind everything that came before. Not thread-safe.
 */
final class TaskInput implements Closeable {

  /** How many batches of a channel may be under way or waiting here in memory. */
  static final int WINDOW = 16;

  /** Gives credit back to the sender of a channel. */
  interface Credits {
    void give(int channel, int batches);
  }

  private static final class Channel {
    final int number;
    final @Nullable SpillingQueue spilling;
    int owed;

    Channel(int number, @Nullable SpillingQueue spilling) {
      this.number = number;
      this.spilling = spilling;
    }
  }

  /** What belongs to a checkpoint whose barrier has overtaken it. */
  interface InFlight {
    /** A batch, which is still to be polled. */
    void batch(Message.Data data) throws IOException;

    /** The barrier has come on all channels: that was all. */
    void all();
  }

  /** What waits: a message, or how it comes back from disk. */
  private interface Waiting {
    Message.Along take() throws IOException;
  }

  /**
   * A message in memory.
   *
   * @param credited whether the sender waits for credit for it
   */
  private record Held(Message.Along message, boolean credited) implements Waiting {
    @Override
    public Message.Along take() {
      return message;
    }
  }

  private final List<Channel> channels = new ArrayList<>();
  private final AlignedChannels<Waiting> aligned = new AlignedChannels<>();
  private final Credits credits;
  private final @Nullable SplitQueue splits;
  private @Nullable InputWatermark watermark;
  private @Nullable InFlight inFlight;
  private boolean spills;
  private int ended;

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
   * Adds a channel, before anything comes.
   *
   * @param spilling takes its batches, for which credit is given when they are there; null to have
   *     the sender wait until they are polled
   * @return its place here
   * @throws IllegalStateException if the task reads a source: its barriers come between splits
   */
  int add(int number, @Nullable SpillingQueue spilling) {
    if (splits != null) {
      throw new IllegalStateException("A task that reads a source has no channel " + number);
    }
    channels.add(new Channel(number, spilling));
    spills |= spilling != null;
    return aligned.add();
  }

  @Nullable SplitQueue splits() {
    return splits;
  }

  /** Whether anything comes, batches or splits, and barriers with it. */
  boolean hasChannels() {
    return !channels.isEmpty() || splits != null;
  }

  /** Takes in what came on a channel. */
  void receive(int place, Message.Along message) throws IOException {
    Channel channel = channels.get(place);
    if (message instanceof Message.Barrier barrier) {
      if (aligned.putBarrier(place, barrier.checkpoint())) {
        allCame();
      }
    } else if (message instanceof Message.Data data && channel.spilling != null) {
      channel.spilling.add(data.batch());
      owe(channel);
      aligned.put(place, () -> new Message.Data(channel.number, spilled(channel)));
    } else if (aligned.put(place, new Held(message, true))
        && message instanceof Message.Data data) {
      overtaken(data);
    }
  }

  private void overtaken(Message.Data data) throws IOException {
    InFlight to = inFlight;
    if (to != null) {
      to.batch(data);
    }
  }

  private void allCame() {
    InFlight to = inFlight;
    inFlight = null;
    if (to != null) {
      to.all();
    }
  }

  /**
   * The first checkpoint of which a barrier waits on some channel, and which can overtake what is
   * in front of it; 0 if there is none. What went to disk is not overtaken, nor are splits.
   */
  long waitingBarrier() {
    return spills || aligned.overtaking() != 0 ? 0 : aligned.waitingBarrier();
  }

  /**
   * Lets the {@link #waitingBarrier} overtake the batches in front of it, which belong to its
   * checkpoint. What else is in front of it does not: producers that go on from there say it again.
   *
   * @param to is told the batches, also those that come later
   */
  void overtake(long checkpoint, InFlight to) throws IOException {
    inFlight = to;
    boolean all =
        aligned.overtake(
            checkpoint,
            (place, item) -> {
              if (item instanceof Held held && held.message() instanceof Message.Data data) {
                to.batch(data);
              }
            });
    if (all) {
      allCame();
    }
  }

  /**
   * Puts a batch in front that was in flight at the checkpoint that the task goes on from, before
   * anything comes.
   *
   * @throws IOException if there is no such channel
   */
  void restore(Message.Data data) throws IOException {
    for (int place = 0; place < channels.size(); place++) {
      if (channels.get(place).number == data.channel()) {
        aligned.put(place, new Held(data, false));
        return;
      }
    }
    throw new IOException("Channel " + data.channel() + " does not lead to this task");
  }

  private static Batch spilled(Channel channel) throws IOException {
    Batch batch = channel.spilling == null ? null : channel.spilling.poll();
    if (batch == null) {
      throw new IOException("A batch that was put to disk is gone");
    }
    return batch;
  }

  private InputWatermark marks() {
    InputWatermark all = watermark;
    if (all == null) {
      all = new InputWatermark(channels.size());
      watermark = all;
    }
    return all;
  }

  /**
   * What comes next: a batch, or word of event time, which has changed {@link #watermark} and
   * {@link #isEnded} already. Null if there is nothing now, or all that is there waits behind
   * barriers.
   */
  Message.@Nullable Along poll() throws IOException {
    Waiting next = aligned.poll();
    if (next == null) {
      return null;
    }
    int place = aligned.place();
    Message.Along message = next.take();
    if (message instanceof Message.Data) {
      if (next instanceof Held held && held.credited()) {
        owe(channels.get(place));
      }
    } else if (message instanceof Message.Mark mark) {
      marks().update(place, mark.watermarkMillis());
    } else if (message instanceof Message.End) {
      ended++;
      marks().update(place, Watermarks.END);
    }
    return message;
  }

  private void owe(Channel channel) {
    // One message for half a window, instead of one for each batch.
    if (++channel.owed * 2 >= WINDOW) {
      credits.give(channel.number, channel.owed);
      channel.owed = 0;
    }
  }

  /**
   * How far event time has come behind the batches that were polled; {@link Watermarks#IDLE} if all
   * producers that have not ended are idle. {@link Watermarks#START} without channels.
   */
  long watermark() {
    return marks().getOrIdle();
  }

  /** Whether everything on all channels was polled and nothing but barriers will come any more. */
  boolean isEnded() {
    return ended == channels.size();
  }

  /**
   * The checkpoint whose barrier has come on all channels; 0 if there is none.
   *
   * @throws ExchangeException if barriers come in different orders
   */
  long barrier() throws ExchangeException {
    return splits == null ? aligned.barrier() : splits.barrier();
  }

  /** Lets the barrier pass, and what is behind it come. */
  void passBarrier() {
    aligned.passBarrier();
    if (splits != null) {
      splits.passBarrier();
    }
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
