package io.millrace.sdk;

import io.millrace.sdk.options.InvalidOptionException;
import io.millrace.sdk.options.PipelineOptions;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.options.PipelineOptionsValidator;
import io.millrace.sdk.transforms.PTransform;
import io.millrace.sdk.values.PBegin;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import org.jspecify.annotations.Nullable;

/**
 * Something that executes pipelines.
 *
 * <p>A runner is a class with a method {@code public static MyRunner fromOptions(PipelineOptions)},
 * made known by a {@link io.millrace.sdk.runners.PipelineRunnerRegistrar}.
 */
public abstract class PipelineRunner<ResultT extends PipelineResult> {
  /**
   * The runner that {@link PipelineOptions#getRunner} names, made by its static {@code
   * fromOptions}.
   *
   * @throws InvalidOptionException if a required option lacks, or the class is no proper runner
   */
  public static PipelineRunner<? extends PipelineResult> fromOptions(PipelineOptions options) {
    PipelineOptionsValidator.validate(PipelineOptions.class, options);
    Class<? extends PipelineRunner<?>> type = options.getRunner();
    try {
      Method factory = type.getMethod("fromOptions", PipelineOptions.class);
      if (!Modifier.isStatic(factory.getModifiers()) || factory.getDeclaringClass() != type) {
        throw notARunner(type, null);
      }
      factory.setAccessible(true);
      return (PipelineRunner<?>) factory.invoke(null, options);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw new IllegalStateException(
          "The runner " + type.getName() + " could not be made: " + e.getCause(), e.getCause());
    } catch (ReflectiveOperationException e) {
      throw notARunner(type, e);
    }
  }

  /**
   * Runs a pipeline with the options that this runner was made with.
   *
   * @throws IllegalArgumentException if the pipeline needs something that the runner does not
   *     support
   * @throws Pipeline.PipelineExecutionException if the runner waits for the end and user code
   *     failed
   */
  public abstract ResultT run(Pipeline pipeline);

  /**
   * Tells how this runner would execute a pipeline, for people to read: its stages, what is fused,
   * where data moves and why. Nothing is executed.
   *
   * @throws IllegalArgumentException if the pipeline needs something that the runner does not
   *     support
   * @throws UnsupportedOperationException if the runner does not explain, unless overridden
   */
  public String explain(Pipeline pipeline) {
    throw new UnsupportedOperationException(
        getClass().getName() + " does not tell how it executes pipelines");
  }

  /** Runs a pipeline that consists of one transform, with the given options. */
  public ResultT run(PTransform<PBegin, ?> transform, PipelineOptions options) {
    Pipeline pipeline = Pipeline.create(options);
    pipeline.apply(transform);
    return run(pipeline);
  }

  /** Runs a pipeline that consists of one transform, with options of which nothing is set. */
  public ResultT run(PTransform<PBegin, ?> transform) {
    return run(transform, PipelineOptionsFactory.create());
  }

  /** The runner that runs pipelines when nothing is said. */
  public static PipelineRunner<? extends PipelineResult> create() {
    return fromOptions(PipelineOptionsFactory.create());
  }

  private static InvalidOptionException notARunner(
      Class<?> type, @Nullable ReflectiveOperationException cause) {
    return new InvalidOptionException(
        "The runner "
            + type.getName()
            + " has no method 'public static "
            + type.getSimpleName()
            + " fromOptions(PipelineOptions)'",
        cause);
  }
}
