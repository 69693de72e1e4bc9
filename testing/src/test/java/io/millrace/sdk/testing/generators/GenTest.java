package io.millrace.sdk.testing.generators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.values.KV;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GenTest {

  private static <T> List<T> draw(Gen<T> gen, int count) {
    List<T> values = new ArrayList<>();
    for (long seed = 0; seed < count; seed++) {
      values.add(gen.draw(new Entropy(seed)).value());
    }
    return values;
  }

  @Test
  void theSameSeedDrawsTheSameValues() {
    Gen<List<KV<String, Long>>> gen = Gen.kvs(Gen.strings(), Gen.longs()).list(30);
    assertThat(draw(gen, 50)).isEqualTo(draw(gen, 50));
  }

  @Test
  void whatASeedDrawsNeverChanges() {
    Entropy entropy = new Entropy(42);
    assertThat(List.of(entropy.nextLong(), entropy.nextLong(), entropy.nextInt(0, 99)))
        .isEqualTo(List.of(-7450291807549245335L, 2958219263312191191L, 41));
  }

  @Test
  void numbersStayWithinTheirBoundsAndReachThem() {
    List<Integer> drawn = draw(Gen.ints(-3, 7), 500);
    assertThat(drawn).allMatch(i -> i >= -3 && i <= 7).contains(-3, 0, 7);
    assertThat(draw(Gen.longs(), 500)).contains(Long.MIN_VALUE, Long.MAX_VALUE);
    assertThat(draw(Gen.ints(5, 5), 10)).containsOnly(5);
  }

  @Test
  void numbersComeInEveryLength() {
    Set<Integer> lengths = new LinkedHashSet<>();
    draw(Gen.longs(), 5_000).forEach(l -> lengths.add(64 - Long.numberOfLeadingZeros(l)));
    assertThat(lengths).hasSizeGreaterThan(60);
  }

  @Test
  void stringsAreValidUnicodeAndNotOnlyAscii() {
    List<String> drawn = draw(Gen.strings(), 500);
    for (String text : drawn) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      assertThat(new String(bytes, StandardCharsets.UTF_8)).isEqualTo(text);
    }
    assertThat(drawn).contains("").anyMatch(s -> s.codePoints().anyMatch(c -> c > 0xffff));
    assertThat(drawn).anyMatch(s -> s.indexOf(0) >= 0);
  }

  @Test
  void listsHaveTheSizesAskedFor() {
    assertThat(draw(Gen.booleans().list(2, 9), 300))
        .allMatch(l -> l.size() >= 2 && l.size() <= 9)
        .anyMatch(l -> l.size() == 2)
        .anyMatch(l -> l.size() == 9);
  }

  @Test
  void oneOfAndOrNullDrawFromAll() {
    Gen<Object> gen = Gen.oneOf(Gen.constant("a"), Gen.choose(1, 2));
    assertThat(draw(gen.orNull(), 200)).contains("a", 1, 2, null);
  }

  @Test
  void suchThatGivesUpInsteadOfSearchingForEver() {
    Gen<Integer> none = Gen.ints(0, 9).suchThat(i -> i > 9);
    assertThatThrownBy(() -> none.draw(new Entropy(0)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("draw from fewer values");
  }
}
