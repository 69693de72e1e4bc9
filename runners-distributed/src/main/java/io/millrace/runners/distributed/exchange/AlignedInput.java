package io.millrace.runners.distributed.exchange;

import com.google.protobuf.ByteString;
import io.millrace.cluster.v1.ExchangeFrame;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The receiving ends of several channels. A channel on which a barrier has come waits until it has
 * come on all of them: then, and before any batch behind it, the barrier itself is given out. This
 * is the alignment of Carbone et al., Lightweight asynchronous snapshots for distributed dataflows.
 *
 * <p>Channels take turns. Not thread-safe.
 */
public final class AlignedInput {

  /** What comes next. */
  public sealed interface Next {}

  /** A batch, from the channel of the given place. */
  public record Batch(int place, ByteString bytes) implements Next {}

  /** The barrier has come on all channels. */
  public record Barrier(long checkpoint) implements Next {}

  /** All channels have ended; told once. Barriers may still come. */
  public record Ended() implements Next {}

  private static final class Channel {
    final Consumer<ByteString> against;
    final ArrayDeque<ExchangeFrame> frames = new ArrayDeque<>();
    long sequence;
    int batches;
    int creditOwed;
    boolean ended;

    Channel(Consumer<ByteString> against) {
      this.against = against;
    }
  }

  private final int window;
  private final List<Channel> channels = new ArrayList<>();
  private int turn;
  private boolean endTold;

  /**
   * Channels on which nothing was received.
   *
   * @param window how many batches of a channel may be under way or waiting here
   * @param against for each channel, what takes frames against it to the sender
   */
  public AlignedInput(int window, List<Consumer<ByteString>> against) {
    this.window = window;
    against.forEach(wire -> channels.add(new Channel(wire)));
  }

  /** Gives the senders their first credit: to be called once all of them can receive. */
  public void open() {
    for (int i = 0; i < channels.size(); i++) {
      give(i, window);
    }
  }

  /**
   * Takes in a frame.
   *
   * @param place the place of the channel
   * @throws ExchangeException if a frame is missing, or more came than credit was given for
   */
  public void receive(int place, ExchangeFrame frame) throws ExchangeException {
    Channel channel = channels.get(place);
    if (frame.getSequence() != channel.sequence + 1) {
      throw new ExchangeException(
          "frame " + frame.getSequence() + " came where " + (channel.sequence + 1) + " was due");
    }
    channel.sequence++;
    if (frame.getBodyCase() == ExchangeFrame.BodyCase.BATCH && ++channel.batches > window) {
      throw new ExchangeException("more than " + window + " batches came without credit");
    }
    channel.frames.add(frame);
  }

  /** How many batches wait here. */
  public int waiting() {
    return channels.stream().mapToInt(channel -> channel.batches).sum();
  }

  /**
   * What comes next; empty if all that is there waits for a barrier on another channel.
   *
   * @throws ExchangeException if barriers come in different orders
   */
  public Optional<Next> poll() throws ExchangeException {
    for (int i = 0; i < channels.size(); i++) {
      int place = (turn + i) % channels.size();
      Optional<Next> next = pollOne(place);
      if (next.isPresent()) {
        turn = (place + 1) % channels.size();
        return next;
      }
    }
    if (!endTold && channels.stream().allMatch(channel -> channel.ended)) {
      endTold = true;
      return Optional.of(new Ended());
    }
    return pollBarrier();
  }

  private Optional<Next> pollOne(int place) {
    Channel channel = channels.get(place);
    ExchangeFrame frame = channel.frames.peek();
    if (frame != null && frame.getBodyCase() == ExchangeFrame.BodyCase.END) {
      channel.ended = true;
      channel.frames.remove();
      frame = channel.frames.peek();
    }
    if (frame == null || frame.getBodyCase() != ExchangeFrame.BodyCase.BATCH) {
      return Optional.empty();
    }
    channel.frames.remove();
    channel.batches--;
    channel.creditOwed++;
    // one frame for half a window, instead of one for each batch
    if (channel.creditOwed * 2 >= window) {
      give(place, channel.creditOwed);
      channel.creditOwed = 0;
    }
    return Optional.of(new Batch(place, frame.getBatch()));
  }

  private Optional<Next> pollBarrier() throws ExchangeException {
    long checkpoint = 0;
    for (Channel channel : channels) {
      ExchangeFrame head = channel.frames.peek();
      if (head == null) {
        return Optional.empty();
      }
      if (checkpoint != 0 && head.getBarrier() != checkpoint) {
        throw new ExchangeException(
            "barrier " + head.getBarrier() + " on one channel, " + checkpoint + " on another");
      }
      checkpoint = head.getBarrier();
    }
    channels.forEach(channel -> channel.frames.remove());
    return Optional.of(new Barrier(checkpoint));
  }

  private void give(int place, int credit) {
    ExchangeFrame frame = ExchangeFrame.newBuilder().setChannel(place).setCredit(credit).build();
    channels.get(place).against.accept(frame.toByteString());
  }
}
