package io.millrace.sdk.io.source;

import org.jspecify.annotations.Nullable;

/**
 * Estimates the watermark of one split from its elements, for a {@link WatermarkPolicy}. Used by
 * one thread at a time. It begins anew when a split is taken up again from a snapshot: a runner
 * remembers how far the watermark had come.
 *
 * @param <T> the type of the elements
 */
public interface WatermarkGenerator<T extends @Nullable Object> {

  /**
   * Sees an element, in the order in which the reader gives them, before anything else does.
   *
   * @param timestampMillis its event time, in milliseconds after the epoch
   */
  void onElement(T element, long timestampMillis);

  /**
   * The watermark, in milliseconds after the epoch: no element to come is older, except such as are
   * late. Must not go back; {@code TIMESTAMP_MIN_VALUE} while nothing is known.
   */
  long watermarkMillis();
}
