package io.millrace.runners.core.stage;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.millrace.runners.core.batch.Batch;
import io.millrace.runners.core.batch.BatchPool;
import io.millrace.runners.core.batch.ElementCursor;
import io.millrace.runners.core.host.SideInputContent;
import io.millrace.runners.core.host.SideInputs;
import io.millrace.runners.core.watermark.Watermarks;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.metrics.MetricName;
import io.millrace.sdk.metrics.MetricsContainer;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.IntervalWindow;
import io.millrace.sdk.values.WindowingStrategy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What waits for side inputs in front of another root: rules S3, S4, G4, W3 and law I1. */
class WaitingRootTest {

  private static final String SIDE = "side";
  private static final FixedWindows TENS = FixedWindows.of(Duration.ofSeconds(10));

  private final FakeSideInputs side = new FakeSideInputs();
  private final SideInputSnapshot snapshot = new SideInputSnapshot(() -> side);
  private final Recorder root = new Recorder();
  private final MetricsContainer metrics = new MetricsContainer("Look", () -> 0);
  private final WaitingRoot waiting = waiting(Duration.ZERO);

  private WaitingRoot waiting(Duration lateness) {
    return new WaitingRoot(
        "Look",
        root,
        StringUtf8Coder.of(),
        TENS.windowCoder(),
        List.of(
            new AwaitedSideInput(
                side,
                SIDE,
                TENS.getDefaultWindowMappingFn(),
                WindowingStrategy.of(TENS),
                lateness)),
        snapshot,
        new BatchPool(),
        new DroppedElements(metrics, null, new ElementCursor()),
        new Failures());
  }

  private static IntervalWindow window(long start) {
    return new IntervalWindow(Instant.ofEpochSecond(start), Duration.ofSeconds(10));
  }

  /** An element at a second, in the ten seconds around it. */
  private void accept(String element, long second) {
    acceptIn(element, second, window(second / 10 * 10));
  }

  private void acceptIn(String element, long second, IntervalWindow... windows) {
    ElementCursor cursor = new ElementCursor();
    cursor.timestamp = second * 1000;
    cursor.windows(List.of(windows));
    Batch batch = new Batch();
    batch.append(element, cursor);
    waiting.accept(batch, 0, 1);
  }

  private void resumeAll() {
    while (waiting.canResume()) {
      waiting.resume(Batch.CAPACITY);
    }
  }

  @Test
  void whatIsReadyGoesThroughAtOnce() {
    side.publish(SIDE, window(0), List.of());
    accept("a", 1);

    assertThat(root.calls).containsExactly("a@1");
    assertThat(waiting.hasInputWaiting()).isFalse();
  }

  @Test
  void whatWaitsGoesOnInTheOrderInWhichItCame() {
    accept("a", 3);
    accept("b", 11);
    accept("c", 1);
    side.publish(SIDE, window(0), List.of());
    // still behind those that wait
    accept("d", 2);
    resumeAll();

    assertThat(root.calls).containsExactly("a@3", "c@1", "d@2");
    assertThat(waiting.hasInputWaiting()).isTrue();
  }

  @Test
  void noMoreGoesOnAtOnceThanIsAskedFor() {
    for (int i = 0; i < 5; i++) {
      accept("e" + i, 1);
    }
    side.publish(SIDE, window(0), List.of());

    assertThat(waiting.resume(2)).isEqualTo(2);
    assertThat(root.calls).hasSize(2);
    assertThat(waiting.resume(2)).isEqualTo(2);
    assertThat(waiting.resume(2)).isEqualTo(1);
    assertThat(waiting.resume(2)).isZero();
  }

  @Test
  void theWatermarkIsHeldByTheSmallestTimestampThatWaits() {
    accept("a", 3);
    accept("b", 12);
    waiting.advanceWatermark(20_000);
    assertThat(waiting.outputWatermark(20_000)).isEqualTo(3_000);

    side.publish(SIDE, window(0), List.of());
    resumeAll();
    assertThat(waiting.outputWatermark(20_000)).isEqualTo(12_000);

    side.publish(SIDE, window(10), List.of());
    resumeAll();
    assertThat(waiting.outputWatermark(20_000)).isEqualTo(20_000);
    // rule T10: elements come before what their watermark lets happen
    assertThat(root.calls).containsExactly("to 3", "a@3", "to 12", "b@12", "to 20");
  }

  @Test
  void whatIsLateAndWaitsHoldsTheWatermarkWhereItIs() {
    WaitingRoot waiting = waiting(Duration.ofSeconds(100));
    waiting.advanceWatermark(15_000);
    ElementCursor cursor = new ElementCursor();
    cursor.timestamp = 1000;
    cursor.windows(List.of(window(0)));
    Batch batch = new Batch();
    batch.append("late", cursor);
    waiting.accept(batch, 0, 1);
    waiting.advanceWatermark(30_000);

    assertThat(waiting.outputWatermark(30_000)).isEqualTo(15_000);
  }

  @Test
  void anIdleInputIsNotIdleWhileSomethingWaits() {
    waiting.advanceWatermark(2_000);
    assertThat(waiting.outputWatermark(Watermarks.IDLE)).isEqualTo(Watermarks.IDLE);

    accept("a", 3);
    assertThat(waiting.outputWatermark(Watermarks.IDLE)).isEqualTo(2_000);
  }

  /** Law I5: a limit with a name. */
  @Test
  void atTheLimitNoMoreIsTakenUntilSomethingGoesOn() {
    for (int i = 1; i < WaitingRoot.CAPACITY; i++) {
      accept("e", 1);
    }
    assertThat(waiting.hasRoom()).isTrue();
    accept("last", 1);
    assertThat(waiting.hasRoom()).isFalse();

    side.publish(SIDE, window(0), List.of());
    waiting.resume(1);
    assertThat(waiting.hasRoom()).isTrue();
  }

  @Test
  void anElementInSeveralWindowsWaitsOnlyInThoseThatAreNotReady() {
    side.publish(SIDE, window(10), List.of());
    acceptIn("a", 9, window(0), window(10), window(20));

    assertThat(root.windows).containsExactly(List.of(window(10)));
    side.advanceWatermark(SIDE, Watermarks.END);
    resumeAll();
    assertThat(root.windows)
        .containsExactly(List.of(window(10)), List.of(window(0)), List.of(window(20)));
  }

  @Test
  void windowsGoWhenTheWatermarkAndTheLatenessHavePassedThem() {
    WaitingRoot waiting = waiting(Duration.ofSeconds(5));
    waiting.advanceWatermark(20_000);
    // those that end before 15
    assertThat(side.released).containsExactly(15_000L);

    waiting.close(false);
    assertThat(side.released).containsExactly(15_000L, Long.MAX_VALUE);
  }

  @Test
  void whatWaitsKeepsItsWindow() {
    accept("a", 3);
    waiting.advanceWatermark(50_000);
    assertThat(side.released).containsExactly(3_000L);
  }

  @Test
  void whatComesWhenItsWindowMayBeGoneIsDroppedAndCounted() {
    side.advanceWatermark(SIDE, 100_000);
    waiting.advanceWatermark(10_000);
    accept("late", 9);
    accept("in time", 10);

    assertThat(root.calls).containsExactly("to 10", "in time@10");
    assertThat(metrics.snapshot().counters())
        .containsEntry(MetricName.named("millrace", "droppedDueToLateness"), 1L);
  }

  /** While a batch is processed a window has one content; the next batch sees what is new. */
  @Test
  void contentsDoNotChangeWithinABatch() {
    side.publish(SIDE, window(0), List.of("one"));
    root.whileAccepting =
        () -> {
          root.calls.add(read());
          side.publish(SIDE, window(0), List.of("two"));
          root.calls.add(read());
        };
    accept("a", 1);
    accept("b", 1);

    assertThat(root.calls).containsExactly("[one]", "[one]", "a@1", "[two]", "[two]", "b@1");
  }

  private String read() {
    return String.valueOf(
        snapshot.content(SIDE, window(0)).view(ByteString.EMPTY, elements -> elements));
  }

  /** Notes what it is given, and how far it is told that event time has come. */
  private static final class Recorder implements RootOperator {
    private final List<String> calls = new ArrayList<>();
    private final List<Collection<? extends BoundedWindow>> windows = new ArrayList<>();
    private Runnable whileAccepting = () -> {};

    @Override
    public void accept(Batch batch, int from, int to) {
      whileAccepting.run();
      for (int row = from; row < to; row++) {
        calls.add(batch.value(row) + "@" + batch.timestamp(row) / 1000);
        windows.add(batch.windows(row));
      }
    }

    @Override
    public void advanceWatermark(long watermarkMillis) {
      calls.add("to " + watermarkMillis / 1000);
    }

    @Override
    public int emit(int limit) {
      return 0;
    }

    @Override
    public boolean isExhausted() {
      return true;
    }
  }

  /** Side inputs of one collection. */
  private static final class FakeSideInputs implements SideInputs {
    private final Map<BoundedWindow, SideInputContent> windows = new HashMap<>();
    private final List<Long> released = new ArrayList<>();
    private long watermark = Watermarks.START;

    @Override
    public void publish(String collectionId, BoundedWindow window, List<Object> elements) {
      windows.put(window, new SideInputContent(elements));
    }

    @Override
    public void advanceWatermark(String collectionId, long watermarkMillis) {
      watermark = watermarkMillis;
    }

    @Override
    public long watermark(String collectionId) {
      return watermark;
    }

    @Override
    public SideInputContent latest(String collectionId, BoundedWindow window) {
      return windows.get(window);
    }

    @Override
    public Map<BoundedWindow, SideInputContent> contents(String collectionId) {
      return windows;
    }

    @Override
    public void release(String collectionId, long untilMillis) {
      released.add(untilMillis);
    }
  }
}
