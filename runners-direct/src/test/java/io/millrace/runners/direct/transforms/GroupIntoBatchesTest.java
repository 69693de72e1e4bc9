package io.millrace.runners.direct.transforms;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.Iterables;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.NullableCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarIntCoder;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.TestPipeline;
import io.millrace.sdk.testing.TestStream;
import io.millrace.sdk.testing.contract.kit.Panes;
import io.millrace.sdk.testing.contract.kit.Script;
import io.millrace.sdk.testing.contract.kit.Times;
import io.millrace.sdk.transforms.Create;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.GroupByKey;
import io.millrace.sdk.transforms.GroupIntoBatches;
import io.millrace.sdk.transforms.MapElements;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.SerializableFunction;
import io.millrace.sdk.transforms.SimpleFunction;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.GlobalWindows;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.util.ShardedKey;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TimestampedValue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GroupIntoBatchesTest {

  @RegisterExtension final TestPipeline p = TestPipeline.create();

  private static Window<KV<String, String>> tens() {
    return Window.into(FixedWindows.of(Times.seconds(10)));
  }

  private void expect(
      String script,
      Window<KV<String, String>> windowing,
      GroupIntoBatches<String, String> batches,
      String... expected) {
    PAssert.that(p.apply(Script.of(script)).apply(windowing).apply(batches).apply(Panes.asText()))
        .containsInAnyOrder(List.of(expected));
    p.run();
  }

  private static String batch(String rest) {
    return "UNKNOWN 0/0 FL " + rest;
  }

  @Test
  void aBatchIsGivenOutWhenItIsFullAndTheRestWhenTheWindowEnds() {
    expect(
        "a@1 | b@2 | x:c@3 | d@4 | e@12 | W=10 | f@13 | inf",
        tens(),
        GroupIntoBatches.ofSize(2),
        batch("[a,b] [0,10) @1"),
        "x: " + batch("[c] [0,10) @3"),
        batch("[d] [0,10) @4"),
        batch("[e,f] [10,20) @12"));
  }

  /** Rule T6: a batch of values that were on time is on time for the windows that follow. */
  @Test
  void theWatermarkIsHeldAtTheEarliestValueThatWaits() {
    PCollection<KV<String, Iterable<String>>> batches =
        p.apply(Script.of("a@8 | b@3 | W=15 | c@16 | W=30 | d@31 | e@32 | inf"))
            .apply(GroupIntoBatches.ofSize(3));
    PAssert.that(
            batches
                .apply(MapElements.via(new Joined()))
                .apply("Windows", tens())
                .apply(GroupByKey.create())
                .apply(Panes.asText()))
        .containsInAnyOrder(
            "ON_TIME 0/0 FL [abc] [0,10) @9.999", "ON_TIME 0/0 FL [de] [30,40) @39.999");
    p.run();
  }

  private static final class Joined
      extends SimpleFunction<KV<String, Iterable<String>>, KV<String, String>> {
    @Override
    public KV<String, String> apply(KV<String, Iterable<String>> batch) {
      List<String> values = new ArrayList<>();
      batch.getValue().forEach(values::add);
      values.sort(null);
      return KV.of(batch.getKey(), String.join("", values));
    }
  }

  @Test
  void whatIsLateIsGivenOutWhenTheWindowExpires() {
    expect(
        "a@1 | W=10 | b@2 | W=20 | c@3 | W=30 | d@4 | inf",
        tens().withAllowedLateness(Times.seconds(20)).discardingFiredPanes(),
        GroupIntoBatches.ofSize(5),
        batch("[a] [0,10) @1"),
        batch("[b,c] [0,10) @2"));
  }

  @Test
  void noValueWaitsLongerThanTheLongestTime() {
    expect(
        "a@1 | +3 | b@2 | +2 | +0.001 | c@3 | d@4 | e@5 | +5 | f@6 | +0.001 | inf",
        Window.into(new GlobalWindows()),
        GroupIntoBatches.<String, String>ofSize(3).withMaxBufferingDuration(Duration.ofSeconds(5)),
        batch("[a,b] global @1"),
        batch("[c,d,e] global @3"),
        batch("[f] global @6"));
  }

  @Test
  void aBatchThatFilledUpStopsTheClockOfItsFirstValue() {
    expect(
        "a@1 | +3 | b@2 | c@3 | +3 | d@4 | +3 | inf",
        tens(),
        GroupIntoBatches.<String, String>ofSize(2).withMaxBufferingDuration(Duration.ofSeconds(5)),
        batch("[a,b] [0,10) @1"),
        batch("[c,d] [0,10) @3"));
  }

  @Test
  void aValueThatDoesNotFitBeginsABatchAndOneThatFitsInNoneHasItsOwn() {
    expect(
        "aa@5 | bbb@4 | c@3 | dddd@2 | eeeeeeee@1 | f@6 | inf",
        tens(),
        GroupIntoBatches.ofByteSize(5, new Length()),
        batch("[aa,bbb] [0,10) @4"),
        batch("[c,dddd] [0,10) @2"),
        batch("[eeeeeeee] [0,10) @1"),
        batch("[f] [0,10) @6"));
  }

  private static final class Length implements SerializableFunction<@Nullable String, Long> {
    @Override
    public Long apply(@Nullable String value) {
      return value == null ? 0L : (long) value.length();
    }
  }

  @Test
  void theSizeOfTheEncodedFormCountsUnlessAFunctionIsGiven() {
    // one byte for the length of each
    expect(
        "aa@1 | bb@2 | c@3 | d@4 | inf",
        tens(),
        GroupIntoBatches.<String, String>ofByteSize(6).withSize(3),
        batch("[aa,bb] [0,10) @1"),
        batch("[c,d] [0,10) @3"));
  }

  @Test
  void nullsAreKeysAndValuesLikeOthers() {
    NullableCoder<String> strings = NullableCoder.of(StringUtf8Coder.of());
    PCollection<KV<@Nullable String, @Nullable String>> pairs =
        p.apply(
            Create.of(
                    Arrays.asList(
                        KV.<@Nullable String, @Nullable String>of(null, null),
                        KV.<@Nullable String, @Nullable String>of(null, null),
                        KV.<@Nullable String, @Nullable String>of("k", null)))
                .withCoder(KvCoder.of(strings, strings)));
    PAssert.that(pairs.apply(GroupIntoBatches.ofSize(10)).apply(MapElements.via(new Sizes())))
        .containsInAnyOrder("null 2", "k 1");
    BothWays.run(p);
  }

  private static final class Sizes
      extends SimpleFunction<KV<@Nullable String, Iterable<@Nullable String>>, String> {
    @Override
    public String apply(KV<@Nullable String, Iterable<@Nullable String>> batch) {
      return batch.getKey() + " " + Iterables.size(batch.getValue());
    }
  }

  @Test
  void aKeyCanBeBatchedInSeveralShards() {
    List<KV<String, Integer>> pairs = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      pairs.add(KV.of("hot", i));
    }
    PAssert.that(
            p.apply(Create.of(pairs))
                .apply(GroupIntoBatches.<String, Integer>ofSize(10).withShardedKey()))
        .satisfies(new ShardsOfAThousand());
    BothWays.run(p);
  }

  private static final class ShardsOfAThousand
      implements SerializableFunction<
          Iterable<KV<ShardedKey<String>, Iterable<Integer>>>, @Nullable Void> {
    @Override
    public @Nullable Void apply(Iterable<KV<ShardedKey<String>, Iterable<Integer>>> batches) {
      List<Integer> values = new ArrayList<>();
      Set<ShardedKey<String>> keys = new HashSet<>();
      for (KV<ShardedKey<String>, Iterable<Integer>> batch : batches) {
        assertThat(batch.getKey().getKey()).isEqualTo("hot");
        assertThat(batch.getValue()).hasSizeBetween(1, 10);
        keys.add(batch.getKey());
        batch.getValue().forEach(values::add);
      }
      assertThat(keys).hasSize(16);
      assertThat(values).doesNotHaveDuplicates().hasSize(1000);
      return null;
    }
  }

  /** Whatever comes whenever it comes: each value once, in a batch that is not too large. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void everyValueIsInExactlyOneBatchWithinItsLimits(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int maximumCount = random.nextInt(1, 6);
    int maximumWeight = random.nextInt(1, 20);
    Duration longest = Duration.ofSeconds(random.nextInt(0, 4));
    RandomScript script = new RandomScript(random);
    PCollection<KV<String, Iterable<Integer>>> batches =
        p.apply(script.stream())
            .apply(
                Window.<KV<String, Integer>>into(FixedWindows.of(Times.seconds(10)))
                    .withAllowedLateness(Duration.ofDays(1))
                    .discardingFiredPanes())
            .apply(
                GroupIntoBatches.<String, Integer>ofSize(maximumCount)
                    .withByteSize(maximumWeight, new WeightOf())
                    .withMaxBufferingDuration(longest));
    PAssert.that(batches.apply(ParDo.of(new Check(maximumCount, maximumWeight))))
        .containsInAnyOrder(script.expected);
    p.run();
  }

  /** A value's weight is its last digit. */
  private static final class WeightOf implements SerializableFunction<Integer, Long> {
    @Override
    public Long apply(Integer value) {
      return value % 10L;
    }
  }

  /** Elements, watermarks and processing time as a seed has it; values are numbered. */
  private static final class RandomScript {
    final List<String> expected = new ArrayList<>();
    private TestStream.Builder<KV<String, Integer>> stream =
        TestStream.create(KvCoder.of(StringUtf8Coder.of(), VarIntCoder.of()));

    RandomScript(SplittableRandom random) {
      long watermark = 0;
      for (int i = 0; i < 150; i++) {
        switch (random.nextInt(8)) {
          case 0 -> {
            watermark += random.nextInt(1, 8000);
            stream = stream.advanceWatermarkTo(Instant.ofEpochMilli(watermark));
          }
          case 1 ->
              stream = stream.advanceProcessingTime(Duration.ofMillis(random.nextInt(1, 4000)));
          default -> {
            Instant time =
                Instant.ofEpochMilli(Math.max(0, watermark + random.nextInt(-15000, 15000)));
            String key = "k" + random.nextInt(3);
            stream = stream.addElements(TimestampedValue.of(KV.of(key, i), time));
            expected.add(key + " " + i + " " + time.getEpochSecond() / 10 * 10);
          }
        }
      }
    }

    TestStream<KV<String, Integer>> stream() {
      return stream.advanceWatermarkToInfinity();
    }
  }

  private static final class Check extends DoFn<KV<String, Iterable<Integer>>, String> {
    private final int maximumCount;
    private final int maximumWeight;

    Check(int maximumCount, int maximumWeight) {
      this.maximumCount = maximumCount;
      this.maximumWeight = maximumWeight;
    }

    @ProcessElement
    public void processElement(
        @Element KV<String, Iterable<Integer>> batch,
        BoundedWindow window,
        OutputReceiver<String> out) {
      List<Integer> values = new ArrayList<>();
      batch.getValue().forEach(values::add);
      assertThat(values).hasSizeBetween(1, maximumCount);
      int weight = values.stream().mapToInt(value -> value % 10).sum();
      assertThat(weight <= maximumWeight || values.size() == 1).as("batch " + values).isTrue();
      values.forEach(
          value ->
              out.output(
                  batch.getKey()
                      + " "
                      + value
                      + " "
                      + window.maxTimestamp().getEpochSecond() / 10 * 10));
    }
  }
}
