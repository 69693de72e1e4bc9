package io.millrace.runners.distributed.exchange;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What has come on several channels and waits to be taken. A channel on which a barrier stands in
 * front gives nothing until the barrier is let pass, which is possible once it has come on all of
 * them. This is the alignment of Carbone et al., "Lightweight Asynchronous Snapshots for
 * Distributed Dataflows" (2015).
 *
 * <p>Where that takes too long, a barrier can {@link #overtake} what is in front of it: that
 * belongs to its checkpoint then, with what still comes on channels that the barrier has not come
 * on. This is what Carbone et al. do for cycles, and what others call unaligned.
 *
 * <p>Barriers come on every channel, also behind the last item of one that has ended: what an end
 * is, only the items know. Channels take turns. Not thread-safe.
 *
 * @param <T> what comes between barriers
 */
public final class AlignedChannels<T> {

  /**
   * A barrier that waits.
   *
   * @param behind the number of items that came before it on its channel
   */
  private record Barrier(long checkpoint, long behind) {}

  private static final class Channel<T> {
    final ArrayDeque<T> items = new ArrayDeque<>();
    final ArrayDeque<Barrier> barriers = new ArrayDeque<>();
    long put;
    long polled;

    /** Whether a barrier that has overtaken is still to come here. */
    boolean awaited;

    /** The checkpoint whose barrier stands in front; 0 if there is none. */
    long barrier() {
      Barrier next = barriers.peekFirst();
      return next != null && next.behind() == polled ? next.checkpoint() : 0;
    }
  }

  private final List<Channel<T>> channels = new ArrayList<>();
  private int turn;
  private int place;

  /** The barrier that has overtaken and is still to come on some channels; 0 if there is none. */
  private long overtaking;

  /** No channels. */
  public AlignedChannels() {}

  /**
   * Adds a channel on which nothing has come.
   *
   * @return its place, from 0 on
   */
  public int add() {
    channels.add(new Channel<>());
    return channels.size() - 1;
  }

  /** How many channels there are. */
  public int count() {
    return channels.size();
  }

  /**
   * Takes in what came on a channel.
   *
   * @return whether a barrier has overtaken it: then it belongs to that checkpoint as well
   */
  public boolean put(int at, T item) {
    Channel<T> channel = channels.get(at);
    channel.items.add(item);
    channel.put++;
    return channel.awaited;
  }

  /**
   * Takes in a barrier that came on a channel.
   *
   * @param checkpoint whose barrier; larger than 0
   * @return whether it has overtaken and was missing here last: all that was in front of it is
   *     known now
   * @throws ExchangeException if it has overtaken another one that was to come before
   */
  public boolean putBarrier(int at, long checkpoint) throws ExchangeException {
    if (checkpoint <= 0) {
      throw new IllegalArgumentException("A barrier of checkpoint " + checkpoint);
    }
    Channel<T> channel = channels.get(at);
    if (!channel.awaited) {
      channel.barriers.add(new Barrier(checkpoint, channel.put));
      return false;
    }
    if (checkpoint != overtaking) {
      throw new ExchangeException(
          "barrier " + checkpoint + " came where " + overtaking + " was to come");
    }
    channel.awaited = false;
    if (channels.stream().anyMatch(each -> each.awaited)) {
      return false;
    }
    overtaking = 0;
    return true;
  }

  /** The first checkpoint of which a barrier waits on some channel; 0 if there is none. */
  public long waitingBarrier() {
    long first = 0;
    for (Channel<T> channel : channels) {
      Barrier next = channel.barriers.peekFirst();
      if (next != null && (first == 0 || next.checkpoint() < first)) {
        first = next.checkpoint();
      }
    }
    return first;
  }

  /** The barrier that has overtaken and has not come on all channels; 0 if there is none. */
  public long overtaking() {
    return overtaking;
  }

  /** Sees items that are overtaken; they can still be polled. */
  @FunctionalInterface
  public interface Overtaken<T> {
    /** One, and the place of its channel. */
    void see(int at, T item) throws IOException;
  }

  /**
   * Lets the barrier that waits overtake everything in front of it. What comes from now on on
   * channels that it has not come on is overtaken as well, as {@link #put} says.
   *
   * @param checkpoint the {@link #waitingBarrier}
   * @return whether it had come on all channels, so that nothing more is to come
   * @throws IllegalStateException if this barrier does not wait, or the one before has not come on
   *     all channels
   * @throws ExchangeException if barriers come in different orders
   * @throws IOException if who sees the items throws it
   */
  public boolean overtake(long checkpoint, Overtaken<? super T> overtaken) throws IOException {
    if (overtaking != 0 || checkpoint == 0 || checkpoint != waitingBarrier()) {
      throw new IllegalStateException(
          "Barrier " + checkpoint + " cannot overtake: " + overtaking + " has, and is awaited");
    }
    for (Channel<T> channel : channels) {
      if (!channel.barriers.isEmpty() && channel.barriers.getFirst().checkpoint() != checkpoint) {
        throw new ExchangeException(
            "barrier "
                + channel.barriers.getFirst().checkpoint()
                + " on one channel, "
                + checkpoint
                + " on another");
      }
    }
    for (int at = 0; at < channels.size(); at++) {
      Channel<T> channel = channels.get(at);
      Barrier come = channel.barriers.pollFirst();
      channel.awaited = come == null;
      if (come == null) {
        overtaking = checkpoint;
      }
      long left = (come == null ? channel.put : come.behind()) - channel.polled;
      for (T item : channel.items) {
        if (left-- == 0) {
          break;
        }
        overtaken.see(at, item);
      }
    }
    return overtaking == 0;
  }

  /** The next item; null if there is none, or all that there are wait behind barriers. */
  public @Nullable T poll() {
    for (int i = channels.size(); i > 0; i--) {
      int at = turn;
      turn = turn + 1 == channels.size() ? 0 : turn + 1;
      Channel<T> channel = channels.get(at);
      if (channel.barrier() == 0) {
        T item = channel.items.pollFirst();
        if (item != null) {
          channel.polled++;
          place = at;
          return item;
        }
      }
    }
    return null;
  }

  /** The place of the channel that the item polled last came on. */
  public int place() {
    return place;
  }

  /**
   * The checkpoint whose barrier stands in front on all channels; 0 if there is none.
   *
   * @throws ExchangeException if barriers come in different orders
   */
  public long barrier() throws ExchangeException {
    long aligned = 0;
    for (Channel<T> channel : channels) {
      long checkpoint = channel.barrier();
      if (checkpoint == 0) {
        return 0;
      }
      if (aligned != 0 && checkpoint != aligned) {
        throw new ExchangeException(
            "barrier " + checkpoint + " on one channel, " + aligned + " on another");
      }
      aligned = checkpoint;
    }
    return aligned;
  }

  /**
   * Lets the barrier pass that stands in front on all channels, and with it what is behind.
   *
   * @throws IllegalStateException if it does not stand on all of them
   */
  public void passBarrier() {
    for (Channel<T> channel : channels) {
      if (channel.barrier() == 0) {
        throw new IllegalStateException("The barrier has not come on all channels");
      }
      channel.barriers.removeFirst();
    }
  }
}
