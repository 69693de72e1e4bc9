package io.millrace.sdk.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MetricsTest {
  private final AtomicLong clock = new AtomicLong(1_000);
  private final MetricsContainer first = new MetricsContainer("first", clock::get);
  private final MetricsContainer second = new MetricsContainer("second", clock::get);

  @AfterEach
  void leaveNoContainerBehind() {
    MetricsEnvironment.setCurrentContainer(null);
  }

  @Test
  void updatesGoToTheStepThatRuns() {
    Counter counter = Metrics.counter(MetricsTest.class, "words");
    MetricsEnvironment.Holder holder = MetricsEnvironment.holder();

    int firstPlace = holder.place(first);
    int secondPlace = holder.place(second);
    holder.current = firstPlace;
    counter.inc();
    counter.inc(5);
    holder.current = secondPlace;
    counter.dec();
    counter.dec(2);
    holder.free(firstPlace);
    holder.free(secondPlace);

    assertThat(first.snapshot().counters()).containsExactly(Map.entry(counter.getName(), 6L));
    assertThat(second.snapshot().counters()).containsExactly(Map.entry(counter.getName(), -3L));
  }

  @Test
  void aDistributionKeepsFourFigures() {
    Distribution sizes = Metrics.distribution("ns", "sizes");
    MetricsEnvironment.setCurrentContainer(first);
    sizes.update(3);
    sizes.update(-1);
    sizes.update(20, 2, 8, 12);

    DistributionResult result = first.snapshot().distributions().get(sizes.getName());
    assertThat(result).isEqualTo(DistributionResult.create(22, 4, -1, 12));
    assertThat(result.getMean()).isEqualTo(5.5);
  }

  @Test
  void aGaugeIsStampedByTheClockOfTheTask() {
    Gauge backlog = Metrics.gauge("ns", "backlog");
    MetricsEnvironment.setCurrentContainer(first);
    backlog.set(7);
    clock.set(2_000);
    backlog.set(5);

    assertThat(first.snapshot().gauges())
        .containsExactly(
            Map.entry(backlog.getName(), GaugeResult.create(5, Instant.ofEpochMilli(2_000))));
  }

  @Test
  void aGaugeThatWasFetchedButNeverSetHasNoValue() {
    Gauge unused = first.getGauge(MetricName.named("ns", "unused"));

    assertThat(first.snapshot().gauges()).isEmpty();
    unused.set(0);
    assertThat(first.snapshot().gauges()).hasSize(1);
  }

  @Test
  void aStringSetKeepsEachStringOnce() {
    StringSet files = Metrics.stringSet("ns", "files");
    MetricsEnvironment.setCurrentContainer(first);
    files.add("b", "a", "b");

    assertThat(first.snapshot().stringSets().get(files.getName()).getStringSet())
        .containsExactly("a", "b");
  }

  @Test
  void aStringSetIsBounded() {
    StringSet files = first.getStringSet(MetricName.named("ns", "files"));
    String half = "x".repeat(StringSetCell.MAX_CHARS / 2);
    files.add(half + "", half.substring(1) + "y", "one too many");

    assertThat(first.snapshot().stringSets().get(files.getName()).getStringSet()).hasSize(2);
  }

  @Test
  void outsideOfAStepAnUpdateHasNoEffect() {
    MetricsEnvironment.setCurrentContainer(null);

    assertThatCode(
            () -> {
              Metrics.counter("ns", "lost").inc();
              Metrics.distribution("ns", "lost").update(1);
              Metrics.gauge("ns", "lost").set(1);
              Metrics.stringSet("ns", "lost").add("x");
            })
        .doesNotThrowAnyException();
    assertThat(MetricsEnvironment.getCurrentContainer()).isNull();
  }

  @Test
  void aScopeRestoresWhatWasCurrentBefore() {
    MetricsEnvironment.setCurrentContainer(first);
    try (MetricsEnvironment.Scope scope = MetricsEnvironment.scopedMetricsContainer(second)) {
      assertThat(scope).isNotNull();
      assertThat(MetricsEnvironment.getCurrentContainer()).isSameAs(second);
    }
    assertThat(MetricsEnvironment.getCurrentContainer()).isSameAs(first);
  }

  @Test
  void aStepThatIsLeftFindsWhatWasCurrentBeforeItWhateverItSet() {
    MetricsEnvironment.Holder holder = MetricsEnvironment.holder();
    MetricsContainer third = new MetricsContainer("third", clock::get);
    int step = holder.place(second);
    MetricsEnvironment.setCurrentContainer(first);

    int outer = holder.current;
    holder.current = step;
    MetricsContainer previous = MetricsEnvironment.setCurrentContainer(third);
    assertThat(MetricsEnvironment.getCurrentContainer()).isSameAs(third);
    MetricsEnvironment.setCurrentContainer(previous);
    assertThat(holder.current).isEqualTo(step);
    holder.current = outer;

    assertThat(MetricsEnvironment.getCurrentContainer()).isSameAs(first);
    holder.free(step);
  }

  @Test
  void placesAreGivenAgainOnceTheyAreFree() {
    MetricsEnvironment.Holder holder = MetricsEnvironment.holder();
    int place = holder.place(first);
    holder.current = place;
    holder.free(place);

    assertThat(MetricsEnvironment.getCurrentContainer()).isNull();
    for (int i = 0; i < 100; i++) {
      assertThat(MetricsEnvironment.setCurrentContainer(new MetricsContainer("c" + i, clock::get)))
          .isNull();
      assertThat(MetricsEnvironment.setCurrentContainer(null)).isNotNull();
    }
    assertThat(holder.place(second)).isEqualTo(place);
    holder.free(place);
  }

  @Test
  void eachThreadHasItsOwnHolder() throws Exception {
    MetricsEnvironment.setCurrentContainer(first);
    MetricsContainer[] seen = {first};
    Thread other = new Thread(() -> seen[0] = MetricsEnvironment.getCurrentContainer());
    other.start();
    other.join();

    assertThat(seen[0]).isNull();
    assertThat(MetricsEnvironment.holder()).isSameAs(MetricsEnvironment.holder());
  }

  @Test
  void kindsOfMetricsDoNotShareNames() {
    MetricName name = MetricName.named("ns", "same");
    first.getCounter(name).inc();
    first.getGauge(name).set(9);

    assertThat(first.snapshot().counters()).containsExactly(Map.entry(name, 1L));
    assertThat(first.snapshot().gauges().get(name).getValue()).isEqualTo(9);
  }

  @Test
  void aSnapshotDoesNotChangeAfterwards() {
    Counter counter = first.getCounter(MetricName.named("ns", "n"));
    counter.inc();
    MetricUpdates before = first.snapshot();
    counter.inc();

    assertThat(before.counters()).containsValue(1L);
    assertThat(first.snapshot().counters()).containsValue(2L);
    assertThatThrownBy(() -> before.counters().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void aMetricWorksAfterSerialisation() throws Exception {
    Counter counter = Metrics.counter("ns", "n");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new ObjectOutputStream(bytes).writeObject(counter);
    Counter copy =
        (Counter) new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
    MetricsEnvironment.setCurrentContainer(first);
    counter.inc();
    copy.inc();

    assertThat(first.snapshot().counters()).containsExactly(Map.entry(counter.getName(), 2L));
  }

  @Test
  void manyCountersBehaveLikeAMap() {
    long seed = 20260122;
    Random random = new Random(seed);
    Map<MetricName, Long> model = new HashMap<>();
    for (int i = 0; i < 20_000; i++) {
      // few namespaces and many names, equal but not identical from one time to the next
      MetricName name = MetricName.named("ns" + random.nextInt(3), "n" + random.nextInt(400));
      long n = random.nextInt(100) - 50;
      first.getCounter(name).inc(n);
      model.merge(name, n, Long::sum);
    }

    assertThat(first.snapshot().counters())
        .describedAs("seed %d", seed)
        .containsExactlyInAnyOrderEntriesOf(model);
  }

  @Test
  void aNameHasTwoPartsThatAreNotEmpty() {
    assertThatThrownBy(() -> Metrics.counter("", "n"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A metric needs a namespace and a name; got '' and 'n'");
    assertThatThrownBy(() -> Metrics.gauge("ns", "")).isInstanceOf(IllegalArgumentException.class);
    assertThat(MetricName.named(String.class, "n")).hasToString("java.lang.String:n");
  }

  @Test
  void sourcesAndSinksReportUnderFixedNames() {
    assertThat(SourceMetrics.elementsRead().getName()).hasToString("source:elements_read");
    assertThat(SourceMetrics.bytesRead().getName()).hasToString("source:bytes_read");
    assertThat(SourceMetrics.backlogBytesOfSplit("7").getName())
        .hasToString("splits:7.backlog_bytes");
    assertThat(SinkMetrics.elementsWritten().getName()).hasToString("sink:elements_written");
  }
}
