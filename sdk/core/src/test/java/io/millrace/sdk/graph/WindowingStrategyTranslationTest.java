package io.millrace.sdk.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.v1.CalendarUnit;
import io.millrace.model.v1.CalendarWindowsPayload;
import io.millrace.model.v1.FunctionSpec;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.transforms.windowing.AfterAll;
import io.millrace.sdk.transforms.windowing.AfterEach;
import io.millrace.sdk.transforms.windowing.AfterFirst;
import io.millrace.sdk.transforms.windowing.AfterPane;
import io.millrace.sdk.transforms.windowing.AfterProcessingTime;
import io.millrace.sdk.transforms.windowing.AfterSynchronizedProcessingTime;
import io.millrace.sdk.transforms.windowing.AfterWatermark;
import io.millrace.sdk.transforms.windowing.CalendarWindows;
import io.millrace.sdk.transforms.windowing.DefaultTrigger;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.GlobalWindows;
import io.millrace.sdk.transforms.windowing.IntervalWindow;
import io.millrace.sdk.transforms.windowing.Never;
import io.millrace.sdk.transforms.windowing.PartitioningWindowFn;
import io.millrace.sdk.transforms.windowing.Repeatedly;
import io.millrace.sdk.transforms.windowing.Sessions;
import io.millrace.sdk.transforms.windowing.SlidingWindows;
import io.millrace.sdk.transforms.windowing.TimestampCombiner;
import io.millrace.sdk.transforms.windowing.Trigger;
import io.millrace.sdk.transforms.windowing.Trigger.OnceTrigger;
import io.millrace.sdk.transforms.windowing.Window.ClosingBehavior;
import io.millrace.sdk.transforms.windowing.Window.OnTimeBehavior;
import io.millrace.sdk.transforms.windowing.WindowFn;
import io.millrace.sdk.values.TupleTag;
import io.millrace.sdk.values.WindowingStrategy;
import io.millrace.sdk.values.WindowingStrategy.AccumulationMode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Strategies survive their way through the model. */
class WindowingStrategyTranslationTest {

  /** A user's own window function: the ten milliseconds that begin with the timestamp. */
  static final class FromTimestamp extends PartitioningWindowFn<Object, IntervalWindow> {
    @Override
    public IntervalWindow assignWindow(Instant timestamp) {
      return new IntervalWindow(timestamp, Duration.ofMillis(10));
    }

    @Override
    public boolean isCompatible(WindowFn<?, ?> other) {
      return other instanceof FromTimestamp;
    }

    @Override
    public Coder<IntervalWindow> windowCoder() {
      return IntervalWindow.getCoder();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof FromTimestamp;
    }

    @Override
    public int hashCode() {
      return 1;
    }
  }

  static Stream<WindowingStrategy<?, ?>> strategies() {
    OnceTrigger count = AfterPane.elementCountAtLeast(5);
    OnceTrigger end = AfterWatermark.pastEndOfWindow();
    OnceTrigger time =
        AfterProcessingTime.pastFirstElementInPane()
            .plusDelayOf(Duration.ofSeconds(3))
            .alignedTo(Duration.ofMinutes(1), Instant.ofEpochMilli(7));
    WindowingStrategy<?, ?> global = WindowingStrategy.globalDefault();
    Stream<WindowingStrategy<?, ?>> ofTriggers =
        List.<Trigger>of(
                DefaultTrigger.of(),
                Never.ever(),
                count,
                end,
                time,
                AfterSynchronizedProcessingTime.ofFirstElement(),
                Repeatedly.forever(count),
                AfterFirst.of(count, time),
                AfterAll.of(count, end),
                AfterEach.inOrder(count, Repeatedly.forever(time)),
                Repeatedly.forever(count).orFinally(end),
                AfterWatermark.pastEndOfWindow().withEarlyFirings(count),
                AfterWatermark.pastEndOfWindow().withLateFirings(count),
                AfterWatermark.pastEndOfWindow().withEarlyFirings(time).withLateFirings(count))
            .stream()
            .map(global::withTrigger);
    return Stream.concat(
        ofTriggers,
        Stream.of(
            global,
            WindowingStrategy.of(
                FixedWindows.of(Duration.ofMillis(60)).withOffset(Duration.ofMillis(7))),
            WindowingStrategy.of(
                SlidingWindows.of(Duration.ofMillis(60))
                    .every(Duration.ofMillis(9))
                    .withOffset(Duration.ofMillis(7))),
            WindowingStrategy.of(Sessions.withGapDuration(Duration.ofMillis(77))),
            WindowingStrategy.of(
                CalendarWindows.weeks(3, 2).withTimeZone(ZoneId.of("Asia/Kathmandu"))),
            WindowingStrategy.of(CalendarWindows.days(100_000_000).withStartingDay(-44, 3, 15)),
            WindowingStrategy.of(
                CalendarWindows.months(5).beginningOnDay(31).withStartingMonth(2024, 2)),
            WindowingStrategy.of(
                CalendarWindows.years(2)
                    .beginningOnDay(2, 29)
                    .withStartingYear(1999)
                    .withTimeZone(ZoneOffset.ofHours(-3))),
            WindowingStrategy.of(new FromTimestamp()),
            global.withTrigger(count).withTriggerAllowedToFinish(true),
            global.withMode(AccumulationMode.ACCUMULATING_FIRED_PANES),
            global.withMode(AccumulationMode.DISCARDING_FIRED_PANES),
            global.withAllowedLateness(Duration.ofMillis(5)),
            global.withAllowedLateness(Duration.ZERO),
            global.withTimestampCombiner(TimestampCombiner.EARLIEST),
            global.withTimestampCombiner(TimestampCombiner.END_OF_WINDOW),
            global.withClosingBehavior(ClosingBehavior.FIRE_ALWAYS),
            global.withOnTimeBehavior(OnTimeBehavior.FIRE_IF_NON_EMPTY),
            global.withLateDataTag(new TupleTag<String>("late") {}),
            global.withAlreadyMerged(true)));
  }

  @ParameterizedTest
  @MethodSource("strategies")
  void aStrategyComesBackAsItWas(WindowingStrategy<?, ?> strategy) throws Exception {
    io.millrace.model.v1.WindowingStrategy proto =
        WindowingStrategyTranslation.toProto(strategy, coder -> "coder", "java");
    io.millrace.model.v1.WindowingStrategy parsed =
        io.millrace.model.v1.WindowingStrategy.parseFrom(proto.toByteArray());
    assertThat(WindowingStrategyTranslation.fromProto(parsed, getClass().getClassLoader()))
        .isEqualTo(strategy);
    assertThat(proto.getWindowCoderId()).isEqualTo("coder");
    assertThat(WindowingStrategyTranslation.isKnownWindowFn(proto.getWindowFn().getUrn())).isTrue();
  }

  @Test
  void aUsersWindowFunctionRunsInTheUsersEnvironment() {
    assertThat(
            WindowingStrategyTranslation.toProto(
                    WindowingStrategy.of(new FromTimestamp()), c -> "c", "java")
                .getEnvironmentId())
        .isEqualTo("java");
    assertThat(
            WindowingStrategyTranslation.toProto(
                    WindowingStrategy.of(new GlobalWindows()), c -> "c", "java")
                .getEnvironmentId())
        .isEmpty();
  }

  @Test
  void windowsThatAreOursTravelByName() {
    assertThat(WindowingStrategyTranslation.toProto(Sessions.withGapDuration(Duration.ofDays(1))))
        .extracting(FunctionSpec::getUrn)
        .isEqualTo("millrace:window_fn:sessions:v1");
    assertThat(WindowingStrategyTranslation.toProto(CalendarWindows.months(1)))
        .extracting(FunctionSpec::getUrn)
        .isEqualTo("millrace:window_fn:calendar_windows:v1");
  }

  @Test
  void calendarWindowsThatMeanNothingAreRefused() {
    CalendarWindowsPayload.Builder days =
        CalendarWindowsPayload.newBuilder()
            .setUnit(CalendarUnit.DAYS)
            .setNumber(1)
            .setTimeZone("Europe/Berlin");
    assertThat(calendar(days.build()))
        .isEqualTo(CalendarWindows.days(1).withTimeZone(ZoneId.of("Europe/Berlin")));
    assertThatThrownBy(() -> calendar(days.clone().clearUnit().build()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("calendar unit 0");
    assertThatThrownBy(() -> calendar(days.clone().setTimeZone("Mars/Base").build()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Mars/Base");
    assertThatThrownBy(() -> calendar(days.clone().setNumber(0).build()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("but is 0");
  }

  private static WindowFn<?, ?> calendar(CalendarWindowsPayload payload) {
    return WindowingStrategyTranslation.windowFnFromProto(
        FunctionSpec.newBuilder()
            .setUrn("millrace:window_fn:calendar_windows:v1")
            .setPayload(payload.toByteString())
            .build(),
        WindowingStrategyTranslationTest.class.getClassLoader());
  }

  @Test
  void whatIsNotKnownIsRefusedByName() {
    io.millrace.model.v1.WindowingStrategy.Builder proto =
        WindowingStrategyTranslation.toProto(WindowingStrategy.globalDefault(), c -> "c", "java")
            .toBuilder();
    proto.getWindowFnBuilder().setUrn("millrace:window_fn:lunar:v1");
    assertThatThrownBy(
            () ->
                WindowingStrategyTranslation.fromProto(proto.build(), getClass().getClassLoader()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("millrace:window_fn:lunar:v1");
  }

  @Test
  void aSettingThatIsNotListedAsGivenIsNotIgnored() {
    io.millrace.model.v1.WindowingStrategy.Builder proto =
        WindowingStrategyTranslation.toProto(
            WindowingStrategy.globalDefault()
                .withTrigger(Never.ever())
                .withAllowedLateness(Duration.ofMillis(5)),
            c -> "c",
            "java")
            .toBuilder();
    proto.clearSpecifiedFields();
    assertThatThrownBy(
            () ->
                WindowingStrategyTranslation.fromProto(proto.build(), getClass().getClassLoader()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[trigger, allowed_lateness_millis] differ from the defaults");
  }

  @Test
  void aStrategyPrintsWhatWasGiven() {
    assertThat(WindowingStrategy.globalDefault().withAllowedLateness(Duration.ofMinutes(1)))
        .hasToString("WindowingStrategy{windowFn=GlobalWindows, allowedLateness=PT1M}");
    assertThatThrownBy(
            () -> WindowingStrategy.globalDefault().withAllowedLateness(Duration.ofMillis(-1)))
        .hasMessageContaining("negative");
  }
}
