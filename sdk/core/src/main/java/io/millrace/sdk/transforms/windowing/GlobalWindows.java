package io.millrace.sdk.transforms.windowing;

import io.millrace.sdk.coders.Coder;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts every element into the one global window: how collections begin. */
public final class GlobalWindows extends NonMergingWindowFn<Object, GlobalWindow> {

  private static final long serialVersionUID = 1;

  @Override
  public Collection<GlobalWindow> assignWindows(AssignContext c) {
    return List.of(GlobalWindow.INSTANCE);
  }

  @Override
  public boolean isCompatible(WindowFn<?, ?> other) {
    return other instanceof GlobalWindows;
  }

  @Override
  public Coder<GlobalWindow> windowCoder() {
    return GlobalWindow.Coder.INSTANCE;
  }

  @Override
  public WindowMappingFn<GlobalWindow> getDefaultWindowMappingFn() {
    return new ToGlobal();
  }

  @Override
  public boolean assignsToOneWindow() {
    return true;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof GlobalWindows;
  }

  @Override
  public int hashCode() {
    return GlobalWindows.class.getName().hashCode();
  }

  @Override
  public String toString() {
    return "GlobalWindows";
  }

  private static final class ToGlobal extends WindowMappingFn<GlobalWindow> {

    private static final long serialVersionUID = 1;

    @Override
    public GlobalWindow getSideInputWindow(BoundedWindow mainWindow) {
      return GlobalWindow.INSTANCE;
    }
  }
}
