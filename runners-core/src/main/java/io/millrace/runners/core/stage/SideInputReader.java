package io.millrace.runners.core.stage;

import com.google.protobuf.ByteString;
import io.millrace.model.v1.SideInput;
import io.millrace.runners.core.host.SideInputContent;
import io.millrace.runners.core.host.SideInputs;
import io.millrace.sdk.graph.ModelRehydration;
import io.millrace.sdk.graph.Urns;
import io.millrace.sdk.transforms.ViewFn;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.WindowMappingFn;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one side input of one transform: the value for the window of the element at hand. */
final class SideInputReader {

  /** Finds the content of a window; always the same one while {@link #round} is the same. */
  private interface Contents {
    SideInputContent find(BoundedWindow window);

    long round();
  }

  private final Contents contents;
  private final ByteString viewFnBytes;
  private final ViewFn<@Nullable Object, ?> viewFn;
  private final WindowMappingFn<?> mappingFn;
  private @Nullable BoundedWindow lastWindow;
  private @Nullable Object lastValue;
  private long lastRound;

  @SuppressWarnings("unchecked")
  private SideInputReader(Contents contents, SideInput spec) {
    this.contents = contents;
    this.viewFnBytes = spec.getViewFn().getPayload();
    this.viewFn =
        (ViewFn<@Nullable Object, ?>)
            ModelRehydration.javaFunction(spec.getViewFn(), Urns.JAVA_VIEW_FN, ViewFn.class);
    this.mappingFn =
        ModelRehydration.javaFunction(
            spec.getWindowMappingFn(), Urns.JAVA_WINDOW_MAPPING_FN, WindowMappingFn.class);
  }

  /** Reads a collection that is complete before anything is read. */
  static SideInputReader ofComplete(SideInputs source, String collectionId, SideInput spec) {
    SideInputContent nothing = new SideInputContent(List.of());
    return new SideInputReader(
        new Contents() {
          @Override
          public SideInputContent find(BoundedWindow window) {
            SideInputContent found = source.latest(collectionId, window);
            return found != null ? found : nothing;
          }

          @Override
          public long round() {
            return 0;
          }
        },
        spec);
  }

  /** Reads a collection without end. */
  static SideInputReader ofEndless(
      SideInputSnapshot snapshot, String collectionId, SideInput spec) {
    return new SideInputReader(
        new Contents() {
          @Override
          public SideInputContent find(BoundedWindow window) {
            return snapshot.content(collectionId, window);
          }

          @Override
          public long round() {
            return snapshot.round();
          }
        },
        spec);
  }

  @Nullable Object read(BoundedWindow mainWindow) {
    long round = contents.round();
    if (mainWindow != lastWindow || round != lastRound) {
      BoundedWindow window = mappingFn.getSideInputWindow(mainWindow);
      lastValue = contents.find(window).view(viewFnBytes, viewFn::apply);
      lastWindow = mainWindow;
      lastRound = round;
    }
    return lastValue;
  }
}
