package io.millrace.runners.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.runners.core.batch.Typed;
import io.millrace.runners.core.snapshot.SavedState;
import io.millrace.runners.core.snapshot.Section;
import io.millrace.runners.core.snapshot.StateSink;
import io.millrace.runners.core.state.FiredTimer;
import io.millrace.runners.core.state.FunctionState;
import io.millrace.runners.core.state.KeyedScopes;
import io.millrace.runners.core.state.Scope;
import io.millrace.runners.core.state.ScopeCalls;
import io.millrace.runners.core.store.StateStore;
import io.millrace.runners.core.store.StoreSnapshot;
import io.millrace.sdk.coders.DecodeBuffer;
import io.millrace.sdk.coders.EncodeBuffer;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarIntCoder;
import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.options.PipelineOptions;
import io.millrace.sdk.state.BagState;
import io.millrace.sdk.state.CombiningState;
import io.millrace.sdk.state.MapState;
import io.millrace.sdk.state.MultimapState;
import io.millrace.sdk.state.OrderedListState;
import io.millrace.sdk.state.SetState;
import io.millrace.sdk.state.StateSpec;
import io.millrace.sdk.state.StateSpecs;
import io.millrace.sdk.state.TimeDomain;
import io.millrace.sdk.state.Timer;
import io.millrace.sdk.state.TimerSpec;
import io.millrace.sdk.state.TimerSpecs;
import io.millrace.sdk.state.ValueState;
import io.millrace.sdk.transforms.CombineWithContext;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.Sum;
import io.millrace.sdk.transforms.reflect.DoFnSignatures;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.GlobalWindow;
import io.millrace.sdk.transforms.windowing.GlobalWindows;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import io.millrace.sdk.transforms.windowing.WindowFn;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollectionView;
import io.millrace.sdk.values.TimestampedValue;
import io.millrace.sdk.values.WindowingStrategy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * State on the heap and state in RocksDB answer the same to 100,000 random pieces of work, and each
 * goes on from what the other saved; a third goes on from snapshots of its tables, of which only
 * the files are copied that no snapshot before had. {@code -Dmillrace.stateSeed=N} tries another
 * seed.
 */
class StateOfBothKindsTest {

  private static final long SEED = Long.getLong("millrace.stateSeed", 1);
  private static final int STEPS = 100_000;

  private static final Duration SHORT = Duration.ofMillis(7);

  /** What a function declares besides all kinds of cells. */
  enum Kind {
    CELLS(false, 40, 20),
    CELLS_WITHOUT_WINDOWS(true, 40, 20),
    TIMERS(false, 30, 20),
    TIMERS_WITHOUT_WINDOWS(true, 30, 0),
    SORTED(false, 20, 15),
    EXPIRATION(false, 30, 20),
    /** More than are at hand, and more timers than are in memory. */
    MANY_KEYS(true, 30_000, 0);

    final boolean onlyGlobalWindow;
    final int keys;
    final int lateness;

    Kind(boolean onlyGlobalWindow, int keys, int lateness) {
      this.onlyGlobalWindow = onlyGlobalWindow;
      this.keys = keys;
      this.lateness = lateness;
    }

    boolean hasTimers() {
      return this != CELLS && this != CELLS_WITHOUT_WINDOWS && this != SORTED;
    }
  }

  static final class Cells extends DoFn<KV<String, Integer>, Integer> {
    @ProcessElement
    public void process() {}
  }

  static class Timers extends DoFn<KV<String, Integer>, Integer> {
    @TimerId("event")
    final TimerSpec event = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    @TimerId("clock")
    final TimerSpec clock = TimerSpecs.timer(TimeDomain.PROCESSING_TIME);

    @TimerFamily("family")
    final TimerSpec family = TimerSpecs.timerMap(TimeDomain.EVENT_TIME);

    @ProcessElement
    public void process() {}

    @OnTimer("event")
    public void onEvent() {}

    @OnTimer("clock")
    public void onClock() {}

    @OnTimerFamily("family")
    public void onFamily() {}
  }

  static final class Expiring extends Timers {
    @OnWindowExpiration
    public void onExpiration() {}
  }

  static final class Sorts extends DoFn<KV<String, Integer>, Integer> {
    @ProcessElement
    @RequiresTimeSortedInput
    public void process() {}
  }

  private static final class NoContext extends CombineWithContext.Context {
    @Override
    public PipelineOptions getPipelineOptions() {
      throw new UnsupportedOperationException();
    }

    @Override
    public <T> T sideInput(PCollectionView<T> view) {
      throw new UnsupportedOperationException();
    }
  }

  /** A function that does by chance what chance says is to be done, and notes what it sees. */
  private static final class Machine implements ScopeCalls {

    final Kind kind;
    final FunctionState function;
    final KeyedScopes scopes;

    /** By key and window: what comes at the same time for others has no order. */
    final TreeMap<String, List<String>> notes = new TreeMap<>();

    Machine(Kind kind, @Nullable StateStore store) {
      this.kind = kind;
      TreeMap<String, StateSpec<?>> states = new TreeMap<>();
      for (boolean lives : new boolean[] {false, true}) {
        if (lives && !kind.hasTimers()) {
          continue; // would be more than cells
        }
        states.put("value" + lives, ttl(StateSpecs.value(StringUtf8Coder.of()), lives));
        states.put("bag" + lives, ttl(StateSpecs.bag(VarIntCoder.of()), lives));
        states.put("set" + lives, ttl(StateSpecs.set(StringUtf8Coder.of()), lives));
        states.put(
            "map" + lives, ttl(StateSpecs.map(StringUtf8Coder.of(), VarIntCoder.of()), lives));
        states.put(
            "multimap" + lives,
            ttl(StateSpecs.multimap(StringUtf8Coder.of(), VarIntCoder.of()), lives));
        states.put("list" + lives, ttl(StateSpecs.orderedList(VarIntCoder.of()), lives));
        states.put(
            "sum" + lives, ttl(StateSpecs.combining(VarLongCoder.of(), Sum.ofIntegers()), lives));
      }
      if (!kind.hasTimers()) {
        states.put("long", StateSpecs.value(VarLongCoder.of()));
      }
      DoFn<?, ?> fn =
          switch (kind) {
            case CELLS, CELLS_WITHOUT_WINDOWS -> new Cells();
            case TIMERS, TIMERS_WITHOUT_WINDOWS, MANY_KEYS -> new Timers();
            case SORTED -> new Sorts();
            case EXPIRATION -> new Expiring();
          };
      TreeMap<String, TimerSpec> timers = new TreeMap<>();
      if (fn instanceof Timers declared) {
        timers.put("event", declared.event);
        timers.put("clock", declared.clock);
        timers.put("family", declared.family);
      }
      function =
          new FunctionState(
              DoFnSignatures.signatureForDoFn(fn),
              states,
              timers,
              Duration.ZERO,
              new NoContext(),
              false,
              store);
      scopes =
          KeyedScopes.of(
              WindowingStrategy.of(windowFn(kind))
                  .withAllowedLateness(Duration.ofMillis(kind.lateness)),
              Typed.value(StringUtf8Coder.of()),
              Typed.value(VarIntCoder.of()),
              function,
              this);
    }

    private static StateSpec<?> ttl(StateSpec<?> spec, boolean lives) {
      return lives ? spec.withTtl(SHORT) : spec;
    }

    void add(String key, int value, long time) {
      BoundedWindow window =
          kind.onlyGlobalWindow
              ? GlobalWindow.INSTANCE
              : FIXED.assignWindow(Instant.ofEpochMilli(time));
      scopes.add(
          key, StringUtf8Coder.of().stableHash(key), value, time, PaneInfo.NO_FIRING, window);
    }

    private void note(Scope scope, String what) {
      notes
          .computeIfAbsent(scope.key() + " in " + scope.window(), k -> new ArrayList<>())
          .add(what);
    }

    @Override
    public void element(
        Scope scope, @Nullable Object element, long timestampMillis, PaneInfo pane) {
      act(scope, "element " + element + " @" + timestampMillis, timestampMillis);
    }

    @Override
    public void timer(Scope scope, FiredTimer timer) {
      act(
          scope,
          "timer " + timer.id() + " @" + timer.timeMillis() + " for " + timer.outputMillis(),
          timer.timeMillis());
    }

    @Override
    public void expiration(Scope scope) {
      act(scope, "expiration", 0);
    }

    @Override
    public void droppedLate(
        @Nullable Object element, long timestampMillis, PaneInfo pane, BoundedWindow window) {
      notes.computeIfAbsent("late", k -> new ArrayList<>()).add(element + " @" + timestampMillis);
    }

    private void act(Scope scope, String event, long time) {
      SplittableRandom random =
          new SplittableRandom((scope.key() + "/" + scope.window() + "/" + event).hashCode());
      StringBuilder seen = new StringBuilder(event);
      int count = kind == Kind.MANY_KEYS ? 6 : 1 + random.nextInt(5);
      for (int i = 0; i < count; i++) {
        boolean setsTimers = kind.hasTimers() && !event.equals("expiration");
        if (setsTimers && random.nextInt(kind == Kind.MANY_KEYS ? 2 : 4) == 0) {
          setTimer(random, time, event.startsWith("timer"));
        } else {
          seen.append(", ").append(use(random, time));
        }
      }
      note(scope, seen.toString());
    }

    private void setTimer(SplittableRandom random, long time, boolean fired) {
      int far = kind == Kind.MANY_KEYS ? 20_000 : 25;
      Timer timer =
          switch (random.nextInt(4)) {
            case 0 -> function.timer("event");
            case 1 -> function.timer("clock");
            default -> function.timerFamily("family").get("f" + random.nextInt(4));
          };
      switch (random.nextInt(fired ? 12 : 6)) {
        case 0 -> timer.clear();
        case 1 -> {
          if (kind != Kind.TIMERS_WITHOUT_WINDOWS && !fired) {
            timer.withOutputTimestamp(Instant.ofEpochMilli(time));
          }
          timer.offset(Duration.ofMillis(1 + random.nextInt(far))).setRelative();
        }
        case 2 ->
            timer
                .withNoOutputTimestamp()
                .offset(Duration.ofMillis(1 + random.nextInt(far)))
                .setRelative();
        case 3, 4, 5 -> timer.offset(Duration.ofMillis(1 + random.nextInt(far))).setRelative();
        default -> {} // loops of timers end
      }
    }

    private String use(SplittableRandom random, long time) {
      boolean lives = kind.hasTimers() && random.nextBoolean();
      int number = random.nextInt(1000);
      String text = "t" + random.nextInt(5);
      return switch (random.nextInt(kind.hasTimers() ? 7 : 8)) {
        case 0 -> value(cell("value" + lives), random, text);
        case 1 -> bag(cell("bag" + lives), random, number);
        case 2 -> set(cell("set" + lives), random, text);
        case 3 -> map(cell("map" + lives), random, text, number);
        case 4 -> multimap(cell("multimap" + lives), random, text, number);
        case 5 -> list(cell("list" + lives), random, time, number);
        case 6 -> sum(cell("sum" + lives), random, number);
        default -> longValue(cell("long"), random);
      };
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private <S> S cell(String id) {
      return (S) function.cell(id);
    }

    private static String value(ValueState<String> value, SplittableRandom random, String text) {
      switch (random.nextInt(4)) {
        case 0 -> value.clear();
        case 1, 2 -> value.write(text);
        default -> {}
      }
      return "value " + value.read();
    }

    private static String longValue(ValueState<Long> value, SplittableRandom random) {
      Long before = value.read();
      if (random.nextInt(10) == 0) {
        value.clear();
      } else {
        value.write(before == null ? Long.MIN_VALUE : before + 1);
      }
      return "long " + before;
    }

    private static String bag(BagState<Integer> bag, SplittableRandom random, int number) {
      Iterable<Integer> before = bag.read();
      switch (random.nextInt(8)) {
        case 0 -> bag.clear();
        case 1 -> {
          return "bag is empty: " + bag.isEmpty().read();
        }
        default -> bag.add(number);
      }
      return "bag " + list(before) + " and then " + list(bag.read());
    }

    private static String set(SetState<String> set, SplittableRandom random, String text) {
      return switch (random.nextInt(8)) {
        case 0 -> {
          set.clear();
          yield "set cleared";
        }
        case 1 -> "set has " + text + ": " + set.contains(text).read();
        case 2 -> {
          set.remove(text);
          yield "set without " + text + " " + sorted(set.read());
        }
        case 3 -> "set added " + text + ": " + set.addIfAbsent(text).read();
        case 4 -> "set is empty: " + set.isEmpty().read();
        default -> {
          set.add(text);
          yield "set " + sorted(set.read());
        }
      };
    }

    private static String map(
        MapState<String, Integer> map, SplittableRandom random, String text, int number) {
      return switch (random.nextInt(12)) {
        case 0 -> {
          map.clear();
          yield "map cleared";
        }
        case 1, 2 -> {
          map.remove(text);
          yield "map without " + text + " " + sorted(map.entries().read());
        }
        case 3 -> "map had " + map.putIfAbsent(text, number).read();
        case 4 -> "map computes " + map.computeIfAbsent(text, String::length).read();
        case 5 -> "map keys " + sorted(map.keys().read());
        case 6 -> "map values " + sorted(map.values().read());
        case 7 -> "map is empty: " + map.isEmpty().read();
        case 8, 9 -> {
          var before = map.get(text);
          map.put(text, number);
          yield "map " + text + " was " + before.read() + " is " + map.get(text).read();
        }
        case 10 -> "map default " + map.getOrDefault(text, -1).read();
        default -> {
          map.put(text, number);
          yield "map put";
        }
      };
    }

    private static String multimap(
        MultimapState<String, Integer> map, SplittableRandom random, String text, int number) {
      return switch (random.nextInt(8)) {
        case 0 -> {
          if (number % 3 == 0) {
            map.clear();
          }
          yield "multimap keys " + sorted(map.keys().read());
        }
        case 1 -> {
          map.remove(text);
          yield "multimap without " + text + " " + sorted(map.entries().read());
        }
        case 2 -> "multimap has " + text + ": " + map.containsKey(text).read();
        case 3 -> "multimap is empty: " + map.isEmpty().read();
        default -> {
          var before = map.get(text);
          map.put(text, number);
          yield "multimap " + list(before.read()) + " and then " + list(map.get(text).read());
        }
      };
    }

    private static String list(
        OrderedListState<Integer> list, SplittableRandom random, long time, int number) {
      Instant from = Instant.ofEpochMilli(time - 20 + random.nextInt(40));
      Instant to = from.plusMillis(random.nextInt(20) - 2);
      return switch (random.nextInt(9)) {
        case 0 -> {
          list.clear();
          yield "list cleared";
        }
        case 1 -> {
          list.clearRange(from, to);
          yield "list " + list(list.read());
        }
        case 2 -> "list in range " + list(list.readRange(from, to));
        case 3 -> "list first " + list.firstTimestampFrom(from);
        case 4 -> "list is empty: " + list.isEmpty().read();
        default -> {
          list.add(TimestampedValue.of(number, from));
          yield "list " + list(list.read());
        }
      };
    }

    private static String sum(
        CombiningState<Integer, Long, Integer> sum, SplittableRandom random, int number) {
      switch (random.nextInt(6)) {
        case 0 -> sum.clear();
        case 1 -> sum.addAccum((long) number);
        case 2 -> {
          return "sum is empty: " + sum.isEmpty().read();
        }
        default -> sum.add(number);
      }
      return "sum " + sum.read();
    }

    private static String list(Iterable<?> values) {
      List<String> list = new ArrayList<>();
      values.forEach(value -> list.add(String.valueOf(value)));
      return list.toString();
    }

    /** As text: maps and sets have no order. */
    private static String sorted(Iterable<?> values) {
      List<String> list = new ArrayList<>();
      values.forEach(value -> list.add(String.valueOf(value)));
      list.sort(null);
      return list.toString();
    }
  }

  private static final FixedWindows FIXED = FixedWindows.of(Duration.ofMillis(30));

  private static WindowFn<?, ?> windowFn(Kind kind) {
    return kind.onlyGlobalWindow ? new GlobalWindows() : FIXED;
  }

  @TempDir Path directory;
  private int stores;

  private StateStore store() throws Exception {
    return new RocksBackend().open(directory.resolve("db" + stores++), 16 << 20);
  }

  /** Takes tables as they are: what {@code RocksBackend} was given is in files of a directory. */
  private final class Tables implements StateSink {
    private final EncodeBuffer besides = new EncodeBuffer();
    private final Map<String, byte[]> lasting;
    private final Map<String, byte[]> files = new TreeMap<>();
    private int taken;

    Tables(Map<String, byte[]> lasting) {
      this.lasting = lasting;
    }

    @Override
    public EncodeBuffer tables(StateStore store) throws IOException {
      try (StoreSnapshot snapshot = Objects.requireNonNull(store.snapshot())) {
        for (StoreSnapshot.File file : snapshot.files()) {
          byte[] known = file.lasting() ? lasting.get(file.name()) : null;
          taken += known == null ? 1 : 0;
          byte[] bytes = known == null ? snapshot.read(file.name()) : known;
          assertThat(bytes.length).isEqualTo((int) file.size());
          files.put(file.name(), bytes);
          if (file.lasting()) {
            lasting.put(file.name(), bytes);
          }
        }
      }
      return besides;
    }

    @Override
    public EncodeBuffer key(Section section, int keyHash) {
      throw new AssertionError("tables were taken");
    }

    @Override
    public EncodeBuffer shared(Section section) {
      throw new AssertionError("tables were taken");
    }

    @Override
    public void end() {}

    /** A store and a machine that go on from here. */
    Machine reopened(Kind kind) throws Exception {
      Path place = Files.createDirectories(directory.resolve("db" + stores++));
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        Files.write(place.resolve(file.getKey()), file.getValue());
      }
      StateStore store = new RocksBackend().reopen(place, 16 << 20);
      Machine machine = new Machine(kind, store);
      machine.scopes.loadTables(new DecodeBuffer(besides.toByteArray()));
      Objects.requireNonNull(tableStore).close();
      tableStore = store;
      return machine;
    }
  }

  private @Nullable StateStore tableStore;

  @ParameterizedTest
  @EnumSource
  void heapAndRocksAnswerTheSame(Kind kind) throws Exception {
    SplittableRandom random = new SplittableRandom(SEED + 31L * kind.name().hashCode());
    StateStore store = store();
    Machine heap = new Machine(kind, null);
    Machine rocks = new Machine(kind, store);
    tableStore = store();
    Machine tables = new Machine(kind, tableStore);
    Map<String, byte[]> lasting = new TreeMap<>();
    int copied = 0;
    int named = 0;
    long watermark = 0;
    long clock = 0;
    heap.scopes.processingTime(0);
    rocks.scopes.processingTime(0);
    tables.scopes.processingTime(0);
    int saves = 0;
    for (int step = 0; step < STEPS / Kind.values().length; step++) {
      String at = String.format("%s, step %d of seed %d", kind, step, SEED);
      int what = random.nextInt(2000);
      if (what < 120) {
        watermark += random.nextInt(10);
        heap.scopes.advanceWatermark(watermark);
        rocks.scopes.advanceWatermark(watermark);
        tables.scopes.advanceWatermark(watermark);
      } else if (what < 240) {
        clock += random.nextInt(10);
        heap.scopes.advanceProcessingTime(clock);
        rocks.scopes.advanceProcessingTime(clock);
        tables.scopes.advanceProcessingTime(clock);
      } else if (what < 400) {
        heap.scopes.endBundle();
        rocks.scopes.endBundle();
        tables.scopes.endBundle();
        assertThat(rocks.scopes.size()).as(at).isEqualTo(heap.scopes.size());
        assertThat(rocks.scopes.nextProcessingTime())
            .as(at)
            .isEqualTo(heap.scopes.nextProcessingTime());
      } else if (what < 401) {
        // Each goes on from what the other has saved.
        SavedState ofHeap = new SavedState();
        heap.scopes.save(ofHeap);
        SavedState ofRocks = new SavedState();
        rocks.scopes.save(ofRocks);
        assertThat(entries(ofRocks)).as(at).isEqualTo(entries(ofHeap));
        store.close();
        store = store();
        Machine nextHeap = new Machine(kind, null);
        Machine nextRocks = new Machine(kind, store);
        nextHeap.notes.putAll(heap.notes);
        nextRocks.notes.putAll(rocks.notes);
        ofRocks.forEach((section, hash, content) -> nextHeap.scopes.load(hash, content));
        ofHeap.forEach((section, hash, content) -> nextRocks.scopes.load(hash, content));
        heap = nextHeap;
        rocks = nextRocks;
        Tables saved = new Tables(lasting);
        tables.scopes.save(saved);
        copied += saved.taken;
        named += saved.files.size();
        Machine nextTables = saved.reopened(kind);
        nextTables.notes.putAll(tables.notes);
        tables = nextTables;
        for (KeyedScopes scopes : List.of(heap.scopes, rocks.scopes, tables.scopes)) {
          scopes.processingTime(clock);
          scopes.advanceWatermark(watermark);
        }
        saves++;
      } else {
        String key = "k" + random.nextInt(kind.keys);
        long time = watermark + random.nextInt(50) - 10;
        heap.add(key, step, time);
        rocks.add(key, step, time);
        tables.add(key, step, time);
      }
      assertThat(rocks.scopes.outputWatermark()).as(at).isEqualTo(heap.scopes.outputWatermark());
      assertThat(rocks.scopes.earliestHold()).as(at).isEqualTo(heap.scopes.earliestHold());
      assertThat(tables.scopes.earliestHold()).as(at).isEqualTo(heap.scopes.earliestHold());
      if (step % 500 == 0) {
        compare(at, heap, rocks, tables);
      }
    }
    heap.scopes.advanceWatermark(Long.MAX_VALUE / 4);
    rocks.scopes.advanceWatermark(Long.MAX_VALUE / 4);
    tables.scopes.advanceWatermark(Long.MAX_VALUE / 4);
    compare("at the end of " + kind + " with seed " + SEED, heap, rocks, tables);
    assertThat(heap.scopes.isEmpty()).isTrue();
    assertThat(rocks.scopes.isEmpty()).as(kind + " with seed " + SEED).isTrue();
    assertThat(tables.scopes.isEmpty()).as(kind + " with seed " + SEED).isTrue();
    assertThat(saves).isGreaterThan(2);
    if (kind == Kind.MANY_KEYS) {
      // Of small tables all are written anew between two saves.
      assertThat(copied).as("files that travelled").isLessThan(named);
    }
    store.close();
    Objects.requireNonNull(tableStore).close();
  }

  /** How many bytes there are for each key group: maps are saved in different orders. */
  private static TreeMap<Integer, Integer> entries(SavedState saved) throws Exception {
    TreeMap<Integer, Integer> bytes = new TreeMap<>();
    saved.forEach(
        (section, hash, content) -> {
          bytes.merge(hash, content.remaining(), Integer::sum);
          content.skip(content.remaining());
        });
    return bytes;
  }

  private static void compare(String at, Machine heap, Machine... others) {
    for (Machine other : others) {
      TreeSet<String> keys = new TreeSet<>(heap.notes.keySet());
      keys.addAll(other.notes.keySet());
      for (String key : keys) {
        assertThat(other.notes.get(key)).as(at + ": " + key).isEqualTo(heap.notes.get(key));
      }
      other.notes.clear();
    }
    heap.notes.clear();
  }
}
