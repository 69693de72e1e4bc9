package io.millrace.sdk.transforms;

import io.millrace.sdk.coders.CannotProvideCoderException;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.options.PipelineOptions;
import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.transforms.display.HasDisplayData;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PInput;
import io.millrace.sdk.values.POutput;
import io.millrace.sdk.values.PValue;
import io.millrace.sdk.values.TupleTag;
import java.io.Serializable;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A step of a pipeline: takes inputs, gives outputs.
 *
 * <p>{@link #expand} is called once, when the transform is applied; it composes other transforms.
 * It describes work and does none. Transforms are immutable after construction.
 *
 * @param <InputT> what the transform is applied to
 * @param <OutputT> what it produces
 */
public abstract class PTransform<InputT extends PInput, OutputT extends POutput>
    implements Serializable, HasDisplayData {

  /** The name given at construction, if any. */
  protected final transient @Nullable String name;

  protected PTransform() {
    this(null);
  }

  protected PTransform(@Nullable String name) {
    this.name = name;
  }

  /**
   * Composes this transform from others.
   *
   * @throws IllegalArgumentException if the transform cannot be applied to this input; the message
   *     says why
   */
  public abstract OutputT expand(InputT input);

  /**
   * Checks what can be known only when the whole pipeline is there, just before it runs.
   *
   * @param options what the pipeline will be run with; null if it is only translated
   */
  public void validate(@Nullable PipelineOptions options) {}

  /** Inputs besides the one that the transform is applied to, such as views. */
  public Map<TupleTag<?>, PValue> getAdditionalInputs() {
    return Map.of();
  }

  /** The name used when the transform is applied without one. */
  public String getName() {
    String given = name;
    return given != null ? given : getKindString();
  }

  /** What kind of transform this is, for names and messages. */
  protected String getKindString() {
    return TransformNames.simpleName(getClass());
  }

  /**
   * The coder of the single output, if this transform knows better than inference.
   *
   * @throws CannotProvideCoderException if it does not
   */
  protected Coder<?> getDefaultOutputCoder() throws CannotProvideCoderException {
    throw new CannotProvideCoderException("Transform " + getName() + " does not name a coder");
  }

  /** As {@link #getDefaultOutputCoder()}, where the coder depends on the input. */
  protected Coder<?> getDefaultOutputCoder(InputT input) throws CannotProvideCoderException {
    return getDefaultOutputCoder();
  }

  /** As {@link #getDefaultOutputCoder()}, for one of several outputs. */
  @SuppressWarnings("unchecked")
  public <T extends @Nullable Object> Coder<T> getDefaultOutputCoder(
      InputT input, PCollection<T> output) throws CannotProvideCoderException {
    return (Coder<T>) getDefaultOutputCoder(input);
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {}

  /** A transform made of a function, for short composites. */
  public static <InputT extends PInput, OutputT extends POutput>
      PTransform<InputT, OutputT> compose(SerializableFunction<InputT, OutputT> fn) {
    return compose(TransformNames.simpleName(fn.getClass()), fn);
  }

  /** A named transform made of a function, for short composites. */
  public static <InputT extends PInput, OutputT extends POutput>
      PTransform<InputT, OutputT> compose(String name, SerializableFunction<InputT, OutputT> fn) {
    return new PTransform<InputT, OutputT>(name) {
      @Override
      public OutputT expand(InputT input) {
        return fn.apply(input);
      }
    };
  }

  @Override
  public String toString() {
    String given = name;
    String kind = getKindString();
    return given == null || given.equals(kind) ? kind : given + " [" + kind + "]";
  }
}
