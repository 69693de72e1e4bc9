package io.millrace.sdk.values;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.coders.CannotProvideCoderException;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.transforms.PTransform;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A collection of elements of one type, each with a timestamp and in windows; it may never end.
 *
 * <p>A collection is only a description until the pipeline runs. It belongs to one pipeline and is
 * not thread-safe.
 *
 * @param <T> the element type
 */
public final class PCollection<T extends @Nullable Object> implements PValue {

  /** Whether a collection ends. */
  public enum IsBounded {
    /** It ends. */
    BOUNDED,
    /** It may go on for ever. */
    UNBOUNDED;

    /** The boundedness of what is made of two collections: unbounded if either is. */
    public IsBounded and(IsBounded that) {
      return this == UNBOUNDED || that == UNBOUNDED ? UNBOUNDED : BOUNDED;
    }
  }

  private record Producer<InputT extends PInput>(
      String transformName, InputT input, PTransform<? super InputT, ?> transform) {

    <T extends @Nullable Object> Coder<T> coderOf(PCollection<T> output)
        throws CannotProvideCoderException {
      return transform.getDefaultOutputCoder(input, output);
    }
  }

  private final Pipeline pipeline;
  private final TupleTag<T> tag;
  private WindowingStrategy<?, ?> windowingStrategy;
  private IsBounded isBounded;
  private @Nullable Coder<T> coder;
  private @Nullable TypeDescriptor<T> typeDescriptor;
  private @Nullable String name;
  private @Nullable Producer<?> producer;
  private @Nullable PCollection<?> lateData;

  private PCollection(
      Pipeline pipeline,
      WindowingStrategy<?, ?> windowingStrategy,
      IsBounded isBounded,
      @Nullable Coder<T> coder,
      TupleTag<T> tag) {
    this.pipeline = pipeline;
    this.windowingStrategy = windowingStrategy;
    this.isBounded = isBounded;
    this.coder = coder;
    this.tag = tag;
    this.typeDescriptor = tag.getTypeDescriptor();
  }

  /** For primitive transforms: a new output; without a coder, one is inferred when asked for. */
  public static <T extends @Nullable Object> PCollection<T> createPrimitiveOutputInternal(
      Pipeline pipeline,
      WindowingStrategy<?, ?> windowingStrategy,
      IsBounded isBounded,
      @Nullable Coder<T> coder) {
    return createPrimitiveOutputInternal(
        pipeline, windowingStrategy, isBounded, coder, new TupleTag<>("output"));
  }

  /** For primitive transforms: a new output, known by the given tag. */
  public static <T extends @Nullable Object> PCollection<T> createPrimitiveOutputInternal(
      Pipeline pipeline,
      WindowingStrategy<?, ?> windowingStrategy,
      IsBounded isBounded,
      @Nullable Coder<T> coder,
      TupleTag<T> tag) {
    return new PCollection<>(pipeline, windowingStrategy, isBounded, coder, tag);
  }

  /** Applies a transform under its default name. */
  public <OutputT extends POutput> OutputT apply(
      PTransform<? super PCollection<T>, OutputT> transform) {
    return Pipeline.applyTransform(this, transform);
  }

  /** Applies a transform under the given name. */
  public <OutputT extends POutput> OutputT apply(
      String name, PTransform<? super PCollection<T>, OutputT> transform) {
    return Pipeline.applyTransform(name, this, transform);
  }

  /**
   * The coder of the elements: the one that was set, or else the producer's, or else one inferred
   * from the element type.
   *
   * @throws IllegalStateException if there is none; the message names the transform, what was tried
   *     and what to do
   */
  public Coder<T> getCoder() {
    Coder<T> known = coder;
    if (known == null) {
      known = inferCoder();
      coder = known;
    }
    return known;
  }

  private Coder<T> inferCoder() {
    String ofProducer;
    Producer<?> by = producer;
    if (by == null) {
      ofProducer = "it is not the output of an applied transform yet";
    } else {
      try {
        return by.coderOf(this);
      } catch (CannotProvideCoderException e) {
        ofProducer = String.valueOf(e.getMessage());
      }
    }
    String ofType;
    TypeDescriptor<T> type = typeDescriptor;
    if (type == null) {
      ofType = "its element type is not known";
    } else {
      try {
        return pipeline.getCoderRegistry().getCoder(type);
      } catch (CannotProvideCoderException e) {
        ofType = String.valueOf(e.getMessage());
      }
    }
    throw new IllegalStateException(
        String.format(
            "No coder is known for the elements of %s.%n"
                + "  From the transform: %s%n"
                + "  From the type: %s%n"
                + "Set one with .setCoder(...), give the type with .setTypeDescriptor(...) or"
                + " MapElements.into(...), or register one in pipeline.getCoderRegistry().",
            describe(), ofProducer, ofType));
  }

  /**
   * Sets the coder of the elements.
   *
   * @return this collection
   */
  public PCollection<T> setCoder(Coder<T> coder) {
    this.coder = coder;
    return this;
  }

  /** The element type, or null when it was erased. */
  public @Nullable TypeDescriptor<T> getTypeDescriptor() {
    return typeDescriptor;
  }

  /**
   * Sets the element type, from which a coder can be inferred.
   *
   * @return this collection
   */
  public PCollection<T> setTypeDescriptor(TypeDescriptor<T> typeDescriptor) {
    this.typeDescriptor = typeDescriptor;
    return this;
  }

  /** How elements are windowed. */
  public WindowingStrategy<?, ?> getWindowingStrategy() {
    return windowingStrategy;
  }

  /** Whether the collection ends. */
  public IsBounded isBounded() {
    return isBounded;
  }

  /** For composite transforms that know better than their parts. */
  public PCollection<T> setIsBoundedInternal(IsBounded isBounded) {
    this.isBounded = isBounded;
    return this;
  }

  /** For transforms that change only how elements are windowed. */
  public PCollection<T> setWindowingStrategyInternal(WindowingStrategy<?, ?> strategy) {
    this.windowingStrategy = strategy;
    return this;
  }

  /** What the producer drops because it comes too late; null if it is only counted. */
  public @Nullable PCollection<?> getLateDataInternal() {
    return lateData;
  }

  /**
   * For primitive transforms that drop what comes too late: says in which collection they give it
   * out.
   */
  public PCollection<T> setLateDataInternal(PCollection<?> lateData) {
    this.lateData = lateData;
    return this;
  }

  /** The tag by which the producing transform knows this output. */
  public TupleTag<T> getTagInternal() {
    return tag;
  }

  @Override
  public String getName() {
    String given = name;
    if (given == null) {
      throw new IllegalStateException(
          "The collection has no name before the transform that produces it was applied");
    }
    return given;
  }

  /**
   * Gives the collection a name of its own; the default is made of the producer's.
   *
   * @return this collection
   */
  public PCollection<T> setName(String name) {
    this.name = name;
    return this;
  }

  @Override
  public Pipeline getPipeline() {
    return pipeline;
  }

  @Override
  public Map<TupleTag<?>, PValue> expand() {
    return Map.of(tag, this);
  }

  @Override
  public void finishSpecifyingOutput(String outputName, PInput input, PTransform<?, ?> transform) {
    PCollection<?> late = lateData;
    if (late != null) {
      late.finishSpecifyingOutput(
          (producer == null ? outputName : producer.transformName()) + "." + late.tag.getOutName(1),
          input,
          transform);
    }
    // The innermost transform is the producer; enclosing composites finish after it.
    if (producer == null) {
      producer = producer(outputName, input, transform);
    }
    if (name == null) {
      name = outputName;
    }
  }

  @SuppressWarnings("unchecked") // the transform was applied to this very input
  private static Producer<PInput> producer(
      String transformName, PInput input, PTransform<?, ?> transform) {
    return new Producer<>(transformName, input, (PTransform<? super PInput, ?>) transform);
  }

  private String describe() {
    Producer<?> by = producer;
    return by == null ? "a new PCollection" : "the output of " + by.transformName();
  }

  @Override
  public String toString() {
    String given = name;
    return given == null ? "PCollection [unnamed]" : "PCollection " + given;
  }
}
