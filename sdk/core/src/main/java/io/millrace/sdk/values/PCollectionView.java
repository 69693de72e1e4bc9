package io.millrace.sdk.values;

import io.millrace.sdk.transforms.ViewFn;
import io.millrace.sdk.transforms.windowing.WindowMappingFn;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * The content of a collection, per window, as a value that a {@code ParDo} can read as a side
 * input.
 *
 * @param <T> the type of the value, e.g. {@code Map<K, V>}
 */
public interface PCollectionView<T extends @Nullable Object> extends PValue, Serializable {

  /** The collection that this is a view of. Known only while the pipeline is constructed. */
  PCollection<?> getPCollection();

  /** The tag by which readers address the view; unique in the pipeline. */
  TupleTag<?> getTagInternal();

  /** Makes the value of the content. */
  ViewFn<?, T> getViewFn();

  /** Tells which window of the view an element of the main input sees. */
  WindowMappingFn<?> getWindowMappingFn();
}
