package io.millrace.sdk.values;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.transforms.PTransform;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An immutable tuple of collections of different types, each known by its tag. */
public final class PCollectionTuple implements PInput, POutput {

  private final Pipeline pipeline;
  private final Map<TupleTag<?>, PCollection<?>> collections;

  private PCollectionTuple(Pipeline pipeline, Map<TupleTag<?>, PCollection<?>> collections) {
    this.pipeline = pipeline;
    this.collections = Collections.unmodifiableMap(collections);
  }

  /** A tuple without collections. */
  public static PCollectionTuple empty(Pipeline pipeline) {
    return new PCollectionTuple(pipeline, new LinkedHashMap<>());
  }

  /** A tuple of one collection. */
  public static <T extends @Nullable Object> PCollectionTuple of(
      TupleTag<T> tag, PCollection<T> collection) {
    return empty(collection.getPipeline()).and(tag, collection);
  }

  /** A tuple of one collection, tagged by name. */
  public static <T extends @Nullable Object> PCollectionTuple of(
      String tag, PCollection<T> collection) {
    return of(new TupleTag<T>(tag), collection);
  }

  /** A tuple of two collections, tagged by name. */
  public static <T extends @Nullable Object> PCollectionTuple of(
      String tag1, PCollection<T> collection1, String tag2, PCollection<T> collection2) {
    return of(tag1, collection1).and(tag2, collection2);
  }

  /**
   * This tuple and one more collection.
   *
   * @throws IllegalArgumentException if the tag is taken or the collection is of another pipeline
   */
  public <T extends @Nullable Object> PCollectionTuple and(
      TupleTag<T> tag, PCollection<T> collection) {
    if (collection.getPipeline() != pipeline) {
      throw new IllegalArgumentException(
          "Collection " + collection + " belongs to another pipeline than the rest of the tuple");
    }
    if (collections.containsKey(tag)) {
      throw new IllegalArgumentException(
          "The tuple has a collection tagged " + tag + " already; give each its own tag");
    }
    Map<TupleTag<?>, PCollection<?>> more = new LinkedHashMap<>(collections);
    more.put(tag, collection);
    return new PCollectionTuple(pipeline, more);
  }

  /** This tuple and one more collection, tagged by name. */
  public <T extends @Nullable Object> PCollectionTuple and(String tag, PCollection<T> collection) {
    return and(new TupleTag<T>(tag), collection);
  }

  /** Whether there is a collection with this tag. */
  public <T extends @Nullable Object> boolean has(TupleTag<T> tag) {
    return collections.containsKey(tag);
  }

  /** Whether there is a collection with this tag. */
  public boolean has(String tag) {
    return has(new TupleTag<@Nullable Object>(tag));
  }

  /**
   * The collection with this tag.
   *
   * @throws IllegalArgumentException if there is none; the message lists those that there are
   */
  public <T extends @Nullable Object> PCollection<T> get(TupleTag<T> tag) {
    PCollection<?> collection = collections.get(tag);
    if (collection == null) {
      throw new IllegalArgumentException(
          "No collection is tagged " + tag + "; the tuple has " + collections.keySet());
    }
    @SuppressWarnings("unchecked") // and() pairs tag and collection by type
    PCollection<T> typed = (PCollection<T>) collection;
    return typed;
  }

  /** The collection with this tag. */
  public <T extends @Nullable Object> PCollection<T> get(String tag) {
    return get(new TupleTag<T>(tag));
  }

  /** All collections by tag, in the order in which they were added. */
  public Map<TupleTag<?>, PCollection<?>> getAll() {
    return collections;
  }

  /** Applies a transform under its default name. */
  public <OutputT extends POutput> OutputT apply(
      PTransform<? super PCollectionTuple, OutputT> transform) {
    return Pipeline.applyTransform(this, transform);
  }

  /** Applies a transform under the given name. */
  public <OutputT extends POutput> OutputT apply(
      String name, PTransform<? super PCollectionTuple, OutputT> transform) {
    return Pipeline.applyTransform(name, this, transform);
  }

  @Override
  public Pipeline getPipeline() {
    return pipeline;
  }

  @Override
  public Map<TupleTag<?>, PValue> expand() {
    return Collections.unmodifiableMap(new LinkedHashMap<TupleTag<?>, PValue>(collections));
  }

  @Override
  public void finishSpecifyingOutput(
      String transformName, PInput input, PTransform<?, ?> transform) {
    int i = 0;
    for (Map.Entry<TupleTag<?>, PCollection<?>> entry : collections.entrySet()) {
      entry
          .getValue()
          .finishSpecifyingOutput(
              transformName + "." + entry.getKey().getOutName(i++), input, transform);
    }
  }

  @Override
  public boolean equals(@Nullable Object o) {
    return o instanceof PCollectionTuple that
        && pipeline == that.pipeline
        && collections.equals(that.collections);
  }

  @Override
  public int hashCode() {
    return collections.hashCode();
  }
}
