package io.millrace.sdk.transforms.windowing;

import io.millrace.sdk.coders.AtomicCoder;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The window that holds all of event time, except the last day before {@link
 * BoundedWindow#TIMESTAMP_MAX_VALUE}: so the watermark can still pass its end.
 */
public final class GlobalWindow extends BoundedWindow {

  // Before INSTANCE, which is made of it.
  private static final long END = EventTime.LAST_END - 1;

  /** The only one. */
  public static final GlobalWindow INSTANCE = new GlobalWindow();

  private final Instant maxTimestamp = Instant.ofEpochMilli(END);

  private GlobalWindow() {}

  @Override
  public Instant maxTimestamp() {
    return maxTimestamp;
  }

  @Override
  public long maxTimestampMillis() {
    return END;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof GlobalWindow;
  }

  @Override
  public int hashCode() {
    return GlobalWindow.class.hashCode();
  }

  @Override
  public String toString() {
    return "GlobalWindow";
  }

  /** Takes no bytes: there is only one global window. */
  public static final class Coder extends AtomicCoder<GlobalWindow> {

    private static final long serialVersionUID = 1;

    public static final Coder INSTANCE = new Coder();

    private Coder() {}

    @Override
    public void encode(GlobalWindow window, OutputStream out) {}

    @Override
    public GlobalWindow decode(InputStream in) {
      return GlobalWindow.INSTANCE;
    }

    @Override
    public void verifyDeterministic() {}

    @Override
    public boolean consistentWithEquals() {
      return true;
    }
  }
}
