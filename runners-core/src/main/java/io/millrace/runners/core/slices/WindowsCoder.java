package io.millrace.runners.core.slices;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.CustomCoder;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.util.VarInt;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The windows of an element, of which there is at least one, as bytes: the number of a slice, or
 * the windows one by one. The same windows in another order are other bytes.
 */
public final class WindowsCoder extends CustomCoder<Collection<? extends BoundedWindow>> {

  private static final long serialVersionUID = 1;

  /** Where other windows have their count. */
  private static final int SLICE = 0;

  private final Slicing slicing;
  private final Coder<BoundedWindow> windowCoder;

  /** The coder for elements in windows that are made of slices. */
  @SuppressWarnings("unchecked") // the windows are those of this coder
  public WindowsCoder(Slicing slicing, Coder<?> windowCoder) {
    this.slicing = slicing;
    this.windowCoder = (Coder<BoundedWindow>) windowCoder;
  }

  private boolean isSlice(Collection<? extends BoundedWindow> windows) {
    return windows instanceof Slice slice && slice.slicing().equals(slicing);
  }

  @Override
  public void encode(Collection<? extends BoundedWindow> windows, OutputStream out)
      throws IOException {
    if (isSlice(windows)) {
      long number = ((Slice) windows).number();
      VarInt.encode(SLICE, out);
      VarInt.encode((number << 1) ^ (number >> 63), out);
      return;
    }
    VarInt.encode(windows.size(), out);
    for (BoundedWindow window : windows) {
      windowCoder.encode(window, out);
    }
  }

  @Override
  public Collection<? extends BoundedWindow> decode(InputStream in) throws IOException {
    int count = VarInt.decodeInt(in);
    if (count == SLICE) {
      long zigZag = VarInt.decodeLong(in);
      return new Slice(slicing, (zigZag >>> 1) ^ -(zigZag & 1));
    }
    List<BoundedWindow> windows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      windows.add(windowCoder.decode(in));
    }
    return List.copyOf(windows);
  }

  /** Slices are compared by their numbers: nobody has to look at their windows. */
  @Override
  public Object structuralValue(Collection<? extends BoundedWindow> windows) {
    return isSlice(windows) ? (Object) ((Slice) windows).number() : windows;
  }

  @Override
  public void verifyDeterministic() throws NonDeterministicException {
    windowCoder.verifyDeterministic();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof WindowsCoder that
        && slicing.equals(that.slicing)
        && windowCoder.equals(that.windowCoder);
  }

  @Override
  public int hashCode() {
    return Objects.hash(slicing, windowCoder);
  }

  @Override
  public String toString() {
    return "WindowsCoder(" + slicing + ", " + windowCoder + ")";
  }
}
