package io.millrace.sdk.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarIntCoder;
import io.millrace.sdk.util.SerializableUtils;
import io.millrace.sdk.values.KV;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.hamcrest.Matchers;
import org.hamcrest.StringDescription;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SerializableMatchersTest {

  private static final VarIntCoder INTS = VarIntCoder.of();

  private static Arguments of(SerializableMatcher<?> matcher, Object matched, Object other) {
    return Arguments.of(matcher, matched, other);
  }

  static Stream<Arguments> matchers() {
    return Stream.of(
        of(
            SerializableMatchers.allOf(
                SerializableMatchers.greaterThan(1), SerializableMatchers.lessThan(3)),
            2,
            3),
        of(
            SerializableMatchers.anyOf(
                List.of(SerializableMatchers.equalTo(1), SerializableMatchers.anything())),
            5,
            null),
        of(SerializableMatchers.arrayContaining(1, 2), new Integer[] {1, 2}, new Integer[] {2, 1}),
        of(
            SerializableMatchers.<Integer>arrayContaining(INTS, 1, 2),
            new Integer[] {1, 2},
            new Integer[] {1}),
        of(
            SerializableMatchers.arrayContainingInAnyOrder(1, 2),
            new Integer[] {2, 1},
            new Integer[] {2, 2}),
        of(
            SerializableMatchers.arrayContainingInAnyOrder(
                List.of(SerializableMatchers.lessThan(2), SerializableMatchers.lessThan(9))),
            new Integer[] {8, 1},
            new Integer[] {8, 8}),
        of(SerializableMatchers.arrayWithSize(1), new Integer[] {1}, new Integer[] {}),
        of(SerializableMatchers.emptyArray(), new Integer[] {}, new Integer[] {1}),
        of(SerializableMatchers.closeTo(1.0, 0.1), 1.05, 1.2),
        of(SerializableMatchers.contains(1, 2), List.of(1, 2), List.of(2, 1)),
        of(SerializableMatchers.<Integer>contains(INTS, 1, 2), List.of(1, 2), List.of(2, 1)),
        of(SerializableMatchers.containsInAnyOrder(1, 2), List.of(2, 1), List.of(2, 2)),
        of(SerializableMatchers.containsString("b"), "abc", "ac"),
        of(SerializableMatchers.startsWith("a"), "abc", "bc"),
        of(SerializableMatchers.endsWith("c"), "abc", "ab"),
        of(SerializableMatchers.empty(), List.of(), List.of(1)),
        of(SerializableMatchers.emptyIterable(), List.of(), List.of(1)),
        of(SerializableMatchers.equalTo(INTS, 4), 4, 5),
        of(SerializableMatchers.greaterThan(INTS, 4), 5, 4),
        of(SerializableMatchers.greaterThanOrEqualTo(4), 4, 3),
        of(SerializableMatchers.lessThan(INTS, 4), 3, 4),
        of(SerializableMatchers.lessThanOrEqualTo(4), 4, 5),
        of(SerializableMatchers.hasItem(1), List.of(2, 1), List.of(2)),
        of(
            SerializableMatchers.hasItem(SerializableMatchers.greaterThan(3)),
            List.of(1, 4),
            List.of(1, 3)),
        of(SerializableMatchers.hasSize(2), List.of(1, 1), Set.of(1)),
        of(
            SerializableMatchers.iterableWithSize(SerializableMatchers.greaterThan(1)),
            List.of(1, 1),
            List.of()),
        of(SerializableMatchers.isIn(List.of(1, 2)), 2, 3),
        of(SerializableMatchers.isIn(INTS, new Integer[] {1, 2}), 2, 3),
        of(SerializableMatchers.isOneOf(1, 2), 1, 3),
        of(SerializableMatchers.kvWithKey("k"), KV.of("k", 1), KV.of("l", 1)),
        of(SerializableMatchers.kvWithValue(INTS, 1), KV.of("k", 1), KV.of("k", 2)),
        of(
            SerializableMatchers.kv(
                SerializableMatchers.startsWith("k"), SerializableMatchers.lessThan(5)),
            KV.of("key", 4),
            KV.of("key", 5)),
        of(SerializableMatchers.not(SerializableMatchers.equalTo(1)), 2, 1),
        of(SerializableMatchers.nullValue(), null, 1));
  }

  @ParameterizedTest
  @MethodSource("matchers")
  void aMatcherMeansTheSameAfterItHasTravelled(
      SerializableMatcher<?> matcher, Object matched, Object other) {
    SerializableMatcher<?> copy = SerializableUtils.clone(matcher);
    assertThat(matcher.matches(matched)).isTrue();
    assertThat(copy.matches(matched)).isTrue();
    if (other != null) {
      assertThat(copy.matches(other)).as(StringDescription.toString(copy)).isFalse();
    }
    assertThat(StringDescription.toString(copy)).isEqualTo(StringDescription.toString(matcher));
  }

  @Test
  void anyMatcherTravelsAsItsRecipe() {
    SerializableMatcher<String> matcher =
        SerializableUtils.clone(
            SerializableMatchers.fromSupplier(() -> Matchers.equalToIgnoringCase("A")));
    assertThat(matcher.matches("a")).isTrue();
  }

  @Test
  void aPairSaysWhichPartDoesNotMatch() {
    StringDescription mismatch = new StringDescription();
    SerializableMatchers.kvWithValue(3).describeMismatch(KV.of("k", 4), mismatch);
    assertThat(mismatch).hasToString("the value was <4>");
  }

  @Test
  void aValueThatCannotBeEncodedIsRefusedAtOnce() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SerializableMatchers.equalTo(StringUtf8Coder.of(), null))
        .withMessageContaining("StringUtf8Coder");
  }
}
