package io.millrace.runners.direct.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.runners.core.host.SideInputContent;
import io.millrace.runners.core.host.SideInputs;
import io.millrace.sdk.transforms.windowing.IntervalWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SideInputStoreTest {

  private final AtomicInteger wakeUps = new AtomicInteger();
  private final SideInputStore store = new SideInputStore(wakeUps::incrementAndGet);
  private final SideInputs keeper = store.forTask(Set.of());

  private static IntervalWindow window(long start) {
    return new IntervalWindow(Instant.ofEpochMilli(start), Duration.ofMillis(10));
  }

  private static Object elements(SideInputContent content) {
    return content.view(com.google.protobuf.ByteString.EMPTY, elements -> elements);
  }

  @Test
  void readersAreWokenUpWhenThereIsSomethingNew() {
    SideInputs reader = store.forTask(Set.of("s"));
    assertThat(reader.latest("s", window(0))).isNull();

    keeper.publish("s", window(0), List.of("a"));
    assertThat(wakeUps).hasValue(1);
    assertThat(elements(reader.latest("s", window(0)))).isEqualTo(List.of("a"));

    keeper.advanceWatermark("s", 7);
    assertThat(wakeUps).hasValue(2);
    assertThat(reader.watermark("s")).isEqualTo(7);
  }

  @Test
  void whoHoldsAContentKeepsItWhenAnotherTakesItsPlace() {
    SideInputs reader = store.forTask(Set.of("s"));
    keeper.publish("s", window(0), List.of("a"));
    SideInputContent before = reader.latest("s", window(0));
    keeper.publish("s", window(0), List.of("b"));

    assertThat(elements(before)).isEqualTo(List.of("a"));
    assertThat(elements(reader.latest("s", window(0)))).isEqualTo(List.of("b"));
  }

  @Test
  void ruleG4AWindowGoesWhenTheLastReaderHasPassedIt() {
    SideInputs first = store.forTask(Set.of("s"));
    SideInputs second = store.forTask(Set.of("s", "other"));
    keeper.publish("s", window(0), List.of("a"));
    keeper.publish("s", window(10), List.of("b"));
    keeper.publish("other", window(0), List.of("c"));

    first.release("s", 20);
    assertThat(store.size("s")).isEqualTo(2);
    // the last instant is 9
    second.release("s", 9);
    assertThat(store.size("s")).isEqualTo(2);
    second.release("s", 10);
    assertThat(store.size("s")).isEqualTo(1);
    assertThat(first.latest("s", window(10))).isNotNull();
    second.release("s", Long.MAX_VALUE);
    first.release("s", Long.MAX_VALUE);
    assertThat(store.size("s")).isZero();
    assertThat(store.size("other")).isEqualTo(1);
  }

  @Test
  void ruleG4WhatIsPublishedForAWindowThatWentIsNotKept() {
    SideInputs reader = store.forTask(Set.of("s"));
    reader.release("s", 10);
    keeper.publish("s", window(0), List.of("late"));

    assertThat(store.size("s")).isZero();
  }

  @Test
  void aTaskReleasesOnlyWhatItReads() {
    assertThatThrownBy(() -> keeper.release("s", 10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("does not read s");
  }

  @Test
  @Timeout(value = 1, unit = TimeUnit.MINUTES)
  void whoSeesAWatermarkSeesWhatWasPublishedBeforeIt() {
    SideInputs reader = store.forTask(Set.of("s"));
    int windows = 20_000;
    CompletableFuture<Void> published =
        CompletableFuture.runAsync(
            () -> {
              for (int i = 0; i < windows; i++) {
                keeper.publish("s", window(i * 10L), List.of(i));
                keeper.advanceWatermark("s", i * 10L + 10);
              }
            });
    for (long seen = 0; seen < windows * 10L; ) {
      seen = Math.max(0, reader.watermark("s"));
      if (seen > 0) {
        assertThat(reader.latest("s", window(seen - 10))).isNotNull();
        reader.release("s", seen - 10);
      }
    }
    published.join();
    assertThat(store.size("s")).isEqualTo(1);
  }
}
