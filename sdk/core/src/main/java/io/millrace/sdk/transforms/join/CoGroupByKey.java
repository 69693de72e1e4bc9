package io.millrace.sdk.transforms.join;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.ElementFunction;
import io.millrace.sdk.transforms.Flatten;
import io.millrace.sdk.transforms.GroupByKey;
import io.millrace.sdk.transforms.PTransform;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.ProcessFunction;
import io.millrace.sdk.transforms.SerializableFunction;
import io.millrace.sdk.transforms.join.CoGbkResult.CoGbkResultCoder;
import io.millrace.sdk.transforms.join.KeyedPCollectionTuple.TaggedKeyedPCollection;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollectionList;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Brings together the values that several collections have for a key, per window.
 *
 * <pre>{@code
 * TupleTag<Order> orders = new TupleTag<>();
 * TupleTag<Payment> payments = new TupleTag<>();
 * PCollection<KV<String, CoGbkResult>> byCustomer =
 *     KeyedPCollectionTuple.of(orders, ordersByCustomer)
 *         .and(payments, paymentsByCustomer)
 *         .apply(CoGroupByKey.create());
 * }</pre>
 *
 * <p>There is one result for each key that any of the collections has. The collections must be in
 * the same windows and have the same trigger; what {@link GroupByKey} demands holds here too.
 *
 * @param <K> the type of keys
 */
public final class CoGroupByKey<K extends @Nullable Object>
    extends PTransform<KeyedPCollectionTuple<K>, PCollection<KV<K, CoGbkResult>>> {

  private CoGroupByKey() {}

  /** The transform. */
  public static <K extends @Nullable Object> CoGroupByKey<K> create() {
    return new CoGroupByKey<>();
  }

  @Override
  public PCollection<KV<K, CoGbkResult>> expand(KeyedPCollectionTuple<K> input) {
    if (input.isEmpty()) {
      throw new IllegalArgumentException("There are no collections to group");
    }
    Coder<K> keyCoder = input.getKeyCoder();
    List<Coder<?>> valueCoders = new ArrayList<>();
    for (TaggedKeyedPCollection<K, ?> tagged : input.getKeyedCollections()) {
      valueCoders.add(KeyedPCollectionTuple.kvCoder(tagged).getValueCoder());
    }
    UnionCoder unionCoder = UnionCoder.of(valueCoders);
    PCollectionList<KV<K, RawUnionValue>> all = PCollectionList.empty(input.getPipeline());
    for (TaggedKeyedPCollection<K, ?> tagged : input.getKeyedCollections()) {
      all = all.and(numbered(tagged, all.size()).setCoder(KvCoder.of(keyCoder, unionCoder)));
    }
    CoGbkResultSchema schema = input.getCoGbkResultSchema();
    return all.apply(Flatten.pCollections())
        .apply(GroupByKey.create())
        .apply("ByTag", ParDo.of(new ByTagFn<K>(schema)))
        .setCoder(KvCoder.of(keyCoder, CoGbkResultCoder.of(schema, unionCoder)));
  }

  private static <K extends @Nullable Object, V extends @Nullable Object>
      PCollection<KV<K, RawUnionValue>> numbered(TaggedKeyedPCollection<K, V> tagged, int number) {
    return tagged.getCollection().apply("Tag" + number, ParDo.of(new NumberFn<K, V>(number)));
  }

  private static final class NumberFn<K extends @Nullable Object, V extends @Nullable Object>
      extends DoFn<KV<K, V>, KV<K, RawUnionValue>>
      implements ElementFunction, SerializableFunction<KV<K, V>, KV<K, RawUnionValue>> {

    private static final long serialVersionUID = 1;

    private final int number;

    NumberFn(int number) {
      this.number = number;
    }

    @ProcessElement
    public void processElement(@Element KV<K, V> pair, OutputReceiver<KV<K, RawUnionValue>> out) {
      out.output(apply(pair));
    }

    @Override
    public KV<K, RawUnionValue> apply(KV<K, V> pair) {
      return KV.of(pair.getKey(), new RawUnionValue(number, pair.getValue()));
    }

    @Override
    public Kind kind() {
      return Kind.MAP;
    }

    @Override
    public ProcessFunction<KV<K, V>, KV<K, RawUnionValue>> fn() {
      return this;
    }
  }

  private static final class ByTagFn<K extends @Nullable Object>
      extends DoFn<KV<K, Iterable<RawUnionValue>>, KV<K, CoGbkResult>>
      implements ElementFunction,
          SerializableFunction<KV<K, Iterable<RawUnionValue>>, KV<K, CoGbkResult>> {

    private static final long serialVersionUID = 1;

    private final CoGbkResultSchema schema;

    ByTagFn(CoGbkResultSchema schema) {
      this.schema = schema;
    }

    @ProcessElement
    public void processElement(
        @Element KV<K, Iterable<RawUnionValue>> group, OutputReceiver<KV<K, CoGbkResult>> out) {
      out.output(apply(group));
    }

    @Override
    public KV<K, CoGbkResult> apply(KV<K, Iterable<RawUnionValue>> group) {
      return KV.of(group.getKey(), new CoGbkResult(schema, group.getValue()));
    }

    @Override
    public Kind kind() {
      return Kind.MAP;
    }

    @Override
    public ProcessFunction<KV<K, Iterable<RawUnionValue>>, KV<K, CoGbkResult>> fn() {
      return this;
    }
  }
}
