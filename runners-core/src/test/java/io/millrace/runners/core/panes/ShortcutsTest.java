package io.millrace.runners.core.panes;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.runners.core.slices.SliceCache;
import io.millrace.runners.core.slices.Slicing;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.DecodeBuffer;
import io.millrace.sdk.coders.EncodeBuffer;
import io.millrace.sdk.coders.ListCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.transforms.windowing.AfterPane;
import io.millrace.sdk.transforms.windowing.AfterWatermark;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.DefaultTrigger;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.IntervalWindow;
import io.millrace.sdk.transforms.windowing.Repeatedly;
import io.millrace.sdk.transforms.windowing.Sessions;
import io.millrace.sdk.transforms.windowing.SlidingWindows;
import io.millrace.sdk.transforms.windowing.TimestampCombiner;
import io.millrace.sdk.transforms.windowing.Trigger;
import io.millrace.sdk.transforms.windowing.Window.ClosingBehavior;
import io.millrace.sdk.transforms.windowing.WindowFn;
import io.millrace.sdk.values.WindowingStrategy;
import io.millrace.sdk.values.WindowingStrategy.AccumulationMode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What is known of a windowing strategy may make groups cheaper, and nothing else: panes, what is
 * dropped and the output watermark are those of the general way, step by step.
 */
class ShortcutsTest {

  private static final int SEEDS = 1500;

  /** Contents that share parts when they are merged, as those of users may. */
  private static final class Chunks implements Contents<List<String>, List<List<String>>> {

    private static final ListCoder<List<String>> CODER =
        ListCoder.of(ListCoder.of(StringUtf8Coder.of()));

    @Override
    public List<List<String>> create() {
      return new ArrayList<>(List.of(new ArrayList<>()));
    }

    @Override
    public List<List<String>> add(List<List<String>> content, List<String> element) {
      // As if elements were accumulators: the first chunk takes them in, or becomes one of them.
      if (content.get(0).isEmpty()) {
        content.set(0, element);
      } else {
        content.get(0).addAll(element);
      }
      return content;
    }

    @Override
    public List<List<String>> merge(List<List<String>> content, List<List<String>> other) {
      content.addAll(other);
      return content;
    }

    @Override
    public List<List<String>> include(List<List<String>> content, List<List<String>> kept) {
      kept.forEach(chunk -> content.add(new ArrayList<>(chunk)));
      return content;
    }

    @Override
    public List<String> again(List<String> element) {
      return new ArrayList<>(element);
    }

    @Override
    public boolean isSmall() {
      return true;
    }

    @Override
    public Object emit(List<List<String>> content, boolean keeps) {
      return content.stream().flatMap(List::stream).sorted().toList().toString();
    }

    @Override
    public void save(List<List<String>> content, EncodeBuffer out) throws IOException {
      CODER.encode(content, out);
    }

    @Override
    public List<List<String>> load(DecodeBuffer in) throws IOException {
      List<List<String>> content = new ArrayList<>();
      CODER.decode(in).forEach(chunk -> content.add(new ArrayList<>(chunk)));
      return content;
    }
  }

  /** Sums with few different results would hide what is missing: each element is one bit. */
  private static final class Bits implements LongContents<List<String>> {

    @Override
    public long initial() {
      return 0;
    }

    @Override
    public long add(long content, List<String> element) {
      return content + (1L << (element.get(0).hashCode() & 62));
    }

    @Override
    public long merge(long content, long other) {
      return content + other;
    }

    @Override
    public Object emit(long content) {
      return content;
    }
  }

  /** Groups, and what they said since they were asked last. */
  private static final class Listened implements WindowedGroups.Dropped {
    private final Groups<Object, List<String>> groups;
    private final boolean tellsHolds;
    private final List<String> said = new ArrayList<>();

    Listened(
        WindowingStrategy<?, ?> strategy,
        Coder<Object> keyCoder,
        Contents<List<String>, ?> contents,
        boolean plain) {
      // In the general way what waits for late data counts too, though nothing need come of it.
      this.tellsHolds = Groups.slicing(strategy) != null && strategy.getAllowedLateness().isZero();
      this.groups =
          plain
              ? new WindowedGroups<>(strategy, keyCoder, contents, this::emitted, this, false)
              : Groups.of(strategy, keyCoder, contents, this::emitted, this);
    }

    private void emitted(Pane<Object> pane) {
      Object value =
          pane.value() instanceof List<?> list
              ? list.stream().map(String::valueOf).sorted().toList()
              : pane.value();
      said.add(
          String.join(
              " ",
              pane.key().toString(),
              Script.describe(pane.window()),
              String.valueOf(value),
              "@" + pane.timestampMillis(),
              pane.info().toString()));
    }

    @Override
    public void late(BoundedWindow window) {
      said.add("late " + Script.describe(window));
    }

    @Override
    public void closed(BoundedWindow window) {
      said.add("closed " + Script.describe(window));
    }

    /** Order within a step is for each way to choose. */
    List<String> said() {
      List<String> result = new ArrayList<>(said);
      Collections.sort(result);
      result.add("output watermark " + groups.outputWatermark());
      result.add("next processing time " + groups.nextProcessingTime());
      if (tellsHolds) {
        result.add("earliest hold " + groups.earliestHold());
      }
      said.clear();
      return result;
    }
  }

  /** A random stream of steps for one strategy, played in both ways at once. */
  private static final class Play {
    private final Random random;
    private final WindowingStrategy<?, ?> strategy;
    private final int keys;
    private final @Nullable SliceCache slices;
    private final boolean numberedKeys;
    private final Coder<Object> keyCoder;
    private final Listened general;
    private final Listened own;
    private final List<String> script = new ArrayList<>();
    private final String name;
    private long watermark = -1;
    private long processing = 1_000_000;
    private int elements;

    @SuppressWarnings("unchecked") // keys are made for the coder
    Play(long seed, Random random, WindowingStrategy<?, ?> strategy, int keys) {
      this.random = random;
      this.keys = keys;
      this.numberedKeys = random.nextBoolean();
      this.keyCoder = (Coder<Object>) (Coder<?>) keyCoder(numberedKeys);
      this.strategy = strategy;
      Slicing slicing = Slicing.of(strategy.getWindowFn());
      this.slices = slicing == null ? null : new SliceCache(slicing);
      List<Supplier<Contents<List<String>, ?>>> contents =
          List.of(
              () -> new ListContents<>(ListCoder.of(StringUtf8Coder.of())), Chunks::new, Bits::new);
      int which = random.nextInt(contents.size());
      this.general = new Listened(strategy, keyCoder, contents.get(which).get(), true);
      this.own = new Listened(strategy, keyCoder, contents.get(which).get(), false);
      this.name = "seed " + seed + ", " + strategy + ", contents " + which;
    }

    private static Coder<?> keyCoder(boolean numbers) {
      return numbers ? VarLongCoder.of() : StringUtf8Coder.of();
    }

    private Object key(int number) {
      return numberedKeys ? (Object) (number * 1000L - 1000) : "k" + number;
    }

    void play(int steps) throws Exception {
      advanceProcessingTime();
      for (int i = 0; i < steps; i++) {
        if (random.nextInt(3) > 0) {
          bundle();
        } else {
          advance(watermark + random.nextInt(random.nextInt(4) == 0 ? 40_000 : 3000));
        }
        if (random.nextInt(10) == 0) {
          advanceProcessingTime();
        }
        compare();
      }
      advance(BoundedWindow.TIMESTAMP_MAX_VALUE.toEpochMilli());
      compare();
      assertThat(general.groups.isEmpty()).as("rule G2, %s %s", name, script).isTrue();
      assertThat(own.groups.isEmpty()).as("rule G2, %s %s", name, script).isTrue();
    }

    private void compare() {
      assertThat(own.said()).as("%s%n%s", name, script).isEqualTo(general.said());
    }

    private void advance(long to) {
      watermark = to;
      script.add("W=" + to);
      general.groups.advanceWatermark(to);
      own.groups.advanceWatermark(to);
    }

    private void advanceProcessingTime() {
      processing += random.nextInt(2000);
      general.groups.advanceProcessingTime(processing, processing);
      own.groups.advanceProcessingTime(processing, processing);
    }

    private void bundle() throws Exception {
      int count = 1 + random.nextInt(2 * keys);
      for (int i = 0; i < count; i++) {
        long time = watermark + random.nextInt(20_000) - (random.nextInt(3) == 0 ? 15_000 : 0);
        Object key = key(random.nextInt(keys));
        String value = "e" + elements++;
        Collection<? extends BoundedWindow> windows = windows(value, time);
        script.add(key + ":" + value + "@" + time);
        add(general, key, value, time, windows);
        add(own, key, value, time, windows);
      }
      script.add("|");
      general.groups.endBundle();
      own.groups.endBundle();
    }

    private void add(
        Listened to,
        Object key,
        String value,
        long time,
        Collection<? extends BoundedWindow> windows)
        throws Exception {
      List<String> element = new ArrayList<>(List.of(value));
      to.groups.add(key, keyCoder.stableHash(key), element, time, windows);
    }

    /** Mostly those of the time, as one slice; sometimes one by one, or none of the function's. */
    private Collection<? extends BoundedWindow> windows(String value, long time) throws Exception {
      List<? extends BoundedWindow> assigned =
          List.copyOf(Script.assign(strategy.getWindowFn(), value, time));
      int way = random.nextInt(10);
      if (slices == null || assigned.isEmpty() || way == 0) {
        return assigned;
      }
      if (way == 1) {
        return List.of(assigned.get(random.nextInt(assigned.size())));
      }
      return way == 2 && random.nextInt(5) == 0
          ? List.of(IntervalWindow.ofMillis(time - 3, time + 4))
          : slices.at(time);
    }
  }

  private static <T> T oneOf(Random random, List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  private static WindowFn<?, ?> windowFn(Random random) {
    long period = oneOf(random, List.of(1000L, 1000L, 700L, 3000L, 250L));
    return switch (random.nextInt(3)) {
      case 0 ->
          FixedWindows.of(Duration.ofMillis(3 * period)).withOffset(Duration.ofMillis(period));
      case 1 -> Sessions.withGapDuration(Duration.ofMillis(4 * period));
      default ->
          SlidingWindows.of(Duration.ofMillis(1000L * (1 + random.nextInt(20))))
              .every(Duration.ofMillis(period))
              .withOffset(Duration.ofMillis(random.nextInt((int) period)));
    };
  }

  private static WindowingStrategy<?, ?> strategy(Random random) {
    List<Trigger> triggers =
        List.of(
            DefaultTrigger.of(),
            AfterWatermark.pastEndOfWindow()
                .withEarlyFirings(AfterPane.elementCountAtLeast(2))
                .withLateFirings(AfterPane.elementCountAtLeast(1)),
            Repeatedly.forever(AfterPane.elementCountAtLeast(3)));
    boolean special = random.nextInt(4) == 0;
    return WindowingStrategy.of(windowFn(random))
        .withTrigger(special ? oneOf(random, triggers) : triggers.get(0))
        .withTimestampCombiner(
            special
                ? oneOf(random, Arrays.asList(TimestampCombiner.values()))
                : TimestampCombiner.END_OF_WINDOW)
        .withClosingBehavior(
            special && random.nextBoolean()
                ? ClosingBehavior.FIRE_ALWAYS
                : ClosingBehavior.FIRE_IF_NON_EMPTY)
        .withAllowedLateness(
            Duration.ofMillis(oneOf(random, List.of(0L, 0L, 1500L, 10_000L, 1L << 50))))
        .withMode(oneOf(random, Arrays.asList(AccumulationMode.values())));
  }

  @Test
  void panesAndDropsAndWatermarksAreThoseOfTheGeneralWay() throws Exception {
    for (long seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      new Play(seed, random, strategy(random), 3).play(5 + random.nextInt(60));
    }
  }

  @Test
  void soTheyAreForMoreKeysThanFireAtOnce() throws Exception {
    for (long seed = 0; seed < 8; seed++) {
      Random random = new Random(seed);
      WindowingStrategy<?, ?> strategy =
          WindowingStrategy.of(
                  SlidingWindows.of(Duration.ofMillis(1000L * (1 + random.nextInt(8))))
                      .every(Duration.ofSeconds(1)))
              .withAllowedLateness(Duration.ofMillis(oneOf(random, List.of(0L, 1500L))))
              .withMode(oneOf(random, Arrays.asList(AccumulationMode.values())));
      new Play(seed, random, strategy, 3 * SlicedGroups.AT_ONCE).play(12);
    }
  }
}
