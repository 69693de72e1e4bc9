package io.millrace.runners.core.panes;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.trace.GroupingEvent;
import io.millrace.sdk.trace.GroupingEvent.Kind;
import io.millrace.sdk.trace.WindowState;
import io.millrace.sdk.transforms.windowing.AfterPane;
import io.millrace.sdk.transforms.windowing.AfterWatermark;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.IntervalWindow;
import io.millrace.sdk.transforms.windowing.Sessions;
import io.millrace.sdk.transforms.windowing.SlidingWindows;
import io.millrace.sdk.values.WindowingStrategy;
import io.millrace.sdk.values.WindowingStrategy.AccumulationMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TracedGroupsTest {

  private static final int SEEDS = 200;

  private static final WindowingStrategy<?, ?> TENS =
      WindowingStrategy.of(FixedWindows.of(Duration.ofSeconds(10)));

  private static final WindowingStrategy<?, ?> SLIDING =
      WindowingStrategy.of(SlidingWindows.of(Duration.ofSeconds(10)).every(Duration.ofSeconds(4)));

  private static final List<WindowingStrategy<?, ?>> STRATEGIES =
      List.of(
          TENS,
          SLIDING,
          WindowingStrategy.of(Sessions.withGapDuration(Duration.ofSeconds(3)))
              .withTrigger(
                  AfterWatermark.pastEndOfWindow()
                      .withEarlyFirings(AfterPane.elementCountAtLeast(2)))
              .withMode(AccumulationMode.ACCUMULATING_FIRED_PANES)
              .withAllowedLateness(Duration.ofSeconds(5)));

  /** Groups, and what they gave and dropped. */
  private static final class Heard implements WindowedGroups.Dropped {
    private final WindowingStrategy<?, ?> strategy;
    private final List<String> heard = new ArrayList<>();
    private final Groups<String, String> groups;

    private Heard(WindowingStrategy<?, ?> strategy, Maker maker) {
      this.strategy = strategy;
      this.groups = maker.make(this);
    }

    interface Maker {
      Groups<String, String> make(Heard owner);
    }

    static Heard traced(WindowingStrategy<?, ?> strategy) {
      return new Heard(
          strategy,
          owner ->
              new TracedGroups<>(
                  strategy,
                  StringUtf8Coder.of(),
                  new ListContents<>(StringUtf8Coder.of()),
                  owner::pane,
                  owner));
    }

    static Heard untraced(WindowingStrategy<?, ?> strategy) {
      return new Heard(
          strategy,
          owner ->
              Groups.of(
                  strategy,
                  StringUtf8Coder.of(),
                  new ListContents<>(StringUtf8Coder.of()),
                  owner::pane,
                  owner));
    }

    static Heard byWindow(WindowingStrategy<?, ?> strategy) {
      return new Heard(
          strategy,
          owner ->
              new WindowedGroups<>(
                  strategy,
                  StringUtf8Coder.of(),
                  new ListContents<>(StringUtf8Coder.of()),
                  owner::pane,
                  owner));
    }

    void pane(Pane<String> pane) {
      heard.add(pane.key() + " " + pane.window() + " " + pane.value() + " " + pane.info());
    }

    @Override
    public void late(BoundedWindow window) {
      heard.add("late " + window);
    }

    @Override
    public void closed(BoundedWindow window) {
      heard.add("closed " + window);
    }

    void add(String key, String value, long second) throws Exception {
      groups.add(
          key,
          StringUtf8Coder.of().stableHash(key),
          value,
          second * 1000,
          Script.assign(strategy.getWindowFn(), value, second * 1000));
    }

    /** Some elements, some of them late, and some watermarks. */
    void live(long seed, int steps) throws Exception {
      Random random = new Random(seed);
      long watermark = 0;
      for (int i = 0; i < steps; i++) {
        if (random.nextInt(4) == 0) {
          watermark += random.nextInt(6);
          groups.advanceWatermark(watermark * 1000);
        } else {
          long second = Math.max(0, watermark - 15 + random.nextInt(30));
          add(random.nextBoolean() ? "a" : "b", "v" + i, second);
          groups.endBundle();
        }
      }
    }
  }

  private static TracedGroups<?, ?> traced(Heard heard) {
    return (TracedGroups<?, ?>) heard.groups;
  }

  @Test
  void takingNotesChangesNothing() throws Exception {
    for (WindowingStrategy<?, ?> strategy : STRATEGIES) {
      for (long seed = 0; seed < SEEDS; seed++) {
        Heard with = Heard.traced(strategy);
        Heard without = Heard.untraced(strategy);
        with.live(seed, 40);
        without.live(seed, 40);
        assertThat(with.heard).as("%s, seed %d", strategy, seed).isEqualTo(without.heard);
        assertThat(with.groups.outputWatermark()).isEqualTo(without.groups.outputWatermark());
        assertThat(with.groups.isEmpty()).isEqualTo(without.groups.isEmpty());
        assertThat(with.groups.earliestHold()).isEqualTo(without.groups.earliestHold());
      }
    }
  }

  @Test
  void everythingThatWasGivenOrDroppedIsNoted() throws Exception {
    for (WindowingStrategy<?, ?> strategy : STRATEGIES) {
      for (long seed = 0; seed < SEEDS; seed++) {
        Heard heard = Heard.traced(strategy);
        heard.live(seed, 30);
        List<GroupingEvent> events = traced(heard).events();
        assertThat(traced(heard).eventsLeftOut()).isZero();
        assertThat(events.stream().filter(event -> event.kind() == Kind.PANE).count())
            .as("panes, seed %d", seed)
            .isEqualTo(heard.heard.stream().filter(what -> what.contains("PaneInfo")).count());
        assertThat(
                events.stream()
                    .filter(event -> event.kind() == Kind.DROPPED_LATE)
                    .mapToLong(GroupingEvent::count)
                    .sum())
            .as("dropped, seed %d", seed)
            .isEqualTo(heard.heard.stream().filter(what -> what.startsWith("late")).count());
      }
    }
  }

  /** Slices and records tell the same of windows that have not passed. */
  @Test
  void windowsMadeOfSlicesAreTheSameAsOthers() throws Exception {
    int seen = 0;
    for (WindowingStrategy<?, ?> strategy : List.of(TENS, SLIDING)) {
      for (long seed = 0; seed < SEEDS; seed++) {
        Heard sliced = Heard.traced(strategy);
        Heard byWindow = Heard.byWindow(strategy);
        sliced.live(seed, 40);
        byWindow.live(seed, 40);
        WindowStates expected = new WindowStates();
        byWindow.groups.describe(expected);
        assertThat(texts(traced(sliced).windows().inOrder()))
            .as("%s, seed %d", strategy, seed)
            .isEqualTo(texts(expected.inOrder()));
        seen += expected.inOrder().size();
      }
    }
    assertThat(seen).as("windows that were compared").isGreaterThan(SEEDS);
  }

  private static List<String> texts(List<WindowState> states) {
    return states.stream()
        .map(
            state ->
                String.join(
                    " ",
                    state.key(),
                    state.window().toString(),
                    String.valueOf(state.elements()),
                    String.valueOf(state.eventTimerMillis()),
                    String.valueOf(state.expiresAfterMillis()),
                    state.trigger().toString()))
        .toList();
  }

  @Test
  void sessionsThatMergedHaveTheElementsOfAll() throws Exception {
    Heard heard =
        Heard.traced(WindowingStrategy.of(Sessions.withGapDuration(Duration.ofSeconds(3))));
    heard.add("a", "x", 1);
    heard.add("a", "y", 5);
    heard.add("a", "z", 3);
    heard.groups.endBundle();
    assertThat(traced(heard).windows().inOrder())
        .extracting(WindowState::elements)
        .containsExactly(3L);
  }

  @Test
  void anElementIsInOneEventWithThoseThatCameWithIt() throws Exception {
    Heard heard = Heard.traced(TENS);
    heard.add("a", "x", 1);
    heard.add("a", "y", 2);
    heard.add("b", "z", 2);
    heard.add("a", "z", 3);
    assertThat(traced(heard).events())
        .extracting(event -> event.key() + " " + event.count())
        .containsExactly("\"a\" 2", "\"b\" 1", "\"a\" 1");
  }

  @Test
  void ofWatermarksInARowTheLastIsKept() throws Exception {
    Heard heard = Heard.traced(TENS);
    heard.groups.advanceWatermark(1_000);
    heard.groups.advanceWatermark(2_000);
    heard.add("a", "x", 3);
    heard.groups.advanceWatermark(3_000);
    assertThat(traced(heard).events())
        .extracting(event -> event.kind() + " " + event.inputWatermarkMillis())
        .containsExactly("WATERMARK 2000", "ELEMENTS 2000", "WATERMARK 3000");
  }

  /** Law I5: what is kept is limited. */
  @Test
  void theLatestEventsAndTheFirstWindowsAreKeptAndTheOthersCounted() throws Exception {
    Heard heard = Heard.traced(TENS);
    for (int i = 0; i < TracedGroups.EVENTS + 7; i++) {
      heard.add("a", "x", 10L * i);
    }
    TracedGroups<?, ?> groups = traced(heard);
    assertThat(groups.events()).hasSize(TracedGroups.EVENTS);
    assertThat(groups.eventsLeftOut()).isEqualTo(7);
    assertThat(groups.events().get(0).window()).isEqualTo(IntervalWindow.ofMillis(70_000, 80_000));
    assertThat(groups.windows().inOrder()).hasSize(WindowStates.LIMIT);
    assertThat(groups.windows().leftOut()).isEqualTo(TracedGroups.EVENTS + 7 - WindowStates.LIMIT);
  }

  private static final class Unspeakable {
    @Override
    public String toString() {
      throw new IllegalStateException("no text");
    }
  }

  @Test
  void aKeyWhoseTextFailsDoesNoHarm() {
    assertThat(KeyText.of(new Unspeakable())).contains("toString() failed");
    assertThat(KeyText.of("k")).isEqualTo("\"k\"");
    assertThat(KeyText.of(null)).isEqualTo("null");
    assertThat(KeyText.of("x".repeat(1_000))).hasSizeLessThan(200);
  }
}
