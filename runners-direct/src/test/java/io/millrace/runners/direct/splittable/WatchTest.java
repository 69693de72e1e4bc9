package io.millrace.runners.direct.splittable;

import static io.millrace.sdk.testing.contract.kit.Times.at;
import static io.millrace.sdk.testing.contract.kit.Times.seconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.runners.direct.testing.Runs;
import io.millrace.runners.direct.testing.Seen;
import io.millrace.sdk.Pipeline;
import io.millrace.sdk.PipelineResult;
import io.millrace.sdk.PipelineResult.State;
import io.millrace.sdk.coders.DoubleCoder;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.TestPipeline;
import io.millrace.sdk.testing.contract.kit.Elements;
import io.millrace.sdk.testing.contract.kit.Script;
import io.millrace.sdk.transforms.Contextful;
import io.millrace.sdk.transforms.Create;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.GroupByKey;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.Requirements;
import io.millrace.sdk.transforms.SerializableFunction;
import io.millrace.sdk.transforms.Values;
import io.millrace.sdk.transforms.View;
import io.millrace.sdk.transforms.Watch;
import io.millrace.sdk.transforms.Watch.Growth;
import io.millrace.sdk.transforms.Watch.Growth.PollFn;
import io.millrace.sdk.transforms.Watch.Growth.PollResult;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollection.IsBounded;
import io.millrace.sdk.values.PCollectionView;
import io.millrace.sdk.values.TimestampedValue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What grows is looked at once a second; the time is that of a script, so that nobody waits. */
@Timeout(120)
class WatchTest {

  @RegisterExtension final TestPipeline p = TestPipeline.create();

  private final Seen<String> seen = new Seen<>();

  /** After n seconds there are n + 1 letters, ten seconds of event time apart, latest first. */
  private static class Alphabet extends PollFn<String, String> {

    private final Seen<String> seen;

    Alphabet(Seen<String> seen) {
      this.seen = seen;
    }

    @Override
    public PollResult<String> apply(String element, Context c) throws Exception {
      Instant now = c.clock().instant();
      seen.add("poll " + element + " at " + now.getEpochSecond());
      List<TimestampedValue<String>> letters = new ArrayList<>();
      for (int i = 0; i <= now.getEpochSecond(); i++) {
        letters.add(TimestampedValue.of(Character.toString('a' + i), at(10 * i)));
      }
      Collections.reverse(letters);
      return result(letters);
    }

    PollResult<String> result(List<TimestampedValue<String>> letters) {
      return PollResult.incomplete(letters);
    }
  }

  private PCollection<String> elements(String script) {
    return p.apply(Script.of(script)).apply(Values.create());
  }

  private Growth<String, String, String> alphabet() {
    return Watch.growthOf(new Alphabet(seen)).withPollInterval(seconds(1));
  }

  @Test
  void whatIsNewIsGivenOnceWithItsElementAndTime() {
    PCollection<KV<String, String>> letters =
        elements("x@0 | +1 | +1 | inf")
            .apply(alphabet().withTerminationPerInput(Growth.afterIterations(3)));

    assertThat(letters.isBounded()).isEqualTo(IsBounded.UNBOUNDED);
    PAssert.that(letters.apply(Elements.asText()).apply(Window.into(FixedWindows.of(seconds(999)))))
        .containsInAnyOrder("KV{x, a} global @0", "KV{x, b} global @10", "KV{x, c} global @20");
    p.run();
    assertThat(seen.values()).containsExactly("poll x at 0", "poll x at 1", "poll x at 2");
  }

  /** It is polled when an element comes, and the interval counts from there. */
  @Test
  void eachElementIsWatchedByItself() {
    PCollection<KV<String, String>> letters =
        elements("x@0 | +1.5 | y@0 | +1 | inf")
            .apply(alphabet().withTerminationPerInput(Growth.afterIterations(2)));

    PAssert.that(letters.apply(Elements.asText()).apply(Window.into(FixedWindows.of(seconds(999)))))
        .containsInAnyOrder(
            "KV{x, a} global @0",
            "KV{x, b} global @10",
            "KV{y, a} global @0",
            "KV{y, b} global @10",
            "KV{y, c} global @20");
    p.run();
    assertThat(seen.values())
        .containsExactly("poll x at 0", "poll x at 1", "poll y at 1", "poll y at 2");
  }

  private static final class Note extends DoFn<KV<String, Iterable<String>>, Void> {
    private final Seen<String> seen;

    Note(Seen<String> seen) {
      this.seen = seen;
    }

    @ProcessElement
    public void process(@Element KV<String, Iterable<String>> group, PaneInfo pane) {
      seen.add(pane.getTiming() + " [" + String.join(", ", group.getValue()) + "]");
    }
  }

  private void notePanes(PCollection<KV<String, String>> letters) {
    letters
        .apply(Window.into(FixedWindows.of(seconds(10))))
        .apply(GroupByKey.create())
        .apply(ParDo.of(new Note(seen)));
  }

  /** Rule D3: the earliest of what was new says how far event time has come. */
  @Test
  void newsLetEventTimeGoOn() {
    notePanes(
        elements("x@0 | W=999 | +1 | +1 | inf")
            .apply(alphabet().withTerminationPerInput(Growth.afterIterations(3))));
    p.run();

    assertThat(seen.values())
        .containsExactly(
            "poll x at 0",
            "poll x at 1",
            "ON_TIME [a]",
            "poll x at 2",
            "ON_TIME [b]",
            "ON_TIME [c]");
  }

  private static final class WithNextTime extends Alphabet {
    WithNextTime(Seen<String> seen) {
      super(seen);
    }

    @Override
    PollResult<String> result(List<TimestampedValue<String>> letters) {
      return super.result(letters).withWatermark(at(10 * letters.size()));
    }
  }

  /** Rule D3. */
  @Test
  void aPollThatKnowsMoreLetsEventTimeGoOnFurther() {
    notePanes(
        elements("x@0 | W=999 | +1 | inf")
            .apply(
                Watch.growthOf(new WithNextTime(seen))
                    .withPollInterval(seconds(1))
                    .withTerminationPerInput(Growth.afterIterations(2))));
    p.run();

    assertThat(seen.values())
        .containsExactly("poll x at 0", "ON_TIME [a]", "poll x at 1", "ON_TIME [b]");
  }

  private static final class UpToC extends Alphabet {
    UpToC(Seen<String> seen) {
      super(seen);
    }

    @Override
    PollResult<String> result(List<TimestampedValue<String>> letters) {
      return letters.size() == 3 ? PollResult.complete(letters) : super.result(letters);
    }
  }

  /** Where the script is over, processing time passes by itself: without an end it would go on. */
  @Test
  void aCompletePollIsTheLast() {
    PCollection<KV<String, String>> letters =
        elements("x@0 | inf").apply(Watch.growthOf(new UpToC(seen)).withPollInterval(seconds(1)));

    PAssert.that(letters.apply(Values.create()).apply(Window.into(FixedWindows.of(seconds(999)))))
        .containsInAnyOrder("a", "b", "c");
    p.run();
    assertThat(seen.values()).hasSize(3);
  }

  @Test
  void conditionsEndThePolling() {
    PCollection<KV<String, String>> letters =
        elements("x@0 | inf")
            .apply(
                alphabet()
                    .withTerminationPerInput(
                        Growth.eitherOf(
                            Growth.afterTimeSinceNewOutput(seconds(5)),
                            Growth.afterTotalOf(seconds(2)))));

    PAssert.that(letters.apply(Values.create()).apply(Window.into(FixedWindows.of(seconds(999)))))
        .containsInAnyOrder("a", "b", "c");
    p.run();
    assertThat(seen.values()).hasSize(3);
  }

  private static final class Vowel implements SerializableFunction<String, Boolean> {
    @Override
    public Boolean apply(String letter) {
      return "aeiou".contains(letter);
    }
  }

  @Test
  void outputsWithEqualKeysAreEqual() {
    PCollection<KV<String, String>> letters =
        elements("x@0 | +7 | inf")
            .apply(
                Watch.growthOf(Contextful.of(new Alphabet(seen), Requirements.empty()), new Vowel())
                    .withPollInterval(seconds(4))
                    .withTerminationPerInput(Growth.afterIterations(2)));

    // at first there is a vowel, and at 7 s h is the first consonant, as the latest comes first
    PAssert.that(letters.apply(Values.create()).apply(Window.into(FixedWindows.of(seconds(999)))))
        .containsInAnyOrder("a", "h");
    p.run();
  }

  /** Gives in each second some of the numbers that there are by then, in any order and doubled. */
  private static final class Careless extends PollFn<String, Long> {
    private final long seed;

    Careless(long seed) {
      this.seed = seed;
    }

    @Override
    public PollResult<Long> apply(String element, Context c) {
      return PollResult.incomplete(at(0), numbers(c.clock().instant().getEpochSecond()));
    }

    List<Long> numbers(long second) {
      Random random = new Random(31 * seed + second);
      return random.longs(random.nextInt(20), 0, 4 * (second + 1)).boxed().toList();
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void whateverPollsReturnEachOutputIsGivenOnce(long seed) {
    Careless poll = new Careless(seed);
    Set<Long> all = new TreeSet<>();
    for (int second = 0; second < 12; second++) {
      all.addAll(poll.numbers(second));
    }
    PCollection<Long> numbers =
        elements("x@0 | inf")
            .apply(
                Watch.growthOf(poll)
                    .withPollInterval(seconds(1))
                    .withTerminationPerInput(Growth.afterIterations(12)))
            .apply(Values.create());

    PAssert.that(numbers.apply(Window.into(FixedWindows.of(seconds(999))))).containsInAnyOrder(all);
    p.run();
  }

  private static final class Prefixed extends PollFn<String, String> {
    private final PCollectionView<String> prefix;

    Prefixed(PCollectionView<String> prefix) {
      this.prefix = prefix;
    }

    @Override
    public PollResult<String> apply(String element, Context c) {
      return PollResult.complete(Instant.EPOCH, List.of(c.sideInput(prefix) + element));
    }
  }

  @Test
  void aPollFunctionReadsSideInputs() {
    PCollectionView<String> prefix = p.apply("Prefix", Create.of("pre-")).apply(View.asSingleton());
    PAssert.that(
            p.apply(Create.of("x"))
                .apply(
                    Watch.growthOf(new Prefixed(prefix), Requirements.requiresSideInputs(prefix))
                        .withPollInterval(seconds(1)))
                .apply(Values.create())
                .apply(Window.into(FixedWindows.of(seconds(999)))))
        .containsInAnyOrder("pre-x");
    p.run();
  }

  private static final class Broken extends PollFn<String, String> {
    private final boolean fails;

    Broken(boolean fails) {
      this.fails = fails;
    }

    @Override
    @SuppressWarnings("NullAway") // the mistake that is tested
    public PollResult<String> apply(String element, Context c) throws Exception {
      if (fails) {
        throw new java.io.IOException("no connection to " + element);
      }
      return null;
    }
  }

  @Test
  void aPollThatFailsFailsThePipelineByName() {
    p.apply(Create.of("x"))
        .apply("Look", Watch.growthOf(new Broken(true)).withPollInterval(seconds(1)));
    assertThatThrownBy(p::run)
        .hasMessageContaining("Look/Poll")
        .hasStackTraceContaining("no connection to x");
  }

  @Test
  void aPollThatReturnsNothingIsToldWhatToReturn() {
    p.apply(Create.of("x"))
        .apply("Look", Watch.growthOf(new Broken(false)).withPollInterval(seconds(1)));
    assertThatThrownBy(p::run)
        .hasMessageContaining("Look/Poll")
        .hasMessageContaining("returned null for x")
        .hasMessageContaining("PollResult.incomplete(List.of())");
  }

  /** Rule E1. */
  @Test
  void outputsEarlierThanTheirElementFail() {
    elements("x@5 | inf").apply("Look", alphabet());
    assertThatThrownBy(p::run).hasMessageContaining("Look/Poll").hasMessageContaining("1970");
  }

  /** Finds one letter, once. */
  private static final class OneLetter extends PollFn<String, String> {
    private final Seen<String> seen;

    OneLetter(Seen<String> seen) {
      this.seen = seen;
    }

    @Override
    public PollResult<String> apply(String element, Context c) {
      seen.add("poll " + element);
      return PollResult.incomplete(Instant.EPOCH, List.of("a"));
    }
  }

  private void applyHourlyWatch(Pipeline pipeline) {
    notePanes(
        pipeline
            .apply(Create.of("x", "y"))
            .apply(Watch.growthOf(new OneLetter(seen)).withPollInterval(Duration.ofHours(1))));
  }

  /** Rules D4, Z1: no poll is waited for, and all windows fire. */
  @Test
  void drainingEndsThePolling() throws Exception {
    Pipeline pipeline = Runs.pipeline("--blockOnRun=false", "--targetParallelism=2");
    applyHourlyWatch(pipeline);
    PipelineResult result = pipeline.run();
    seen.await(2);

    result.drain();

    assertThat(result.waitUntilFinish()).isEqualTo(State.DONE);
    assertThat(seen.values())
        .containsExactlyInAnyOrder("poll x", "poll y", "ON_TIME [a]", "ON_TIME [a]");
  }

  @Test
  void inAvailableNowEachElementIsPolledForOnce() {
    Pipeline pipeline = Runs.pipeline("--mode=available-now", "--targetParallelism=2");
    applyHourlyWatch(pipeline);

    assertThat(pipeline.run().waitUntilFinish()).isEqualTo(State.DONE);
    assertThat(seen.values())
        .containsExactlyInAnyOrder("poll x", "poll y", "ON_TIME [a]", "ON_TIME [a]");
  }

  @Test
  void anIntervalIsNeeded() {
    p.enableAbandonedNodeEnforcement(false);
    PCollection<String> elements = p.apply(Create.of("x"));
    assertThatThrownBy(() -> elements.apply(Watch.growthOf(new Alphabet(seen))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(".withPollInterval(");
    assertThatThrownBy(() -> alphabet().withPollInterval(Duration.ZERO))
        .hasMessageContaining("PT0S");
  }

  private static final class Numbers extends PollFn<String, Double> {
    @Override
    public PollResult<Double> apply(String element, Context c) {
      return PollResult.complete(Instant.EPOCH, List.of(1.5));
    }
  }

  private static final class Words<T> extends PollFn<String, T> {
    @Override
    public PollResult<T> apply(String element, Context c) {
      return PollResult.complete(BoundedWindow.TIMESTAMP_MIN_VALUE, List.of());
    }
  }

  @Test
  void codersThatDoNotDoAreRefusedWithTheCure() {
    p.enableAbandonedNodeEnforcement(false);
    PCollection<String> elements = p.apply(Create.of("x"));
    assertThatThrownBy(
            () -> elements.apply(Watch.growthOf(new Numbers()).withPollInterval(seconds(1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("DoubleCoder")
        .hasMessageContaining("not deterministic")
        .hasMessageContaining(".withOutputKeyCoder(");
    assertThatThrownBy(
            () -> elements.apply(Watch.growthOf(new Words<>()).withPollInterval(seconds(1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Words")
        .hasMessageContaining(".withOutputCoder(");
    assertThatThrownBy(
            () ->
                elements.apply(
                    Watch.growthOf(
                            Contextful.of(new Numbers(), Requirements.empty()),
                            (SerializableFunction<Double, String>) String::valueOf)
                        .withPollInterval(seconds(1))
                        .withOutputCoder(DoubleCoder.of())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(".withOutputKeyCoder(");
  }
}
