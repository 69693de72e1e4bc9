package io.millrace.runners.distributed.exchange;

import com.google.protobuf.ByteString;
import io.millrace.cluster.v1.ExchangeFrame;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The receiving ends of several channels of bytes: checks that frames come in sequence and within
 * credit, and gives out a barrier when it has come on all channels, before any batch behind it (see
 * {@link AlignedChannels}). Not thread-safe.
 */
public final class AlignedInput {

  /** What comes next. */
  public sealed interface Next {}

  /** A batch, from the channel of the given place. */
  public record Batch(int place, ByteString bytes) implements Next {}

  /** The barrier has come on all channels. */
  public record Barrier(long checkpoint) implements Next {}

  /**
   * A barrier that has {@link #overtake overtaken} has come on all channels.
   *
   * @param batches all that it has overtaken, in the order of each channel
   */
  public record InFlight(long checkpoint, List<Batch> batches) implements Next {
    /** Copies the list. */
    public InFlight {
      batches = List.copyOf(batches);
    }
  }

  /** All channels have ended; told once. Barriers may still come. */
  public record Ended() implements Next {}

  private static final class Channel {
    final Consumer<ByteString> against;
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

  /** Batches and ends. */
  private final AlignedChannels<ExchangeFrame> frames = new AlignedChannels<>();

  private final List<Batch> overtaken = new ArrayList<>();
  private @Nullable InFlight inFlight;
  private int ended;

  /**
   * Channels on which nothing was received.
   *
   * @param window how many batches of a channel may be under way or waiting here
   * @param against for each channel, what takes frames against it to the sender
   */
  public AlignedInput(int window, List<Consumer<ByteString>> against) {
    this.window = window;
    for (Consumer<ByteString> wire : against) {
      channels.add(new Channel(wire));
      frames.add();
    }
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
   * @throws ExchangeException if a frame is missing, more came than credit was given for, or it is
   *     none that may come here
   */
  public void receive(int place, ExchangeFrame frame) throws ExchangeException {
    Channel channel = channels.get(place);
    if (frame.getSequence() != channel.sequence + 1) {
      throw new ExchangeException(
          "frame " + frame.getSequence() + " came where " + (channel.sequence + 1) + " was due");
    }
    channel.sequence++;
    if (channel.ended && !frame.hasBarrier()) {
      throw new ExchangeException("a frame behind the end with " + frame.getBodyCase());
    }
    switch (frame.getBodyCase()) {
      case BATCH -> {
        if (++channel.batches > window) {
          throw new ExchangeException("more than " + window + " batches came without credit");
        }
        if (frames.put(place, frame)) {
          overtaken.add(new Batch(place, frame.getBatch()));
        }
      }
      case END -> {
        channel.ended = true;
        frames.put(place, frame);
      }
      case BARRIER -> {
        long checkpoint = checked(frame.getBarrier());
        if (frames.putBarrier(place, checkpoint)) {
          allCame(checkpoint);
        }
      }
      case CREDIT, BODY_NOT_SET ->
          throw new ExchangeException("a frame along a channel with " + frame.getBodyCase());
    }
  }

  private static long checked(long checkpoint) throws ExchangeException {
    if (checkpoint <= 0) {
      throw new ExchangeException("a barrier of checkpoint " + checkpoint);
    }
    return checkpoint;
  }

  private void allCame(long checkpoint) {
    inFlight = new InFlight(checkpoint, overtaken);
    overtaken.clear();
  }

  /**
   * The first checkpoint of which a barrier waits on some channel, and which can overtake; 0 if
   * there is none.
   */
  public long waitingBarrier() {
    return frames.overtaking() == 0 && inFlight == null ? frames.waitingBarrier() : 0;
  }

  /**
   * Lets the {@link #waitingBarrier} overtake what is in front of it: what is kept at this moment
   * belongs to its checkpoint, with the batches that come as {@link InFlight} once the barrier has
   * come on all channels.
   *
   * @throws ExchangeException if barriers come in different orders
   */
  public void overtake(long checkpoint) throws IOException {
    if (frames.overtake(
        checkpoint,
        (place, frame) -> {
          if (frame.hasBatch()) {
            overtaken.add(new Batch(place, frame.getBatch()));
          }
        })) {
      allCame(checkpoint);
    }
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
    InFlight all = inFlight;
    if (all != null) {
      inFlight = null;
      return Optional.of(all);
    }
    for (ExchangeFrame frame = frames.poll(); frame != null; frame = frames.poll()) {
      if (frame.getBodyCase() == ExchangeFrame.BodyCase.BATCH) {
        return Optional.of(taken(frames.place(), frame));
      }
      if (++ended == channels.size()) {
        return Optional.of(new Ended());
      }
    }
    long checkpoint = frames.barrier();
    if (checkpoint == 0) {
      return Optional.empty();
    }
    frames.passBarrier();
    return Optional.of(new Barrier(checkpoint));
  }

  private Batch taken(int place, ExchangeFrame frame) {
    Channel channel = channels.get(place);
    channel.batches--;
    channel.creditOwed++;
    // one frame for half a window, instead of one for each batch
    if (channel.creditOwed * 2 >= window) {
      give(place, channel.creditOwed);
      channel.creditOwed = 0;
    }
    return new Batch(place, frame.getBatch());
  }

  private void give(int place, int credit) {
    ExchangeFrame frame = ExchangeFrame.newBuilder().setChannel(place).setCredit(credit).build();
    channels.get(place).against.accept(frame.toByteString());
  }
}
