package io.millrace.runners.core.stage;

import com.google.protobuf.ByteString;
import io.millrace.model.v1.SideInput;
import io.millrace.runners.core.host.SideInputs;
import io.millrace.sdk.graph.ModelRehydration;
import io.millrace.sdk.graph.Urns;
import io.millrace.sdk.transforms.ViewFn;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.WindowMappingFn;
import org.jspecify.annotations.Nullable;

/** Reads one side input of one transform: the value for the window of the element at hand. */
final class SideInputReader {

  private final SideInputs content;
  private final String collectionId;
  private final ByteString viewFnBytes;
  private final ViewFn<@Nullable Object, ?> viewFn;
  private final WindowMappingFn<?> mappingFn;
  private @Nullable BoundedWindow lastWindow;
  private @Nullable Object lastValue;

  @SuppressWarnings("unchecked")
  SideInputReader(SideInputs content, String collectionId, SideInput spec) {
    this.content = content;
    this.collectionId = collectionId;
    this.viewFnBytes = spec.getViewFn().getPayload();
    this.viewFn =
        (ViewFn<@Nullable Object, ?>)
            ModelRehydration.javaFunction(spec.getViewFn(), Urns.JAVA_VIEW_FN, ViewFn.class);
    this.mappingFn =
        ModelRehydration.javaFunction(
            spec.getWindowMappingFn(), Urns.JAVA_WINDOW_MAPPING_FN, WindowMappingFn.class);
  }

  @Nullable Object read(BoundedWindow mainWindow) {
    if (mainWindow != lastWindow) {
      BoundedWindow window = mappingFn.getSideInputWindow(mainWindow);
      lastValue =
          content.view(new SideInputs.ViewKey(collectionId, viewFnBytes, window), viewFn::apply);
      lastWindow = mainWindow;
    }
    return lastValue;
  }
}
