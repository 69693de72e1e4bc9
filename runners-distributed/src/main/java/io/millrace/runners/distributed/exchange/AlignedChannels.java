package io.millrace.runners.distributed.exchange;

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

    /** The checkpoint whose barrier stands in front; 0 if there is none. */
    long barrier() {
      Barrier next = barriers.peekFirst();
      return next != null && next.behind() == polled ? next.checkpoint() : 0;
    }
  }

  private final List<Channel<T>> channels = new ArrayList<>();
  private int turn;
  private int place;

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

  /** Takes in what came on a channel. */
  public void put(int at, T item) {
    Channel<T> channel = channels.get(at);
    channel.items.add(item);
    channel.put++;
  }

  /**
   * Takes in a barrier that came on a channel.
   *
   * @param checkpoint whose barrier; larger than 0
   */
  public void putBarrier(int at, long checkpoint) {
    if (checkpoint <= 0) {
      throw new IllegalArgumentException("A barrier of checkpoint " + checkpoint);
    }
    Channel<T> channel = channels.get(at);
    channel.barriers.add(new Barrier(checkpoint, channel.put));
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
