package io.millrace.runners.direct.transforms;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.runners.direct.testing.Runs;
import io.millrace.runners.direct.testing.Seen;
import io.millrace.runners.direct.transforms.JoinHistory.Event;
import io.millrace.runners.direct.transforms.JoinHistory.Group;
import io.millrace.sdk.Pipeline;
import io.millrace.sdk.PipelineResult;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.metrics.MetricName;
import io.millrace.sdk.transforms.Create;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.Filter;
import io.millrace.sdk.transforms.GroupByKey;
import io.millrace.sdk.transforms.PTransform;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.SerializableFunction;
import io.millrace.sdk.transforms.WithKeys;
import io.millrace.sdk.transforms.join.IntervalJoin;
import io.millrace.sdk.transforms.join.TemporalJoin;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PBegin;
import io.millrace.sdk.values.PCollection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Joins in time give what a loop over all of history gives, each result once, whatever the order in
 * which elements come and however the watermark advances. Results of what was on time are on time.
 */
class JoinLawsTest {

  static LongStream seeds() {
    return LongStream.range(0, 40);
  }

  /** A join of a certain kind. */
  private interface Join {
    PTransform<PCollection<KV<String, String>>, PCollection<KV<String, KV<String, String>>>> with(
        PCollection<KV<String, String>> right);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void anIntervalJoinIsALoopOverAllPairs(long seed) {
    JoinHistory history = new JoinHistory(seed);
    long lower = history.random.nextInt(-5, 6) * 1_000L;
    long upper = lower + history.random.nextInt(0, 6) * 1_000L;
    int kind = history.random.nextInt(4);
    boolean keepsLeft = kind == 1 || kind == 3;
    boolean keepsRight = kind == 2 || kind == 3;
    List<String> expected = new ArrayList<>();
    history
        .groups()
        .forEach(
            (name, group) -> pairs(expected, name, group, lower, upper, keepsLeft, keepsRight));
    IntervalJoin join = IntervalJoin.between(Duration.ofMillis(lower), Duration.ofMillis(upper));

    check(
        seed,
        history,
        expected,
        right ->
            switch (kind) {
              case 0 -> join.inner(right);
              case 1 -> join.leftOuter(right);
              case 2 -> join.rightOuter(right);
              default -> join.fullOuter(right);
            });
  }

  private static void pairs(
      List<String> results,
      String name,
      Group group,
      long lower,
      long upper,
      boolean keepsLeft,
      boolean keepsRight) {
    List<Event> aloneOnTheRight = new ArrayList<>(group.right());
    for (Event left : group.left()) {
      boolean alone = true;
      for (Event right : group.right()) {
        long distance = right.millis() - left.millis();
        if (distance >= lower && distance <= upper) {
          alone = false;
          aloneOnTheRight.remove(right);
          results.add(
              JoinHistory.result(name, left, right, Math.max(left.millis(), right.millis())));
        }
      }
      if (alone && keepsLeft) {
        results.add(JoinHistory.result(name, left, null, left.millis()));
      }
    }
    if (keepsRight) {
      aloneOnTheRight.forEach(
          right -> results.add(JoinHistory.result(name, null, right, right.millis())));
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void aTemporalJoinLooksForTheLatestOfAllVersions(long seed) {
    JoinHistory history = new JoinHistory(seed);
    boolean keepsLeft = history.random.nextBoolean();
    long maxAge =
        history.random.nextBoolean() ? Long.MAX_VALUE : history.random.nextInt(20) * 1_000L;
    List<String> expected = new ArrayList<>();
    history
        .groups()
        .forEach((name, group) -> withVersions(expected, name, group, maxAge, keepsLeft));
    TemporalJoin join =
        maxAge == Long.MAX_VALUE
            ? TemporalJoin.asOf()
            : TemporalJoin.asOf().withMaxAge(Duration.ofMillis(maxAge));

    check(
        seed,
        history,
        expected,
        versions -> keepsLeft ? join.leftOuter(versions) : join.inner(versions));
  }

  private static void withVersions(
      List<String> results, String name, Group group, long maxAge, boolean keepsLeft) {
    for (Event left : group.left()) {
      Event latest = null;
      for (Event version : group.right()) {
        if (version.millis() <= left.millis()
            && (latest == null || version.millis() > latest.millis())) {
          latest = version;
        }
      }
      boolean isValid = latest != null && left.millis() - latest.millis() <= maxAge;
      if (isValid || keepsLeft) {
        results.add(JoinHistory.result(name, left, isValid ? latest : null, left.millis()));
      }
    }
  }

  /** Plays the history as a stream, and as a collection that ends. */
  private static void check(long seed, JoinHistory history, List<String> expected, Join join) {
    String inOrderOfSeed = "--seed=" + seed;
    check(history, expected, join, history.script(), inOrderOfSeed);
    if (!history.events.isEmpty()) {
      check(
          history,
          expected,
          join,
          Create.timestamped(history.elements())
              .withCoder(KvCoder.of(StringUtf8Coder.of(), StringUtf8Coder.of())),
          inOrderOfSeed,
          "--strictChecks=" + (seed % 2 == 0));
    }
  }

  private static void check(
      JoinHistory history,
      List<String> expected,
      Join join,
      PTransform<? super PBegin, PCollection<KV<String, String>>> input,
      String... flags) {
    Pipeline p = Runs.pipeline(flags);
    Seen<String> results = new Seen<>();
    Seen<String> late = new Seen<>();
    PCollection<KV<String, String>> all =
        p.apply(input)
            .apply(
                "Windows",
                Window.<KV<String, String>>into(history.windows)
                    .withAllowedLateness(history.lateness)
                    .discardingFiredPanes());
    all.apply("Left", Filter.by(new IsLeft(true)))
        .apply("Join", join.with(all.apply("Right", Filter.by(new IsLeft(false)))))
        .apply("Note", ParDo.of(new Note(results)))
        .setCoder(StringUtf8Coder.of())
        .apply("Downstream", Window.into(FixedWindows.of(Duration.ofSeconds(7))))
        .apply(WithKeys.of("all"))
        .apply(GroupByKey.create())
        .apply("Timing", ParDo.of(new NoteLate(late)));

    PipelineResult result = p.run();

    assertThat(results.values()).containsExactlyInAnyOrderElementsOf(expected);
    if (history.lateness.isZero()) {
      assertThat(late.values()).as("results that were late").isEmpty();
    }
    assertThat(result.metrics().sumOfCounters(MetricName.named("millrace", "droppedDueToLateness")))
        .isZero();
  }

  private record IsLeft(boolean wanted)
      implements SerializableFunction<KV<String, String>, Boolean> {
    @Override
    public Boolean apply(KV<String, String> element) {
      return element.getValue().startsWith("l") == wanted;
    }
  }

  private static final class Note
      extends DoFn<KV<String, KV<@Nullable String, @Nullable String>>, String> {
    private final Seen<String> results;

    Note(Seen<String> results) {
      this.results = results;
    }

    @ProcessElement
    public void processElement(
        @Element KV<String, KV<@Nullable String, @Nullable String>> pair,
        @Timestamp Instant timestamp,
        BoundedWindow window,
        OutputReceiver<String> out) {
      String result =
          String.format(
              "%s %s: %s+%s @%d",
              pair.getKey(),
              window,
              pair.getValue().getKey(),
              pair.getValue().getValue(),
              timestamp.toEpochMilli());
      results.add(result);
      out.output(result);
    }
  }

  private static final class NoteLate extends DoFn<KV<String, Iterable<String>>, Void> {
    private final Seen<String> late;

    NoteLate(Seen<String> late) {
      this.late = late;
    }

    @ProcessElement
    public void processElement(@Element KV<String, Iterable<String>> group, PaneInfo pane) {
      if (pane.getTiming() == PaneInfo.Timing.LATE) {
        group.getValue().forEach(late::add);
      }
    }
  }
}
