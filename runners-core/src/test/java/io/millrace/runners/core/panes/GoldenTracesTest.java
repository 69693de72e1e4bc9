package io.millrace.runners.core.panes;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sdk.transforms.windowing.AfterPane;
import io.millrace.sdk.transforms.windowing.AfterProcessingTime;
import io.millrace.sdk.transforms.windowing.AfterWatermark;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.GlobalWindows;
import io.millrace.sdk.transforms.windowing.Never;
import io.millrace.sdk.transforms.windowing.Repeatedly;
import io.millrace.sdk.transforms.windowing.TimestampCombiner;
import io.millrace.sdk.transforms.windowing.Trigger;
import io.millrace.sdk.transforms.windowing.Window.ClosingBehavior;
import io.millrace.sdk.transforms.windowing.Window.OnTimeBehavior;
import io.millrace.sdk.values.WindowingStrategy;
import io.millrace.sdk.values.WindowingStrategy.AccumulationMode;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What the model's reference implementation emits, step by step, for one key. */
class GoldenTracesTest {

  private static final AccumulationMode ACCUMULATING = AccumulationMode.ACCUMULATING_FIRED_PANES;
  private static final Duration TWENTY = Duration.ofSeconds(20);

  private static WindowingStrategy<?, ?> fixed() {
    return WindowingStrategy.of(FixedWindows.of(Duration.ofSeconds(10)));
  }

  private static WindowingStrategy<?, ?> sessions() {
    return WindowingStrategy.of(new TenSecondSessions());
  }

  private static Trigger earlyAndLate() {
    return AfterWatermark.pastEndOfWindow()
        .withEarlyFirings(AfterPane.elementCountAtLeast(1))
        .withLateFirings(AfterPane.elementCountAtLeast(1));
  }

  private static Script play(WindowingStrategy<?, ?> strategy, String line) throws Exception {
    return Script.of(strategy, line);
  }

  @Test
  void p1DefaultTrigger() throws Exception {
    Script script = play(fixed(), "a@1 b@2 | W=9.999 | c@3 | W=10 | d@4 | inf");

    assertThat(script.panes()).containsExactly("ON_TIME 0/0 FL[a,b,c] [0,10) @9.999");
    assertThat(script.dropped()).containsExactly("late [0,10)");
    assertThat(script.isEmpty()).isTrue();
  }

  @Test
  void p2EarlyAndLateAccumulating() throws Exception {
    Script script =
        play(
            fixed().withTrigger(earlyAndLate()).withAllowedLateness(TWENTY).withMode(ACCUMULATING),
            "a@1 | b@2 | W=10 | c@3 | W=29 | d@4 | W=30 | e@5 | inf");

    assertThat(script.panes())
        .containsExactly(
            "EARLY 0/-1 F[a] [0,10) @9.999",
            "EARLY 1/-1 [a,b] [0,10) @9.999",
            "ON_TIME 2/0 [a,b] [0,10) @9.999",
            "LATE 3/1 [a,b,c] [0,10) @9.999",
            "LATE 4/2 [a,b,c,d] [0,10) @9.999");
    assertThat(script.dropped()).as("rule L1: at 30 and not at 29").hasSize(1);
    assertThat(script.isEmpty()).isTrue();
  }

  @Test
  void p3EarlyAndLateDiscarding() throws Exception {
    Script script =
        play(
            fixed().withTrigger(earlyAndLate()).withAllowedLateness(TWENTY),
            "a@1 | b@2 | W=10 | c@3 | W=29 | d@4 | W=30 | e@5 | inf");

    assertThat(script.panes())
        .containsExactly(
            "EARLY 0/-1 F[a] [0,10) @9.999",
            "EARLY 1/-1 [b] [0,10) @9.999",
            "ON_TIME 2/0 [] [0,10) @9.999",
            "LATE 3/1 [c] [0,10) @9.999",
            "LATE 4/2 [d] [0,10) @9.999");
  }

  @Test
  void p4AnEmptyOnTimePaneCanBeSuppressed() throws Exception {
    Script script =
        play(
            fixed()
                .withTrigger(earlyAndLate())
                .withAllowedLateness(TWENTY)
                .withOnTimeBehavior(OnTimeBehavior.FIRE_IF_NON_EMPTY),
            "a@1 | b@2 | W=10 | c@3 | W=29 | d@4 | W=30 | inf");

    assertThat(script.panes())
        .containsExactly(
            "EARLY 0/-1 F[a] [0,10) @9.999",
            "EARLY 1/-1 [b] [0,10) @9.999",
            "LATE 2/0 [c] [0,10) @9.999",
            "LATE 3/1 [d] [0,10) @9.999");
  }

  @Test
  void p5WhereAllIsLateThereIsNoOnTimePane() throws Exception {
    Script script =
        play(fixed().withAllowedLateness(TWENTY).withMode(ACCUMULATING), "W=10 | a@1 | b@2 | inf");

    assertThat(script.panes())
        .containsExactly("LATE 0/0 F[a] [0,10) @9.999", "LATE 1/1 [a,b] [0,10) @9.999");
  }

  @Test
  void p6AClosingPaneCanBeDemanded() throws Exception {
    WindowingStrategy<?, ?> strategy =
        fixed()
            .withTrigger(earlyAndLate())
            .withAllowedLateness(TWENTY)
            .withClosingBehavior(ClosingBehavior.FIRE_ALWAYS);
    String line = "a@1 | b@2 | W=10 | c@3 | W=29 | d@4 | W=30 | inf";

    assertThat(play(strategy.withMode(ACCUMULATING), line).panes())
        .last()
        .isEqualTo("LATE 5/3 L[a,b,c,d] [0,10) @9.999");
    assertThat(play(strategy, line).panes()).last().isEqualTo("LATE 5/3 L[] [0,10) @9.999");
  }

  @Test
  void p7SessionsThatGrowBackToBeingEarly() throws Exception {
    Script script =
        play(
            sessions()
                .withTrigger(earlyAndLate())
                .withAllowedLateness(TWENTY)
                .withMode(ACCUMULATING),
            "a@0 | b@5 | c@30 | W=15 | late@12 | inf");

    assertThat(script.panes())
        .containsExactly(
            "EARLY 0/-1 F[a] [0,10) @9.999",
            "EARLY 0/-1 F[a,b] [0,15) @14.999",
            "EARLY 0/-1 F[c] [30,40) @39.999",
            "ON_TIME 1/0 [a,b] [0,15) @14.999",
            "EARLY 0/-1 F[a,b,late] [0,22) @21.999",
            "ON_TIME 1/0 L[a,b,late] [0,22) @21.999",
            "ON_TIME 1/0 L[c] [30,40) @39.999");
    assertThat(script.isEmpty()).isTrue();
  }

  @Test
  void p7cSessionsThatTouchAreTwo() throws Exception {
    assertThat(play(sessions(), "a@0 b@10 | inf").panes())
        .containsExactly("ON_TIME 0/0 FL[a] [0,10) @9.999", "ON_TIME 0/0 FL[b] [10,20) @19.999");
  }

  @Test
  void p7dTheElementsOwnWindowDecidesWhetherItIsTooLate() throws Exception {
    Script script = play(sessions(), "a@0 b@8 | W=12 | x@1 | ok@5 | inf");

    assertThat(script.panes()).containsExactly("ON_TIME 0/0 FL[a,b,ok] [0,18) @17.999");
    assertThat(script.dropped()).containsExactly("late [1,11)");
  }

  @Test
  void p7eALaterSessionHasItsOwnHistory() throws Exception {
    assertThat(
            play(
                    sessions().withAllowedLateness(TWENTY).withMode(ACCUMULATING),
                    "a@0 | W=11 | b@5 | W=16")
                .panes())
        .containsExactly("ON_TIME 0/0 F[a] [0,10) @9.999", "ON_TIME 0/0 F[a,b] [0,15) @14.999");
  }

  @Test
  void p8CountsInTheGlobalWindow() throws Exception {
    assertThat(
            play(
                    WindowingStrategy.of(new GlobalWindows())
                        .withTrigger(Repeatedly.forever(AfterPane.elementCountAtLeast(2))),
                    "a@1 | b@1 | c@1 | inf")
                .panes())
        .containsExactly("EARLY 0/-1 F[a,b] global @end", "ON_TIME 1/0 L[c] global @end");
  }

  @Test
  void p9ACountIsAskedAfterTheBundle() throws Exception {
    assertThat(
            play(
                    WindowingStrategy.of(new GlobalWindows())
                        .withTrigger(Repeatedly.forever(AfterPane.elementCountAtLeast(2))),
                    "a@1 b@1 c@1 d@1 e@1 | inf")
                .panes())
        .containsExactly("EARLY 0/-1 F[a,b,c,d,e] global @end", "ON_TIME 1/0 L[] global @end");
  }

  @Test
  void p10TimestampsComeFromHolds() throws Exception {
    WindowingStrategy<?, ?> strategy =
        fixed().withTrigger(earlyAndLate()).withAllowedLateness(TWENTY);
    String line = "a@3 | b@2 | W=6 | c@4 | d@7 | W=10 | late@1";

    for (TimestampCombiner combiner :
        new TimestampCombiner[] {TimestampCombiner.EARLIEST, TimestampCombiner.LATEST}) {
      assertThat(play(strategy.withTimestampCombiner(combiner), line).panes())
          .as(combiner.name())
          .containsExactly(
              "EARLY 0/-1 F[a] [0,10) @3",
              "EARLY 1/-1 [b] [0,10) @2",
              "EARLY 2/-1 [c] [0,10) @9.999",
              "EARLY 3/-1 [d] [0,10) @7",
              "ON_TIME 4/0 [] [0,10) @9.999",
              "LATE 5/1 [late] [0,10) @9.999");
    }
  }

  @Test
  void p12ProcessingTimeRunsFromTheFirstElementOfEachPane() throws Exception {
    assertThat(
            play(
                    WindowingStrategy.of(new GlobalWindows())
                        .withTrigger(
                            Repeatedly.forever(
                                AfterProcessingTime.pastFirstElementInPane()
                                    .plusDelayOf(Duration.ofSeconds(5)))),
                    "a@1 | +5 | b@1 | +0.001 | c@1 | +5.001 | inf")
                .panes())
        .containsExactly(
            "EARLY 0/-1 F[a,b] global @end",
            "EARLY 1/-1 [c] global @end",
            "ON_TIME 2/0 L[] global @end");
  }

  @Test
  void p13TheEndOfTheWindowAndOfItsLatenessAtOnceIsOnePane() throws Exception {
    assertThat(
            play(
                    fixed()
                        .withTrigger(
                            AfterWatermark.pastEndOfWindow()
                                .withLateFirings(AfterPane.elementCountAtLeast(1)))
                        .withAllowedLateness(TWENTY),
                    "a@1 | inf")
                .panes())
        .containsExactly("ON_TIME 0/0 FL[a] [0,10) @9.999");
  }

  @Test
  void p16NeverEmitsWhenTheWindowExpires() throws Exception {
    assertThat(play(fixed().withTrigger(Never.ever()), "a@1 | W=10 | inf").panes())
        .containsExactly("ON_TIME 0/0 FL[a] [0,10) @9.999");
  }

  @Test
  void x7AMergedSessionHoldsWhatItsPartsHeld() throws Exception {
    WindowingStrategy<?, ?> strategy =
        sessions().withTrigger(earlyAndLate()).withAllowedLateness(TWENTY);

    assertThat(play(strategy.withMode(ACCUMULATING), "a@0 | c@12 | b@6 | inf").panes())
        .containsExactly(
            "EARLY 0/-1 F[a] [0,10) @9.999",
            "EARLY 0/-1 F[c] [12,22) @21.999",
            "EARLY 0/-1 F[a,b,c] [0,22) @21.999",
            "ON_TIME 1/0 L[a,b,c] [0,22) @21.999");
    assertThat(play(strategy, "a@0 | c@12 | b@6 | inf").panes())
        .endsWith("EARLY 0/-1 F[b] [0,22) @21.999", "ON_TIME 1/0 L[] [0,22) @21.999");
  }

  @Test
  void x8CountsOfMergedSessionsAddUp() throws Exception {
    assertThat(
            play(
                    sessions()
                        .withTrigger(
                            AfterWatermark.pastEndOfWindow()
                                .withEarlyFirings(AfterPane.elementCountAtLeast(2))),
                    "a@0 | b@5 | c@8 | inf")
                .panes())
        .containsExactly("EARLY 0/-1 F[a,b] [0,15) @14.999", "ON_TIME 0/0 FL[c] [0,18) @17.999");
  }

  /**
   * Rules L4, M4 and R11: a closed session takes in an open one, which gives out what it still has.
   * The reference implementation loses it.
   */
  @Test
  void anOpenSessionThatMergesIntoAClosedOneEmitsWhatItHas() throws Exception {
    Script script =
        play(
            sessions().withTrigger(AfterPane.elementCountAtLeast(2)).withMode(ACCUMULATING),
            "a@0 b@1 | c@15 | d@9 | inf");

    assertThat(script.panes())
        .containsExactly("EARLY 0/-1 FL[a,b] [0,11) @10.999", "EARLY 0/-1 FL[c] [0,25) @24.999");
    assertThat(script.dropped()).containsExactly("closed [9,19)");
    assertThat(script.isEmpty()).isTrue();
  }

  /** Rules H6 and L4. */
  @Test
  void theLastPaneOfASessionThatMergesIntoAClosedOneHasTheTimeOfWhatIsInIt() throws Exception {
    WindowingStrategy<?, ?> strategy = sessions().withTrigger(AfterPane.elementCountAtLeast(2));

    assertThat(
            play(
                    strategy.withTimestampCombiner(TimestampCombiner.LATEST),
                    "a@0 b@1 | c@15 | d@9 | inf")
                .panes())
        .containsExactly("EARLY 0/-1 FL[a,b] [0,11) @1", "EARLY 0/-1 FL[c] [0,25) @15");
  }
}
