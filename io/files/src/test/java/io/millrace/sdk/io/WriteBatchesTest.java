package io.millrace.sdk.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.coders.IterableCoder;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.SinkLaws;
import io.millrace.sdk.testing.TestPipeline;
import io.millrace.sdk.testing.TestStream;
import io.millrace.sdk.transforms.Create;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TimestampedValue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Functions that write batches. */
class WriteBatchesTest {

  private static final Instant NOON = Instant.parse("2026-11-27T12:00:00Z");

  /** A store that keeps what came first under an id, and refuses that it changes. */
  private static final Map<String, List<String>> STORE = new ConcurrentHashMap<>();

  private static void put(String id, List<String> batch) {
    List<String> before = STORE.putIfAbsent(id, batch);
    if (before != null && !before.equals(batch)) {
      throw new AssertionError(id + " was " + before + " and is now " + batch);
    }
  }

  @RegisterExtension final TestPipeline p = TestPipeline.create();

  @BeforeEach
  void emptyTheStore() {
    STORE.clear();
  }

  private static List<String> all() {
    return STORE.values().stream().flatMap(Collection::stream).toList();
  }

  private static List<String> words(int count) {
    return IntStream.range(0, count).mapToObj(i -> "w" + i).toList();
  }

  @Test
  void inputThatEndsIsOneBatchUnlessThereAreLimits() {
    PCollection<String> written =
        p.apply(Create.of(words(5))).apply(WriteBatches.via(WriteBatchesTest::put));

    PAssert.that(written).containsInAnyOrder("global/0/0");
    p.run();

    assertThat(STORE).containsOnlyKeys("global/0/0");
    assertThat(all()).containsExactlyInAnyOrderElementsOf(words(5));
  }

  @Test
  void batchesHaveAsManyElementsAsTheyMay() {
    p.apply(Create.of(words(25)))
        .apply(WriteBatches.<String>via(WriteBatchesTest::put).withMaxElements(10));

    p.run();

    assertThat(STORE).containsOnlyKeys("global/0/0", "global/0/1", "global/0/2");
    assertThat(STORE.values().stream().map(List::size)).containsExactlyInAnyOrder(10, 10, 5);
    assertThat(all()).containsExactlyInAnyOrderElementsOf(words(25));
  }

  @Test
  void eachWindowOfAStreamIsABatch() {
    p.apply(
            TestStream.create(StringUtf8Coder.of())
                .addElements(
                    TimestampedValue.of("a", NOON),
                    TimestampedValue.of("b", NOON.plusSeconds(59)),
                    TimestampedValue.of("c", NOON.plusSeconds(60)))
                .advanceWatermarkToInfinity())
        .apply(Window.into(FixedWindows.of(Duration.ofMinutes(1))))
        .apply(WriteBatches.via(WriteBatchesTest::put));

    p.run();

    assertThat(STORE)
        .containsOnlyKeys("2026-11-27T12:00:59.999Z/0/0", "2026-11-27T12:01:59.999Z/0/0");
    assertThat(STORE.get("2026-11-27T12:00:59.999Z/0/0")).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void aBatchOfAStreamWaitsNoLongerThanItMay() {
    p.apply(
            TestStream.create(StringUtf8Coder.of())
                .addElements("a", "b")
                .advanceProcessingTime(Duration.ofSeconds(11))
                .addElements("c")
                .advanceWatermarkToInfinity())
        .apply(
            WriteBatches.<String>via(WriteBatchesTest::put)
                .withMaxDuration(Duration.ofSeconds(10)));

    p.run();

    assertThat(STORE.get("global/0/0")).containsExactlyInAnyOrder("a", "b");
    assertThat(STORE.get("global/0/1")).containsExactly("c");
  }

  @Test
  void shardsFillAtTheSameTime() {
    p.apply(Create.of(words(40)))
        .apply(WriteBatches.<String>via(WriteBatchesTest::put).withNumShards(4));

    p.run();

    assertThat(STORE.keySet()).allMatch(id -> id.matches("global/[0-3]/0")).hasSizeGreaterThan(1);
    assertThat(all()).containsExactlyInAnyOrderElementsOf(words(40));
  }

  /** A function that keeps ids writes each element once, whatever fails between any two calls. */
  @Test
  void theSinkKeepsTheLawsOfSinks() throws Exception {
    KvCoder<String, Iterable<String>> coder =
        KvCoder.of(StringUtf8Coder.of(), IterableCoder.of(StringUtf8Coder.of()));
    List<KV<String, Iterable<String>>> batches = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      batches.add(KV.of("job/" + i, List.of("a" + i, "b" + i)));
    }
    SinkLaws.assertEachElementIsSeenOnce(
        seed ->
            new SinkLaws.Target<>(
                new BatchSink<>((id, batch) -> put(seed + "/" + id, batch), coder),
                () -> {
                  List<KV<String, Iterable<String>>> seen = new ArrayList<>();
                  STORE.forEach(
                      (id, batch) -> {
                        if (id.startsWith(seed + "/")) {
                          seen.add(KV.of(id.substring(id.indexOf('/') + 1), batch));
                        }
                      });
                  return seen;
                }),
        batches);
  }

  @Test
  void whatTheFunctionThrowsFailsTheJobWithTheIdOfTheBatch() {
    p.apply(Create.of("a"))
        .apply(
            WriteBatches.<String>via(
                (id, batch) -> {
                  throw new java.io.IOException("the store is closed");
                }));

    assertThatThrownBy(p::run)
        .hasStackTraceContaining("cannot write the batch global/0/0")
        .hasStackTraceContaining("the store is closed");
  }

  @Test
  void aBatchThatWouldNeverEndIsRefused() {
    PCollection<String> words =
        p.apply(TestStream.create(StringUtf8Coder.of()).advanceWatermarkToInfinity());
    assertThatThrownBy(() -> words.apply(WriteBatches.via(WriteBatchesTest::put)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("would never end");
    assertThatThrownBy(() -> WriteBatches.via(WriteBatchesTest::put).withMaxElements(0))
        .hasMessageContaining("at least one element");
    assertThatThrownBy(
            () -> WriteBatches.via(WriteBatchesTest::put).withMaxDuration(Duration.ofSeconds(-1)))
        .hasMessageContaining("positive time");
    assertThatThrownBy(() -> WriteBatches.via(WriteBatchesTest::put).withNumShards(0))
        .hasMessageContaining("at least one shard");
    p.run();
  }
}
