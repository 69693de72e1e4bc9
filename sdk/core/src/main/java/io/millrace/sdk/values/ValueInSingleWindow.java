package io.millrace.sdk.values;

import io.millrace.sdk.coders.CoderException;
import io.millrace.sdk.coders.InstantCoder;
import io.millrace.sdk.coders.StructuredCoder;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An immutable value with its event time, one window and its pane. */
public final class ValueInSingleWindow<T extends @Nullable Object> {

  private final T value;
  private final Instant timestamp;
  private final BoundedWindow window;
  private final PaneInfo paneInfo;

  private ValueInSingleWindow(T value, Instant timestamp, BoundedWindow window, PaneInfo paneInfo) {
    this.value = value;
    this.timestamp = Objects.requireNonNull(timestamp, "timestamp");
    this.window = Objects.requireNonNull(window, "window");
    this.paneInfo = Objects.requireNonNull(paneInfo, "paneInfo");
  }

  /** A value with everything given. */
  public static <T extends @Nullable Object> ValueInSingleWindow<T> of(
      T value, Instant timestamp, BoundedWindow window, PaneInfo paneInfo) {
    return new ValueInSingleWindow<>(value, timestamp, window, paneInfo);
  }

  /** The value. */
  public T getValue() {
    return value;
  }

  /** Its event time. */
  public Instant getTimestamp() {
    return timestamp;
  }

  /** The window. */
  public BoundedWindow getWindow() {
    return window;
  }

  /** The pane that the value came with. */
  public PaneInfo getPaneInfo() {
    return paneInfo;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ValueInSingleWindow<?> that
        && Objects.equals(value, that.value)
        && timestamp.equals(that.timestamp)
        && window.equals(that.window)
        && paneInfo.equals(that.paneInfo);
  }

  @Override
  public int hashCode() {
    return Objects.hash(value, timestamp, window, paneInfo);
  }

  @Override
  public String toString() {
    return "ValueInSingleWindow("
        + value
        + ", "
        + timestamp
        + ", "
        + window
        + ", "
        + paneInfo
        + ")";
  }

  /** A coder of {@link ValueInSingleWindow}: event time, window, pane, value. */
  public static final class Coder<T extends @Nullable Object>
      extends StructuredCoder<ValueInSingleWindow<T>> {
    private static final long serialVersionUID = 1;

    private final io.millrace.sdk.coders.Coder<T> valueCoder;
    private final io.millrace.sdk.coders.Coder<BoundedWindow> windowCoder;

    private Coder(
        io.millrace.sdk.coders.Coder<T> valueCoder,
        io.millrace.sdk.coders.Coder<BoundedWindow> windowCoder) {
      this.valueCoder = valueCoder;
      this.windowCoder = windowCoder;
    }

    /** A coder of values that one coder takes in windows that another takes. */
    @SuppressWarnings("unchecked") // the windows of a value are those of its collection's coder
    public static <T extends @Nullable Object> Coder<T> of(
        io.millrace.sdk.coders.Coder<T> valueCoder,
        io.millrace.sdk.coders.Coder<? extends BoundedWindow> windowCoder) {
      return new Coder<>(valueCoder, (io.millrace.sdk.coders.Coder<BoundedWindow>) windowCoder);
    }

    @Override
    public void encode(ValueInSingleWindow<T> value, OutputStream outStream) throws IOException {
      if (value == null) {
        throw new CoderException("cannot encode a null ValueInSingleWindow");
      }
      InstantCoder.of().encode(value.getTimestamp(), outStream);
      windowCoder.encode(value.getWindow(), outStream);
      PaneInfo.PaneInfoCoder.of().encode(value.getPaneInfo(), outStream);
      valueCoder.encode(value.getValue(), outStream);
    }

    @Override
    public ValueInSingleWindow<T> decode(InputStream inStream) throws IOException {
      Instant timestamp = InstantCoder.of().decode(inStream);
      BoundedWindow window = windowCoder.decode(inStream);
      PaneInfo pane = PaneInfo.PaneInfoCoder.of().decode(inStream);
      return ValueInSingleWindow.of(valueCoder.decode(inStream), timestamp, window, pane);
    }

    /** The coder of the value: the one type argument. */
    @Override
    public List<? extends io.millrace.sdk.coders.Coder<?>> getCoderArguments() {
      return List.of(valueCoder);
    }

    @Override
    public List<? extends io.millrace.sdk.coders.Coder<?>> getComponents() {
      return List.of(valueCoder, windowCoder);
    }

    @Override
    public void verifyDeterministic() throws NonDeterministicException {
      verifyDeterministic(this, "value and window", valueCoder, windowCoder);
    }

    @Override
    public TypeDescriptor<ValueInSingleWindow<T>> getEncodedTypeDescriptor() {
      return new TypeDescriptor<ValueInSingleWindow<T>>() {}.where(
          new TypeParameter<T>() {}, valueCoder.getEncodedTypeDescriptor());
    }
  }
}
