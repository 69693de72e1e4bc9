package io.millrace.sdk.transforms.join;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.state.OrderedListState;
import io.millrace.sdk.state.ReadableState;
import io.millrace.sdk.state.ReadableStates;
import io.millrace.sdk.state.Timer;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.GlobalWindow;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.TimestampedValue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which versions of one key a temporal join keeps, as its timers fire. */
class KeptVersionsTest {

  private final Values<String> waiting = new Values<>();
  private final Values<String> versions = new Values<>();
  private final OneTimer timer = new OneTimer();
  private TemporalJoinFn<String, String, String> fn = join(Long.MAX_VALUE / 4, 0);

  private static TemporalJoinFn<String, String, String> join(long maxAge, long lateness) {
    return new TemporalJoinFn<>(
        JoinKind.LEFT_OUTER,
        maxAge,
        new Deadlines(lateness),
        StringUtf8Coder.of(),
        StringUtf8Coder.of());
  }

  private void add(int side, long time) {
    fn.processElement(
        KV.of("k", new RawUnionValue(side, "at " + time)),
        Instant.ofEpochMilli(time),
        GlobalWindow.INSTANCE,
        waiting,
        versions,
        timer);
  }

  private void version(long... times) {
    for (long time : times) {
      add(TwoSides.RIGHT, time);
    }
  }

  private void watermark(long millis) {
    timer.watermark = millis;
    while (timer.time < millis) {
      long fired = timer.time;
      timer.time = OneTimer.UNSET;
      fn.advance(
          Math.max(fired, millis - 1),
          "k",
          GlobalWindow.INSTANCE,
          waiting,
          versions,
          timer,
          new Nowhere());
    }
  }

  @Test
  void versionsGoWhenTheNextOneIsValidForAllThatIsToCome() {
    version(10, 30, 20);
    watermark(20);
    assertThat(versions.times()).containsExactly(10L, 20L, 30L);
    watermark(21);
    assertThat(versions.times()).containsExactly(20L, 30L);
    watermark(1_000_000);
    assertThat(versions.times()).as("the latest stays").containsExactly(30L);
    assertThat(timer.time).as("and nothing has to happen").isEqualTo(OneTimer.UNSET);
  }

  @Test
  void withAllowedLatenessTheyStayForSoMuchLonger() {
    fn = join(Long.MAX_VALUE / 4, 100);
    version(10, 20, 30);
    watermark(120);
    assertThat(versions.times()).containsExactly(10L, 20L, 30L);
    watermark(121);
    assertThat(versions.times()).containsExactly(20L, 30L);
  }

  @Test
  void withAMaximumAgeTheLatestGoesToo() {
    fn = join(50, 0);
    version(10, 20, 30);
    watermark(80);
    assertThat(versions.times()).containsExactly(30L);
    watermark(81);
    assertThat(versions.times()).isEmpty();
  }

  @Test
  void aValueThatWaitsKeepsItsVersion() {
    version(10, 20, 30);
    add(TwoSides.LEFT, 25);
    watermark(25);
    assertThat(waiting.times()).containsExactly(25L);
    assertThat(versions.times()).containsExactly(20L, 30L);
    assertThat(timer.output).as("the hold").isEqualTo(25);
    watermark(26);
    assertThat(waiting.times()).isEmpty();
  }

  @Test
  void ofVersionsWithOneTimestampOneIsKept() {
    version(10, 10, 10);
    assertThat(versions.times()).containsExactly(10L);
  }

  private static final class Values<T extends @Nullable Object> implements OrderedListState<T> {
    private final List<TimestampedValue<T>> values = new ArrayList<>();

    List<Long> times() {
      return values.stream().map(value -> value.getTimestamp().toEpochMilli()).toList();
    }

    @Override
    public void add(TimestampedValue<T> value) {
      values.add(value);
      values.sort(Comparator.comparing(TimestampedValue::getTimestamp));
    }

    @Override
    public Iterable<TimestampedValue<T>> read() {
      return values;
    }

    private static boolean isIn(TimestampedValue<?> value, Instant from, Instant limit) {
      return !value.getTimestamp().isBefore(from) && value.getTimestamp().isBefore(limit);
    }

    @Override
    public Iterable<TimestampedValue<T>> readRange(Instant from, Instant limit) {
      return values.stream().filter(value -> isIn(value, from, limit)).toList();
    }

    @Override
    public void clearRange(Instant from, Instant limit) {
      values.removeIf(value -> isIn(value, from, limit));
    }

    @Override
    public void clear() {
      values.clear();
    }

    @Override
    public ReadableState<Boolean> isEmpty() {
      return ReadableStates.immediate(values.isEmpty());
    }

    @Override
    public OrderedListState<T> readRangeLater(Instant from, Instant limit) {
      return this;
    }

    @Override
    public OrderedListState<T> readLater() {
      return this;
    }
  }

  private static final class OneTimer implements Timer {
    static final long UNSET = Long.MAX_VALUE;
    static final long NONE = Long.MIN_VALUE;

    long time = UNSET;
    long output = NONE;
    long watermark = BoundedWindow.TIMESTAMP_MIN_VALUE.toEpochMilli();

    @Override
    public void set(Instant absoluteTime) {
      time = absoluteTime.toEpochMilli();
    }

    @Override
    public void setRelative() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void clear() {
      time = UNSET;
    }

    @Override
    public Timer offset(Duration offset) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Timer align(Duration period) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Timer withOutputTimestamp(Instant outputTime) {
      output = outputTime.toEpochMilli();
      return this;
    }

    @Override
    public Timer withNoOutputTimestamp() {
      output = NONE;
      return this;
    }

    @Override
    public Instant getCurrentRelativeTime() {
      return Instant.ofEpochMilli(watermark);
    }
  }

  private static final class Nowhere
      implements DoFn.OutputReceiver<KV<String, KV<String, String>>> {
    @Override
    public void output(KV<String, KV<String, String>> output) {}

    @Override
    public void outputWithTimestamp(KV<String, KV<String, String>> output, Instant timestamp) {}

    @Override
    public void outputWindowedValue(
        KV<String, KV<String, String>> output,
        Instant timestamp,
        Collection<? extends BoundedWindow> windows,
        PaneInfo paneInfo) {}
  }
}
