package io.millrace.sdk.values;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.transforms.PTransform;
import io.millrace.sdk.transforms.ViewFn;
import io.millrace.sdk.transforms.windowing.WindowMappingFn;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A view of a collection. Functions that read it hold a copy, which knows no more than its tag;
 * what makes the value travels in the model.
 */
final class CollectionView<ViewT extends @Nullable Object> implements PCollectionView<ViewT> {

  private static final long serialVersionUID = 1;

  private final TupleTag<?> tag;
  private final transient @Nullable PCollection<?> collection;
  private final transient @Nullable ViewFn<?, ViewT> viewFn;
  private final transient @Nullable WindowMappingFn<?> windowMappingFn;

  CollectionView(
      String name,
      PCollection<?> collection,
      ViewFn<?, ViewT> viewFn,
      WindowMappingFn<?> windowMappingFn) {
    this.tag = new TupleTag<@Nullable Object>(name);
    this.collection = collection;
    this.viewFn = viewFn;
    this.windowMappingFn = windowMappingFn;
  }

  @Override
  public PCollection<?> getPCollection() {
    return known(collection);
  }

  @Override
  public TupleTag<?> getTagInternal() {
    return tag;
  }

  @Override
  public ViewFn<?, ViewT> getViewFn() {
    return known(viewFn);
  }

  @Override
  public WindowMappingFn<?> getWindowMappingFn() {
    return known(windowMappingFn);
  }

  private <T> T known(@Nullable T part) {
    if (part == null) {
      throw new IllegalStateException(
          "The view " + tag.getId() + " was sent to a worker: there it can only be read");
    }
    return part;
  }

  @Override
  public String getName() {
    return tag.getId();
  }

  @Override
  public Pipeline getPipeline() {
    return getPCollection().getPipeline();
  }

  @Override
  public Map<TupleTag<?>, PValue> expand() {
    return Map.of(tag, this);
  }

  @Override
  public void finishSpecifyingOutput(
      String transformName, PInput input, PTransform<?, ?> transform) {}

  /** Copies that were sent to workers are equal to the original. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof CollectionView<?> that && tag.equals(that.tag);
  }

  @Override
  public int hashCode() {
    return tag.hashCode();
  }

  @Override
  public String toString() {
    return "PCollectionView " + getName();
  }
}
