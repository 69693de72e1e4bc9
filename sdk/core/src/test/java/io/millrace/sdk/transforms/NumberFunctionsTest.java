package io.millrace.sdk.transforms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.transforms.Combine.CombineFn;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class NumberFunctionsTest {

  @SafeVarargs
  @SuppressWarnings("varargs")
  private static <T, OutputT> OutputT of(CombineFn<T, ?, OutputT> fn, T... values) {
    return fn.apply(Arrays.asList(values));
  }

  @Test
  void countsElementsAndNulls() {
    assertThat(of(Count.<String>combineFn(), "a", null, "a")).isEqualTo(3);
    assertThat(of(Count.<String>combineFn())).isZero();
  }

  @Test
  void sumsWrapAroundAsJavaDoes() {
    assertThat(of(Sum.ofIntegers(), 1, 2, 4)).isEqualTo(7);
    assertThat(of(Sum.ofIntegers(), Integer.MAX_VALUE, 1)).isEqualTo(Integer.MIN_VALUE);
    assertThat(of(Sum.ofLongs(), Long.MIN_VALUE, -1L)).isEqualTo(Long.MAX_VALUE);
    assertThat(of(Sum.ofDoubles(), 0.5, Double.POSITIVE_INFINITY)).isInfinite();
    assertThat(of(Sum.ofDoubles(), Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY)).isNaN();
  }

  @Test
  void nothingGivesWhatChangesNothing() {
    assertThat(of(Sum.ofIntegers())).isZero();
    assertThat(of(Sum.ofLongs())).isZero();
    assertThat(of(Sum.ofDoubles())).isZero();
    assertThat(of(Min.ofIntegers())).isEqualTo(Integer.MAX_VALUE);
    assertThat(of(Max.ofIntegers())).isEqualTo(Integer.MIN_VALUE);
    assertThat(of(Min.ofLongs())).isEqualTo(Long.MAX_VALUE);
    assertThat(of(Max.ofLongs())).isEqualTo(Long.MIN_VALUE);
    assertThat(of(Min.ofDoubles())).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(of(Max.ofDoubles())).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(of(Mean.<Integer>of())).isNaN();
    assertThat(of(Min.<String>naturalOrder())).isNull();
    assertThat(of(Max.naturalOrder("m"))).isEqualTo("m");
  }

  @Test
  void nanIsAnExtremeAndNegativeZeroIsLessThanZero() {
    assertThat(of(Min.ofDoubles(), 1.0, Double.NaN, -1.0)).isNaN();
    assertThat(of(Max.ofDoubles(), 1.0, Double.NaN, -1.0)).isNaN();
    assertThat(Double.doubleToRawLongBits(of(Min.ofDoubles(), 0.0, -0.0)))
        .isEqualTo(Double.doubleToRawLongBits(-0.0));
    assertThat(Double.doubleToRawLongBits(of(Max.ofDoubles(), -0.0, 0.0))).isZero();
  }

  @Test
  void extremesFollowTheGivenOrder() {
    SerializableComparator<String> byLength = (a, b) -> Integer.compare(a.length(), b.length());
    assertThat(of(Max.of(byLength), "zz", "aaa", "b")).isEqualTo("aaa");
    assertThat(of(Min.of(byLength), "zz", "aaa", "b")).isEqualTo("b");
    assertThat(of(Max.of("aaaa", byLength), "zz", "aaa")).isEqualTo("aaaa");
    assertThat(of(Max.<String>naturalOrder(), "zz", "aaa")).isEqualTo("zz");
  }

  @Test
  void meanIsADoubleOfAnyNumbers() {
    assertThat(of(Mean.<Integer>of(), 1, 2)).isEqualTo(1.5);
    assertThat(of(Mean.<Long>of(), Long.MAX_VALUE, Long.MAX_VALUE)).isEqualTo(0x1p63);
  }

  @Test
  void nullIsNoNumber() {
    for (CombineFn<Integer, ?, ?> fn :
        List.of(Sum.ofIntegers(), Min.ofIntegers(), Max.ofIntegers(), Mean.<Integer>of())) {
      assertThatThrownBy(() -> of(fn, 1, null)).isInstanceOf(NullPointerException.class);
    }
    assertThatThrownBy(() -> of(Max.<String>naturalOrder(), "a", null))
        .isInstanceOf(NullPointerException.class);
  }

  @Test
  void topIsInOrderAndTakesAllIfThereAreFewer() {
    assertThat(of(Top.largestIntsFn(2), 3, 1, 4, 1, 5)).containsExactly(5, 4);
    assertThat(of(Top.smallestIntsFn(3), 3, 1, 4, 1, 5)).containsExactly(1, 1, 3);
    assertThat(of(Top.largestDoublesFn(9), 0.5, 1.5)).containsExactly(1.5, 0.5);
    assertThat(of(Top.largestLongsFn(2))).isEmpty();
    assertThat(of(Top.smallestLongsFn(0), 1L)).isEmpty();
    assertThatThrownBy(() -> Top.largestFn(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-1");
  }
}
