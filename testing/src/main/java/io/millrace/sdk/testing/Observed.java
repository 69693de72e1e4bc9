package io.millrace.sdk.testing;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.InstantCoder;
import io.millrace.sdk.coders.StructuredCoder;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import io.millrace.sdk.transforms.windowing.PaneInfo.PaneInfoCoder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An element as it was seen in one of its windows.
 *
 * @param <T> the type of the element
 */
record Observed<T extends @Nullable Object>(
    T value, Instant timestamp, BoundedWindow window, PaneInfo pane) {

  /** The coder: the parts one after the other. */
  static final class ObservedCoder<T extends @Nullable Object>
      extends StructuredCoder<Observed<T>> {

    private static final long serialVersionUID = 1;

    private final Coder<T> valueCoder;
    private final Coder<BoundedWindow> windowCoder;

    ObservedCoder(Coder<T> valueCoder, Coder<BoundedWindow> windowCoder) {
      this.valueCoder = valueCoder;
      this.windowCoder = windowCoder;
    }

    @Override
    public void encode(Observed<T> observed, OutputStream out) throws IOException {
      valueCoder.encode(observed.value, out);
      InstantCoder.of().encode(observed.timestamp, out);
      windowCoder.encode(observed.window, out);
      PaneInfoCoder.of().encode(observed.pane, out);
    }

    @Override
    public Observed<T> decode(InputStream in) throws IOException {
      T value = valueCoder.decode(in);
      Instant timestamp = InstantCoder.of().decode(in);
      BoundedWindow window = windowCoder.decode(in);
      return new Observed<>(value, timestamp, window, PaneInfoCoder.of().decode(in));
    }

    @Override
    public List<? extends Coder<?>> getCoderArguments() {
      return List.of(valueCoder);
    }

    @Override
    public List<? extends Coder<?>> getComponents() {
      return List.of(valueCoder, windowCoder);
    }

    @Override
    public void verifyDeterministic() throws NonDeterministicException {
      verifyDeterministic(this, "value", valueCoder);
      verifyDeterministic(this, "window", windowCoder);
    }

    @Override
    public Object structuralValue(Observed<T> observed) {
      return List.of(
          valueCoder.structuralValue(observed.value),
          observed.timestamp,
          observed.window,
          observed.pane);
    }
  }
}
