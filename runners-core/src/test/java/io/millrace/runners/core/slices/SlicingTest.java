package io.millrace.runners.core.slices;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sdk.coders.DecodeBuffer;
import io.millrace.sdk.coders.EncodeBuffer;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.GlobalWindow;
import io.millrace.sdk.transforms.windowing.IntervalWindow;
import io.millrace.sdk.transforms.windowing.Sessions;
import io.millrace.sdk.transforms.windowing.SlidingWindows;
import io.millrace.sdk.transforms.windowing.WindowFn;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** How windows are made of slices: as their function assigns them. */
class SlicingTest {

  private static final long MIN = BoundedWindow.TIMESTAMP_MIN_VALUE.toEpochMilli();
  private static final long MAX = BoundedWindow.TIMESTAMP_MAX_VALUE.toEpochMilli();
  private static final long LAST = GlobalWindow.INSTANCE.maxTimestampMillis();
  private static final int SEEDS = 300;

  private static WindowFn<Object, IntervalWindow> sliding(Random random) {
    int period = 1 + random.nextInt(20);
    return SlidingWindows.of(Duration.ofMillis(1 + random.nextInt(60)))
        .every(Duration.ofMillis(period))
        .withOffset(Duration.ofMillis(random.nextInt(period)));
  }

  private static WindowFn<Object, IntervalWindow> any(Random random) {
    int size = 1 + random.nextInt(60);
    return random.nextInt(3) == 0
        ? FixedWindows.of(Duration.ofMillis(size))
            .withOffset(Duration.ofMillis(random.nextInt(size)))
        : sliding(random);
  }

  private static Collection<IntervalWindow> assigned(WindowFn<Object, IntervalWindow> fn, long time)
      throws Exception {
    return fn.assignWindows(
        fn.new AssignContext() {
          @Override
          public Object element() {
            return "";
          }

          @Override
          public Instant timestamp() {
            return Instant.ofEpochMilli(time);
          }

          @Override
          public BoundedWindow window() {
            return GlobalWindow.INSTANCE;
          }
        });
  }

  private static Slicing slicing(WindowFn<?, ?> fn) {
    return Objects.requireNonNull(Slicing.of(fn));
  }

  private static List<Long> times(Random random) {
    List<Long> times = new ArrayList<>(List.of(MIN, MIN + 1, LAST, LAST - 1, LAST + 1, MAX, 0L));
    for (int i = 0; i < 100; i++) {
      times.add((long) random.nextInt(400) - 200);
      times.add(MIN + random.nextInt(100));
      times.add(LAST - random.nextInt(100));
    }
    return times;
  }

  @Test
  void theWindowsOfASliceAreThoseThatTheFunctionAssigns() throws Exception {
    for (long seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      WindowFn<Object, IntervalWindow> fn = any(random);
      SliceCache cache = new SliceCache(slicing(fn));
      for (long time : times(random)) {
        Slice slice = cache.at(time);
        Collection<IntervalWindow> assigned = assigned(fn, time);
        assertThat((Object) slice)
            .as("seed %d, %s at %d", seed, fn, time)
            .isEqualTo(List.copyOf(assigned))
            .hasSameHashCodeAs(List.copyOf(assigned));
        assertThat(cache.at(time)).as("the same object").isSameAs(slice);
      }
    }
  }

  @Test
  void aWindowIsARowOfItsSlices() {
    for (long seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      Slicing slicing = slicing(any(random));
      for (long window = -30; window < 30; window++) {
        IntervalWindow interval = slicing.window(window);
        long first = slicing.firstSlice(window);
        long end = slicing.endSlice(window);
        assertThat(slicing.startOfSlice(first)).isEqualTo(interval.startMillis());
        assertThat(slicing.startOfSlice(end)).isEqualTo(interval.endMillis());
        assertThat(slicing.numberOf(interval)).isEqualTo(window);
        for (long slice = first - 5; slice < end + 5; slice++) {
          assertThat(slicing.firstWindow(slice) <= window && window <= slicing.lastWindow(slice))
              .as("seed %d: slice %d of window %d, %s", seed, slice, window, slicing)
              .isEqualTo(slice >= first && slice < end);
          assertThat(slicing.sliceAt(slicing.startOfSlice(slice))).isEqualTo(slice);
          assertThat(slicing.sliceAt(slicing.startOfSlice(slice + 1) - 1)).isEqualTo(slice);
        }
      }
    }
  }

  @Test
  void ruleW2AWindowHasPassedWhenTheWatermarkIsPastItsLastInstant() {
    for (long seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      Slicing slicing = slicing(any(random));
      long lateness = random.nextInt(50);
      for (long time : times(random)) {
        long passed = slicing.passed(time);
        long expired = slicing.expired(time, lateness);
        for (Slice slice : List.of(new Slice(slicing, slicing.sliceAt(time)))) {
          for (IntervalWindow window : slice) {
            long number = slicing.numberOf(window);
            long max = window.maxTimestampMillis();
            String what = "seed " + seed + ", " + slicing + " at " + time + ": " + window;
            assertThat(number <= passed).as(what).isEqualTo(max < time);
            assertThat(number <= expired)
                .as("rules L1 and W6, " + what)
                .isEqualTo(Math.min(max + lateness, LAST) < time);
          }
        }
      }
      assertThat(slicing.passed(Long.MIN_VALUE)).isEqualTo(Slicing.BEFORE_ALL);
      assertThat(slicing.expired(LAST, Long.MAX_VALUE)).isLessThan(slicing.passed(LAST));
    }
  }

  @Test
  void otherWindowsHaveNoNumber() {
    Slicing slicing = slicing(SlidingWindows.of(Duration.ofMillis(10)).every(Duration.ofMillis(5)));

    assertThat(slicing.numberOf(IntervalWindow.ofMillis(5, 15))).isEqualTo(1);
    assertThat(slicing.numberOf(IntervalWindow.ofMillis(6, 16))).isEqualTo(Slicing.NO_WINDOW);
    assertThat(slicing.numberOf(IntervalWindow.ofMillis(5, 16))).isEqualTo(Slicing.NO_WINDOW);
    assertThat(slicing.numberOf(GlobalWindow.INSTANCE)).isEqualTo(Slicing.NO_WINDOW);
  }

  @Test
  void whatMergesOrIsAsLongAsTimeHasNoSlices() {
    assertThat(Slicing.of(Sessions.withGapDuration(Duration.ofSeconds(1)))).isNull();
    assertThat(Slicing.of(FixedWindows.of(Duration.ofMillis(LAST - MIN)))).isNull();
  }

  @Test
  void neighboursMayComeInAnyOrder() {
    Slicing slicing = slicing(SlidingWindows.of(Duration.ofMillis(10)).every(Duration.ofMillis(5)));
    SliceCache cache = new SliceCache(slicing);

    Slice first = cache.at(12);
    Slice second = cache.at(17);

    assertThat(cache.at(14)).isSameAs(first);
    assertThat(cache.at(15)).isSameAs(second);
    assertThat((Object) first).isNotEqualTo(second);
    assertThat((Object) first).isEqualTo(new SliceCache(slicing).at(10));
  }

  @Test
  void windowsSurviveTheirCoder() throws IOException {
    Slicing slicing = slicing(SlidingWindows.of(Duration.ofMillis(10)).every(Duration.ofMillis(5)));
    WindowsCoder coder = new WindowsCoder(slicing, IntervalWindow.getCoder());
    Slicing other = slicing(FixedWindows.of(Duration.ofMillis(7)));
    List<Collection<? extends BoundedWindow>> all =
        List.of(
            new Slice(slicing, 3),
            new Slice(slicing, -4),
            new Slice(other, 2),
            List.of(IntervalWindow.ofMillis(5, 15), IntervalWindow.ofMillis(1, 2)));

    for (Collection<? extends BoundedWindow> windows : all) {
      EncodeBuffer bytes = new EncodeBuffer();
      coder.encode(windows, bytes);
      Collection<? extends BoundedWindow> decoded =
          coder.decode(new DecodeBuffer(bytes.toByteArray()));

      assertThat((Object) decoded).isEqualTo(windows);
      assertThat(coder.structuralValue(decoded)).isEqualTo(coder.structuralValue(windows));
      assertThat(coder.stableHash(decoded)).isEqualTo(coder.stableHash(windows));
    }
    assertThat(coder.structuralValue(all.get(0))).isEqualTo(3L);
  }
}
