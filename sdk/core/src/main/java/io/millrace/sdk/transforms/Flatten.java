package io.millrace.sdk.transforms;

import io.millrace.model.v1.FunctionSpec;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.FlattenedCoder;
import io.millrace.sdk.coders.IterableLikeCoder;
import io.millrace.sdk.graph.ModelComponents;
import io.millrace.sdk.graph.ModelTransform;
import io.millrace.sdk.graph.TransformNode;
import io.millrace.sdk.graph.Urns;
import io.millrace.sdk.values.PBegin;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollection.IsBounded;
import io.millrace.sdk.values.PCollectionList;
import io.millrace.sdk.values.TypeDescriptor;
import io.millrace.sdk.values.WindowingStrategy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts several collections into one, or the elements of iterables into a collection. */
public final class Flatten {

  private static final Logger LOG = LoggerFactory.getLogger(Flatten.class);

  private Flatten() {}

  /**
   * Puts the elements of all collections of a list into one; an empty list gives none.
   *
   * <p>Their windows and triggers must be the same. Where they allow different lateness, the
   * longest applies, and the log has a warning.
   */
  public static <T extends @Nullable Object> PCollections<T> pCollections() {
    return new PCollections<>();
  }

  /** Puts the elements of the collection that it is applied to and of another into one. */
  public static <T extends @Nullable Object> PTransform<PCollection<T>, PCollection<T>> with(
      PCollection<T> other) {
    return new With<>(begin -> other);
  }

  /** As {@link #with(PCollection)}, with the output of a root transform of the same pipeline. */
  public static <T extends @Nullable Object> PTransform<PCollection<T>, PCollection<T>> with(
      PTransform<PBegin, PCollection<T>> other) {
    return new With<>(begin -> begin.apply(other));
  }

  /** Puts the elements of each iterable into the output. */
  public static <T extends @Nullable Object> Iterables<T> iterables() {
    return new Iterables<>();
  }

  /** See {@link Flatten#pCollections}. */
  public static final class PCollections<T extends @Nullable Object>
      extends PTransform<PCollectionList<T>, PCollection<T>> implements ModelTransform {

    private PCollections() {}

    @Override
    public PCollection<T> expand(PCollectionList<T> inputs) {
      IsBounded isBounded = IsBounded.BOUNDED;
      for (PCollection<T> input : inputs.getAll()) {
        isBounded = isBounded.and(input.isBounded());
      }
      WindowingStrategy<?, ?> strategy = WindowingStrategy.globalDefault();
      if (inputs.size() > 0) {
        FlattenedWindowing windowing = FlattenedWindowing.of(inputs.getAll());
        windowing.warnings().forEach(LOG::warn);
        strategy = windowing.strategy();
      }
      PCollection<T> output =
          PCollection.createPrimitiveOutputInternal(
              inputs.getPipeline(), strategy, isBounded, coderOfAll(inputs.getAll()));
      if (inputs.size() > 0) {
        TypeDescriptor<T> type = inputs.get(0).getTypeDescriptor();
        if (type != null) {
          output.setTypeDescriptor(type);
        }
      }
      return output;
    }

    /** A coder that takes the elements of all inputs; null if there are none. */
    private static <T extends @Nullable Object> @Nullable Coder<T> coderOfAll(
        List<PCollection<T>> inputs) {
      if (inputs.isEmpty()) {
        return null;
      }
      Map<String, Coder<T>> byName = new LinkedHashMap<>();
      inputs.forEach(input -> byName.put(input.getName(), input.getCoder()));
      return FlattenedCoder.of("elements", byName);
    }

    @Override
    public boolean isPure() {
      return true;
    }

    @Override
    public FunctionSpec toModel(TransformNode node, ModelComponents components) {
      return FunctionSpec.newBuilder().setUrn(Urns.FLATTEN).build();
    }
  }

  /** See {@link Flatten#with(PCollection)}. */
  private static final class With<T extends @Nullable Object>
      extends PTransform<PCollection<T>, PCollection<T>> {

    private final transient Function<PBegin, PCollection<T>> other;

    With(Function<PBegin, PCollection<T>> other) {
      this.other = other;
    }

    @Override
    public PCollection<T> expand(PCollection<T> input) {
      PCollection<T> more = other.apply(PBegin.in(input.getPipeline()));
      return PCollectionList.of(input).and(more).apply(pCollections());
    }

    @Override
    protected String getKindString() {
      return "Flatten.With";
    }
  }

  /** See {@link Flatten#iterables}. */
  public static final class Iterables<T extends @Nullable Object>
      extends PTransform<PCollection<? extends Iterable<T>>, PCollection<T>> {

    private Iterables() {}

    @Override
    public PCollection<T> expand(PCollection<? extends Iterable<T>> input) {
      Coder<?> coder = input.getCoder();
      if (!(coder instanceof IterableLikeCoder<?, ?> iterableCoder)) {
        throw new IllegalArgumentException(
            "Flatten.iterables needs a collection with an IterableLikeCoder, but "
                + input.getName()
                + " has "
                + coder);
      }
      @SuppressWarnings("unchecked") // the input's elements are iterables of T
      Coder<T> elementCoder = (Coder<T>) iterableCoder.getElemCoder();
      return input.apply("FlattenIterables", ParDo.of(new Elements<T>())).setCoder(elementCoder);
    }
  }

  static final class Elements<T extends @Nullable Object> extends DoFn<Iterable<T>, T>
      implements ElementFunction, SerializableFunction<Iterable<T>, Iterable<T>> {

    private static final long serialVersionUID = 1;

    @ProcessElement
    public void processElement(@Element Iterable<T> elements, OutputReceiver<T> out) {
      for (T element : elements) {
        out.output(element);
      }
    }

    @Override
    public Kind kind() {
      return Kind.FLAT_MAP;
    }

    @Override
    public ProcessFunction<Iterable<T>, Iterable<T>> fn() {
      return this;
    }

    @Override
    public Iterable<T> apply(Iterable<T> elements) {
      return elements;
    }
  }
}
