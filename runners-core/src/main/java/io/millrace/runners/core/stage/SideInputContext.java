package io.millrace.runners.core.stage;

import io.millrace.runners.core.batch.ElementCursor;
import io.millrace.runners.core.batch.Typed;
import io.millrace.sdk.options.PipelineOptions;
import io.millrace.sdk.transforms.CombineWithContext;
import io.millrace.sdk.values.PCollectionView;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What combine functions with a context see: options, and side inputs in the window at hand. */
final class SideInputContext extends CombineWithContext.Context {

  private final PipelineOptions options;
  private final Map<String, SideInputReader> sideInputs;
  private final ElementCursor cursor;

  SideInputContext(
      PipelineOptions options, Map<String, SideInputReader> sideInputs, ElementCursor cursor) {
    this.options = options;
    this.sideInputs = sideInputs;
    this.cursor = cursor;
  }

  @Override
  public PipelineOptions getPipelineOptions() {
    return options;
  }

  @Override
  public <T extends @Nullable Object> T sideInput(PCollectionView<T> view) {
    SideInputReader reader = sideInputs.get(view.getTagInternal().getId());
    if (reader == null) {
      throw new IllegalArgumentException(
          "The view "
              + view.getTagInternal().getId()
              + " is not a side input of this transform; give it to withSideInputs");
    }
    return Typed.value(reader.read(cursor.windows().iterator().next()));
  }
}
