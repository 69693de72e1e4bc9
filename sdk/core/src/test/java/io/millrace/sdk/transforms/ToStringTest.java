package io.millrace.sdk.transforms;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.ListCoder;
import io.millrace.sdk.coders.NullableCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarIntCoder;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import java.util.List;
import org.junit.jupiter.api.Test;

class ToStringTest {

  private final Pipeline pipeline = Pipeline.create();

  @Test
  void elementsBecomeText() throws Exception {
    PCollection<Integer> ints = Sources.bounded(pipeline, NullableCoder.of(VarIntCoder.of()));
    assertThat(ints.apply(ToString.elements()).getCoder()).isEqualTo(StringUtf8Coder.of());
    assertThat(Applied.<Integer, String>outputs(pipeline, 7, null)).containsExactly("7", "null");
  }

  @Test
  void pairsBecomeTextWithADelimiter() throws Exception {
    PCollection<KV<String, Integer>> pairs =
        Sources.bounded(pipeline, KvCoder.of(StringUtf8Coder.of(), VarIntCoder.of()));
    pairs.apply(ToString.kvs(": "));
    assertThat(Applied.<KV<String, Integer>, String>outputs(pipeline, KV.of("a", 1)))
        .containsExactly("a: 1");
    Pipeline other = Pipeline.create();
    Sources.bounded(other, KvCoder.of(StringUtf8Coder.of(), VarIntCoder.of()))
        .apply(ToString.kvs());
    assertThat(Applied.<KV<String, Integer>, String>outputs(other, KV.of("a", 1)))
        .containsExactly("a,1");
  }

  @Test
  void iterablesBecomeTextWithDelimitersBetween() throws Exception {
    Sources.bounded(pipeline, ListCoder.of(VarIntCoder.of())).apply(ToString.iterables("-"));
    assertThat(
            Applied.<List<Integer>, String>outputs(
                pipeline, List.of(1, 2, 3), List.of(), List.of(4)))
        .containsExactly("1-2-3", "", "4");
  }
}
