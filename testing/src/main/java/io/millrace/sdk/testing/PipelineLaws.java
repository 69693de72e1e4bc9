package io.millrace.sdk.testing;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.options.PipelineOptions;
import io.millrace.sdk.testing.generators.Entropy;
import io.millrace.sdk.testing.generators.Gen;
import io.millrace.sdk.testing.generators.Property;
import io.millrace.sdk.testing.generators.Sample;
import io.millrace.sdk.testing.scripts.ArrivalOrders;
import io.millrace.sdk.testing.scripts.StreamScript;
import io.millrace.sdk.transforms.Create;
import io.millrace.sdk.transforms.PTransform;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TimestampedValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a transform should keep to whatever chance does: to be called by its test.
 *
 * <pre>{@code
 * PipelineLaws.create()
 *     .sameResultForAnyArrivalOrder(
 *         new CountInWindows(),
 *         List.of(TimestampedValue.of("a", at(1)), TimestampedValue.of("b", at(12))));
 * }</pre>
 *
 * <p>Two runs have the same result if each window has the same values in the end, in any order:
 *
 * <ul>
 *   <li>Where panes accumulate, the last pane of each key and window counts. Results that are no
 *       {@code KV}s are taken for those of one key. Of windows that merge, early panes do not
 *       count: which sessions are seen on the way does depend on the order of arrival.
 *   <li>Where panes are discarded, everything counts, and the iterables of a {@code GroupByKey} are
 *       put together for each key and window. Parts of a sum, and early panes of sessions, do
 *       depend on the order of arrival: let such a transform accumulate, or let the test add up
 *       what belongs together before it compares.
 *   <li>Iterables have no order, lists have. Timestamps and numbers of panes do not count.
 * </ul>
 *
 * <p>The elements of a failure are as few as could be found, and what happens to them is as simple:
 * the message has the script as Java source for a test of its own. Scripts are drawn from the seeds
 * 0, 1, 2, ..., or those from {@link #withSeed} on, so that a test does the same each time. The
 * system property {@value Property#SEED_PROPERTY} holds the only one to try. Runs are strict, and
 * repeatable where the runner has a {@code --seed}.
 *
 * <p>The runner must run pipelines in the JVM of the test. Immutable.
 */
public final class PipelineLaws {

  /** How many scripts are tried unless said otherwise. */
  public static final int DEFAULT_SCRIPTS = 100;

  /** Each step is a run, or three; what is not simple by then is simple enough. */
  private static final int MAXIMUM_STEPS = 500;

  private static final String INDENTATION = "    ";

  private final PipelineOptions options;
  private final int scripts;
  private final long seed;

  private PipelineLaws(PipelineOptions options, int scripts, long seed) {
    this.options = options;
    this.scripts = scripts;
    this.seed = seed;
  }

  /** Laws that are tried with the options of {@link TestPipeline#testingPipelineOptions}. */
  public static PipelineLaws create() {
    return fromOptions(TestPipeline.testingPipelineOptions());
  }

  /**
   * Laws that are tried with these options, which are not changed: each run gets a copy, without
   * options that JSON leaves out.
   */
  public static PipelineLaws fromOptions(PipelineOptions options) {
    return new PipelineLaws(options, DEFAULT_SCRIPTS, 0);
  }

  /**
   * The same with another number of scripts.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public PipelineLaws withScripts(int number) {
    if (number < 1) {
      throw new IllegalArgumentException(
          "A law that is tried on " + number + " scripts holds for nothing; try at least one");
    }
    return new PipelineLaws(options, number, seed);
  }

  /** The same with another seed for the first script; the next ones follow it. */
  public PipelineLaws withSeed(long first) {
    return new PipelineLaws(options, scripts, first);
  }

  /**
   * As {@link #sameResultForAnyArrivalOrder(PTransform, Coder, List)}, with a coder inferred from
   * the elements as {@link Create} does.
   */
  public <T extends @Nullable Object, R extends @Nullable Object> void sameResultForAnyArrivalOrder(
      PTransform<? super PCollection<T>, PCollection<R>> transform,
      List<TimestampedValue<T>> elements) {
    checkElements(elements);
    sameResultForAnyArrivalOrder(transform, coderOf(elements), elements);
  }

  /**
   * Checks that a transform has the same result whatever the order in which elements arrive, as
   * long as none is late: in any bundles, with any advances of the watermark and of processing time
   * between them. The result to be had is that of the elements one by one in the order of their
   * timestamps, followed by the end of time (rule M8).
   *
   * @throws AssertionError if it does not hold, with the seed, the smallest script found for which
   *     it does not, and how the result differs; also if the pipeline fails
   * @throws IllegalArgumentException if there are no elements, or one has a timestamp that no
   *     element of a stream can have
   */
  public <T extends @Nullable Object, R extends @Nullable Object> void sameResultForAnyArrivalOrder(
      PTransform<? super PCollection<T>, PCollection<R>> transform,
      Coder<T> coder,
      List<TimestampedValue<T>> elements) {
    checkElements(elements);
    Gen<StreamScript<T>> arrivals = ArrivalOrders.of(elements);
    Map<List<TimestampedValue<T>>, LawRun<R>> inOrderOfTime = new HashMap<>();
    Comparison<T> comparison =
        script -> {
          StreamScript<T> inOrder = StreamScript.inOrderOfTime(script.elements());
          LawRun<R> wanted =
              inOrderOfTime.computeIfAbsent(
                  inOrder.elements(), unused -> run(inOrder, coder, transform));
          return wanted.failure() != null ? null : wanted.difference(run(script, coder, transform));
        };
    StreamScript<T> canonical = StreamScript.inOrderOfTime(elements);
    LawRun<R> expected = run(canonical, coder, transform);
    failIfFailed(expected);
    inOrderOfTime.put(canonical.elements(), expected);
    for (long each : seeds()) {
      Sample<StreamScript<T>> drawn = arrivals.draw(new Entropy(each));
      if (comparison.of(drawn.value()) != null) {
        StreamScript<T> smallest = smallest(drawn, comparison);
        throw new AssertionError(
            String.format(
                "The result depends on the order in which elements arrive.%n"
                    + "  smallest script, of seed %d:%n%s%n"
                    + "  compared with the elements one by one in the order of their timestamps:"
                    + " %s%n"
                    + "  again: -D%s=%d",
                each,
                smallest.toJava(coder, INDENTATION),
                comparison.of(smallest),
                Property.SEED_PROPERTY,
                each));
      }
    }
  }

  /**
   * As {@link #sameResultBoundedOrUnbounded(PTransform, Coder, List)}, with a coder inferred from
   * the elements as {@link Create} does.
   */
  public <T extends @Nullable Object, R extends @Nullable Object> void sameResultBoundedOrUnbounded(
      PTransform<? super PCollection<T>, PCollection<R>> transform,
      List<TimestampedValue<T>> elements) {
    checkElements(elements);
    sameResultBoundedOrUnbounded(transform, coderOf(elements), elements);
  }

  /**
   * Checks that a transform has the same result over input that ends, {@link Create#timestamped},
   * and over a stream of the same elements in the order of their timestamps; and that no result is
   * late where the input ends (rule Q3).
   *
   * @throws AssertionError if it does not hold, with the fewest elements found for which it does
   *     not, and how the result differs; also if the pipeline fails
   * @throws IllegalArgumentException if there are no elements, or one has a timestamp that no
   *     element of a stream can have
   */
  public <T extends @Nullable Object, R extends @Nullable Object> void sameResultBoundedOrUnbounded(
      PTransform<? super PCollection<T>, PCollection<R>> transform,
      Coder<T> coder,
      List<TimestampedValue<T>> elements) {
    checkElements(elements);
    Comparison<T> comparison =
        script -> {
          LawRun<R> bounded =
              LawRun.of(
                  Create.timestamped(script.elements()).withCoder(coder), transform, options, seed);
          if (bounded.failure() != null) {
            return "the pipeline failed over input that ends: " + bounded.failure().getMessage();
          }
          return bounded.hasLatePanes()
              ? "results are late over input that ends: " + bounded.observed()
              : bounded.difference(run(script, coder, transform));
        };
    StreamScript<T> stream = StreamScript.inOrderOfTime(elements);
    if (comparison.of(stream) != null) {
      StreamScript<T> smallest = smallest(ArrivalOrders.sample(stream), comparison);
      throw new AssertionError(
          String.format(
              "The result is not the same over input that ends and over a stream.%n"
                  + "  smallest stream:%n%s%n"
                  + "  compared with Create.timestamped of the same elements: %s",
              smallest.toJava(coder, INDENTATION), comparison.of(smallest)));
    }
  }

  /** How the result of a script differs from the one to be had, in words; null if it does not. */
  @FunctionalInterface
  private interface Comparison<T extends @Nullable Object> {
    @Nullable String of(StreamScript<T> script);
  }

  private long[] seeds() {
    Long only = Long.getLong(Property.SEED_PROPERTY);
    long[] seeds = new long[only == null ? scripts : 1];
    for (int i = 0; i < seeds.length; i++) {
      seeds[i] = (only == null ? seed : only) + i;
    }
    return seeds;
  }

  private <T extends @Nullable Object, R extends @Nullable Object> LawRun<R> run(
      StreamScript<T> script,
      Coder<T> coder,
      PTransform<? super PCollection<T>, PCollection<R>> transform) {
    return LawRun.of(script.toStream(coder), transform, options, seed);
  }

  private static void failIfFailed(LawRun<?> run) {
    if (run.failure() != null) {
      throw new AssertionError(
          "The pipeline failed with the elements one by one in the order of their timestamps: "
              + run.failure().getMessage(),
          run.failure());
    }
  }

  /**
   * The elements of a bundle have no order, and runners may give them one: a script that fails in
   * one order only would not fail each time. So those are preferred that fail both ways round.
   */
  private static <T extends @Nullable Object> StreamScript<T> smallest(
      Sample<StreamScript<T>> drawn, Comparison<T> comparison) {
    Predicate<StreamScript<T>> fails = script -> comparison.of(script) != null;
    Predicate<StreamScript<T>> failsAnyway =
        script -> {
          StreamScript<T> reversed = script.withBundlesReversed();
          return fails.test(script) && (reversed.equals(script) || fails.test(reversed));
        };
    Sample<StreamScript<T>> single = ArrivalOrders.sample(drawn.value().withElementsOneByOne());
    Sample<StreamScript<T>> simplest =
        failsAnyway.test(single.value())
            ? single.simplest(failsAnyway, MAXIMUM_STEPS)
            : drawn.simplest(fails, MAXIMUM_STEPS);
    return simplest.value();
  }

  private static <T extends @Nullable Object> Coder<T> coderOf(List<TimestampedValue<T>> elements) {
    List<T> values = new ArrayList<>();
    elements.forEach(element -> values.add(element.getValue()));
    return Pipeline.create().apply(Create.of(values)).getCoder();
  }

  private static void checkElements(List<? extends TimestampedValue<?>> elements) {
    if (elements.isEmpty()) {
      throw new IllegalArgumentException(
          "A law that is tried without elements holds for nothing; give some");
    }
    for (TimestampedValue<?> element : elements) {
      Objects.requireNonNull(element, "an element is null; give a TimestampedValue of null");
      BoundedWindow.validateTimestampBounds(element.getTimestamp());
      if (!element.getTimestamp().isBefore(BoundedWindow.TIMESTAMP_MAX_VALUE)) {
        throw new IllegalArgumentException(
            "Elements must be older than the end of time, but " + element + " is not");
      }
    }
  }
}
