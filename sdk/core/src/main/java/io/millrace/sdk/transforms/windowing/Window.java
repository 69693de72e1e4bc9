package io.millrace.sdk.transforms.windowing;

/** Puts the elements of a collection into windows and says when their results are emitted. */
public final class Window {

  private Window() {}

  /** Whether a window emits a last pane when it closes for good. */
  public enum ClosingBehavior {
    /** Always, even if nothing arrived since the pane before. */
    FIRE_ALWAYS,
    /** Only if something arrived since the pane before. The default. */
    FIRE_IF_NON_EMPTY
  }

  /** Whether a window that had data emits a pane when the watermark passes its end. */
  public enum OnTimeBehavior {
    /** Always, even if nothing arrived since the pane before. The default. */
    FIRE_ALWAYS,
    /** Only if something arrived since the pane before. */
    FIRE_IF_NON_EMPTY
  }
}
