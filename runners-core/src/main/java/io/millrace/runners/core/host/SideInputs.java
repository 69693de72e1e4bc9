package io.millrace.runners.core.host;

import com.google.protobuf.ByteString;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The content of side inputs, shared by all tasks of a process. */
public interface SideInputs {

  /** Whether the whole content of a collection is there. */
  boolean isReady(String collectionId);

  /** Makes the content of a collection known, by window. Called once for each collection. */
  void publish(String collectionId, Map<BoundedWindow, List<@Nullable Object>> content);

  /**
   * The value of a view, made at the first call and then shared.
   *
   * @param key which value
   * @param make makes the value of the content of the key's window
   * @throws IllegalStateException if the collection is not ready
   */
  @Nullable Object view(ViewKey key, Function<List<@Nullable Object>, @Nullable Object> make);

  /**
   * Names one value of one view.
   *
   * @param collectionId the collection
   * @param viewFn the serialised view function
   * @param window the window of the side input
   */
  record ViewKey(String collectionId, ByteString viewFn, BoundedWindow window) {}
}
