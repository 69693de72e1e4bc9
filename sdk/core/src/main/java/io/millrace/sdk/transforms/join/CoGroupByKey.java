package io.millrace.sdk.transforms.join;

import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.ElementFunction;
import io.millrace.sdk.transforms.GroupByKey;
import io.millrace.sdk.transforms.PTransform;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.ProcessFunction;
import io.millrace.sdk.transforms.SerializableFunction;
import io.millrace.sdk.transforms.join.CoGbkResult.CoGbkResultCoder;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
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
    TaggedUnion<K> union = TaggedUnion.of(input);
    CoGbkResultSchema schema = input.getCoGbkResultSchema();
    return union
        .collection()
        .apply(GroupByKey.create())
        .apply("ByTag", ParDo.of(new ByTagFn<K>(schema)))
        .setCoder(KvCoder.of(input.getKeyCoder(), CoGbkResultCoder.of(schema, union.valueCoder())));
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
