package io.millrace.sdk.transforms;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.VarIntCoder;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollectionList;
import org.jspecify.annotations.Nullable;

/**
 * Set operations on collections of one type, per window, as SQL defines them.
 *
 * <p>Each comes in two forms: {@code left.apply(Sets.exceptAll(right))} for two collections, and
 * {@code PCollectionList.of(a).and(b).and(c).apply(Sets.exceptAll())} for any number, from left to
 * right. Elements are the same if their encoded forms are, so that the coder must be deterministic.
 * The collections must be in the same windows and have the same trigger; all transforms throw what
 * {@link Flatten} and {@link GroupByKey} throw, and {@link IllegalArgumentException} for an empty
 * list.
 *
 * <p>Elements are counted where they are; only counts of distinct ones move.
 */
public final class Sets {

  private Sets() {}

  /** Each distinct element that both collections have. */
  public static <T extends @Nullable Object>
      PTransform<PCollection<T>, PCollection<T>> intersectDistinct(PCollection<T> rightCollection) {
    return new Binary<>(rightCollection, intersectDistinct());
  }

  /** Each distinct element that all collections have. */
  public static <T extends @Nullable Object>
      PTransform<PCollectionList<T>, PCollection<T>> intersectDistinct() {
    return new Operation<>(Rule.INTERSECT_DISTINCT);
  }

  /** Each element as often as both collections have it. */
  public static <T extends @Nullable Object>
      PTransform<PCollection<T>, PCollection<T>> intersectAll(PCollection<T> rightCollection) {
    return new Binary<>(rightCollection, intersectAll());
  }

  /** Each element as often as all collections have it. */
  public static <T extends @Nullable Object>
      PTransform<PCollectionList<T>, PCollection<T>> intersectAll() {
    return new Operation<>(Rule.INTERSECT_ALL);
  }

  /** Each distinct element that the left collection has and the right one has not. */
  public static <T extends @Nullable Object>
      PTransform<PCollection<T>, PCollection<T>> exceptDistinct(PCollection<T> rightCollection) {
    return new Binary<>(rightCollection, exceptDistinct());
  }

  /** Each distinct element that the first collection has and no other has. */
  public static <T extends @Nullable Object>
      PTransform<PCollectionList<T>, PCollection<T>> exceptDistinct() {
    return new Operation<>(Rule.EXCEPT_DISTINCT);
  }

  /** Each element as often as the left collection has it more often than the right one. */
  public static <T extends @Nullable Object> PTransform<PCollection<T>, PCollection<T>> exceptAll(
      PCollection<T> rightCollection) {
    return new Binary<>(rightCollection, exceptAll());
  }

  /** Each element as often as the first collection has it more often than the others together. */
  public static <T extends @Nullable Object>
      PTransform<PCollectionList<T>, PCollection<T>> exceptAll() {
    return new Operation<>(Rule.EXCEPT_ALL);
  }

  /** Each distinct element that one of the collections has. */
  public static <T extends @Nullable Object>
      PTransform<PCollection<T>, PCollection<T>> unionDistinct(PCollection<T> rightCollection) {
    return new Binary<>(rightCollection, unionDistinct());
  }

  /** Each distinct element that any of the collections has. */
  public static <T extends @Nullable Object>
      PTransform<PCollectionList<T>, PCollection<T>> unionDistinct() {
    return new Operation<>(Rule.UNION_DISTINCT);
  }

  /** All elements of both collections. */
  public static <T extends @Nullable Object> PTransform<PCollection<T>, PCollection<T>> unionAll(
      PCollection<T> rightCollection) {
    return new Binary<>(rightCollection, unionAll());
  }

  /** All elements of all collections. */
  public static <T extends @Nullable Object> Flatten.PCollections<T> unionAll() {
    return Flatten.pCollections();
  }

  private static long least(long[] counts) {
    long least = counts[0];
    for (long count : counts) {
      least = Math.min(least, count);
    }
    return least;
  }

  private static long others(long[] counts) {
    long sum = 0;
    for (int i = 1; i < counts.length; i++) {
      sum += counts[i];
    }
    return sum;
  }

  /** How often an element comes out, given how often each collection has it. */
  private enum Rule {
    INTERSECT_DISTINCT("IntersectDistinct") {
      @Override
      long howOften(long[] counts) {
        return least(counts) > 0 ? 1 : 0;
      }
    },
    INTERSECT_ALL("IntersectAll") {
      @Override
      long howOften(long[] counts) {
        return least(counts);
      }
    },
    EXCEPT_DISTINCT("ExceptDistinct") {
      @Override
      long howOften(long[] counts) {
        return counts[0] > 0 && others(counts) == 0 ? 1 : 0;
      }
    },
    EXCEPT_ALL("ExceptAll") {
      @Override
      long howOften(long[] counts) {
        return counts[0] - others(counts);
      }
    },
    UNION_DISTINCT("UnionDistinct") {
      @Override
      long howOften(long[] counts) {
        return counts[0] + others(counts) > 0 ? 1 : 0;
      }
    };

    private final String kind;

    Rule(String kind) {
      this.kind = kind;
    }

    /** Not positive if it does not come out at all. */
    abstract long howOften(long[] counts);
  }

  /** Gives an element the number of its collection. */
  private record Numbered<T extends @Nullable Object>(int number)
      implements SerializableFunction<T, KV<T, Integer>> {
    @Override
    public KV<T, Integer> apply(T element) {
      return KV.of(element, number);
    }
  }

  private static final class Binary<T extends @Nullable Object>
      extends PTransform<PCollection<T>, PCollection<T>> {

    private final transient PCollection<T> right;
    private final PTransform<PCollectionList<T>, PCollection<T>> operation;

    Binary(PCollection<T> right, PTransform<PCollectionList<T>, PCollection<T>> operation) {
      this.right = right;
      this.operation = operation;
    }

    @Override
    public PCollection<T> expand(PCollection<T> left) {
      return PCollectionList.of(left).and(right).apply(operation);
    }

    @Override
    protected String getKindString() {
      return operation.getKindString();
    }
  }

  private static final class Operation<T extends @Nullable Object>
      extends PTransform<PCollectionList<T>, PCollection<T>> {

    private static final long serialVersionUID = 1;

    private final Rule rule;

    Operation(Rule rule) {
      this.rule = rule;
    }

    @Override
    public PCollection<T> expand(PCollectionList<T> inputs) {
      if (inputs.size() == 0) {
        throw new IllegalArgumentException("There are no collections");
      }
      PCollectionList<KV<T, Integer>> numbered = PCollectionList.empty(inputs.getPipeline());
      for (int i = 0; i < inputs.size(); i++) {
        PCollection<T> input = inputs.get(i);
        numbered =
            numbered.and(
                input
                    .apply("Number" + i, ParDo.of(ElementDoFn.Map.of(new Numbered<T>(i))))
                    .setCoder(KvCoder.of(input.getCoder(), VarIntCoder.of())));
      }
      PCollection<KV<T, Integer>> all = numbered.apply(Flatten.pCollections());
      Coder<T> coder = ((KvCoder<T, Integer>) all.getCoder()).getKeyCoder();
      return all.apply("Count", Combine.perKey(new CountsFn(inputs.size())))
          .apply("Select", ParDo.of(new Repeat<T>(rule)))
          .setCoder(coder);
    }

    @Override
    protected String getKindString() {
      return "Sets." + rule.kind;
    }
  }

  private static final class Repeat<T extends @Nullable Object> extends DoFn<KV<T, long[]>, T> {

    private static final long serialVersionUID = 1;

    private final Rule rule;

    Repeat(Rule rule) {
      this.rule = rule;
    }

    @ProcessElement
    public void processElement(@Element KV<T, long[]> counted, OutputReceiver<T> out) {
      for (long n = rule.howOften(counted.getValue()); n > 0; n--) {
        out.output(counted.getKey());
      }
    }
  }
}
