package io.millrace.sdk.transforms;

import io.millrace.model.v1.FunctionSpec;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.IterableLikeCoder;
import io.millrace.sdk.graph.ModelComponents;
import io.millrace.sdk.graph.ModelTransform;
import io.millrace.sdk.graph.TransformNode;
import io.millrace.sdk.graph.Urns;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollection.IsBounded;
import io.millrace.sdk.values.PCollectionList;
import io.millrace.sdk.values.TypeDescriptor;
import io.millrace.sdk.values.WindowingStrategy;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts several collections into one, or the elements of iterables into a collection. */
public final class Flatten {

  private static final Logger LOG = LoggerFactory.getLogger(Flatten.class);

  private Flatten() {}

  /** Puts the elements of all collections of a list into one; an empty list gives none. */
  public static <T extends @Nullable Object> PCollections<T> pCollections() {
    return new PCollections<>();
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
      WindowingStrategy<?, ?> strategy = WindowingStrategy.globalDefault();
      IsBounded isBounded = IsBounded.BOUNDED;
      for (int i = 0; i < inputs.size(); i++) {
        PCollection<T> input = inputs.get(i);
        isBounded = isBounded.and(input.isBounded());
        strategy =
            i == 0
                ? input.getWindowingStrategy()
                : compatible(inputs.get(0), strategy, input, input.getWindowingStrategy());
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

    /** The first input's coder where all have the same; otherwise it is left to inference. */
    private static <T extends @Nullable Object> @Nullable Coder<T> coderOfAll(
        List<PCollection<T>> inputs) {
      Coder<T> common = null;
      for (PCollection<T> input : inputs) {
        Coder<T> coder = input.getCoder();
        if (common != null && !common.equals(coder)) {
          throw new IllegalArgumentException(
              String.format(
                  "Cannot flatten collections with different coders: %s has %s, %s has %s. Give all"
                      + " the same with setCoder(...).",
                  inputs.get(0).getName(), common, input.getName(), coder));
        }
        common = coder;
      }
      return common;
    }

    private static WindowingStrategy<?, ?> compatible(
        PCollection<?> first,
        WindowingStrategy<?, ?> merged,
        PCollection<?> other,
        WindowingStrategy<?, ?> strategy) {
      if (!merged.getWindowFn().isCompatible(strategy.getWindowFn())) {
        throw new IllegalStateException(
            String.format(
                "Cannot flatten collections with different windows: %s has %s, %s has %s. Apply the"
                    + " same Window.into(...) to both before.",
                first.getName(), merged.getWindowFn(), other.getName(), strategy.getWindowFn()));
      }
      if (!merged.getTrigger().isCompatible(strategy.getTrigger())) {
        throw new IllegalStateException(
            String.format(
                "Cannot flatten collections with different triggers: %s has %s, %s has %s. Apply"
                    + " the same Window.triggering(...) to both before.",
                first.getName(), merged.getTrigger(), other.getName(), strategy.getTrigger()));
      }
      Duration lateness = strategy.getAllowedLateness();
      if (lateness.equals(merged.getAllowedLateness())) {
        return merged;
      }
      LOG.warn(
          "Flattened collections allow different lateness: {} {}, {} {}; the longer one applies",
          first.getName(),
          merged.getAllowedLateness(),
          other.getName(),
          lateness);
      return lateness.compareTo(merged.getAllowedLateness()) > 0
          ? merged.withAllowedLateness(lateness)
          : merged;
    }

    @Override
    public FunctionSpec toModel(TransformNode node, ModelComponents components) {
      return FunctionSpec.newBuilder().setUrn(Urns.FLATTEN).build();
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

  static final class Elements<T extends @Nullable Object> extends DoFn<Iterable<T>, T> {

    private static final long serialVersionUID = 1;

    @ProcessElement
    public void processElement(@Element Iterable<T> elements, OutputReceiver<T> out) {
      for (T element : elements) {
        out.output(element);
      }
    }
  }
}
