package io.millrace.sdk.transforms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.DoubleCoder;
import io.millrace.sdk.coders.IterableCoder;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.MapCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarIntCoder;
import io.millrace.sdk.transforms.windowing.AfterPane;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.Repeatedly;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollection.IsBounded;
import io.millrace.sdk.values.WindowingStrategy;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class GroupByKeyTest {

  private static final KvCoder<String, Integer> PAIRS =
      KvCoder.of(StringUtf8Coder.of(), VarIntCoder.of());

  private final Pipeline pipeline = Pipeline.create();

  @Test
  void outputHasTheKeysCoderAndIterablesOfTheValues() {
    PCollection<KV<String, Iterable<Integer>>> grouped =
        Sources.bounded(pipeline, PAIRS).apply(GroupByKey.create());
    assertThat(grouped.getCoder())
        .isEqualTo(KvCoder.of(StringUtf8Coder.of(), IterableCoder.of(VarIntCoder.of())));
    assertThat(grouped.isBounded()).isEqualTo(IsBounded.BOUNDED);
  }

  @Test
  void keysWithoutADeterministicCoderAreRefusedWithTheReason() {
    assertThatThrownBy(() -> group("Prices", KvCoder.of(DoubleCoder.of(), VarIntCoder.of())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Transform Prices:")
        .hasMessageContaining("DoubleCoder is not deterministic")
        .hasMessageContaining("Choose another key type");
    Coder<?> maps = MapCoder.of(StringUtf8Coder.of(), VarIntCoder.of());
    assertThatThrownBy(() -> group("Maps", KvCoder.of(maps, VarIntCoder.of())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("MapCoder");
  }

  @Test
  void elementsThatAreNoPairsAreRefused() {
    Coder<?> ints = VarIntCoder.of();
    @SuppressWarnings("unchecked") // a coder set by mistake
    Coder<KV<Integer, Integer>> wrong = (Coder<KV<Integer, Integer>>) ints;
    assertThatThrownBy(() -> group("Pairs", wrong))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("KvCoder")
        .hasMessageContaining("VarIntCoder");
  }

  @Test
  void endlessInputInTheGlobalWindowNeedsATrigger() {
    PCollection<KV<String, Integer>> endless = Sources.unbounded(pipeline, PAIRS);
    assertThatThrownBy(() -> endless.apply("Group", GroupByKey.create()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Transform Group:")
        .hasMessageContaining("Window.into");

    endless.setWindowingStrategyInternal(
        WindowingStrategy.of(FixedWindows.of(Duration.ofHours(1))));
    assertThat(endless.apply("InWindows", GroupByKey.create()).isBounded())
        .isEqualTo(IsBounded.UNBOUNDED);
    endless.setWindowingStrategyInternal(
        WindowingStrategy.globalDefault()
            .withTrigger(Repeatedly.forever(AfterPane.elementCountAtLeast(1))));
    assertThat(endless.apply("WithTrigger", GroupByKey.create())).isNotNull();
  }

  @Test
  void triggersContinueAndMergedWindowsStayMerged() {
    PCollection<KV<String, Integer>> sessions =
        Sources.bounded(pipeline, PAIRS)
            .setWindowingStrategyInternal(
                WindowingStrategy.of(new Sources.Merging())
                    .withTrigger(Repeatedly.forever(AfterPane.elementCountAtLeast(7))));
    WindowingStrategy<?, ?> after = sessions.apply(GroupByKey.create()).getWindowingStrategy();
    assertThat(after.isAlreadyMerged()).isTrue();
    assertThat(after.needsMerge()).isFalse();
    assertThat(after.getTrigger()).isEqualTo(Repeatedly.forever(AfterPane.elementCountAtLeast(1)));
  }

  private <K, V> void group(String name, Coder<KV<K, V>> coder) {
    Sources.bounded(pipeline, coder).apply(name, GroupByKey.create());
  }
}
