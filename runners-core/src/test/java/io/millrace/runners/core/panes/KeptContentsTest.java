package io.millrace.runners.core.panes;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.runners.core.slices.SliceCache;
import io.millrace.runners.core.slices.Slicing;
import io.millrace.sdk.coders.DecodeBuffer;
import io.millrace.sdk.coders.EncodeBuffer;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.SlidingWindows;
import io.millrace.sdk.values.WindowingStrategy;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** How much is kept for a key in windows that overlap. */
class KeptContentsTest {

  private static final int SECONDS = 300;
  private static final int OVERLAP = 60;

  private static final WindowingStrategy<?, ?> SLIDING =
      WindowingStrategy.of(
          SlidingWindows.of(Duration.ofSeconds(OVERLAP)).every(Duration.ofSeconds(1)));

  /** Counts elements, and knows how many counts were ever begun. */
  private static final class Counts implements Contents<Integer, int[]> {
    private int begun;
    private int emitted;

    @Override
    public int[] create() {
      begun++;
      return new int[1];
    }

    @Override
    public int[] add(int[] content, Integer element) {
      content[0] += element;
      return content;
    }

    @Override
    public int[] merge(int[] content, int[] other) {
      return add(content, other[0]);
    }

    @Override
    public int[] include(int[] content, int[] kept) {
      return add(content, kept[0]);
    }

    @Override
    public Integer again(Integer element) {
      return element;
    }

    @Override
    public boolean isSmall() {
      return true;
    }

    @Override
    public Object emit(int[] content, boolean keeps) {
      emitted++;
      return content[0];
    }

    @Override
    public void save(int[] content, EncodeBuffer out) {
      out.writeInt(content[0]);
    }

    @Override
    public int[] load(DecodeBuffer in) throws IOException {
      return new int[] {in.readInt()};
    }
  }

  /** The contents begun for one key in windows of a minute that start every second. */
  private static int begunFor(int elementsEachSecond) throws Exception {
    WindowingStrategy<?, ?> strategy = SLIDING;
    SliceCache slices = new SliceCache(Objects.requireNonNull(Slicing.of(strategy.getWindowFn())));
    Counts counts = new Counts();
    List<Object> results = new ArrayList<>();
    Groups<String, Integer> groups = groups(strategy, counts, results);
    for (int second = 0; second < SECONDS; second++) {
      for (int i = 0; i < elementsEachSecond; i++) {
        long time = second * 1000L + i * 1000L / elementsEachSecond;
        groups.add("k", 7, 1, time, slices.at(time));
      }
      groups.endBundle();
      groups.advanceWatermark(second * 1000L);
    }
    groups.advanceWatermark(BoundedWindow.TIMESTAMP_MAX_VALUE.toEpochMilli());
    assertThat(groups.isEmpty()).isTrue();
    assertThat(results).hasSize(SECONDS + OVERLAP - 1).contains(OVERLAP * elementsEachSecond);
    return counts.begun;
  }

  private static final class NothingDropped implements WindowedGroups.Dropped {
    @Override
    public void late(BoundedWindow window) {
      throw new AssertionError(window);
    }

    @Override
    public void closed(BoundedWindow window) {
      throw new AssertionError(window);
    }
  }

  private static Groups<String, Integer> groups(
      WindowingStrategy<?, ?> strategy, Counts counts, List<Object> results) {
    return Groups.of(
        strategy,
        StringUtf8Coder.of(),
        counts,
        pane -> results.add(pane.value()),
        new NothingDropped());
  }

  @Test
  void aResultIsMadeOnceForAllWindowsInARowThatHoldTheSame() throws Exception {
    WindowingStrategy<?, ?> strategy = SLIDING;
    SliceCache slices = new SliceCache(Objects.requireNonNull(Slicing.of(strategy.getWindowFn())));
    Counts counts = new Counts();
    List<Object> results = new ArrayList<>();
    Groups<String, Integer> groups = groups(strategy, counts, results);
    groups.add("k", 7, 1, 0, slices.at(0));
    groups.add("k", 7, 10, 20_000, slices.at(20_000));
    groups.endBundle();
    groups.advanceWatermark(BoundedWindow.TIMESTAMP_MAX_VALUE.toEpochMilli());

    List<Object> expected = new ArrayList<>(Collections.nCopies(20, 1));
    expected.addAll(Collections.nCopies(40, 11));
    expected.addAll(Collections.nCopies(20, 10));
    assertThat(results).isEqualTo(expected);
    // the last of a slice, which may be used up, is made by itself
    assertThat(counts.emitted).isLessThanOrEqualTo(5);
  }

  @Test
  void contentsAreBegunForSlicesAndNotForElementsNorForEachWindowOfThem() throws Exception {
    int few = begunFor(2);

    assertThat(begunFor(200)).as("with a hundred times as many elements").isEqualTo(few);
    assertThat(few)
        .as("for %d slices, each in %d windows", SECONDS, OVERLAP)
        .isLessThan(5 * SECONDS);
  }
}
