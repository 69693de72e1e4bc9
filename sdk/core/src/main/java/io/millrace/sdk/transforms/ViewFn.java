package io.millrace.sdk.transforms;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Makes the value of a {@link io.millrace.sdk.values.PCollectionView} of a collection's content.
 *
 * @param <ElementT> the type of the collection's elements
 * @param <ViewT> the type of the value
 */
public abstract class ViewFn<ElementT extends @Nullable Object, ViewT extends @Nullable Object>
    implements Serializable {

  private static final long serialVersionUID = 1;

  /**
   * The value for the content of one window.
   *
   * @param content all elements, in no particular order; can be iterated again and again, keeps its
   *     content after this call, and must not be changed
   */
  public abstract ViewT apply(Iterable<ElementT> content);
}
