package io.millrace.runners.distributed.exchange;

import com.google.protobuf.ByteString;
import io.millrace.cluster.v1.ExchangeFrame;
import java.util.function.Consumer;

/** The sending end of a channel. Not thread-safe. */
public final class OutputChannel {

  private final int channel;
  private final Consumer<ByteString> wire;
  private long sequence;
  private long credit;

  /**
   * A channel on which nothing was sent.
   *
   * @param wire takes frames to the other end, in order
   */
  public OutputChannel(int channel, Consumer<ByteString> wire) {
    this.channel = channel;
    this.wire = wire;
  }

  /** Sends a batch; false, and nothing is sent, if there is no credit. */
  public boolean offer(ByteString batch) {
    if (credit == 0) {
      return false;
    }
    credit--;
    wire(ExchangeFrame.newBuilder().setBatch(batch));
    return true;
  }

  /** Whether {@link #offer} would send. */
  public boolean hasCredit() {
    return credit > 0;
  }

  /** Sends a barrier, which needs no credit. */
  public void barrier(long checkpoint) {
    wire(ExchangeFrame.newBuilder().setBarrier(checkpoint));
  }

  /** Says that no batch comes any more. */
  public void end() {
    wire(ExchangeFrame.newBuilder().setEnd(true));
  }

  /** Takes in what came against the channel. */
  public void receive(ExchangeFrame frame) {
    credit += Integer.toUnsignedLong(frame.getCredit());
  }

  private void wire(ExchangeFrame.Builder frame) {
    wire.accept(frame.setChannel(channel).setSequence(++sequence).build().toByteString());
  }
}
