package io.millrace.sdk.transforms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.coders.DoubleCoder;
import io.millrace.sdk.coders.IterableCoder;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarIntCoder;
import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.transforms.windowing.Sessions;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.util.ShardedKey;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GroupIntoBatchesTest {

  private static final KvCoder<String, Integer> PAIRS =
      KvCoder.of(StringUtf8Coder.of(), VarIntCoder.of());

  private final Pipeline pipeline = Pipeline.create();

  private PCollection<KV<String, Integer>> pairs() {
    return pipeline.apply(Create.of(KV.of("a", 1)).withCoder(PAIRS));
  }

  @Test
  void theCoderOfBatchesIsMadeOfThatOfTheInput() {
    PCollection<KV<String, Integer>> pairs = pairs();
    assertThat(pairs.apply(GroupIntoBatches.ofSize(2)).getCoder())
        .isEqualTo(KvCoder.of(StringUtf8Coder.of(), IterableCoder.of(VarIntCoder.of())));
    assertThat(
            pairs
                .apply(GroupIntoBatches.<String, Integer>ofByteSize(2).withShardedKey())
                .getCoder())
        .isEqualTo(
            KvCoder.of(
                ShardedKey.Coder.of(StringUtf8Coder.of()), IterableCoder.of(VarIntCoder.of())));
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE, -1, 0, Long.MAX_VALUE})
  void limitsThatAreNoneAreRefused(long size) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GroupIntoBatches.ofSize(size))
        .withMessageContaining("positive size")
        .withMessageContaining(Long.toString(size));
    assertThatIllegalArgumentException().isThrownBy(() -> GroupIntoBatches.ofByteSize(size));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GroupIntoBatches.ofByteSize(size, value -> 1L));
  }

  @Test
  void aNegativeTimeIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> GroupIntoBatches.ofSize(1).withMaxBufferingDuration(Duration.ofSeconds(-1)))
        .withMessageContaining("PT-1S");
  }

  @Test
  void limitsCanBeCombinedAndAreShown() {
    GroupIntoBatches<String, Integer> batches =
        GroupIntoBatches.<String, Integer>ofSize(3)
            .withByteSize(7)
            .withMaxBufferingDuration(Duration.ofSeconds(2));
    assertThat(batches.getBatchingParams())
        .isEqualTo(GroupIntoBatches.BatchingParams.create(3, 7, null, Duration.ofSeconds(2)));
    assertThat(DisplayData.from(batches).items())
        .extracting(DisplayData.Item::getKey)
        .containsExactlyInAnyOrder("batchSize", "batchSizeBytes", "maxBufferingDuration");
  }

  @Test
  void keysWithoutADeterministicCoderAreRefused() {
    PCollection<KV<Double, Integer>> pairs =
        pipeline.apply(
            Create.of(KV.of(1.0, 1)).withCoder(KvCoder.of(DoubleCoder.of(), VarIntCoder.of())));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> pairs.apply(GroupIntoBatches.ofSize(1)))
        .withMessageContaining("not deterministic");
  }

  /** Rule M7. */
  @Test
  void windowsThatMergeAreRefused() {
    PCollection<KV<String, Integer>> pairs =
        pairs().apply(Window.into(Sessions.withGapDuration(Duration.ofSeconds(1))));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> pairs.apply(GroupIntoBatches.ofSize(1)))
        .withMessageContaining("merge");
  }
}
