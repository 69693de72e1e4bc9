package io.millrace.sdk.transforms.join;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.CoderException;
import io.millrace.sdk.coders.CustomCoder;
import io.millrace.sdk.coders.IterableCoder;
import io.millrace.sdk.values.TupleTag;
import io.millrace.sdk.values.TupleTagList;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The values that several collections have for one key, each collection known by its tag.
 *
 * <p>Values can be iterated again and again. Where a collection has many for the key they are read
 * anew in each iteration, so that they need not fit into memory; of a collection with few they are
 * kept. Not to be used by several threads at once.
 */
public final class CoGbkResult {

  /** Up to so many values of each collection are kept as objects. */
  static final int KEPT_VALUES = 1000;

  private final CoGbkResultSchema schema;
  private final List<Iterable<@Nullable Object>> valuesByTag;

  /**
   * The result of tagged values, which are read here once at most and later as often as needed.
   *
   * @param taggedValues can be iterated again and again
   */
  public CoGbkResult(CoGbkResultSchema schema, Iterable<RawUnionValue> taggedValues) {
    this(TaggedValues.byTag(taggedValues, schema.size(), KEPT_VALUES), schema);
  }

  private CoGbkResult(List<Iterable<@Nullable Object>> valuesByTag, CoGbkResultSchema schema) {
    this.schema = schema;
    this.valuesByTag = valuesByTag;
  }

  /** A result without tags, for tests of functions. */
  public static CoGbkResult empty() {
    return new CoGbkResult(List.of(), new CoGbkResultSchema(TupleTagList.empty()));
  }

  /** A result of the values of one collection, for tests of functions. */
  public static <V extends @Nullable Object> CoGbkResult of(TupleTag<V> tag, List<V> data) {
    return empty().and(tag, data);
  }

  /** This result and the values of one more collection, for tests of functions. */
  public <V extends @Nullable Object> CoGbkResult and(TupleTag<V> tag, List<V> data) {
    List<Iterable<@Nullable Object>> more = new ArrayList<>(valuesByTag);
    more.add(Collections.unmodifiableList(data));
    return new CoGbkResult(more, new CoGbkResultSchema(schema.getTupleTagList().and(tag)));
  }

  /** Whether no collection has a value. */
  public boolean isEmpty() {
    return valuesByTag.stream().noneMatch(values -> values.iterator().hasNext());
  }

  /** The tags. */
  public CoGbkResultSchema getSchema() {
    return schema;
  }

  /**
   * The values of a collection, in no particular order; empty if it has none for this key.
   *
   * @throws IllegalArgumentException if no collection has this tag
   */
  public <V extends @Nullable Object> Iterable<V> getAll(TupleTag<V> tag) {
    int index = schema.getIndex(tag);
    if (index < 0) {
      throw new IllegalArgumentException(
          "No collection of this CoGroupByKey is tagged "
              + tag
              + "; its tags are "
              + schema.getTupleTagList());
    }
    @SuppressWarnings("unchecked") // the collection with this tag is of the tag's type
    Iterable<V> values = (Iterable<V>) valuesByTag.get(index);
    return values;
  }

  /** The values of the collection whose tag has the given id. */
  public <V extends @Nullable Object> Iterable<V> getAll(String tag) {
    return getAll(new TupleTag<V>(tag));
  }

  /**
   * The only value of a collection.
   *
   * @throws IllegalArgumentException if it has none or several for this key, or no collection has
   *     this tag
   */
  public <V extends @Nullable Object> V getOnly(TupleTag<V> tag) {
    Iterator<V> values = getAll(tag).iterator();
    if (!values.hasNext()) {
      throw new IllegalArgumentException(
          "The collection tagged "
              + tag
              + " has no value for this key; give getOnly(...) a default value, or use getAll(...)");
    }
    return only(tag, values);
  }

  /** The only value of the collection whose tag has the given id. */
  @SuppressWarnings("TypeParameterUnusedInFormals") // a name has no type; the signature is Beam's
  public <V extends @Nullable Object> V getOnly(String tag) {
    return getOnly(new TupleTag<V>(tag));
  }

  /**
   * The only value of a collection, or the given one if it has none for this key.
   *
   * @throws IllegalArgumentException if it has several, or no collection has this tag
   */
  public <V extends @Nullable Object> @Nullable V getOnly(
      TupleTag<V> tag, @Nullable V defaultValue) {
    Iterator<V> values = getAll(tag).iterator();
    return values.hasNext() ? only(tag, values) : defaultValue;
  }

  /** The only value of the collection whose tag has the given id, or the given one. */
  public <V extends @Nullable Object> @Nullable V getOnly(String tag, @Nullable V defaultValue) {
    return getOnly(new TupleTag<V>(tag), defaultValue);
  }

  private static <V extends @Nullable Object> V only(TupleTag<V> tag, Iterator<V> values) {
    V only = values.next();
    if (values.hasNext()) {
      throw new IllegalArgumentException(
          "The collection tagged " + tag + " has several values for this key; use getAll(...)");
    }
    return only;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("CoGbkResult{");
    for (int i = 0; i < valuesByTag.size(); i++) {
      text.append(i == 0 ? "" : ", ").append(schema.getTag(i).getId());
      text.append("=").append(valuesByTag.get(i));
    }
    return text.append("}").toString();
  }

  /** A coder of {@link CoGbkResult}: the values of each collection in the order of the tags. */
  public static final class CoGbkResultCoder extends CustomCoder<CoGbkResult> {

    private static final long serialVersionUID = 1;

    private final CoGbkResultSchema schema;
    private final UnionCoder unionCoder;

    private CoGbkResultCoder(CoGbkResultSchema schema, UnionCoder unionCoder) {
      if (schema.size() != unionCoder.getElementCoders().size()) {
        throw new IllegalArgumentException(
            schema + " does not fit " + unionCoder + ": each tag needs one coder");
      }
      this.schema = schema;
      this.unionCoder = unionCoder;
    }

    /**
     * A coder of results of the given tags.
     *
     * @throws IllegalArgumentException if there is not one coder for each tag
     */
    public static CoGbkResultCoder of(CoGbkResultSchema schema, UnionCoder unionCoder) {
      return new CoGbkResultCoder(schema, unionCoder);
    }

    @Override
    public List<? extends Coder<?>> getCoderArguments() {
      return List.of(unionCoder);
    }

    /** The tags. */
    public CoGbkResultSchema getSchema() {
      return schema;
    }

    /** The coder of the values of all collections. */
    public UnionCoder getUnionCoder() {
      return unionCoder;
    }

    @Override
    public void encode(CoGbkResult value, OutputStream outStream) throws IOException {
      if (value == null) {
        throw new CoderException("cannot encode a null CoGbkResult");
      }
      if (!schema.equals(value.getSchema())) {
        throw new CoderException(
            "cannot encode a result of " + value.getSchema() + " by a coder of " + schema);
      }
      for (int i = 0; i < schema.size(); i++) {
        valuesCoder(i).encode(value.valuesByTag.get(i), outStream);
      }
    }

    @Override
    public CoGbkResult decode(InputStream inStream) throws IOException {
      List<Iterable<@Nullable Object>> valuesByTag = new ArrayList<>();
      for (int i = 0; i < schema.size(); i++) {
        valuesByTag.add(valuesCoder(i).decode(inStream));
      }
      return new CoGbkResult(valuesByTag, schema);
    }

    /** Of the values: how many bytes frame them depends on whether they were kept. */
    @Override
    public Object structuralValue(CoGbkResult value) {
      List<Object> structure = new ArrayList<>();
      for (int i = 0; i < schema.size(); i++) {
        structure.add(valuesCoder(i).structuralValue(value.valuesByTag.get(i)));
      }
      return structure;
    }

    @SuppressWarnings("unchecked") // values of a collection are of its coder's type
    private Coder<Iterable<@Nullable Object>> valuesCoder(int index) {
      return IterableCoder.of((Coder<@Nullable Object>) unionCoder.getElementCoders().get(index));
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof CoGbkResultCoder that
          && schema.equals(that.schema)
          && unionCoder.equals(that.unionCoder);
    }

    @Override
    public int hashCode() {
      return Objects.hash(schema, unionCoder);
    }

    @Override
    public String toString() {
      return "CoGbkResultCoder(" + schema.getTupleTagList() + ", " + unionCoder + ")";
    }

    /** Throws: values of a key come in no particular order. */
    @Override
    public void verifyDeterministic() throws NonDeterministicException {
      throw new NonDeterministicException(this, "the values of a key come in no particular order");
    }
  }
}
