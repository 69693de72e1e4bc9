package io.millrace.sdk.transforms;

import static io.millrace.sdk.values.TypeDescriptors.integers;
import static io.millrace.sdk.values.TypeDescriptors.kvs;
import static io.millrace.sdk.values.TypeDescriptors.longs;
import static io.millrace.sdk.values.TypeDescriptors.strings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.coders.BigEndianIntegerCoder;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.NullableCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarIntCoder;
import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.coders.VoidCoder;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import org.junit.jupiter.api.Test;

class PairTransformsTest {

  private static final Coder<String> STRINGS = StringUtf8Coder.of();

  /** Static, so that it does not take the test along. */
  private static final SimpleFunction<String, Long> ONE =
      new SimpleFunction<String, Long>() {
        @Override
        public Long apply(String word) {
          return 1L;
        }
      };

  private final Pipeline pipeline = Pipeline.create();

  /** Pairs of one type in two encodings, which must not be mixed up. */
  private PCollection<KV<String, String>> pairs() {
    return Sources.bounded(pipeline, KvCoder.of(STRINGS, NullableCoder.of(STRINGS)))
        .setTypeDescriptor(kvs(strings(), strings()));
  }

  @Test
  void keysHaveTheCoderAndTypeOfKeys() throws Exception {
    PCollection<String> keys = pairs().apply(Keys.create());
    assertThat(keys.getCoder()).isEqualTo(STRINGS);
    assertThat(keys.getTypeDescriptor()).isEqualTo(strings());
    assertThat(Applied.<KV<String, String>, String>outputs(pipeline, KV.of("k", "v")))
        .containsExactly("k");
  }

  @Test
  void valuesHaveTheCoderAndTypeOfValues() throws Exception {
    PCollection<String> values = pairs().apply(Values.create());
    assertThat(values.getCoder()).isEqualTo(NullableCoder.of(STRINGS));
    assertThat(values.getTypeDescriptor()).isEqualTo(strings());
    assertThat(Applied.<KV<String, String>, String>outputs(pipeline, KV.of("k", null)))
        .containsOnlyNulls();
  }

  @Test
  void swappedPairsHaveSwappedCoders() throws Exception {
    PCollection<KV<String, Long>> counts =
        Sources.bounded(pipeline, KvCoder.of(STRINGS, VarLongCoder.of()))
            .setTypeDescriptor(kvs(strings(), longs()));
    PCollection<KV<Long, String>> swapped = counts.apply(KvSwap.create());
    assertThat(swapped.getCoder()).isEqualTo(KvCoder.of(VarLongCoder.of(), STRINGS));
    assertThat(swapped.getTypeDescriptor()).isEqualTo(kvs(longs(), strings()));
    assertThat(Applied.<KV<String, Long>, KV<Long, String>>outputs(pipeline, KV.of("a", 1L)))
        .containsExactly(KV.of(1L, "a"));
  }

  @Test
  void typesThatAreNotKnownStayOpenWhileCodersAreFound() {
    PCollection<KV<String, Integer>> untyped =
        Sources.bounded(pipeline, KvCoder.of(STRINGS, BigEndianIntegerCoder.of()));
    assertThat(untyped.apply(Values.create()).getCoder()).isEqualTo(BigEndianIntegerCoder.of());
    assertThat(untyped.apply(Keys.create()).getCoder()).isEqualTo(STRINGS);
  }

  @Test
  void mappedKeysLeaveValuesAsTheyAre() throws Exception {
    PCollection<KV<Integer, String>> byLength =
        pairs().apply(MapKeys.into(integers()).via((String key) -> key.length()));
    assertThat(byLength.getCoder())
        .isEqualTo(KvCoder.of(VarIntCoder.of(), NullableCoder.of(STRINGS)));
    assertThat(byLength.getTypeDescriptor()).isEqualTo(kvs(integers(), strings()));
    assertThat(
            Applied.<KV<String, String>, KV<Integer, String>>outputs(pipeline, KV.of("key", "v")))
        .containsExactly(KV.of(3, "v"));
    assertThat(Applied.names(pipeline)).contains("MapKeys/MapKeys");
  }

  @Test
  void mappedValuesLeaveKeysAsTheyAre() throws Exception {
    PCollection<KV<String, Integer>> lengths =
        pairs().apply(MapValues.into(integers()).via((String value) -> value.length()));
    assertThat(lengths.getCoder()).isEqualTo(KvCoder.of(STRINGS, VarIntCoder.of()));
    assertThat(lengths.getTypeDescriptor()).isEqualTo(kvs(strings(), integers()));
    assertThat(
            Applied.<KV<String, String>, KV<String, Integer>>outputs(pipeline, KV.of("k", "val")))
        .containsExactly(KV.of("k", 3));
  }

  @Test
  void mappingWithoutFunctionSaysWhatIsMissing() {
    PCollection<KV<String, String>> pairs = pairs();
    assertThatIllegalStateException()
        .isThrownBy(() -> pairs.apply("NewKeys", cast(MapKeys.into(integers()))))
        .withMessageContaining("Transform NewKeys")
        .withMessageContaining("MapKeys.into(java.lang.Integer)")
        .withMessageContaining(".via(");
    assertThatIllegalStateException()
        .isThrownBy(() -> MapValues.into(integers()).exceptionsInto(strings()))
        .withMessageContaining("MapValues.into(java.lang.Integer)");
  }

  @SuppressWarnings("unchecked") // what into(...) alone takes is not said
  private static <O> PTransform<PCollection<KV<String, String>>, PCollection<O>> cast(
      PTransform<?, ?> transform) {
    return (PTransform<PCollection<KV<String, String>>, PCollection<O>>) (Object) transform;
  }

  private PCollection<String> words() {
    return Sources.bounded(pipeline, STRINGS).setTypeDescriptor(strings());
  }

  @Test
  void constantKeyHasTheCoderOfItsClass() throws Exception {
    PCollection<KV<Integer, String>> keyed = words().apply(WithKeys.of(7));
    assertThat(keyed.getCoder()).isEqualTo(KvCoder.of(VarIntCoder.of(), STRINGS));
    assertThat(keyed.getTypeDescriptor()).isEqualTo(kvs(integers(), strings()));
    assertThat(Applied.<String, KV<Integer, String>>outputs(pipeline, "a"))
        .containsExactly(KV.of(7, "a"));
    assertThat(Applied.names(pipeline)).contains("WithKeys/AddKeys");
  }

  @Test
  void nullIsAKeyToo() {
    PCollection<KV<Void, String>> keyed = words().apply(WithKeys.of((Void) null));
    assertThat(keyed.getCoder()).isEqualTo(KvCoder.of(VoidCoder.of(), STRINGS));
  }

  @Test
  void lambdaAsKeyNeedsATypeAndSaysSo() throws Exception {
    PCollection<KV<Integer, String>> keyed =
        words().apply(WithKeys.of((String word) -> word.length()).withKeyType(integers()));
    assertThat(keyed.getCoder()).isEqualTo(KvCoder.of(VarIntCoder.of(), STRINGS));
    assertThat(Applied.<String, KV<Integer, String>>outputs(pipeline, "word"))
        .containsExactly(KV.of(4, "word"));

    PCollection<KV<Integer, String>> open =
        words().apply("ByLength", WithKeys.of((String word) -> word.length()));
    assertThatIllegalStateException()
        .isThrownBy(open::getCoder)
        .withMessageContaining("ByLength/AddKeys")
        .withMessageContaining(".withKeyType(");
    open.setCoder(KvCoder.of(BigEndianIntegerCoder.of(), STRINGS));
    assertThat(open.getCoder()).isEqualTo(KvCoder.of(BigEndianIntegerCoder.of(), STRINGS));
  }

  @Test
  void functionWhoseClassTellsItsTypeNeedsNoKeyType() {
    PCollection<KV<Long, String>> keyed = words().apply(WithKeys.of(ONE));
    assertThat(keyed.getCoder()).isEqualTo(KvCoder.of(VarLongCoder.of(), STRINGS));
  }
}
