package io.millrace.sdk.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MetricsSnapshotTest {
  private static final MetricName N = MetricName.named("ns", "n");

  private static MetricsContainer container(String step, long count, long gauge, long millis) {
    MetricsContainer container = new MetricsContainer(step, () -> millis);
    container.getCounter(N).inc(count);
    container.getDistribution(N).update(count);
    container.getGauge(N).set(gauge);
    container.getStringSet(N).add("s" + count);
    return container;
  }

  @Test
  void tasksOfAStepAreAddedUp() {
    MetricsSnapshot sum =
        MetricsSnapshot.of(
            List.of(
                container("a", 1, 10, 100), container("a", 2, 20, 50), container("b", 4, 0, 0)));

    assertThat(sum.steps().keySet()).containsExactly("a", "b");
    assertThat(sum.step("a").counters().get(N)).isEqualTo(3);
    assertThat(sum.step("a").distributions().get(N))
        .isEqualTo(DistributionResult.create(3, 2, 1, 2));
    assertThat(sum.step("a").gauges().get(N))
        .isEqualTo(GaugeResult.create(10, Instant.ofEpochMilli(100)));
    assertThat(sum.step("a").stringSets().get(N))
        .isEqualTo(StringSetResult.create(Set.of("s1", "s2")));
    assertThat(sum.step("none").isEmpty()).isTrue();
  }

  @Test
  void mergingIgnoresOrderAndGrouping() {
    long seed = 7;
    Random random = new Random(seed);
    List<MetricsSnapshot> parts = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      parts.add(
          MetricsSnapshot.of(
              List.of(
                  container(
                      "s" + random.nextInt(4),
                      random.nextInt(10),
                      random.nextInt(10),
                      random.nextInt(3)))));
    }
    MetricsSnapshot inOrder = parts.stream().reduce(MetricsSnapshot.EMPTY, MetricsSnapshot::merge);
    Collections.shuffle(parts, random);
    MetricsSnapshot left =
        parts.subList(0, 25).stream().reduce(MetricsSnapshot.EMPTY, MetricsSnapshot::merge);
    MetricsSnapshot right =
        parts.subList(25, 60).stream().reduce(MetricsSnapshot.EMPTY, MetricsSnapshot::merge);

    assertThat(left.merge(right)).describedAs("seed %d", seed).isEqualTo(inOrder);
    assertThat(right.merge(left)).describedAs("seed %d", seed).isEqualTo(inOrder);
  }

  @Test
  void aSnapshotIsSerialisable() throws Exception {
    MetricsSnapshot snapshot = MetricsSnapshot.of(List.of(container("a", 1, 2, 3)));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new ObjectOutputStream(bytes).writeObject(snapshot);

    assertThat(new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject())
        .isEqualTo(snapshot);
  }

  @Test
  void nothingReportedIsTheIdentity() {
    DistributionResult some = DistributionResult.create(3, 1, 3, 3);

    assertThat(some.merge(DistributionResult.IDENTITY_ELEMENT)).isEqualTo(some);
    assertThat(MetricsSnapshot.EMPTY.merge(MetricsSnapshot.EMPTY).steps()).isEqualTo(Map.of());
    assertThat(DistributionResult.IDENTITY_ELEMENT.getMean()).isNaN();
  }
}
