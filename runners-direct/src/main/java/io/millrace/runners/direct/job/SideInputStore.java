package io.millrace.runners.direct.job;

import io.millrace.runners.core.host.SideInputs;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The side inputs of a job, kept once for all threads. Thread-safe. */
final class SideInputStore implements SideInputs {

  private final Map<String, Map<BoundedWindow, List<@Nullable Object>>> content =
      new ConcurrentHashMap<>();
  private final Map<ViewKey, Optional<Object>> views = new ConcurrentHashMap<>();
  private final Runnable wakeUp;

  /**
   * An empty store.
   *
   * @param wakeUp called when a collection became ready
   */
  SideInputStore(Runnable wakeUp) {
    this.wakeUp = wakeUp;
  }

  @Override
  public boolean isReady(String collectionId) {
    return content.containsKey(collectionId);
  }

  @Override
  public void publish(String collectionId, Map<BoundedWindow, List<@Nullable Object>> elements) {
    content.put(collectionId, elements);
    wakeUp.run();
  }

  @Override
  public @Nullable Object view(
      ViewKey key, Function<List<@Nullable Object>, @Nullable Object> make) {
    return views
        .computeIfAbsent(key, k -> Optional.ofNullable(make.apply(elements(k))))
        .orElse(null);
  }

  private List<@Nullable Object> elements(ViewKey key) {
    Map<BoundedWindow, List<@Nullable Object>> windows = content.get(key.collectionId());
    if (windows == null) {
      throw new IllegalStateException("The side input " + key.collectionId() + " is not ready");
    }
    return Collections.unmodifiableList(windows.getOrDefault(key.window(), List.of()));
  }
}
