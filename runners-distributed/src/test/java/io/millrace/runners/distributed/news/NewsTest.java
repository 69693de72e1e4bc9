package io.millrace.runners.distributed.news;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cluster.v1.MetricValues;
import io.millrace.cluster.v1.Thrown;
import io.millrace.sdk.metrics.DistributionResult;
import io.millrace.sdk.metrics.GaugeResult;
import io.millrace.sdk.metrics.MetricName;
import io.millrace.sdk.metrics.MetricUpdates;
import io.millrace.sdk.metrics.MetricsSnapshot;
import io.millrace.sdk.metrics.StringSetResult;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NewsTest {

  @Test
  void metricsComeBackAsTheyWere() throws Exception {
    MetricName name = MetricName.named("a.Class", "name");
    MetricName other = MetricName.named("a.Class", "other");
    MetricsSnapshot snapshot =
        new MetricsSnapshot(
            Map.of(
                "Step/One",
                new MetricUpdates(
                    Map.of(name, -3L, other, Long.MAX_VALUE),
                    Map.of(
                        name,
                        DistributionResult.create(10, 2, 4, 6),
                        other,
                        DistributionResult.IDENTITY_ELEMENT),
                    Map.of(name, GaugeResult.create(5, Instant.ofEpochMilli(-1))),
                    Map.of(name, StringSetResult.create(Set.of("b", "a")))),
                "Two",
                MetricUpdates.EMPTY));
    MetricValues message = MetricValues.parseFrom(MetricsCodec.toMessage(snapshot).toByteString());
    assertThat(MetricsCodec.fromMessage(message)).isEqualTo(snapshot);
  }

  @Test
  void anExceptionComesBackAsItsStackTrace() {
    Exception cause = new IllegalStateException("the shelf is empty");
    Thrown message = ThrownByUser.toMessage(new RuntimeException("no item", cause));
    assertThat(message.getClassName()).isEqualTo("java.lang.RuntimeException");
    Throwable back = ThrownByUser.fromMessage(message);
    assertThat(back)
        .isInstanceOf(ThrownByUser.class)
        .hasMessageContaining("java.lang.RuntimeException: no item")
        .hasMessageContaining("Caused by: java.lang.IllegalStateException: the shelf is empty")
        .hasMessageContaining("NewsTest.anExceptionComesBackAsItsStackTrace");
  }

  @Test
  void aFailedAssertionComesBackAsOne() {
    Throwable back = ThrownByUser.fromMessage(ThrownByUser.toMessage(new AssertionError("1 is 2")));
    assertThat(back).isInstanceOf(AssertionError.class).hasMessage("1 is 2");
  }

  @Test
  void aMessageWithoutEndIsCut() {
    Thrown message = ThrownByUser.toMessage(new RuntimeException("x".repeat(10_000_000)));
    assertThat(message.getSerializedSize()).isLessThan(200_000);
  }
}
