package io.millrace.runners.direct.transforms;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.NullableCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.TestPipeline;
import io.millrace.sdk.testing.contract.kit.Panes;
import io.millrace.sdk.testing.contract.kit.Times;
import io.millrace.sdk.transforms.Create;
import io.millrace.sdk.transforms.GroupByKey;
import io.millrace.sdk.transforms.WithKeys;
import io.millrace.sdk.transforms.join.IntervalJoin;
import io.millrace.sdk.transforms.windowing.AfterPane;
import io.millrace.sdk.transforms.windowing.AfterWatermark;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.GlobalWindows;
import io.millrace.sdk.transforms.windowing.SlidingWindows;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TimestampedValue;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Joins of two streams by key and time. */
class IntervalJoinTest {

  /** Right values from two seconds before a left one to five seconds after it. */
  private static final IntervalJoin NEAR =
      IntervalJoin.between(Times.seconds(-2), Times.seconds(5));

  @RegisterExtension final TestPipeline p = TestPipeline.create();

  private static Window<String> tens() {
    return Window.into(FixedWindows.of(Times.seconds(10)));
  }

  @Test
  void pairsAreThoseOfAKeyWithinTheBoundsWhichAreIncluded() {
    TwoStreams s =
        TwoStreams.of(
            p, "l@10 | a@7.999 | b@8 | c@15 | d@15.001 | x:e@10 | W=100 | l2@103 | f@102 | inf");
    PAssert.that(s.joined(NEAR.inner(s.right())))
        .containsInAnyOrder("l+b global @10", "l+c global @15", "l2+f global @103");
    p.run();
  }

  @Test
  void whichSideComesFirstMakesNoDifference() {
    TwoStreams s = TwoStreams.of(p, "b@8 | c@15 | l@10 | inf");
    PAssert.that(s.joined(NEAR.inner(s.right())))
        .containsInAnyOrder("l+b global @10", "l+c global @15");
    p.run();
  }

  private static final String SOME_ALONE = "l@10 | b@11 | c@11 | l2@50 | d@60 | inf";

  @Test
  void aLeftOuterJoinKeepsWhatIsAloneOnTheLeft() {
    TwoStreams s = TwoStreams.of(p, SOME_ALONE);
    PAssert.that(s.joined(NEAR.leftOuter(s.right())))
        .containsInAnyOrder("l+b global @11", "l+c global @11", "l2+null global @50");
    p.run();
  }

  @Test
  void aRightOuterJoinKeepsWhatIsAloneOnTheRight() {
    TwoStreams s = TwoStreams.of(p, SOME_ALONE);
    PAssert.that(s.joined(NEAR.rightOuter(s.right())))
        .containsInAnyOrder("l+b global @11", "l+c global @11", "null+d global @60");
    p.run();
  }

  @Test
  void aFullOuterJoinKeepsWhatIsAloneOnEitherSide() {
    TwoStreams s = TwoStreams.of(p, SOME_ALONE);
    PAssert.that(s.joined(NEAR.fullOuter(s.right())))
        .containsInAnyOrder(
            "l+b global @11", "l+c global @11", "l2+null global @50", "null+d global @60");
    p.run();
  }

  @Test
  void withinADistanceEitherSideMayComeFirst() {
    TwoStreams s = TwoStreams.of(p, "l@10 | a@6.999 | b@7 | c@13 | d@13.001 | inf");
    PAssert.that(
            s.left()
                .apply(IntervalJoin.within(Duration.ofSeconds(3)).inner(s.right()))
                .apply(TwoStreams.asText()))
        .containsInAnyOrder("l+b", "l+c");
    p.run();
  }

  @Test
  void theIntervalMayLieWhollyBeforeOrAfterTheLeftValue() {
    TwoStreams s = TwoStreams.of(p, "l@10 | W=12 | a@13 | W=20 | b@5 | c@24 | l2@25 | inf");
    PAssert.that(
            "after",
            s.left()
                .apply(
                    IntervalJoin.between(Times.seconds(2), Times.seconds(4)).fullOuter(s.right()))
                .apply("TextOfAfter", TwoStreams.asText()))
        .containsInAnyOrder("l+a", "l2+null", "null+c");
    PAssert.that(
            "before",
            s.left()
                .apply(
                    IntervalJoin.between(Times.seconds(-15), Times.seconds(-1))
                        .leftOuter(s.right()))
                .apply("TextOfBefore", TwoStreams.asText()))
        .containsInAnyOrder("l+null", "l2+a", "l2+c");
    assertThat(TwoStreams.dropped(p.run())).as("b, twice").isEqualTo(2);
  }

  private PCollection<String> panesOf(PCollection<String> pairs, Window<String> windows) {
    return pairs
        .apply(windows)
        .apply(WithKeys.of("k"))
        .apply(GroupByKey.create())
        .apply(Panes.asText());
  }

  /**
   * A left value at 10 can have a partner up to 15, and is on time in its window although it comes
   * out only then: the watermark of the output is held at its timestamp (rule T6).
   */
  @Test
  void whatIsAloneComesOutOnceNoPartnerCanComeAnyMoreAndIsOnTime() {
    TwoStreams s =
        TwoStreams.of(p, "l@18 | W=20 | b@23 | l2@28 | W=33 | W=33.001 | c@33.001 | W=50 | inf");
    PAssert.that(
            panesOf(s.left().apply(NEAR.leftOuter(s.right())).apply(TwoStreams.asText()), tens()))
        .containsInAnyOrder("ON_TIME 0/0 FL [l+b,l2+null] [20,30) @29.999");
    p.run();
  }

  /** Inner joins hold nothing: a pair is as late as the later of the two. */
  @Test
  void pairsComeOutAtOnce() {
    TwoStreams s = TwoStreams.of(p, "l@18 | W=18 | b@23 | W=30 | inf");
    PAssert.that(
            panesOf(
                s.left().apply(NEAR.inner(s.right())).apply(TwoStreams.asText()),
                tens()
                    .triggering(
                        AfterWatermark.pastEndOfWindow()
                            .withEarlyFirings(AfterPane.elementCountAtLeast(1)))
                    .withAllowedLateness(Duration.ZERO)
                    .discardingFiredPanes()))
        .containsInAnyOrder(
            "EARLY 0/-1 F [l+b] [20,30) @29.999", "ON_TIME 1/0 L [] [20,30) @29.999");
    p.run();
  }

  @Test
  void aValueThatMetAPartnerHoldsTheWatermarkNoLonger() {
    TwoStreams s = TwoStreams.of(p, "l@9 | l2@8 | W=9 | b@9 | W=11 | c@12 | W=100 | inf");
    PAssert.that(
            panesOf(
                s.left().apply(NEAR.fullOuter(s.right())).apply(TwoStreams.asText()),
                tens()
                    .triggering(
                        AfterWatermark.pastEndOfWindow()
                            .withLateFirings(AfterPane.elementCountAtLeast(1)))
                    .withAllowedLateness(Times.seconds(100))
                    .discardingFiredPanes()))
        .containsInAnyOrder(
            "ON_TIME 0/0 F [l+b,l2+b] [0,10) @9.999", "ON_TIME 0/0 F [l+c,l2+c] [10,20) @19.999");
    p.run();
  }

  /** Rule L1: at 20 a value of 10 may come with a lateness of 10, after that not any more. */
  @Test
  void lateValuesAreJoinedUpToTheAllowedLatenessAndOuterResultsWaitForThem() {
    TwoStreams s =
        TwoStreams.of(
            p,
            "l@10 | W=20 | b@10 | W=21 | c@11 | W=30 | d@15 | e@19.999 | l2@29 | W=60 | inf",
            Window.<KV<String, String>>into(new GlobalWindows())
                .withAllowedLateness(Times.seconds(10)));
    PAssert.that(s.joined(NEAR.fullOuter(s.right())))
        .containsInAnyOrder("l+b global @10", "l+c global @11", "l2+null global @29");
    assertThat(TwoStreams.dropped(p.run())).as("d and e").isEqualTo(2);
  }

  @Test
  void aLateValueThatIsTakenMayHaveNoPartnerToWaitFor() {
    TwoStreams s =
        TwoStreams.of(
            p,
            "b@12 | W=20 | l@14 | l2@11 | inf",
            Window.<KV<String, String>>into(new GlobalWindows())
                .withAllowedLateness(Times.seconds(10)));
    PAssert.that(
            s.left()
                .apply(
                    IntervalJoin.between(Times.seconds(-4), Times.seconds(-1)).leftOuter(s.right()))
                .apply(TwoStreams.asText()))
        .containsInAnyOrder("l+b", "l2+null");
    p.run();
  }

  @Test
  void valuesMeetWithinTheirWindowsAndNoneIsLeftWhenAWindowEnds() {
    TwoStreams s =
        TwoStreams.of(
            p,
            "l@8 | a@9 | b@10 | W=10 | l2@11 | l3@19 | W=20 | c@21 | inf",
            Window.into(FixedWindows.of(Times.seconds(10))));
    PAssert.that(s.joined(NEAR.fullOuter(s.right())))
        .containsInAnyOrder(
            "l+a [0,10) @9", "l2+b [10,20) @11", "l3+null [10,20) @19", "null+c [20,30) @21");
    p.run();
  }

  @Test
  void inSlidingWindowsAPairIsInEachWindowThatHasBoth() {
    TwoStreams s =
        TwoStreams.of(
            p,
            "l@4 | a@6 | inf",
            Window.into(SlidingWindows.of(Times.seconds(10)).every(Times.seconds(5))));
    PAssert.that(s.joined(NEAR.fullOuter(s.right())))
        .containsInAnyOrder("l+null [-5,5) @4", "l+a [0,10) @6", "null+a [5,15) @6");
    p.run();
  }

  @Test
  void nullsAreKeysAndValuesLikeOthers() {
    NullableCoder<String> strings = NullableCoder.of(StringUtf8Coder.of());
    KvCoder<@Nullable String, @Nullable String> pairs = KvCoder.of(strings, strings);
    PCollection<KV<@Nullable String, @Nullable String>> left =
        p.apply(
            "Left",
            Create.timestamped(
                    Arrays.asList(
                        Times.at(1, KV.<@Nullable String, @Nullable String>of(null, null)),
                        Times.at(9, KV.<@Nullable String, @Nullable String>of(null, null))))
                .withCoder(pairs));
    PCollection<KV<@Nullable String, @Nullable String>> right =
        p.apply(
            "Right",
            Create.timestamped(
                    TimestampedValue.of(
                        KV.<@Nullable String, @Nullable String>of(null, "r"), Times.at(2)))
                .withCoder(pairs));
    PAssert.that(left.apply(NEAR.fullOuter(right)))
        .containsInAnyOrder(
            KV.<@Nullable String, KV<@Nullable String, @Nullable String>>of(null, KV.of(null, "r")),
            KV.<@Nullable String, KV<@Nullable String, @Nullable String>>of(
                null, KV.of(null, null)));
    BothWays.run(p);
  }
}
