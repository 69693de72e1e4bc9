package io.millrace.sdk.testing;

import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.values.PCollectionView;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The side inputs of a function under test, by tag and window. */
final class SideInputValues {

  private final Map<String, Map<BoundedWindow, @Nullable Object>> byTag = new HashMap<>();
  private final Map<String, PCollectionView<?>> views = new HashMap<>();

  void set(PCollectionView<?> view, BoundedWindow window, @Nullable Object value) {
    String tag = tag(view);
    views.put(tag, view);
    set(tag, window, value);
  }

  void set(String tag, BoundedWindow window, @Nullable Object value) {
    byTag.computeIfAbsent(tag, t -> new HashMap<>()).put(window, value);
  }

  @Nullable Object read(PCollectionView<?> view, BoundedWindow mainWindow) {
    views.putIfAbsent(tag(view), view);
    return read(tag(view), mainWindow);
  }

  /**
   * The value for an element of the main input in a window.
   *
   * @throws IllegalArgumentException if none was set
   */
  @Nullable Object read(String tag, BoundedWindow mainWindow) {
    PCollectionView<?> view = views.get(tag);
    BoundedWindow window =
        view == null ? mainWindow : view.getWindowMappingFn().getSideInputWindow(mainWindow);
    Map<BoundedWindow, @Nullable Object> values = byTag.getOrDefault(tag, Map.of());
    if (!values.containsKey(window)) {
      throw new IllegalArgumentException(
          String.format(
              "The function reads the side input \"%s\" in the window %s, for which no value was"
                  + " set; those set are for %s. Call setSideInput before.",
              tag, window, values.isEmpty() ? "no window" : values.keySet()));
    }
    return values.get(window);
  }

  private static String tag(PCollectionView<?> view) {
    return view.getTagInternal().getId();
  }
}
