package io.millrace.sdk.transforms;

import io.millrace.sdk.coders.CannotProvideCoderException;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.CoderRegistry;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.VoidCoder;
import io.millrace.sdk.transforms.windowing.DefaultTrigger;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TypeDescriptor;
import io.millrace.sdk.values.TypeDescriptors;
import io.millrace.sdk.values.WindowingStrategy;
import org.jspecify.annotations.Nullable;

/**
 * Gives each distinct element of a window once.
 *
 * <p>Elements are the same if their encoded forms are, so that the coder must be deterministic.
 * Where windows fire several times, an element comes out the first time only.
 *
 * @param <T> the type of the elements
 */
public final class Distinct<T extends @Nullable Object>
    extends PTransform<PCollection<T>, PCollection<T>> {

  private Distinct() {}

  /** The transform. */
  public static <T extends @Nullable Object> Distinct<T> create() {
    return new Distinct<>();
  }

  /**
   * The transform that takes elements for the same if the given function gives the same for them;
   * any one of them comes out.
   */
  public static <T extends @Nullable Object, IdT extends @Nullable Object>
      WithRepresentativeValues<T, IdT> withRepresentativeValueFn(
          SerializableFunction<T, IdT> representativeValueFn) {
    return new WithRepresentativeValues<>(representativeValueFn, null);
  }

  @Override
  public PCollection<T> expand(PCollection<T> input) {
    verifyWindows(input);
    Coder<T> coder = input.getCoder();
    return input
        .apply("Key", ParDo.of(ElementDoFn.Map.of(new Alone<T>())))
        .setCoder(KvCoder.of(coder, VoidCoder.of()))
        .apply("Once", Combine.perKey(new Nothing()))
        .apply("FirstPane", ParDo.of(new FirstPane<T, @Nullable Void, T>(new KeyOf<>())))
        .setCoder(coder);
  }

  private record Alone<T extends @Nullable Object>()
      implements SerializableFunction<T, KV<T, @Nullable Void>> {
    @Override
    @SuppressWarnings("NullAway") // null is the only Void; the checker reads V as non-null
    public KV<T, @Nullable Void> apply(T element) {
      return KV.of(element, null);
    }
  }

  private record KeyOf<K extends @Nullable Object, V extends @Nullable Object>()
      implements SerializableFunction<KV<K, V>, K> {
    @Override
    public K apply(KV<K, V> pair) {
      return pair.getKey();
    }
  }

  private record ValueOf<K extends @Nullable Object, V extends @Nullable Object>()
      implements SerializableFunction<KV<K, V>, V> {
    @Override
    public V apply(KV<K, V> pair) {
      return pair.getValue();
    }
  }

  /** Gives an element what stands for it. */
  private record WithId<T extends @Nullable Object, IdT extends @Nullable Object>(
      SerializableFunction<T, IdT> idOf) implements SerializableFunction<T, KV<IdT, T>> {
    @Override
    public KV<IdT, T> apply(T element) {
      return KV.of(idOf.apply(element), element);
    }
  }

  /** Any of two. */
  private record Either<T extends @Nullable Object>() implements SerializableBiFunction<T, T, T> {
    @Override
    public T apply(T one, T other) {
      return one;
    }
  }

  /** Windows that were emitted once cannot merge with others later without emitting twice. */
  private static void verifyWindows(PCollection<?> input) {
    WindowingStrategy<?, ?> strategy = input.getWindowingStrategy();
    if (!strategy.getWindowFn().isNonMerging()
        && !(strategy.getTrigger() instanceof DefaultTrigger
            && strategy.getAllowedLateness().isZero())) {
      throw new IllegalArgumentException(
          String.format(
              "%s is in windows that merge, %s, and may fire before all of them have merged, so that"
                  + " an element could come out twice. Use the default trigger without allowed"
                  + " lateness, or windows that do not merge.",
              input.getName(), strategy.getWindowFn()));
    }
  }

  /** See {@link Distinct#withRepresentativeValueFn}. */
  public static final class WithRepresentativeValues<
          T extends @Nullable Object, IdT extends @Nullable Object>
      extends PTransform<PCollection<T>, PCollection<T>> {

    private final SerializableFunction<T, IdT> fn;
    private final @Nullable TypeDescriptor<IdT> representativeType;

    private WithRepresentativeValues(
        SerializableFunction<T, IdT> fn, @Nullable TypeDescriptor<IdT> representativeType) {
      this.fn = fn;
      this.representativeType = representativeType;
    }

    /** The same with the type of what the function gives, where it cannot be told from it. */
    public WithRepresentativeValues<T, IdT> withRepresentativeType(TypeDescriptor<IdT> type) {
      return new WithRepresentativeValues<>(fn, type);
    }

    @Override
    public PCollection<T> expand(PCollection<T> input) {
      verifyWindows(input);
      Coder<T> coder = input.getCoder();
      return input
          .apply("Key", ParDo.of(ElementDoFn.Map.of(new WithId<>(fn))))
          .setCoder(KvCoder.of(idCoder(input.getPipeline().getCoderRegistry()), coder))
          .apply("Any", Combine.<IdT, T>perKey(new Either<T>()))
          .apply("FirstPane", ParDo.of(new FirstPane<IdT, T, T>(new ValueOf<>())))
          .setCoder(coder);
    }

    private Coder<IdT> idCoder(CoderRegistry registry) {
      TypeDescriptor<IdT> type =
          representativeType != null ? representativeType : TypeDescriptors.outputOf(fn);
      try {
        return registry.getCoder(type);
      } catch (CannotProvideCoderException e) {
        throw new IllegalArgumentException(
            "The coder of the representative values is not known: "
                + e.getMessage()
                + " Give their type with withRepresentativeType(...).",
            e);
      }
    }
  }

  private static final class Nothing extends LongCombineFn<@Nullable Void, @Nullable Void> {

    private static final long serialVersionUID = 1;

    @Override
    public long initial() {
      return 0;
    }

    @Override
    public long add(long accumulator, @Nullable Void input) {
      return accumulator;
    }

    @Override
    public long merge(long accumulator, long other) {
      return accumulator;
    }

    @Override
    @SuppressWarnings("NullAway") // null is the only Void; the checker reads OutputT as non-null
    public @Nullable Void output(long accumulator) {
      return null;
    }

    @Override
    public Coder<@Nullable Void> getDefaultOutputCoder(
        CoderRegistry registry, Coder<@Nullable Void> inputCoder) {
      return inputCoder;
    }
  }

  private static final class FirstPane<
          K extends @Nullable Object, V extends @Nullable Object, T extends @Nullable Object>
      extends DoFn<KV<K, V>, T> {

    private static final long serialVersionUID = 1;

    private final SerializableFunction<KV<K, V>, T> part;

    FirstPane(SerializableFunction<KV<K, V>, T> part) {
      this.part = part;
    }

    @ProcessElement
    public void processElement(@Element KV<K, V> pair, PaneInfo pane, OutputReceiver<T> out) {
      if (pane.isFirst()) {
        out.output(part.apply(pair));
      }
    }
  }
}
