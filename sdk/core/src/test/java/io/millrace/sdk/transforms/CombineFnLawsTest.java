package io.millrace.sdk.transforms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.CoderRegistry;
import io.millrace.sdk.coders.DoubleCoder;
import io.millrace.sdk.coders.ListCoder;
import io.millrace.sdk.coders.NullableCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarIntCoder;
import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.transforms.Combine.CombineFn;
import io.millrace.sdk.values.TimestampedValue;
import io.millrace.sdk.values.TimestampedValue.TimestampedValueCoder;
import io.millrace.sdk.values.TupleTag;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class CombineFnLawsTest {

  private static final long SEED = 20_260_101;

  private final List<Integer> ints = generated(random -> edgeOr(random, random.nextInt()));
  private final List<Integer> fewInts = generated(random -> random.nextInt(7));
  private final List<Long> longs = generated(random -> random.nextLong() >> random.nextInt(64));
  private final List<Double> doubles = generated(random -> random.nextGaussian() * 1000);
  private final List<String> words =
      generated(random -> Integer.toString(random.nextInt(50), 36).repeat(random.nextInt(4)));

  private static <T> List<T> generated(Function<Random, T> generator) {
    Random random = new Random(SEED);
    List<T> values = new ArrayList<>();
    for (int i = 0; i < 90; i++) {
      values.add(generator.apply(random));
    }
    return values;
  }

  private static int edgeOr(Random random, int value) {
    return switch (random.nextInt(10)) {
      case 0 -> Integer.MAX_VALUE;
      case 1 -> Integer.MIN_VALUE;
      case 2 -> 0;
      default -> value;
    };
  }

  private static void close(Double expected, Double actual) {
    if (expected.isNaN()) {
      assertThat(actual).isNaN();
    } else {
      assertThat(actual).isCloseTo(expected, within(1e-9 * (1000 + Math.abs(expected))));
    }
  }

  @Test
  void counts() {
    CombineFnLaws.hold(Count.<Integer>combineFn(), VarIntCoder.of(), ints, SEED);
    CombineFnLaws.hold(
        Count.<String>combineFn(),
        NullableCoder.of(StringUtf8Coder.of()),
        generated(random -> random.nextBoolean() ? null : "word"),
        SEED);
  }

  @Test
  void sumsAlsoWhenTheyOverflow() {
    CombineFnLaws.hold(Sum.ofIntegers(), VarIntCoder.of(), ints, SEED);
    CombineFnLaws.hold(Sum.ofLongs(), VarLongCoder.of(), longs, SEED);
    CombineFnLaws.hold(Sum.ofDoubles(), DoubleCoder.of(), doubles, SEED, CombineFnLawsTest::close);
  }

  @Test
  void extremesOfNumbersAlsoOfOddOnes() {
    CombineFnLaws.hold(Min.ofIntegers(), VarIntCoder.of(), ints, SEED);
    CombineFnLaws.hold(Max.ofIntegers(), VarIntCoder.of(), ints, SEED);
    CombineFnLaws.hold(Min.ofLongs(), VarLongCoder.of(), longs, SEED);
    CombineFnLaws.hold(Max.ofLongs(), VarLongCoder.of(), longs, SEED);
    List<Double> odd =
        generated(
            random ->
                List.of(-0.0, 0.0, Double.MIN_VALUE, Double.NEGATIVE_INFINITY, 1.0)
                    .get(random.nextInt(5)));
    CombineFnLaws.hold(Min.ofDoubles(), DoubleCoder.of(), odd, SEED);
    CombineFnLaws.hold(Max.ofDoubles(), DoubleCoder.of(), odd, SEED);
    List<Double> withNan = new ArrayList<>(odd);
    withNan.set(2, Double.NaN);
    CombineFnLaws.hold(Min.ofDoubles(), DoubleCoder.of(), withNan, SEED);
    CombineFnLaws.hold(Max.ofDoubles(), DoubleCoder.of(), withNan, SEED);
  }

  @Test
  void extremesInAnyOrder() {
    SerializableComparator<String> byLength = (a, b) -> Integer.compare(a.length(), b.length());
    BiConsumer<String, String> sameLength =
        (expected, actual) ->
            assertThat(actual == null ? -1 : actual.length())
                .isEqualTo(expected == null ? -1 : expected.length());
    CombineFnLaws.hold(Min.<String>naturalOrder(), StringUtf8Coder.of(), words, SEED);
    CombineFnLaws.hold(Max.naturalOrder("m"), StringUtf8Coder.of(), words, SEED);
    CombineFnLaws.hold(Min.of(byLength), StringUtf8Coder.of(), words, SEED, sameLength);
    CombineFnLaws.hold(Max.of("", byLength), StringUtf8Coder.of(), words, SEED, sameLength);
  }

  @Test
  void means() {
    CombineFnLaws.hold(
        Mean.<Double>of(), DoubleCoder.of(), doubles, SEED, CombineFnLawsTest::close);
    CombineFnLaws.hold(Mean.<Integer>of(), VarIntCoder.of(), fewInts, SEED);
  }

  @Test
  void topsOfAllSizes() {
    for (int count : new int[] {0, 1, 3, 1000}) {
      CombineFnLaws.hold(Top.<Integer>largestFn(count), VarIntCoder.of(), fewInts, SEED);
      CombineFnLaws.hold(Top.<Integer>smallestFn(count), VarIntCoder.of(), ints, SEED);
    }
  }

  @Test
  void latest() {
    List<TimestampedValue<String>> values = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      Instant timestamp = Instant.ofEpochMilli(i * 7919L % 1009);
      values.add(TimestampedValue.of(words.get(i), timestamp));
    }
    CombineFnLaws.hold(
        Latest.<String>combineFn(), TimestampedValueCoder.of(StringUtf8Coder.of()), values, SEED);
  }

  @Test
  void samplesAreAsManyAndOfTheValues() {
    for (int size : new int[] {0, 1, 5, 1000}) {
      BiConsumer<Iterable<Integer>, Iterable<Integer>> asMany =
          (expected, actual) -> {
            assertThat(actual).hasSameSizeAs(expected);
            List<Integer> rest = new ArrayList<>(ints);
            actual.forEach(value -> assertThat(rest.remove(value)).isTrue());
          };
      CombineFnLaws.hold(Sample.<Integer>combineFn(size), VarIntCoder.of(), ints, SEED, asMany);
      CombineFnLaws.hold(Sample.<Integer>anyCombineFn(size), VarIntCoder.of(), ints, SEED, asMany);
    }
    CombineFnLaws.hold(
        Sample.<Integer>anyValueCombineFn(),
        VarIntCoder.of(),
        ints,
        SEED,
        (expected, actual) -> assertThat(actual == null).isEqualTo(expected == null));
  }

  @Test
  void functionsOfTwoOrOfManyValues() {
    CombineFnLaws.hold(
        Combine.BinaryCombineFn.<Integer>of((a, b) -> a ^ b), VarIntCoder.of(), ints, SEED);
    SerializableFunction<Iterable<Integer>, Integer> sum =
        values -> StreamSupport.stream(values.spliterator(), false).mapToInt(i -> i).sum();
    CombineFnLaws.hold(Combine.IterableCombineFn.of(sum), VarIntCoder.of(), ints, SEED);
    CombineFnLaws.hold(Combine.IterableCombineFn.of(sum, 1), VarIntCoder.of(), ints, SEED);
  }

  @Test
  void composedFunctions() {
    CombineFnLaws.hold(
        CombineFns.compose()
            .with(new Length(), Max.ofIntegers(), new TupleTag<Integer>("max"))
            .with(new Length(), Top.<Integer>smallestFn(2), new TupleTag<List<Integer>>("least"))
            .with(new Itself(), Min.<String>naturalOrder(), new TupleTag<String>("min"))
            .with(new Itself(), Count.<String>combineFn(), new TupleTag<Long>("count")),
        StringUtf8Coder.of(),
        words,
        SEED);
  }

  private static final class Length extends SimpleFunction<String, Integer> {
    @Override
    public Integer apply(String word) {
      return word.length();
    }
  }

  private static final class Itself extends SimpleFunction<String, String> {
    @Override
    public String apply(String word) {
      return word;
    }
  }

  @Test
  void distinctCountsAreTheSameToTheLastDigit() {
    List<Integer> many = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      many.add(i * i % 1000);
    }
    // hashes only, registers in some groups, registers nearly everywhere
    for (int precision : new int[] {12, 10, 8, 4}) {
      CombineFnLaws.hold(
          ApproximateCountDistinct.combineFn(VarIntCoder.of(), precision),
          VarIntCoder.of(),
          many,
          SEED);
    }
  }

  @Test
  void quantilesOfFewValuesAreExact() {
    CombineFnLaws.hold(
        ApproximateQuantiles.ApproximateQuantilesCombineFn.<Integer>create(5),
        VarIntCoder.of(),
        ints,
        SEED);
    CombineFnLaws.hold(
        ApproximateQuantiles.ApproximateQuantilesCombineFn.<Integer, Backwards>create(
            3, new Backwards()),
        VarIntCoder.of(),
        ints,
        SEED);
  }

  private static final class Backwards implements SerializableComparator<Integer> {
    @Override
    public int compare(Integer a, Integer b) {
      return Comparator.<Integer>reverseOrder().compare(a, b);
    }
  }

  /** The kit must see what it is there for. */
  @Test
  void lawsCatchFunctionsThatBreakThem() {
    breaks(new MeanOfMeans(), doubles.subList(0, 20), DoubleCoder.of());
    breaks(new ChangesTheSecond(), words, StringUtf8Coder.of());
    breaks(new SharesWithTheSecond(), words, StringUtf8Coder.of());
    breaks(new SharesNewAccumulators(), words, StringUtf8Coder.of());
    breaks(new ExtractsTwiceDifferently(), words, StringUtf8Coder.of());
  }

  private static <T> void breaks(CombineFn<T, ?, ?> fn, List<T> values, Coder<T> coder) {
    assertThatThrownBy(() -> CombineFnLaws.hold(fn, coder, values, SEED))
        .as(fn.getClass().getSimpleName())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("seed");
  }

  private static final class MeanOfMeans extends CombineFn<Double, Double, Double> {
    @Override
    public Double createAccumulator() {
      return 0.0;
    }

    @Override
    public Double addInput(Double accumulator, Double input) {
      return (accumulator + input) / 2;
    }

    @Override
    public Double mergeAccumulators(Iterable<Double> accumulators) {
      return StreamSupport.stream(accumulators.spliterator(), false)
          .mapToDouble(d -> d)
          .average()
          .orElse(0);
    }

    @Override
    public Double extractOutput(Double accumulator) {
      return accumulator;
    }
  }

  /** Sorted words; right, but for what subclasses do. */
  private abstract static class Words extends CombineFn<String, List<String>, List<String>> {
    @Override
    public List<String> createAccumulator() {
      return new ArrayList<>();
    }

    @Override
    public List<String> addInput(List<String> accumulator, String input) {
      accumulator.add(input);
      return accumulator;
    }

    @Override
    public List<String> mergeAccumulators(Iterable<List<String>> accumulators) {
      List<String> all = new ArrayList<>();
      accumulators.forEach(all::addAll);
      return all;
    }

    @Override
    public List<String> extractOutput(List<String> accumulator) {
      return accumulator.stream().sorted().toList();
    }

    @Override
    public Coder<List<String>> getAccumulatorCoder(
        CoderRegistry registry, Coder<String> inputCoder) {
      return ListCoder.of(inputCoder);
    }
  }

  @Test
  void lawsAcceptTheFunctionThatTheBrokenOnesAreMadeOf() {
    CombineFnLaws.hold(new RightWords(), StringUtf8Coder.of(), words, SEED);
  }

  private static final class RightWords extends Words {}

  private static final class ChangesTheSecond extends Words {
    @Override
    public List<String> mergeAccumulators(Iterable<List<String>> accumulators) {
      List<String> all = super.mergeAccumulators(accumulators);
      accumulators.forEach(List::clear);
      return all;
    }
  }

  private static final class SharesWithTheSecond extends Words {
    @Override
    public List<String> mergeAccumulators(Iterable<List<String>> accumulators) {
      List<String> biggest = createAccumulator();
      for (List<String> accumulator : accumulators) {
        biggest = accumulator.size() > biggest.size() ? accumulator : biggest;
      }
      List<String> all = super.mergeAccumulators(accumulators);
      return all.size() == biggest.size() ? biggest : all;
    }
  }

  private static final class SharesNewAccumulators extends Words {
    private final List<String> one = new ArrayList<>();

    @Override
    public List<String> createAccumulator() {
      return one;
    }
  }

  private static final class ExtractsTwiceDifferently extends Words {
    @Override
    public List<String> extractOutput(List<String> accumulator) {
      List<String> result = super.extractOutput(accumulator);
      accumulator.add("more");
      return result;
    }
  }
}
