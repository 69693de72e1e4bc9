package io.millrace.runners.direct.exchange;

import io.millrace.runners.core.watermark.InputWatermark;
import io.millrace.runners.core.watermark.Watermarks;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What producers said about event time, each word at its place between the batches of a channel: it
 * counts once all batches that were offered before it have been polled. Not thread-safe: the
 * channel guards it.
 */
final class Marks {

  /**
   * A producer's watermark.
   *
   * @param batchesBefore how many batches had been offered
   */
  private record Mark(int producer, long watermark, long batchesBefore) {}

  private final ArrayDeque<Mark> waiting = new ArrayDeque<>();
  private final InputWatermark watermark;
  private long offered;
  private long polled;
  private int producersLeft;

  Marks(int producers) {
    this.watermark = new InputWatermark(producers);
    this.producersLeft = producers;
  }

  void batchOffered() {
    offered++;
  }

  void batchPolled() {
    polled++;
  }

  void watermark(int producer, long watermarkMillis) {
    Mark last = waiting.peekLast();
    // The newer word counts; but one that is idle now has come as far as it said before.
    if (last != null
        && last.producer == producer
        && last.batchesBefore == offered
        && watermarkMillis != Watermarks.IDLE) {
      waiting.removeLast();
    }
    waiting.addLast(new Mark(producer, watermarkMillis, offered));
  }

  void producerFinished(int producer) {
    producersLeft--;
    watermark(producer, Watermarks.END);
  }

  boolean allFinished() {
    return producersLeft == 0;
  }

  /**
   * The watermark behind the batches polled so far; {@link Watermarks#IDLE} if nobody is to wait
   * for this channel.
   */
  long current() {
    @Nullable Mark next;
    while ((next = waiting.peekFirst()) != null && next.batchesBefore <= polled) {
      watermark.update(next.producer, next.watermark);
      waiting.removeFirst();
    }
    return watermark.getOrIdle();
  }
}
