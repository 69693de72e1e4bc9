package io.millrace.sdk.testing.generators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.millrace.sdk.values.KV;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PropertyTest {

  @Test
  void aCheckIsTriedOnceForEachSeed() {
    List<Integer> seen = new ArrayList<>();
    Property.forAll(25, Gen.ints(), seen::add);
    assertThat(seen).hasSize(25);
  }

  @Test
  void aFailureNamesItsSeedAndTheSeedBringsItBack() {
    Property.Check<Integer> below = i -> assertThat(i).isLessThan(900);
    Throwable failure = catchThrowable(() -> Property.forAll(100, Gen.ints(0, 1_000), below));
    assertThat(failure).isInstanceOf(AssertionError.class).hasMessageContaining("seed ");
    long seed = Long.parseLong(failure.getMessage().replaceAll("(?s).*=", ""));
    assertThat(catchThrowable(() -> Property.forSeed(seed, Gen.ints(0, 1_000), below)))
        .hasMessage(failure.getMessage());
  }

  @Test
  void numbersShrinkToTheSmallestThatFails() {
    assertThat(smallest(Gen.longs(), n -> n < 1_234)).startsWith("It does not hold for 1234:");
    assertThat(smallest(Gen.longs(), n -> n > -77)).startsWith("It does not hold for -77:");
    assertThat(smallest(Gen.ints(10, 90), n -> false)).startsWith("It does not hold for 10:");
  }

  @Test
  void listsShrinkToTheElementsThatMatter() {
    Gen<List<Integer>> gen = Gen.ints(0, 100).list(40);
    assertThat(smallest(gen, list -> list.stream().noneMatch(n -> n >= 50)))
        .startsWith("It does not hold for [50]:");
    assertThat(smallest(gen, list -> list.size() < 3)).startsWith("It does not hold for [0, 0, 0]");
  }

  @Test
  void whatIsMadeOfOtherValuesShrinksWithThem() {
    Gen<KV<String, List<Long>>> gen =
        Gen.kvs(Gen.strings(), Gen.longs(0, 1_000).suchThat(n -> n % 2 == 0).list(10));
    assertThat(smallest(gen, kv -> kv.getValue().isEmpty() || kv.getKey().length() < 2))
        .contains("aa")
        .contains("[0]");
    Gen<List<Integer>> dependent = Gen.ints(1, 30).flatMap(n -> Gen.constant(n).list(n, n));
    assertThat(smallest(dependent, list -> list.size() < 5))
        .startsWith("It does not hold for [5, 5, 5, 5, 5]:");
  }

  @Test
  void charactersThatCannotBeSeenAreShownAsInJava() {
    assertThat(smallest(Gen.constant("a\u0000\"\uD83D\uDE00"), s -> false))
        .contains("\"a\\u0000\\\"\\ud83d\\ude00\"");
  }

  private static <T> String smallest(Gen<T> gen, java.util.function.Predicate<T> holds) {
    return catchThrowable(
            () -> Property.forAll(500, gen, value -> assertThat(holds.test(value)).isTrue()))
        .getMessage();
  }
}
