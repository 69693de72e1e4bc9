package io.millrace.sdk.transforms.join;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.CoderException;
import io.millrace.sdk.coders.NullableCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarIntCoder;
import io.millrace.sdk.transforms.join.CoGbkResult.CoGbkResultCoder;
import io.millrace.sdk.util.CoderUtils;
import io.millrace.sdk.util.SerializableUtils;
import io.millrace.sdk.values.TupleTag;
import io.millrace.sdk.values.TupleTagList;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CoGbkResultTest {

  private static final TupleTag<String> NAMES = new TupleTag<>("names");
  private static final TupleTag<Integer> SCORES = new TupleTag<>("scores");
  private static final CoGbkResultSchema SCHEMA =
      new CoGbkResultSchema(TupleTagList.of(NAMES).and(SCORES));

  @Test
  void valuesAreFoundByTag() {
    CoGbkResult result =
        result(new RawUnionValue(1, 7), new RawUnionValue(0, "ann"), new RawUnionValue(1, 8));
    assertThat(result.getAll(NAMES)).containsExactly("ann");
    assertThat(result.getAll(SCORES)).containsExactly(7, 8);
    assertThat(result.<Integer>getAll("scores")).containsExactly(7, 8);
    assertThat(result.getOnly(NAMES)).isEqualTo("ann");
    assertThat(result.isEmpty()).isFalse();
    assertThat(result).hasToString("CoGbkResult{names=[ann], scores=[7, 8]}");
  }

  @Test
  void onlyValueMustBeOneOrHaveADefault() {
    CoGbkResult result = result(new RawUnionValue(1, 7), new RawUnionValue(1, 8));
    assertThat(result.getOnly(NAMES, "nobody")).isEqualTo("nobody");
    assertThat(result.<String>getOnly("names", null)).isNull();
    assertThatThrownBy(() -> result.getOnly(NAMES))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Tag<names> has no value");
    assertThatThrownBy(() -> result.getOnly(SCORES))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Tag<scores> has several values");
    assertThatThrownBy(() -> result.getOnly(SCORES, 0)).hasMessageContaining("several values");
  }

  @Test
  void unknownTagIsRefusedWithTheKnownOnes() {
    assertThatThrownBy(() -> result().getAll("score"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Tag<score>")
        .hasMessageContaining("Tag<names>, Tag<scores>");
  }

  @Test
  void manyValuesAreReadAgainInEachIterationAndFewAreKept() {
    CountingGroup group = new CountingGroup(5 * CoGbkResult.KEPT_VALUES);
    CoGbkResult result = new CoGbkResult(SCHEMA, group);
    // every fifth value is a name: kept, as they are just few enough
    assertThat(result.getAll(NAMES)).hasSize(CoGbkResult.KEPT_VALUES);
    assertThat(group.readers).isEqualTo(1);
    assertThat(result.getAll(SCORES)).hasSize(4 * CoGbkResult.KEPT_VALUES);
    assertThat(result.getAll(SCORES)).startsWith(1, 2, 3, 4, 6);
    assertThat(group.readers).isGreaterThan(2);

    Iterator<Integer> some = result.getAll(SCORES).iterator();
    Iterator<Integer> others = result.getAll(SCORES).iterator();
    assertThat(some.next()).isEqualTo(1);
    assertThat(others.next()).isEqualTo(1);
    assertThat(some.next()).isEqualTo(2);
  }

  @Test
  void groupWithManyValuesOfAllTagsIsNotReadToItsEndInAdvance() {
    CountingGroup group = new CountingGroup(100 * CoGbkResult.KEPT_VALUES);
    CoGbkResult result = new CoGbkResult(SCHEMA, group);
    assertThat(group.values).isLessThan(6 * CoGbkResult.KEPT_VALUES);
    assertThat(result.getAll(NAMES)).hasSize(20 * CoGbkResult.KEPT_VALUES);
  }

  @Test
  void resultsForTestsAreMadeOfLists() {
    CoGbkResult result = CoGbkResult.of(NAMES, List.of("ann")).and(SCORES, List.of());
    assertThat(result.getSchema()).isEqualTo(SCHEMA);
    assertThat(result.getOnly(NAMES)).isEqualTo("ann");
    assertThat(result.getAll(SCORES)).isEmpty();
    assertThat(CoGbkResult.empty().isEmpty()).isTrue();
  }

  @Test
  void coderKeepsAllValuesOfFewAndOfManyAndNullOnes() throws Exception {
    CoGbkResultCoder coder = coder();
    List<@Nullable Integer> nulls = new ArrayList<>();
    nulls.add(null);
    CoGbkResult copy =
        CoderUtils.clone(coder, CoGbkResult.of(NAMES, List.of("ann")).and(SCORES, nulls));
    assertThat(copy.getAll(NAMES)).containsExactly("ann");
    assertThat(copy.getAll(SCORES)).containsExactly((Integer) null);

    CountingGroup group = new CountingGroup(5 * CoGbkResult.KEPT_VALUES + 5);
    CoGbkResult result = new CoGbkResult(SCHEMA, group);
    CoGbkResult many = CoderUtils.clone(coder, result);
    assertThat(coder.structuralValue(many)).isEqualTo(coder.structuralValue(result));
    int readers = group.readers;
    assertThat(many.getAll(NAMES)).hasSize(CoGbkResult.KEPT_VALUES + 1);
    assertThat(many.getAll(SCORES)).hasSize(4 * CoGbkResult.KEPT_VALUES + 4);
    assertThat(group.readers).as("a decoded copy reads nothing of the group").isEqualTo(readers);
  }

  @Test
  void coderSurvivesSerialisationAndRefusesOtherResults() {
    assertThat(SerializableUtils.ensureSerializable(coder())).isEqualTo(coder());
    assertThatThrownBy(
            () -> CoderUtils.encodeToByteArray(coder(), CoGbkResult.of(NAMES, List.of("ann"))))
        .isInstanceOf(CoderException.class)
        .hasMessageContaining("scores");
    assertThatThrownBy(() -> CoGbkResultCoder.of(SCHEMA, UnionCoder.of(List.of())))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(coder()::verifyDeterministic)
        .isInstanceOf(Coder.NonDeterministicException.class);
  }

  @Test
  void unionCoderRefusesNumbersThatNoCollectionHas() {
    UnionCoder coder = coder().getUnionCoder();
    assertThatThrownBy(() -> CoderUtils.encodeToByteArray(coder, new RawUnionValue(2, "x")))
        .isInstanceOf(CoderException.class)
        .hasMessageContaining("number 2 among 2");
    assertThatThrownBy(() -> CoderUtils.decodeFromByteArray(coder, new byte[] {5}))
        .isInstanceOf(CoderException.class)
        .hasMessageContaining("number 5");
  }

  @Test
  void tagsOfASchemaDiffer() {
    assertThatThrownBy(() -> new CoGbkResultSchema(TupleTagList.of(NAMES).and(NAMES)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("names");
    assertThat(SCHEMA.getIndex(SCORES)).isEqualTo(1);
    assertThat(SCHEMA.getIndex(new TupleTag<>("other"))).isEqualTo(-1);
  }

  private static CoGbkResultCoder coder() {
    return CoGbkResultCoder.of(
        SCHEMA, UnionCoder.of(List.of(StringUtf8Coder.of(), NullableCoder.of(VarIntCoder.of()))));
  }

  private static CoGbkResult result(RawUnionValue... values) {
    return new CoGbkResult(SCHEMA, List.of(values));
  }

  /** Values like those of a grouping: made when they are read. Every fifth is a name. */
  private static final class CountingGroup implements Iterable<RawUnionValue> {
    final int size;
    int readers;
    int values;

    CountingGroup(int size) {
      this.size = size;
    }

    @Override
    public Iterator<RawUnionValue> iterator() {
      readers++;
      return IntStream.range(0, size)
          .peek(i -> values++)
          .mapToObj(i -> i % 5 == 0 ? new RawUnionValue(0, "name") : new RawUnionValue(1, i))
          .iterator();
    }
  }
}
