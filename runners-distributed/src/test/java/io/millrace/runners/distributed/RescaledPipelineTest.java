package io.millrace.runners.distributed;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.runners.distributed.client.RemoteRun;
import io.millrace.runners.distributed.testkit.JobsOfTests;
import io.millrace.runners.distributed.testkit.JvmCluster;
import io.millrace.runners.distributed.testkit.VisibleBatches;
import io.millrace.sdk.Pipeline;
import io.millrace.sdk.PipelineResult.State;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.io.Read;
import io.millrace.sdk.io.Write;
import io.millrace.sdk.state.BagState;
import io.millrace.sdk.state.MapState;
import io.millrace.sdk.state.SetState;
import io.millrace.sdk.state.StateSpec;
import io.millrace.sdk.state.StateSpecs;
import io.millrace.sdk.state.TimeDomain;
import io.millrace.sdk.state.Timer;
import io.millrace.sdk.state.TimerSpec;
import io.millrace.sdk.state.TimerSpecs;
import io.millrace.sdk.state.ValueState;
import io.millrace.sdk.transforms.Count;
import io.millrace.sdk.transforms.Create;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.View;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.IntervalWindow;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import io.millrace.sdk.transforms.windowing.Sessions;
import io.millrace.sdk.transforms.windowing.SlidingWindows;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollectionView;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What comes of a pipeline with all that keeps state or looks at time is the same whether it runs
 * from start to end or goes on with other slots and elsewhere in between: nothing is lost or comes
 * twice, no window fires early, and nothing that was in time is late.
 */
@Timeout(180)
class RescaledPipelineTest {

  /** Behind the events that come before those that are late, in milliseconds. */
  private static final long LATE_AT = 15_050;

  private static final long FIRST_LOOK = 3_000;
  private static final long LAST_LOOK = 31_000;
  private static final int REMINDERS = 5;

  @TempDir Path directory;

  private JvmCluster cluster;
  private JobsOfTests jobs;

  @BeforeEach
  void startACluster() throws Exception {
    cluster = new JvmCluster(directory, 4);
    jobs = cluster.jobs();
  }

  @AfterEach
  void endTheCluster() {
    cluster.close();
  }

  // ---- The pipeline

  private static final class ByName extends DoFn<Long, KV<String, Long>> {
    private static final long serialVersionUID = 1;

    private final PCollectionView<Map<Long, String>> names;

    ByName(PCollectionView<Map<Long, String>> names) {
      this.names = names;
    }

    @ProcessElement
    public void process(ProcessContext context) {
      long event = context.element();
      String name = context.sideInput(names).get(GatedEvents.key(event));
      context.output(KV.of(String.valueOf(name), event));
    }
  }

  private static final class Lines extends DoFn<KV<String, Long>, String> {
    private static final long serialVersionUID = 1;

    private final String kind;

    Lines(String kind) {
      this.kind = kind;
    }

    @ProcessElement
    public void process(
        @Element KV<String, Long> count,
        BoundedWindow window,
        PaneInfo pane,
        OutputReceiver<String> out) {
      IntervalWindow of = (IntervalWindow) window;
      out.output(
          line(
              kind,
              count.getKey(),
              of.start().toEpochMilli(),
              of.end().toEpochMilli(),
              pane.getTiming().name(),
              count.getValue()));
    }
  }

  private static String line(
      String kind, String key, long start, long end, String timing, long count) {
    return String.format("%s %s [%d..%d) %s %d", kind, key, start, end, timing, count);
  }

  /**
   * Keeps events in cells of all kinds; looks back each second of event time, and reminds of itself
   * some times as the clock goes.
   */
  private static final class Looks extends DoFn<KV<String, Long>, String> {
    private static final long serialVersionUID = 1;

    @StateId("events")
    private final StateSpec<BagState<Long>> events = StateSpecs.bag(VarLongCoder.of());

    @StateId("digits")
    private final StateSpec<SetState<Long>> digits = StateSpecs.set(VarLongCoder.of());

    @StateId("bySplit")
    private final StateSpec<MapState<String, Long>> bySplit =
        StateSpecs.map(StringUtf8Coder.of(), VarLongCoder.of());

    @StateId("nextLook")
    private final StateSpec<ValueState<Long>> nextLook = StateSpecs.value(VarLongCoder.of());

    @StateId("reminders")
    private final StateSpec<ValueState<Long>> reminders = StateSpecs.value(VarLongCoder.of());

    @TimerId("look")
    private final TimerSpec look = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    @TimerId("remind")
    private final TimerSpec remind = TimerSpecs.timer(TimeDomain.PROCESSING_TIME);

    @ProcessElement
    public void process(
        @Element KV<String, Long> element,
        @StateId("events") BagState<Long> events,
        @StateId("digits") SetState<Long> digits,
        @StateId("bySplit") MapState<String, Long> bySplit,
        @StateId("nextLook") ValueState<Long> nextLook,
        @TimerId("look") Timer look,
        @TimerId("remind") Timer remind) {
      long event = element.getValue();
      events.add(event);
      digits.add(event % 7);
      String split = split(event);
      Long before = bySplit.get(split).read();
      bySplit.put(split, before == null ? 1 : before + 1);
      if (nextLook.read() == null) {
        nextLook.write(FIRST_LOOK);
        look.set(Instant.ofEpochMilli(FIRST_LOOK));
        remind.offset(Duration.ofMillis(150)).setRelative();
      }
    }

    static String split(long event) {
      return GatedEvents.isLate(event) ? "late" : "split" + event / 1_000;
    }

    @OnTimer("look")
    public void onLook(
        @Key String key,
        @StateId("events") BagState<Long> events,
        @StateId("digits") SetState<Long> digits,
        @StateId("bySplit") MapState<String, Long> bySplit,
        @StateId("nextLook") ValueState<Long> nextLook,
        @TimerId("look") Timer look,
        OutputReceiver<String> out) {
      Long now = nextLook.read();
      if (now == null) {
        throw new IllegalStateException("a timer of " + key + " that nobody has set");
      }
      List<Long> all = new ArrayList<>();
      events.read().forEach(all::add);
      out.output(looked(key, now, all));
      if (now < LAST_LOOK) {
        nextLook.write(now + 1_000);
        look.set(Instant.ofEpochMilli(now + 1_000));
      } else {
        TreeSet<Long> sorted = new TreeSet<>();
        digits.read().forEach(sorted::add);
        TreeMap<String, Long> counts = new TreeMap<>();
        bySplit.entries().read().forEach(each -> counts.put(each.getKey(), each.getValue()));
        out.output(kept(key, all.size(), sorted, counts));
      }
    }

    @OnTimer("remind")
    public void onRemind(
        @Key String key,
        @StateId("reminders") ValueState<Long> reminders,
        @TimerId("remind") Timer remind,
        OutputReceiver<String> out) {
      Long before = reminders.read();
      long now = before == null ? 1 : before + 1;
      reminders.write(now);
      out.output("reminder " + key + " " + now);
      if (now < REMINDERS) {
        remind.offset(Duration.ofMillis(150)).setRelative();
      }
    }
  }

  /** What was before a time: that event time is there says that all that is in time is known. */
  private static String looked(String key, long now, List<Long> events) {
    List<Long> before = events.stream().filter(event -> GatedEvents.time(event) < now).toList();
    return String.format(
        "look %s %d: %d, %d",
        key, now, before.size(), before.stream().mapToLong(Long::longValue).sum());
  }

  private static String kept(
      String key, int events, TreeSet<Long> digits, TreeMap<String, Long> counts) {
    return String.format("kept %s: %d, %s, %s", key, events, digits, counts);
  }

  private static RemoteRun run(DistributedOptions options, String name) {
    Pipeline pipeline = Pipeline.create(options);
    PCollectionView<Map<Long, String>> names =
        pipeline
            .apply(
                "Names",
                Create.of(
                    LongStream.range(0, GatedEvents.KEYS)
                        .mapToObj(key -> KV.of(key, name(key)))
                        .toList()))
            .apply("ByKey", View.asMap());
    PCollection<KV<String, Long>> events =
        pipeline
            .apply("Events", Read.from(new GatedEvents(name)))
            .apply("ByName", ParDo.of(new ByName(names)).withSideInputs(names));
    Duration aDay = Duration.ofDays(1);
    Map<String, Window<KV<String, Long>>> windows =
        new TreeMap<>(
            Map.of(
                "fixed",
                Window.<KV<String, Long>>into(FixedWindows.of(Duration.ofSeconds(1)))
                    .withAllowedLateness(aDay)
                    .discardingFiredPanes(),
                "sliding",
                Window.<KV<String, Long>>into(
                        SlidingWindows.of(Duration.ofSeconds(2)).every(Duration.ofSeconds(1)))
                    .withAllowedLateness(aDay)
                    .discardingFiredPanes(),
                "session",
                Window.<KV<String, Long>>into(Sessions.withGapDuration(Duration.ofMillis(300)))));
    windows.forEach(
        (kind, window) ->
            events
                .apply(kind + " windows", window)
                .apply(kind + " counts", Count.perKey())
                .apply(kind + " lines", ParDo.of(new Lines(kind)))
                .apply(
                    kind + " store", Write.to(new VisibleBatches<>(name, StringUtf8Coder.of()))));
    events
        .apply("looks", ParDo.of(new Looks()))
        .apply("looks store", Write.to(new VisibleBatches<>(name, StringUtf8Coder.of())));
    return (RemoteRun) pipeline.run();
  }

  // ---- What is to come of it

  private static String name(long key) {
    return "key" + key;
  }

  private static List<String> expected() {
    Map<String, Long> counts = new TreeMap<>();
    Map<Long, TreeSet<Long>> times = new TreeMap<>();
    Map<Long, List<Long>> events = new TreeMap<>();
    for (long split = 0; split < GatedEvents.SPLITS; split++) {
      for (long event : GatedEvents.of(split)) {
        long key = GatedEvents.key(event);
        long time = GatedEvents.time(event);
        long second = time / 1_000 * 1_000;
        String timing = GatedEvents.isLate(event) ? "LATE" : "ON_TIME";
        counts.merge(line("fixed", name(key), second, second + 1_000, timing, 0), 1L, Long::sum);
        for (long start : new long[] {second - 1_000, second}) {
          counts.merge(line("sliding", name(key), start, start + 2_000, timing, 0), 1L, Long::sum);
        }
        events.computeIfAbsent(key, k -> new ArrayList<>()).add(event);
        if (!GatedEvents.isLate(event)) {
          times.computeIfAbsent(key, k -> new TreeSet<>()).add(time);
        }
      }
    }
    List<String> lines = new ArrayList<>();
    counts.forEach((line, count) -> lines.add(line.substring(0, line.length() - 1) + count));
    times.forEach((key, each) -> lines.addAll(sessions(name(key), each)));
    events.forEach((key, each) -> lines.addAll(looks(name(key), each)));
    return lines;
  }

  private static List<String> sessions(String key, TreeSet<Long> times) {
    List<String> lines = new ArrayList<>();
    long start = times.first();
    long last = start;
    long count = 0;
    for (long time : times) {
      if (time - last > 300) {
        lines.add(line("session", key, start, last + 300, "ON_TIME", count));
        start = time;
        count = 0;
      }
      last = time;
      count++;
    }
    lines.add(line("session", key, start, last + 300, "ON_TIME", count));
    return lines;
  }

  private static List<String> looks(String key, List<Long> events) {
    List<String> lines = new ArrayList<>();
    for (long now = FIRST_LOOK; now <= LAST_LOOK; now += 1_000) {
      boolean lateOnesAreThere = now > LATE_AT;
      lines.add(
          looked(
              key,
              now,
              events.stream()
                  .filter(event -> lateOnesAreThere || !GatedEvents.isLate(event))
                  .toList()));
    }
    TreeSet<Long> digits = new TreeSet<>();
    TreeMap<String, Long> bySplit = new TreeMap<>();
    for (long event : events) {
      digits.add(event % 7);
      bySplit.merge(Looks.split(event), 1L, Long::sum);
    }
    lines.add(kept(key, events.size(), digits, bySplit));
    for (int i = 1; i <= REMINDERS; i++) {
      lines.add("reminder " + key + " " + i);
    }
    return lines;
  }

  // ---- What happens meanwhile

  /** Has a job go on otherwise; gives the run that goes on. */
  private interface Change {
    RemoteRun of(RemoteRun run) throws Exception;
  }

  private static List<String> visible(String name) {
    return VisibleBatches.visible(name, String.class);
  }

  /** Waits until of all keys everything is visible that event time has passed by then. */
  private void awaitAllUpTo(RemoteRun run, String name, long millis) throws Exception {
    List<String> wanted =
        expected().stream().filter(line -> !line.contains("LATE") && isUpTo(line, millis)).toList();
    jobs.awaitOutput(run, () -> visible(name).containsAll(wanted));
  }

  private static boolean isUpTo(String line, long millis) {
    String[] words = line.split("[ :.)]+");
    return switch (words[0]) {
      case "fixed", "sliding", "session" -> Long.parseLong(words[3]) <= millis;
      case "look" -> Long.parseLong(words[2]) <= millis;
      default -> false;
    };
  }

  private void assertTheSameComesOfIt(
      String name, DistributedOptions options, Change first, Change second) throws Exception {
    RemoteRun run = run(options, name);
    GatedEvents.open(name, 60);
    awaitAllUpTo(run, name, 4_000);
    GatedEvents.open(name, 110);
    run = first.of(run);
    GatedEvents.open(name, GatedEvents.LATE_FROM);
    awaitAllUpTo(run, name, LATE_AT);
    GatedEvents.open(name, 220);
    run = second.of(run);
    GatedEvents.open(name, GatedEvents.ALL);
    RemoteRun last = run;
    List<String> wanted = expected();
    jobs.awaitOutput(last, () -> visible(name).size() >= wanted.size());
    last.drain();
    assertThat(last.waitUntilFinish()).isEqualTo(State.DONE);
    assertThat(visible(name)).containsExactlyInAnyOrderElementsOf(wanted);
  }

  private DistributedOptions options(int parallelism, String state) {
    DistributedOptions options = jobs.options(parallelism);
    options.setState(state);
    return options;
  }

  private Change rescaled(int slots) {
    return run -> {
      jobs.rescale(run, slots);
      jobs.awaitSlots(run, slots);
      return run;
    };
  }

  private Change fromASavepoint(String name, int slots, String state) {
    return run -> {
      DistributedOptions options = options(slots, state);
      options.setFromSavepoint(jobs.savepoint(run, "", true));
      return run(options, name);
    };
  }

  @Test
  void whereNothingHappensMeanwhile() throws Exception {
    assertTheSameComesOfIt("as-it-is", options(2, "heap"), run -> run, run -> run);
  }

  @ParameterizedTest
  @ValueSource(strings = {"heap", "rocksdb"})
  void withMoreSlotsAndWithFewer(String state) throws Exception {
    assertTheSameComesOfIt("rescaled-" + state, options(1, state), rescaled(4), rescaled(2));
  }

  @ParameterizedTest
  @ValueSource(strings = {"heap", "rocksdb"})
  void fromASavepointWithOtherSlotsAndTheOtherStateAndBack(String state) throws Exception {
    String name = "restarted-" + state;
    String other = state.equals("heap") ? "rocksdb" : "heap";
    assertTheSameComesOfIt(
        name, options(1, state), fromASavepoint(name, 4, other), fromASavepoint(name, 2, state));
  }
}
