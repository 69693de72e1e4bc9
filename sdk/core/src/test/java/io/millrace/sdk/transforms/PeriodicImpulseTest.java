package io.millrace.sdk.transforms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.coders.InstantCoder;
import io.millrace.sdk.transforms.PeriodicSequence.SequenceDefinition;
import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.GlobalWindows;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollection.IsBounded;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeriodicImpulseTest {

  private static final Instant START = Instant.ofEpochSecond(1000);
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final Pipeline pipeline = Pipeline.create();

  private static PeriodicImpulse everySecond() {
    return PeriodicImpulse.create().withInterval(SECOND);
  }

  @Test
  void ticksAreAStreamInTheGlobalWindowOrInOneOfTheirOwn() {
    PCollection<Instant> ticks = pipeline.apply("Plain", everySecond());
    assertThat(ticks.isBounded()).isEqualTo(IsBounded.UNBOUNDED);
    assertThat(ticks.getCoder()).isEqualTo(InstantCoder.of());
    assertThat(ticks.getWindowingStrategy().getWindowFn()).isEqualTo(new GlobalWindows());
    assertThat(
            pipeline
                .apply("Windows", everySecond().applyWindowing())
                .getWindowingStrategy()
                .getWindowFn())
        .isEqualTo(FixedWindows.of(SECOND));
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT-1S", "PT0.0005S", "PT1.0005S", "PT9999999999999H"})
  void intervalsThatCannotBeCountedAreRefused(String interval) {
    Duration bad = Duration.parse(interval);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PeriodicImpulse.create().withInterval(bad))
        .withMessageContaining("PeriodicImpulse.withInterval(" + bad)
        .withMessageContaining("positive whole number of milliseconds");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SequenceDefinition(START, START, bad))
        .withMessageContaining("PeriodicSequence.SequenceDefinition(" + bad);
  }

  @Test
  void whatStopsBeforeItStartsIsRefused() {
    PeriodicImpulse impulse = everySecond().startAt(START).stopAt(START.minusMillis(1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> pipeline.apply(impulse))
        .withMessageContaining("PeriodicImpulse.startAt(" + START)
        .withMessageContaining("stops before it starts");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SequenceDefinition(START, START.minusMillis(1), SECOND))
        .withMessageContaining("PeriodicSequence.SequenceDefinition")
        .withMessageContaining("ends before it begins");
  }

  @Test
  void twoWaysToSayWhenItStopsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> everySecond().startAt(START).stopAfter(SECOND))
        .withMessageContaining("stopAfter(PT1S)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> everySecond().stopAt(START).stopAfter(SECOND));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> everySecond().stopAfter(SECOND).startAt(START))
        .withMessageContaining("startAt");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> everySecond().stopAfter(Duration.ofSeconds(-1)))
        .withMessageContaining("negative");
  }

  @Test
  void timesOutsideOfEventTimeAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> everySecond().startAt(Instant.MIN));
    assertThatIllegalArgumentException().isThrownBy(() -> everySecond().stopAt(Instant.MAX));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SequenceDefinition(Instant.MIN, START, SECOND));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SequenceDefinition(START, Instant.MAX, SECOND));
  }

  @Test
  void displayDataTellsWhenItTicks() {
    assertThat(DisplayData.from(everySecond().startAt(START).stopAt(START)).items())
        .extracting(item -> item.getKey())
        .containsExactlyInAnyOrder("interval", "startAt", "stopAt");
    assertThat(DisplayData.from(everySecond().stopAfter(SECOND)).items())
        .extracting(item -> item.getKey())
        .containsExactlyInAnyOrder("interval", "stopAfter");
  }
}
