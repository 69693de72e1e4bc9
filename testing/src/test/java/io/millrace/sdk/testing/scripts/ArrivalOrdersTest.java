package io.millrace.sdk.testing.scripts;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sdk.coders.VarIntCoder;
import io.millrace.sdk.testing.TestStream.ElementEvent;
import io.millrace.sdk.testing.TestStream.Event;
import io.millrace.sdk.testing.TestStream.ProcessingTimeEvent;
import io.millrace.sdk.testing.TestStream.WatermarkEvent;
import io.millrace.sdk.testing.generators.Entropy;
import io.millrace.sdk.testing.generators.Gen;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.values.TimestampedValue;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ArrivalOrdersTest {

  private static final int SEEDS = 500;

  private static final List<TimestampedValue<Integer>> ELEMENTS =
      IntStream.of(5, 1, 3, 3, 9).mapToObj(ArrivalOrdersTest::at).toList();

  private static TimestampedValue<Integer> at(int second) {
    return TimestampedValue.of(second, Instant.ofEpochSecond(second));
  }

  private static StreamScript<Integer> script(long seed) {
    return ArrivalOrders.of(ELEMENTS).draw(new Entropy(seed)).value();
  }

  /** Whether no element is behind the watermark when it arrives. */
  private static boolean isOnTime(StreamScript<Integer> script) {
    Instant watermark = BoundedWindow.TIMESTAMP_MIN_VALUE;
    for (Event<Integer> event : script.events()) {
      if (event instanceof WatermarkEvent<Integer> advance) {
        watermark = advance.watermark();
      } else if (event instanceof ElementEvent<Integer> added) {
        for (TimestampedValue<Integer> element : added.elements()) {
          if (element.getTimestamp().isBefore(watermark)) {
            return false;
          }
        }
      }
    }
    return true;
  }

  @Test
  void everyElementArrivesOnceAndOnTime() {
    for (long seed = 0; seed < SEEDS; seed++) {
      StreamScript<Integer> script = script(seed);
      assertThat(script.elements())
          .as("seed %d", seed)
          .containsExactlyInAnyOrderElementsOf(ELEMENTS);
      assertThat(isOnTime(script)).as("seed %d: %s", seed, script).isTrue();
      assertThat(script.toStream(VarIntCoder.of()).getEvents())
          .as("seed %d: valid, and ends", seed)
          .hasSize(script.events().size() + 1);
    }
  }

  @Test
  void theSameSeedDrawsTheSame() {
    assertThat(script(7)).isEqualTo(script(7)).isNotEqualTo(script(8));
  }

  @Test
  void scriptsAreOfManyKinds() {
    Set<List<TimestampedValue<Integer>>> orders = new HashSet<>();
    int watermarksBetween = 0;
    int processingTimes = 0;
    int bundles = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      StreamScript<Integer> script = script(seed);
      orders.add(script.elements());
      List<Event<Integer>> events = script.events();
      for (int i = 0; i < events.size(); i++) {
        if (events.get(i) instanceof WatermarkEvent<Integer>
            && i > 0
            && events.subList(i, events.size()).stream().anyMatch(ElementEvent.class::isInstance)) {
          watermarksBetween++;
        }
        processingTimes += events.get(i) instanceof ProcessingTimeEvent<Integer> ? 1 : 0;
        bundles +=
            events.get(i) instanceof ElementEvent<Integer> added && added.elements().size() > 1
                ? 1
                : 0;
      }
    }
    // all of them: 5 elements, two of which are equal
    assertThat(orders).hasSize(60);
    assertThat(watermarksBetween).isGreaterThan(SEEDS / 2);
    assertThat(processingTimes).isGreaterThan(SEEDS / 2);
    assertThat(bundles).isGreaterThan(SEEDS / 2);
  }

  @Test
  void anElementAtTheLastInstantIsDrawnTo() {
    TimestampedValue<Integer> last =
        TimestampedValue.of(1, BoundedWindow.TIMESTAMP_MAX_VALUE.minusMillis(1));
    TimestampedValue<Integer> first = TimestampedValue.of(2, BoundedWindow.TIMESTAMP_MIN_VALUE);
    Gen<StreamScript<Integer>> arrivals = ArrivalOrders.of(List.of(last, first));
    for (long seed = 0; seed < SEEDS; seed++) {
      StreamScript<Integer> script = arrivals.draw(new Entropy(seed)).value();
      assertThat(isOnTime(script)).as("seed %d: %s", seed, script).isTrue();
      assertThat(script.toStream(VarIntCoder.of()).getEvents()).isNotEmpty();
    }
  }

  @Test
  void whatIsSimplerIsOnTimeTooAndComesToAnEnd() {
    for (long seed = 0; seed < 50; seed++) {
      StreamScript<Integer> script = script(seed);
      for (int steps = 0; !script.simpler().isEmpty(); steps++) {
        assertThat(steps).as("seed %d", seed).isLessThan(100);
        for (StreamScript<Integer> each : script.simpler()) {
          assertThat(isOnTime(each)).as("seed %d: %s", seed, each).isTrue();
          assertThat(each.elements()).as("seed %d", seed).isNotEmpty();
        }
        script = script.simpler().get(script.simpler().size() - 1);
      }
      assertThat(script.elements()).as("seed %d", seed).hasSize(1);
      assertThat(script.events()).as("seed %d", seed).hasSize(1);
    }
  }

  @Test
  void theSimplestScriptThatFailsIsFound() {
    // fails where 5 comes before 1 and processing time passes between
    StreamScript<Integer> simplest =
        ArrivalOrders.of(ELEMENTS)
            .suchThat(ArrivalOrdersTest::fails)
            .draw(new Entropy(3))
            .simplest(ArrivalOrdersTest::fails, 1_000)
            .value();
    assertThat(simplest.toJava(VarIntCoder.of(), ""))
        .isEqualTo(
            """
            TestStream.create(VarIntCoder.of())
                .addElements(TimestampedValue.of(5, Instant.ofEpochMilli(5000L)))
                .advanceProcessingTime(Duration.ofMillis(1))
                .addElements(TimestampedValue.of(1, Instant.ofEpochMilli(1000L)))
                .advanceWatermarkToInfinity()""");
  }

  private static boolean fails(StreamScript<Integer> script) {
    boolean five = false;
    boolean passed = false;
    for (Event<Integer> event : script.events()) {
      passed |= five && event instanceof ProcessingTimeEvent<Integer>;
      if (event instanceof ElementEvent<Integer> added) {
        if (passed && added.elements().contains(at(1))) {
          return true;
        }
        five |= added.elements().contains(at(5));
      }
    }
    return false;
  }
}
