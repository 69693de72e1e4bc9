package io.millrace.sdk.transforms.windowing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.transforms.Impulse;
import io.millrace.sdk.transforms.windowing.Window.ClosingBehavior;
import io.millrace.sdk.transforms.windowing.Window.OnTimeBehavior;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.WindowingStrategy;
import io.millrace.sdk.values.WindowingStrategy.AccumulationMode;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WindowTest {

  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration HOUR = Duration.ofHours(1);

  private final PCollection<byte[]> input = Pipeline.create().apply(Impulse.create());

  private static FixedWindows minutes() {
    return FixedWindows.of(MINUTE);
  }

  @Test
  void everythingThatIsSaidStandsInTheOutputsStrategy() {
    PCollection<byte[]> output =
        input.apply(
            Window.<byte[]>into(minutes())
                .triggering(Repeatedly.forever(AfterPane.elementCountAtLeast(3)))
                .withAllowedLateness(HOUR, ClosingBehavior.FIRE_ALWAYS)
                .withOnTimeBehavior(OnTimeBehavior.FIRE_IF_NON_EMPTY)
                .withTimestampCombiner(TimestampCombiner.LATEST)
                .accumulatingFiredPanes());

    WindowingStrategy<?, ?> strategy = output.getWindowingStrategy();
    assertThat(strategy.getWindowFn()).isEqualTo(minutes());
    assertThat(strategy.getTrigger())
        .isEqualTo(Repeatedly.forever(AfterPane.elementCountAtLeast(3)));
    assertThat(strategy.getAllowedLateness()).isEqualTo(HOUR);
    assertThat(strategy.getClosingBehavior()).isEqualTo(ClosingBehavior.FIRE_ALWAYS);
    assertThat(strategy.getOnTimeBehavior()).isEqualTo(OnTimeBehavior.FIRE_IF_NON_EMPTY);
    assertThat(strategy.getTimestampCombiner()).isEqualTo(TimestampCombiner.LATEST);
    assertThat(strategy.getMode()).isEqualTo(AccumulationMode.ACCUMULATING_FIRED_PANES);
    assertThat(output.getCoder()).isEqualTo(input.getCoder());
  }

  @Test
  void whatIsNotSaidStaysAsItWas() {
    PCollection<byte[]> first =
        input.apply(
            "First",
            Window.<byte[]>into(minutes()).withAllowedLateness(HOUR).accumulatingFiredPanes());
    PCollection<byte[]> second =
        first.apply(
            "Second",
            Window.<byte[]>configure()
                .triggering(Repeatedly.forever(AfterPane.elementCountAtLeast(1))));

    assertThat(second.getWindowingStrategy().getWindowFn()).isEqualTo(minutes());
    assertThat(second.getWindowingStrategy().getAllowedLateness()).isEqualTo(HOUR);
    assertThat(second.getWindowingStrategy().getMode())
        .isEqualTo(AccumulationMode.ACCUMULATING_FIRED_PANES);
    assertThat(first.getWindowingStrategy().getTrigger()).isEqualTo(DefaultTrigger.of());
  }

  @Test
  void ruleL5TheAllowedLatenessOnlyGrows() {
    PCollection<byte[]> hour =
        input.apply(
            "Hour",
            Window.<byte[]>into(minutes()).withAllowedLateness(HOUR).discardingFiredPanes());

    PCollection<byte[]> shorter =
        hour.apply("Shorter", Window.<byte[]>configure().withAllowedLateness(MINUTE));
    PCollection<byte[]> longer =
        hour.apply("Longer", Window.<byte[]>configure().withAllowedLateness(HOUR.plus(MINUTE)));

    assertThat(shorter.getWindowingStrategy().getAllowedLateness()).isEqualTo(HOUR);
    assertThat(longer.getWindowingStrategy().getAllowedLateness()).isEqualTo(HOUR.plus(MINUTE));
  }

  @Test
  void ruleL6ATriggerNeedsAnAllowedLateness() {
    assertThatThrownBy(
            () ->
                input.apply(
                    Window.<byte[]>into(minutes())
                        .triggering(Repeatedly.forever(AfterPane.elementCountAtLeast(1)))
                        .discardingFiredPanes()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Repeatedly")
        .hasMessageContaining("withAllowedLateness");
  }

  @Test
  void ruleL6ATriggerInTheGlobalWindowNeedsNone() {
    PCollection<byte[]> output =
        input.apply(
            Window.<byte[]>into(new GlobalWindows())
                .triggering(Repeatedly.forever(AfterPane.elementCountAtLeast(1)))
                .discardingFiredPanes());

    assertThat(output.getWindowingStrategy().isAllowedLatenessSpecified()).isFalse();
  }

  @Test
  void ruleL6SeveralPanesNeedAnAccumulationMode() {
    assertThatThrownBy(
            () ->
                input.apply(
                    "Triggered",
                    Window.<byte[]>into(minutes())
                        .triggering(Repeatedly.forever(AfterPane.elementCountAtLeast(1)))
                        .withAllowedLateness(Duration.ZERO)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("discardingFiredPanes")
        .hasMessageContaining("accumulatingFiredPanes");
    assertThatThrownBy(
            () -> input.apply("Late", Window.<byte[]>into(minutes()).withAllowedLateness(HOUR)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT1H");
  }

  @Test
  void ruleR2ThatATriggerFinishesIsAcceptedForThatTriggerOnly() {
    PCollection<byte[]> accepted =
        input.apply(
            "Accepted",
            Window.<byte[]>into(minutes())
                .triggering(AfterPane.elementCountAtLeast(3))
                .allowingTriggerToFinish()
                .withAllowedLateness(Duration.ZERO)
                .discardingFiredPanes());
    PCollection<byte[]> later =
        accepted.apply("Later", Window.<byte[]>configure().withAllowedLateness(HOUR));
    PCollection<byte[]> another =
        later.apply(
            "Another", Window.<byte[]>configure().triggering(AfterPane.elementCountAtLeast(4)));
    PCollection<byte[]> again =
        another.apply("Again", Window.<byte[]>configure().allowingTriggerToFinish());

    assertThat(accepted.getWindowingStrategy().isTriggerAllowedToFinish()).isTrue();
    assertThat(later.getWindowingStrategy().isTriggerAllowedToFinish()).isTrue();
    assertThat(another.getWindowingStrategy().isTriggerAllowedToFinish()).isFalse();
    assertThat(again.getWindowingStrategy().isTriggerAllowedToFinish()).isTrue();
    assertThat(again.getWindowingStrategy().getTrigger())
        .isEqualTo(AfterPane.elementCountAtLeast(4));
  }

  @Test
  void ruleE4GapsBetweenSlidingWindowsAreWarnedOf() {
    SlidingWindows gaps = SlidingWindows.of(MINUTE).every(HOUR);
    assertThat(Window.warning("Hourly", gaps))
        .contains("Hourly: there are gaps between the windows of " + gaps)
        .contains("a period of at most PT1M");
    assertThat(Window.warning("Hourly", SlidingWindows.of(MINUTE).every(MINUTE))).isNull();
    assertThat(Window.warning("Hourly", SlidingWindows.of(HOUR).every(MINUTE))).isNull();
    assertThat(Window.warning("Hourly", minutes())).isNull();
    assertThat(input.apply(Window.into(gaps)).getWindowingStrategy().getWindowFn()).isEqualTo(gaps);
  }

  @Test
  void aNegativeLatenessIsRefused() {
    assertThatThrownBy(() -> Window.into(minutes()).withAllowedLateness(Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT-1S");
  }
}
