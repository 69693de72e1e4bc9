package io.millrace.sdk;

import io.millrace.sdk.coders.CoderRegistry;
import io.millrace.sdk.graph.GraphBuilder;
import io.millrace.sdk.graph.PipelineGraph;
import io.millrace.sdk.graph.TransformNode;
import io.millrace.sdk.io.FileSystems;
import io.millrace.sdk.options.PipelineOptions;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.transforms.PTransform;
import io.millrace.sdk.values.PBegin;
import io.millrace.sdk.values.PInput;
import io.millrace.sdk.values.POutput;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A program over collections: a graph of transforms, built by applying them and then run.
 *
 * <pre>{@code
 * Pipeline p = Pipeline.create(options);
 * p.apply(TextIO.read().from("in.txt"))
 *     .apply(Count.perElement())
 *     .apply(...);
 * p.run().waitUntilFinish();
 * }</pre>
 *
 * <p>Not thread-safe. A pipeline can be run more than once; each run is independent.
 */
public class Pipeline {

  /** The failure of user code, with the user's exception as the cause. */
  public static class PipelineExecutionException extends RuntimeException {

    /** A failure without a message of its own. */
    public PipelineExecutionException(@Nullable Throwable cause) {
      super(cause);
    }

    /** A failure described for the user: which transform, what happened. */
    public PipelineExecutionException(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);

  private final PipelineOptions defaultOptions;
  private final GraphBuilder builder = new GraphBuilder();
  private CoderRegistry coderRegistry = CoderRegistry.createDefault();

  protected Pipeline(PipelineOptions options) {
    FileSystems.setDefaultPipelineOptions(options);
    this.defaultOptions = options;
  }

  /** A new pipeline with default options. */
  public static Pipeline create() {
    return create(PipelineOptionsFactory.create());
  }

  /**
   * A new pipeline that runs with the given options. They also become those of {@link FileSystems},
   * so that files can be named while the pipeline is built.
   */
  public static Pipeline create(PipelineOptions options) {
    return new Pipeline(options);
  }

  /** The input of root transforms. */
  public PBegin begin() {
    return PBegin.in(this);
  }

  /** Applies a root transform under its default name. */
  public <OutputT extends POutput> OutputT apply(PTransform<? super PBegin, OutputT> root) {
    return begin().apply(root);
  }

  /** Applies a root transform under the given name. */
  public <OutputT extends POutput> OutputT apply(
      String name, PTransform<? super PBegin, OutputT> root) {
    return begin().apply(name, root);
  }

  /** For implementations of inputs: applies a transform under its default name. */
  public static <InputT extends PInput, OutputT extends POutput> OutputT applyTransform(
      InputT input, PTransform<? super InputT, OutputT> transform) {
    return input.getPipeline().builder.apply(null, input, transform);
  }

  /** For implementations of inputs: applies a transform under the given name. */
  public static <InputT extends PInput, OutputT extends POutput> OutputT applyTransform(
      String name, InputT input, PTransform<? super InputT, OutputT> transform) {
    return input.getPipeline().builder.apply(name, input, transform);
  }

  /**
   * For implementations of views: a name that no other view of this pipeline has, made of the name
   * of the transform that is being expanded.
   */
  public String newViewName() {
    return builder.newViewName();
  }

  /**
   * For transforms that look for outputs besides the one at hand: the applied transforms that gave
   * it out, each before those that it is part of.
   */
  public List<TransformNode> producersInternal(POutput output) {
    return builder.producers(output);
  }

  /** Runs the pipeline with the options that it was created with. */
  public PipelineResult run() {
    return run(defaultOptions);
  }

  /**
   * Runs the pipeline on the runner that the options name.
   *
   * @throws IllegalArgumentException if the pipeline or the options are not valid for the runner
   * @throws PipelineExecutionException if the runner blocks until the end and user code failed
   */
  public PipelineResult run(PipelineOptions options) {
    PipelineRunner<?> runner = PipelineRunner.fromOptions(options);
    PipelineGraph graph = graph();
    graph.validate(options);
    graph.warnings().forEach(LOG::warn);
    return runner.run(this);
  }

  /**
   * Tells how the runner that the options name would execute this pipeline, for people to read: its
   * stages, what is fused, where data moves and why. Nothing is executed.
   *
   * @throws IllegalArgumentException if the pipeline or the options are not valid for the runner
   * @throws UnsupportedOperationException if the runner does not explain
   */
  public String explain() {
    PipelineRunner<?> runner = PipelineRunner.fromOptions(defaultOptions);
    graph().validate(defaultOptions);
    return runner.explain(this);
  }

  /** What has been applied so far, as an immutable graph. */
  public PipelineGraph graph() {
    return builder.graph();
  }

  /** The options that this pipeline was created with. */
  public PipelineOptions getOptions() {
    return defaultOptions;
  }

  /** Where coders are inferred; users register their own here. */
  public CoderRegistry getCoderRegistry() {
    return coderRegistry;
  }

  /** Replaces the coder registry. */
  public void setCoderRegistry(CoderRegistry coderRegistry) {
    this.coderRegistry = coderRegistry;
  }

  @Override
  public String toString() {
    return "Pipeline of " + builder.graph().roots().size() + " root transforms";
  }
}
