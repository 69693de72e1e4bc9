package io.millrace.sdk.testing.contract.kit;

import io.millrace.sdk.PipelineResult;
import io.millrace.sdk.metrics.MetricName;
import io.millrace.sdk.testing.TestPipeline;
import io.millrace.sdk.transforms.SerializableFunction;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Tests of one part of the contract, on one runner, in bundles of one shape. Each test has a
 * pipeline of its own.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
public abstract class ContractTest {

  /** The namespace of the counters that every runner keeps. */
  private static final String NAMESPACE = "millrace";

  /** The pipeline of this test. */
  @RegisterExtension protected final TestPipeline p;

  @RegisterExtension final RefusalExtension refusal;

  private final BundleShape shape;
  private final boolean repeatsWork;

  /** Tests in the given setting. */
  protected ContractTest(Setting setting) {
    this.shape = setting.shape();
    this.repeatsWork = setting.runner().repeatsWork();
    this.p = TestPipeline.fromOptions(setting.runner().options(shape));
    this.refusal = new RefusalExtension(setting.runner().unsupported());
  }

  /** How bundles are cut, for the few tests whose results may depend on it. */
  protected final BundleShape shape() {
    return shape;
  }

  /**
   * What was noted, in order; of a runner that repeats work, what was noted for the first time, so
   * the notes of a test must be different from each other.
   */
  protected final List<String> noted(Journal journal) {
    List<String> entries = journal.entries();
    return repeatsWork ? entries.stream().distinct().toList() : entries;
  }

  /**
   * What must hold of some elements: it throws if it does not.
   *
   * @param <T> the type of the elements
   */
  @FunctionalInterface
  protected interface Check<T extends @Nullable Object> extends Serializable {
    /** Throws an {@link AssertionError} if it does not hold. */
    void check(List<T> elements);
  }

  /** A check of all elements, to be given to {@code PAssert.satisfies}. */
  protected static <T extends @Nullable Object>
      SerializableFunction<Iterable<T>, @Nullable Void> check(Check<T> check) {
    return new Checker<>(check);
  }

  private static final class Checker<T extends @Nullable Object>
      implements SerializableFunction<Iterable<T>, @Nullable Void> {
    private final Check<T> check;

    Checker(Check<T> check) {
      this.check = check;
    }

    @Override
    @SuppressWarnings("NullAway") // it does not see that the type of the result is nullable
    public @Nullable Void apply(Iterable<T> elements) {
      List<T> all = new ArrayList<>();
      elements.forEach(all::add);
      check.check(all);
      return null;
    }
  }

  /** How many elements were dropped because their windows had expired (rule L4). */
  protected static long droppedAsLate(PipelineResult result) {
    return counter(result, NAMESPACE, "droppedDueToLateness");
  }

  /** How many elements were dropped because the triggers of their windows had finished (L4). */
  protected static long droppedAsClosed(PipelineResult result) {
    return counter(result, NAMESPACE, "droppedDueToClosedWindow");
  }

  /** The value of a counter, over all steps. */
  protected static long counter(PipelineResult result, String namespace, String name) {
    return result.metrics().sumOfCounters(MetricName.named(namespace, name));
  }
}
