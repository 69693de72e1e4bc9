package io.millrace.runners.core.host;

import io.millrace.sdk.transforms.windowing.BoundedWindow;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The content of side inputs by window, shared by all tasks of a process: one task for each
 * collection publishes it, any number read it.
 *
 * <p>A window has no content, or that of its last pane (rule S4). What a task published before it
 * told of a watermark is seen by whoever has seen that watermark: who looks for the content of a
 * window asks for the watermark first.
 */
public interface SideInputs {

  /** Puts a content in the place of what a window had. */
  void publish(String collectionId, BoundedWindow window, List<@Nullable Object> elements);

  /**
   * Tells how far event time has come where a collection is kept: {@link
   * io.millrace.runners.core.watermark.Watermarks#END} once nothing will be published any more.
   */
  void advanceWatermark(String collectionId, long watermarkMillis);

  /** What {@link #advanceWatermark} was told last; the beginning of time before. */
  long watermark(String collectionId);

  /** The content of a window; null if nothing was published for it. */
  @Nullable SideInputContent latest(String collectionId, BoundedWindow window);

  /** The contents of all windows of a collection that were published and are still there. */
  Map<BoundedWindow, SideInputContent> contents(String collectionId);

  /**
   * Tells that this task will never again ask for windows of a collection whose last instant is
   * before {@code untilMillis}: once all tasks that read the collection said so, they may go (rule
   * G4).
   */
  void release(String collectionId, long untilMillis);
}
