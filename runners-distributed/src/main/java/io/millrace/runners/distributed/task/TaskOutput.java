package io.millrace.runners.distributed.task;

import io.millrace.runners.core.batch.Batch;
import io.millrace.runners.core.host.OutputChannels;
import io.millrace.runners.distributed.worker.Cut;
import java.util.Arrays;

/** A task's sending ends of the channels along one edge. Not thread-safe. */
final class TaskOutput implements OutputChannels {

  /** Takes messages along channels, in order. */
  interface Wire {
    void send(Message.Along message);
  }

  /** No channel leads to this receiver. */
  static final int NONE = -1;

  private final int[] channels;
  private final int[] credit;
  private final Wire wire;

  /**
   * The ends of channels.
   *
   * @param channels for each receiver the number of the channel, or {@link #NONE}
   * @param credit how many batches may be under way to each
   */
  TaskOutput(int[] channels, int credit, Wire wire) {
    this.channels = channels.clone();
    this.credit = new int[channels.length];
    Arrays.fill(this.credit, credit);
    this.wire = wire;
  }

  @Override
  public int targets() {
    return channels.length;
  }

  @Override
  public boolean offer(int target, Batch batch) {
    if (credit[target] == 0) {
      return false;
    }
    credit[target]--;
    wire.send(new Message.Data(channels[target], batch));
    return true;
  }

  /** Takes in credit that a receiver gave. */
  void credit(int target, int batches) {
    credit[target] += batches;
  }

  @Override
  public void watermark(long watermarkMillis) {
    for (int channel : channels) {
      if (channel != NONE) {
        wire.send(new Message.Mark(channel, watermarkMillis));
      }
    }
  }

  /** Sends a barrier, behind everything that was offered. */
  void barrier(Cut cut) {
    for (int channel : channels) {
      if (channel != NONE) {
        wire.send(new Message.Barrier(channel, cut));
      }
    }
  }

  @Override
  public void finish() {
    for (int channel : channels) {
      if (channel != NONE) {
        wire.send(new Message.End(channel));
      }
    }
  }
}
