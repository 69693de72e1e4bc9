package io.millrace.runners.core.panes;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sdk.transforms.windowing.AfterPane;
import io.millrace.sdk.transforms.windowing.AfterWatermark;
import io.millrace.sdk.transforms.windowing.DefaultTrigger;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.Repeatedly;
import io.millrace.sdk.transforms.windowing.Sessions;
import io.millrace.sdk.transforms.windowing.SlidingWindows;
import io.millrace.sdk.transforms.windowing.Trigger;
import io.millrace.sdk.transforms.windowing.WindowFn;
import io.millrace.sdk.values.WindowingStrategy;
import io.millrace.sdk.values.WindowingStrategy.AccumulationMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What must hold for every windowing strategy, order of arrival and bundle. */
class PaneLawsTest {

  private static final int SEEDS = 400;

  private static final List<WindowFn<?, ?>> WINDOWS =
      List.of(
          FixedWindows.of(Duration.ofSeconds(10)),
          SlidingWindows.of(Duration.ofSeconds(10)).every(Duration.ofSeconds(5)),
          Sessions.withGapDuration(Duration.ofSeconds(4)));

  private static final List<Trigger> TRIGGERS =
      List.of(
          DefaultTrigger.of(),
          AfterWatermark.pastEndOfWindow()
              .withEarlyFirings(AfterPane.elementCountAtLeast(2))
              .withLateFirings(AfterPane.elementCountAtLeast(1)),
          Repeatedly.forever(AfterPane.elementCountAtLeast(3)));

  private static WindowingStrategy<?, ?> strategy(
      Random random, AccumulationMode mode, Duration lateness) {
    return WindowingStrategy.of(WINDOWS.get(random.nextInt(WINDOWS.size())))
        .withTrigger(TRIGGERS.get(random.nextInt(TRIGGERS.size())))
        .withAllowedLateness(lateness)
        .withMode(mode);
  }

  private static List<String> elements(Random random) {
    List<String> elements = new ArrayList<>();
    for (int i = 0; i < 1 + random.nextInt(12); i++) {
      elements.add("e" + i + "@" + random.nextInt(40));
    }
    return elements;
  }

  private static long time(String element) {
    return Long.parseLong(element.substring(element.indexOf('@') + 1));
  }

  /** The elements in bundles, with watermarks between them that leave none of them late. */
  private static String onTimeLine(List<String> order, Random random) {
    StringBuilder line = new StringBuilder();
    long watermark = -1;
    for (int i = 0; i < order.size(); i++) {
      line.append(order.get(i)).append(random.nextBoolean() ? " " : " | ");
      long possible =
          order.subList(i + 1, order.size()).stream()
              .mapToLong(PaneLawsTest::time)
              .min()
              .orElse(1000);
      if (possible > watermark + 1 && random.nextBoolean()) {
        watermark = possible;
        line.append("| W=").append(watermark).append(" | ");
      }
    }
    return line.append("| inf").toString().replaceAll("\\| *\\|", "|");
  }

  /** What the last pane of each window holds. */
  private static TreeMap<String, String> lastPanes(List<String> panes) {
    TreeMap<String, String> last = new TreeMap<>();
    for (String pane : panes) {
      String window = pane.substring(pane.indexOf("] ") + 2, pane.indexOf(" @"));
      last.put(window, pane.substring(pane.indexOf('['), pane.indexOf("] ") + 1));
    }
    return last;
  }

  @Test
  void ruleM8WhatAWindowHoldsInTheEndDoesNotDependOnTheOrderOfArrival() throws Exception {
    for (long seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      WindowingStrategy<?, ?> strategy =
          strategy(random, AccumulationMode.ACCUMULATING_FIRED_PANES, Duration.ofDays(1));
      List<String> elements = elements(random);
      TreeMap<String, String> expected =
          lastPanes(Script.of(strategy, String.join(" ", elements) + " | inf").panes());

      Collections.shuffle(elements, random);
      String line = onTimeLine(elements, random);
      Script script = Script.of(strategy, line);

      assertThat(lastPanes(currentPanes(script.panes(), expected)))
          .as("seed %d, %s: %s", seed, strategy, line)
          .isEqualTo(expected);
      assertThat(script.dropped()).as("seed %d", seed).isEmpty();
    }
  }

  /** Without the panes of sessions that were merged into others later. */
  private static List<String> currentPanes(List<String> panes, TreeMap<String, String> windows) {
    return panes.stream()
        .filter(pane -> windows.keySet().stream().anyMatch(w -> pane.contains("] " + w + " @")))
        .toList();
  }

  @Test
  void ruleW4ElementsThatAreOnTimeAreInNoLatePane() throws Exception {
    for (long seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      WindowingStrategy<?, ?> strategy =
          strategy(random, AccumulationMode.DISCARDING_FIRED_PANES, Duration.ZERO);
      List<String> elements = elements(random);
      Collections.shuffle(elements, random);
      String line = onTimeLine(elements, random);

      assertThat(Script.of(strategy, line).panes())
          .as("seed %d, %s: %s", seed, strategy, line)
          .noneMatch(pane -> pane.startsWith("LATE"));
    }
  }

  @Test
  void ruleA1DiscardedPanesTogetherHoldEachElementOnceInEachWindow() throws Exception {
    for (long seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      WindowingStrategy<?, ?> strategy =
          strategy(random, AccumulationMode.DISCARDING_FIRED_PANES, Duration.ofDays(1));
      List<String> elements = elements(random);
      Collections.shuffle(elements, random);
      String line = onTimeLine(elements, random);

      List<String> emitted =
          Script.of(strategy, line).panes().stream()
              .map(pane -> pane.substring(pane.indexOf('[') + 1, pane.indexOf(']')))
              .filter(content -> !content.isEmpty())
              .flatMap(content -> List.of(content.split(",")).stream())
              .sorted()
              .toList();
      int copies = strategy.getWindowFn() instanceof SlidingWindows ? 2 : 1;
      List<String> expected =
          elements.stream()
              .map(element -> element.substring(0, element.indexOf('@')))
              .flatMap(element -> Collections.nCopies(copies, element).stream())
              .sorted()
              .collect(Collectors.toList());

      assertThat(emitted).as("seed %d, %s: %s", seed, strategy, line).isEqualTo(expected);
    }
  }

  @Test
  void ruleG2NothingIsLeftWhenInputHasEnded() throws Exception {
    for (long seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      WindowingStrategy<?, ?> strategy =
          strategy(
              random,
              AccumulationMode.values()[random.nextInt(2)],
              Duration.ofSeconds(random.nextInt(20)));
      List<String> elements = elements(random);
      StringBuilder line = new StringBuilder();
      long watermark = -1;
      for (String element : elements) {
        line.append(element).append(" | ");
        watermark += 1 + random.nextInt(6);
        line.append("W=").append(watermark).append(" | ");
      }
      line.append("inf");

      Script script = Script.of(strategy, line.toString());

      assertThat(script.isEmpty()).as("seed %d, %s: %s", seed, strategy, line).isTrue();
    }
  }
}
