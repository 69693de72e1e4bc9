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
  void aNegativeLatenessIsRefused() {
    assertThatThrownBy(() -> Window.into(minutes()).withAllowedLateness(Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT-1S");
  }
}
