package io.millrace.sdk.transforms.join;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.ElementFunction;
import io.millrace.sdk.transforms.Flatten;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.ProcessFunction;
import io.millrace.sdk.transforms.SerializableFunction;
import io.millrace.sdk.transforms.join.KeyedPCollectionTuple.TaggedKeyedPCollection;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollectionList;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Several keyed collections in one: each value with the number of the collection that it is from.
 *
 * @param collection the pairs of all
 * @param valueCoder the coder of their values
 */
record TaggedUnion<K extends @Nullable Object>(
    PCollection<KV<K, RawUnionValue>> collection, UnionCoder valueCoder) {

  /**
   * The union of at least one collection.
   *
   * @throws IllegalArgumentException if coders do not fit together
   * @throws IllegalStateException if windows or triggers do not
   */
  static <K extends @Nullable Object> TaggedUnion<K> of(KeyedPCollectionTuple<K> input) {
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
    return new TaggedUnion<>(all.apply(Flatten.pCollections()), unionCoder);
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
}
