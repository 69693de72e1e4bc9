package io.millrace.sdk.transforms;

import static io.millrace.sdk.values.TypeDescriptors.strings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.DelegateCoder;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarIntCoder;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.IntervalWindow;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TimestampedValue;
import io.millrace.sdk.values.TimestampedValue.TimestampedValueCoder;
import io.millrace.sdk.values.ValueInSingleWindow;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ReifyTest {

  private static final Coder<String> STRINGS = StringUtf8Coder.of();
  private static final KvCoder<String, Integer> PAIRS = KvCoder.of(STRINGS, VarIntCoder.of());

  private final Pipeline pipeline = Pipeline.create();

  @Test
  void codersKnowWhatWasAdded() {
    FixedWindows minutes = FixedWindows.of(Duration.ofMinutes(1));
    PCollection<KV<String, Integer>> pairs = Sources.windowed(pipeline, PAIRS, minutes);
    Coder<IntervalWindow> windows = minutes.windowCoder();
    assertThat(pairs.apply(Reify.timestamps()).getCoder())
        .isEqualTo(TimestampedValueCoder.of(PAIRS));
    assertThat(pairs.apply(Reify.windows()).getCoder())
        .isEqualTo(ValueInSingleWindow.Coder.of(PAIRS, windows));
    assertThat(pairs.apply(Reify.windowsInValue()).getCoder())
        .isEqualTo(KvCoder.of(STRINGS, ValueInSingleWindow.Coder.of(VarIntCoder.of(), windows)));
    PCollection<KV<String, TimestampedValue<Integer>>> stamped =
        pairs.apply(Reify.timestampsInValue());
    assertThat(stamped.getCoder())
        .isEqualTo(KvCoder.of(STRINGS, TimestampedValueCoder.of(VarIntCoder.of())));
    PCollection<KV<String, Integer>> back = stamped.apply(Reify.extractTimestampsFromValues());
    assertThat(back.getCoder()).isEqualTo(PAIRS);
    assertThat(back.getTypeDescriptor()).isEqualTo(PAIRS.getEncodedTypeDescriptor());
  }

  @Test
  void viewsNeedTheCoderOfTheirValue() {
    PCollection<String> words = Sources.bounded(pipeline, STRINGS);
    var view = words.apply(View.<String>asSingleton());
    assertThat(words.apply(Reify.viewAsValues(view, STRINGS)).getCoder())
        .isEqualTo(KvCoder.of(STRINGS, STRINGS));
    assertThat(pipeline.apply(Reify.viewInGlobalWindow(view, STRINGS)).getCoder())
        .isEqualTo(STRINGS);
  }

  /** Pairs that do not show their parts. */
  private static PCollection<KV<String, Integer>> opaque(Pipeline pipeline) {
    return Sources.bounded(
        pipeline,
        DelegateCoder.of(STRINGS, pair -> pair.getKey() + pair.getValue(), text -> KV.of(text, 0)));
  }

  @Test
  void pairsThatDoNotShowTheirPartsAreRefused() {
    PCollection<KV<String, Integer>> pairs = opaque(pipeline);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> pairs.apply("Stamps", Reify.timestampsInValue()))
        .withMessageContaining("Transform Stamps")
        .withMessageContaining("Reify.timestampsInValue needs pairs with a KvCoder")
        .withMessageContaining("setCoder");
  }

  @Test
  void timestampsComeFromTheFunction() {
    PCollection<String> words = Sources.bounded(pipeline, STRINGS).setTypeDescriptor(strings());
    PCollection<String> timed = words.apply(WithTimestamps.of(Instant::parse));
    assertThat(timed.getCoder()).isEqualTo(STRINGS);
    assertThat(timed.getTypeDescriptor()).isEqualTo(strings());
    assertThat(Applied.names(pipeline)).contains("WithTimestamps/AddTimestamps");
    assertThatExceptionOfType(NullPointerException.class)
        .isThrownBy(
            () ->
                new WithTimestamps.AddTimestampsDoFn<String>(word -> null)
                    .processElement("early", new Applied.Receiver<>()))
        .withMessageContaining("WithTimestamps.of(...) gave null for the element early");
  }

  @Test
  void teePassesTheVeryCollectionOn() {
    PCollection<String> words = Sources.bounded(pipeline, STRINGS);
    assertThat(words.apply(Tee.of(Filter.equal("a")))).isSameAs(words);
    assertThat(words.apply("Aside", Tee.of(all -> all.apply("Count", Filter.equal("b")))))
        .isSameAs(words);
    assertThat(Applied.names(pipeline))
        .contains("Tee(Filter)", "Tee(Filter)/Filter", "Aside/Anonymous/Count");
  }
}
