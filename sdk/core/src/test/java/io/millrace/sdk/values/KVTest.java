package io.millrace.sdk.values;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class KVTest {
  @Test
  void equalWhenBothPartsAre() {
    assertThat(KV.of("a", 1)).isEqualTo(KV.of("a", 1)).isNotEqualTo(KV.of("a", 2));
    assertThat(KV.of(null, null)).isEqualTo(KV.of(null, null)).isNotEqualTo(KV.of("a", null));
    assertThat(KV.of(new byte[] {1}, 1)).isEqualTo(KV.of(new byte[] {1}, 1));
    assertThat(KV.of(new byte[] {1}, 1).hashCode()).isEqualTo(KV.of(new byte[] {1}, 1).hashCode());
    assertThat(KV.of("a", null)).hasToString("KV{a, null}");
  }

  @Test
  void sortedByKeyOrByValue() {
    List<KV<String, Integer>> pairs = List.of(KV.of("b", 1), KV.of("a", 2));
    assertThat(pairs.stream().sorted(new KV.OrderByKey<>()))
        .containsExactly(KV.of("a", 2), KV.of("b", 1));
    assertThat(pairs.stream().sorted(new KV.OrderByValue<>()))
        .containsExactly(KV.of("b", 1), KV.of("a", 2));
  }
}
