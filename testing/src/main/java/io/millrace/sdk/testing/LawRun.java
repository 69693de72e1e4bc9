package io.millrace.sdk.testing;

import io.millrace.sdk.Pipeline.PipelineExecutionException;
import io.millrace.sdk.options.PipelineOptions;
import io.millrace.sdk.testing.differences.InAnyOrder;
import io.millrace.sdk.transforms.PTransform;
import io.millrace.sdk.transforms.windowing.PaneInfo.Timing;
import io.millrace.sdk.values.PBegin;
import io.millrace.sdk.values.PCollection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of one run of a transform.
 *
 * @param observed everything that it gave; empty if it failed
 * @param results what its windows have in the end
 * @param failure null if it did not fail
 * @param <T> the type of the results
 */
record LawRun<T extends @Nullable Object>(
    List<Observed<T>> observed,
    List<FinalResult<T>> results,
    FinalResult.ResultCoder<T> coder,
    @Nullable Throwable failure) {

  /** An option that runners know who can repeat a run. */
  public interface Seeded extends PipelineOptions {
    @Nullable Long getSeed();

    void setSeed(@Nullable Long value);
  }

  /**
   * Runs a transform.
   *
   * @param seed what the runner draws from where it has a choice, if it can be told
   */
  static <T extends @Nullable Object, R extends @Nullable Object> LawRun<R> of(
      PTransform<PBegin, PCollection<T>> source,
      PTransform<? super PCollection<T>, PCollection<R>> transform,
      PipelineOptions options,
      long seed) {
    PipelineOptions own = TestOptions.with(options, List.of());
    own.as(Seeded.class).setSeed(seed);
    own.as(TestPipelineOptions.class).setBlockOnRun(true);
    TestPipeline pipeline = TestPipeline.fromOptions(own).enableAbandonedNodeEnforcement(false);
    PCollection<R> collection = pipeline.apply("Elements", source).apply("Law", transform);
    CollectedElements<R> collected = new CollectedElements<>(collection);
    collection.apply("Collect", collected);
    FinalResult.ResultCoder<R> coder = new FinalResult.ResultCoder<>(collection);
    try {
      pipeline.run();
      List<Observed<R>> observed = collected.take();
      return new LawRun<>(observed, FinalResult.of(collection, observed), coder, null);
    } catch (PipelineExecutionException | AssertionError e) {
      drop(collected);
      return new LawRun<>(List.of(), List.of(), coder, e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void drop(CollectedElements<?> collected) {
    try {
      collected.take();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether a result came too late. */
  boolean hasLatePanes() {
    return observed.stream().anyMatch(element -> element.pane().getTiming() == Timing.LATE);
  }

  /** How another run differs from this one, in words; null if it does not. */
  @Nullable String difference(LawRun<T> other) {
    if (other.failure != null) {
      return "the pipeline failed: " + other.failure.getMessage();
    }
    InAnyOrder<FinalResult<T>> difference = InAnyOrder.of(results, other.results, coder);
    return difference.isEmpty() ? null : difference.describe(results, other.results);
  }
}
