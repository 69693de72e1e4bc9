package io.millrace.sdk.values;

import com.google.common.collect.ImmutableList;
import io.millrace.sdk.Pipeline;
import io.millrace.sdk.transforms.PTransform;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An immutable list of collections of one type.
 *
 * @param <T> the element type
 */
public final class PCollectionList<T extends @Nullable Object> implements PInput, POutput {

  private final Pipeline pipeline;
  private final ImmutableList<PCollection<T>> collections;

  private PCollectionList(Pipeline pipeline, ImmutableList<PCollection<T>> collections) {
    this.pipeline = pipeline;
    this.collections = collections;
    for (PCollection<T> collection : collections) {
      if (collection.getPipeline() != pipeline) {
        throw new IllegalArgumentException(
            "Collection " + collection + " belongs to another pipeline than the rest of the list");
      }
    }
  }

  /** A list without collections. */
  public static <T extends @Nullable Object> PCollectionList<T> empty(Pipeline pipeline) {
    return new PCollectionList<>(pipeline, ImmutableList.of());
  }

  /** A list of one collection. */
  public static <T extends @Nullable Object> PCollectionList<T> of(PCollection<T> collection) {
    return new PCollectionList<>(collection.getPipeline(), ImmutableList.of(collection));
  }

  /**
   * A list of the given collections, in order.
   *
   * @throws IllegalArgumentException if there are none (use {@link #empty}) or they belong to
   *     different pipelines
   */
  public static <T extends @Nullable Object> PCollectionList<T> of(
      Iterable<PCollection<T>> collections) {
    ImmutableList<PCollection<T>> list = ImmutableList.copyOf(collections);
    if (list.isEmpty()) {
      throw new IllegalArgumentException(
          "PCollectionList.of needs a collection; use PCollectionList.empty(pipeline) for none");
    }
    return new PCollectionList<>(list.get(0).getPipeline(), list);
  }

  /** This list and one more collection. */
  public PCollectionList<T> and(PCollection<T> collection) {
    return and(ImmutableList.of(collection));
  }

  /** This list and more collections. */
  public PCollectionList<T> and(Iterable<PCollection<T>> more) {
    return new PCollectionList<>(
        pipeline, ImmutableList.<PCollection<T>>builder().addAll(collections).addAll(more).build());
  }

  /** The number of collections. */
  public int size() {
    return collections.size();
  }

  /** The collection with the given index. */
  public PCollection<T> get(int index) {
    return collections.get(index);
  }

  /** All collections. */
  public List<PCollection<T>> getAll() {
    return collections;
  }

  /** Applies a transform under its default name. */
  public <OutputT extends POutput> OutputT apply(
      PTransform<PCollectionList<T>, OutputT> transform) {
    return Pipeline.applyTransform(this, transform);
  }

  /** Applies a transform under the given name. */
  public <OutputT extends POutput> OutputT apply(
      String name, PTransform<PCollectionList<T>, OutputT> transform) {
    return Pipeline.applyTransform(name, this, transform);
  }

  @Override
  public Pipeline getPipeline() {
    return pipeline;
  }

  @Override
  public Map<TupleTag<?>, PValue> expand() {
    Map<TupleTag<?>, PValue> values = new LinkedHashMap<>();
    for (int i = 0; i < collections.size(); i++) {
      values.put(new TupleTag<T>(Integer.toString(i)), collections.get(i));
    }
    return values;
  }

  @Override
  public void finishSpecifyingOutput(
      String transformName, PInput input, PTransform<?, ?> transform) {
    int i = 0;
    for (PCollection<T> collection : collections) {
      collection.finishSpecifyingOutput(transformName + ".out" + i++, input, transform);
    }
  }

  @Override
  public boolean equals(@Nullable Object o) {
    return o instanceof PCollectionList<?> that
        && pipeline == that.pipeline
        && collections.equals(that.collections);
  }

  @Override
  public int hashCode() {
    return collections.hashCode();
  }
}
