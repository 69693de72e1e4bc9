package io.millrace.sdk.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetricResultsTest {
  private static MetricsContainer container(String step, String namespace, String name, long n) {
    MetricsContainer container = new MetricsContainer(step, () -> 0);
    container.getCounter(MetricName.named(namespace, name)).inc(n);
    return container;
  }

  private final MetricsSnapshot attempted =
      MetricsSnapshot.of(
          List.of(
              container("Main/Read/Parse", "parse", "broken", 3),
              container("Main/Read/Parse", "parse", "empty", 1),
              container("Main/Write", "write", "files", 2),
              container("Write", "parse", "broken", 5)));

  private List<String> found(MetricsFilter filter) {
    return StreamSupport.stream(
            MetricResults.of(attempted, null).queryMetrics(filter).getCounters().spliterator(),
            false)
        .map(result -> result.getKey() + "=" + result.getAttempted())
        .toList();
  }

  @Test
  void withoutFiltersEverythingIsFoundInOrder() {
    assertThat(found(MetricsFilter.builder().build()))
        .containsExactly(
            "Main/Read/Parse:parse:broken=3",
            "Main/Read/Parse:parse:empty=1",
            "Main/Write:write:files=2",
            "Write:parse:broken=5");
  }

  @Test
  void aCounterIsSummedOverAllSteps() {
    MetricResults results = MetricResults.of(attempted, null);

    assertThat(results.sumOfCounters(MetricName.named("parse", "broken"))).isEqualTo(8);
    assertThat(results.sumOfCounters(MetricName.named("parse", "unheard of"))).isZero();
  }

  @Test
  void namesAreFilteredByNamespaceOrInFull() {
    assertThat(
            found(
                MetricsFilter.builder()
                    .addNameFilter(MetricNameFilter.named("parse", "broken"))
                    .addNameFilter(MetricNameFilter.inNamespace("write"))
                    .build()))
        .containsExactly(
            "Main/Read/Parse:parse:broken=3", "Main/Write:write:files=2", "Write:parse:broken=5");
  }

  @Test
  void aStepCoversTheStepsInsideIt() {
    assertThat(found(MetricsFilter.builder().addStep("Main/Read").build())).hasSize(2);
    assertThat(found(MetricsFilter.builder().addStep("Main/Write").build()))
        .containsExactly("Main/Write:write:files=2");
    assertThat(found(MetricsFilter.builder().addStep("Wri").build())).isEmpty();
  }

  @Test
  void namesAndStepsMustBothFit() {
    assertThat(
            found(
                MetricsFilter.builder()
                    .addStep("Main")
                    .addNameFilter(MetricNameFilter.named("parse", "broken"))
                    .build()))
        .containsExactly("Main/Read/Parse:parse:broken=3");
  }

  @ParameterizedTest
  @CsvSource({
    "Top/Outer/Inner/Bottom, Top, true",
    "Top/Outer/Inner/Bottom, Outer/Inner, true",
    "Top/Outer/Inner/Bottom, Bottom, true",
    "Top/Outer/Inner/Bottom, Top/Outer/Inner/Bottom, true",
    "Top/Outer/Inner/Bottom, op/Outer, false",
    "Top/Outer/Inner/Bottom, Top/Out, false",
    "Top/Outer/Inner/Bottom, Top/Inner, false",
    "Inner2/Inner, Inner, true",
    "Top, Top/Outer, false",
  })
  void pathsMatchByWholeParts(String step, String filter, boolean matches) {
    assertThat(MetricFiltering.subPathMatches(step, filter)).isEqualTo(matches);
  }

  @Test
  void committedValuesAreThereIfTheRunnerKnowsThem() {
    MetricsSnapshot committed =
        MetricsSnapshot.of(List.of(container("Main/Write", "write", "files", 1)));
    MetricsFilter write = MetricsFilter.builder().addStep("Main").build();

    assertThat(MetricResults.of(attempted, committed).queryMetrics(write).getCounters())
        .extracting(MetricResult::getAttempted, MetricResult::getCommitted)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(3L, 0L),
            org.assertj.core.groups.Tuple.tuple(1L, 0L),
            org.assertj.core.groups.Tuple.tuple(2L, 1L));
  }

  @Test
  void askingForUnknownCommittedValuesSaysWhatToDo() {
    MetricResult<Long> result =
        MetricResults.of(attempted, null).allMetrics().getCounters().iterator().next();

    assertThat(result.hasCommitted()).isFalse();
    assertThat(result.getCommittedOrNull()).isNull();
    assertThatThrownBy(result::getCommitted)
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("Main/Read/Parse:parse:broken")
        .hasMessageContaining("Use getAttempted()");
  }

  @Test
  void resultsAddUpAndTransform() {
    MetricKey key = MetricKey.create("s", MetricName.named("ns", "n"));
    MetricResult<Long> result =
        MetricResult.attempted(key, 1L)
            .addAttempted(2L, Long::sum)
            .addCommitted(1L, Long::sum)
            .addCommitted(1L, Long::sum);

    assertThat(result).isEqualTo(MetricResult.create(key, 2L, 3L));
    assertThat(result.transform(n -> "n" + n)).isEqualTo(MetricResult.create(key, "n2", "n3"));
  }

  @Test
  void resultsPrintWhatTheyHold() {
    assertThat(MetricResults.of(MetricsSnapshot.of(List.of(container("s", "ns", "n", 4))), null))
        .hasToString("MetricQueryResults(Counters(s:ns:n: 4))");
  }
}
