package io.millrace.sdk.transforms.join;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.FlattenedCoder;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.transforms.PTransform;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollectionTuple;
import io.millrace.sdk.values.PInput;
import io.millrace.sdk.values.POutput;
import io.millrace.sdk.values.PValue;
import io.millrace.sdk.values.TupleTag;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An immutable tuple of collections with keys of one type, each known by its tag: what {@link
 * CoGroupByKey} is applied to.
 *
 * @param <K> the type of keys
 */
public final class KeyedPCollectionTuple<K extends @Nullable Object> implements PInput {

  /** A collection and its tag. */
  public static final class TaggedKeyedPCollection<
      K extends @Nullable Object, V extends @Nullable Object> {

    private final TupleTag<V> tupleTag;
    private final PCollection<KV<K, V>> collection;

    /** The collection known by the tag. */
    public TaggedKeyedPCollection(TupleTag<V> tupleTag, PCollection<KV<K, V>> collection) {
      this.tupleTag = tupleTag;
      this.collection = collection;
    }

    /** The collection. */
    public PCollection<KV<K, V>> getCollection() {
      return collection;
    }

    /** The tag. */
    public TupleTag<V> getTupleTag() {
      return tupleTag;
    }
  }

  private final PCollectionTuple tuple;
  private final List<TaggedKeyedPCollection<K, ?>> keyedCollections;

  private KeyedPCollectionTuple(
      PCollectionTuple tuple, List<TaggedKeyedPCollection<K, ?>> keyedCollections) {
    this.tuple = tuple;
    this.keyedCollections = List.copyOf(keyedCollections);
  }

  /** A tuple without collections. */
  public static <K extends @Nullable Object> KeyedPCollectionTuple<K> empty(Pipeline pipeline) {
    return new KeyedPCollectionTuple<>(PCollectionTuple.empty(pipeline), List.of());
  }

  /** A tuple of one collection. */
  public static <K extends @Nullable Object, InputT extends @Nullable Object>
      KeyedPCollectionTuple<K> of(TupleTag<InputT> tag, PCollection<KV<K, InputT>> collection) {
    return KeyedPCollectionTuple.<K>empty(collection.getPipeline()).and(tag, collection);
  }

  /** A tuple of one collection, tagged by name. */
  public static <K extends @Nullable Object, InputT extends @Nullable Object>
      KeyedPCollectionTuple<K> of(String tag, PCollection<KV<K, InputT>> collection) {
    return of(new TupleTag<InputT>(tag), collection);
  }

  /**
   * This tuple and one more collection.
   *
   * @throws IllegalArgumentException if the tag is taken or the collection is of another pipeline
   */
  public <V extends @Nullable Object> KeyedPCollectionTuple<K> and(
      TupleTag<V> tag, PCollection<KV<K, V>> collection) {
    List<TaggedKeyedPCollection<K, ?>> more = new ArrayList<>(keyedCollections);
    more.add(new TaggedKeyedPCollection<>(tag, collection));
    return new KeyedPCollectionTuple<>(
        tuple.and(new TupleTag<KV<K, V>>(tag.getId()), collection), more);
  }

  /** This tuple and one more collection, tagged by name. */
  public <V extends @Nullable Object> KeyedPCollectionTuple<K> and(
      String tag, PCollection<KV<K, V>> collection) {
    return and(new TupleTag<V>(tag), collection);
  }

  /** Whether there are no collections. */
  public boolean isEmpty() {
    return keyedCollections.isEmpty();
  }

  /** All collections, in the order in which they were added. */
  public List<TaggedKeyedPCollection<K, ?>> getKeyedCollections() {
    return keyedCollections;
  }

  /** Applies a transform under its default name. */
  public <OutputT extends POutput> OutputT apply(
      PTransform<KeyedPCollectionTuple<K>, OutputT> transform) {
    return Pipeline.applyTransform(this, transform);
  }

  /** Applies a transform under the given name. */
  public <OutputT extends POutput> OutputT apply(
      String name, PTransform<KeyedPCollectionTuple<K>, OutputT> transform) {
    return Pipeline.applyTransform(name, this, transform);
  }

  @Override
  public Map<TupleTag<?>, PValue> expand() {
    return tuple.expand();
  }

  /**
   * The coder of the keys of all collections.
   *
   * @throws IllegalStateException if there are no collections
   * @throws IllegalArgumentException if a collection has no key coder, or there is no coder for the
   *     keys of all; the message says how they differ
   */
  public Coder<K> getKeyCoder() {
    Map<String, Coder<K>> byName = new LinkedHashMap<>();
    for (TaggedKeyedPCollection<K, ?> tagged : keyedCollections) {
      byName.put(tagged.getCollection().getName(), kvCoder(tagged).getKeyCoder());
    }
    if (byName.isEmpty()) {
      throw new IllegalStateException("A tuple without collections has no key coder");
    }
    return FlattenedCoder.of("keys", byName);
  }

  /** The coder of a collection's pairs. */
  static <K extends @Nullable Object, V extends @Nullable Object> KvCoder<K, V> kvCoder(
      TaggedKeyedPCollection<K, V> tagged) {
    PCollection<KV<K, V>> collection = tagged.getCollection();
    if (!(collection.getCoder() instanceof KvCoder<?, ?>)) {
      throw new IllegalArgumentException(
          String.format(
              "The collection %s, tagged %s, needs key-value elements with a KvCoder, but has %s",
              collection.getName(), tagged.getTupleTag(), collection.getCoder()));
    }
    return (KvCoder<K, V>) collection.getCoder();
  }

  /** The tags. */
  public CoGbkResultSchema getCoGbkResultSchema() {
    List<TupleTag<?>> tags = new ArrayList<>();
    keyedCollections.forEach(tagged -> tags.add(tagged.getTupleTag()));
    return CoGbkResultSchema.of(tags);
  }

  @Override
  public Pipeline getPipeline() {
    return tuple.getPipeline();
  }
}
