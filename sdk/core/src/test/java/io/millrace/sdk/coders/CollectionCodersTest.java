package io.millrace.sdk.coders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.TimestampedValue;
import java.io.EOFException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CollectionCodersTest {
  private static final Coder<String> STRINGS = StringUtf8Coder.of();
  private static final Coder<byte[]> ARRAYS = ByteArrayCoder.of();

  private static List<List<String>> lists() {
    List<List<String>> lists = new ArrayList<>(List.of(List.of(), List.of("a"), List.of("a", "b")));
    Random random = new Random(11);
    for (int i = 0; i < 10; i++) {
      lists.add(random.ints(random.nextInt(40), 0, 50).mapToObj(String::valueOf).toList());
    }
    return lists;
  }

  @Test
  void listsSurviveInOrder() {
    CoderContract.holds(ListCoder.of(STRINGS), lists());
    CoderContract.holds(
        ListCoder.of(ARRAYS), List.of(new byte[] {1}), List.of(new byte[] {1}), List.of());
    CoderContract.holds(ListCoder.of(NullableCoder.of(STRINGS)), Arrays.asList("a", null));
    CoderContract.holds(
        CollectionCoder.of(STRINGS), List.copyOf(lists().stream().map(List::copyOf).toList()));
    List<Iterable<String>> iterables = new ArrayList<>(lists());
    CoderContract.holds(IterableCoder.of(STRINGS), iterables);
  }

  @Test
  void dequesSurviveInOrder() throws Exception {
    DequeCoder<Integer> coder = DequeCoder.of(VarIntCoder.of());
    CoderContract.holds(coder, new ArrayDeque<>(List.of(1, 2)), new ArrayDeque<>(List.of(2, 1)));
    assertThat(
            coder.decode(
                new DecodeBuffer(CoderContract.bytes(coder, new ArrayDeque<>(List.of(1, 2))))))
        .containsExactly(1, 2);
  }

  @Test
  void anIterableOfUnknownSizeIsReadOnceAndWrittenInChunks() throws Exception {
    List<Integer> numbers = IntStream.range(0, 50_000).boxed().toList();
    Iterator<Integer> once = numbers.iterator();
    Coder<Iterable<Integer>> coder = IterableCoder.of(VarIntCoder.of());
    byte[] bytes = CoderContract.bytes(coder, () -> once);
    assertThat(coder.decode(new DecodeBuffer(bytes))).containsExactlyElementsOf(numbers);
    assertThat(CoderContract.bytes(coder, List.<Integer>of()::iterator)).containsExactly(0, 0);
  }

  @Test
  void orderlessCollectionsAreNotDeterministicAndEqualAllTheSame() {
    SetCoder<String> sets = SetCoder.of(STRINGS);
    Set<String> ab = new LinkedHashSet<>(List.of("a", "b"));
    Set<String> ba = new LinkedHashSet<>(List.of("b", "a"));
    CoderContract.holds(sets, ab, ba, Set.of());
    CoderContract.holds(
        SetCoder.of(ARRAYS), List.of(Set.of(new byte[] {1}), Set.of(new byte[] {2})));
    Map<String, Integer> map = new LinkedHashMap<>();
    map.put("a", 1);
    map.put("b", 2);
    Map<String, Integer> reversed = new LinkedHashMap<>();
    reversed.put("b", 2);
    reversed.put("a", 1);
    MapCoder<String, Integer> maps = MapCoder.of(STRINGS, VarIntCoder.of());
    CoderContract.holds(maps, map, reversed, Map.of());
    CoderContract.holds(MapCoder.of(STRINGS, ARRAYS), Map.of("a", new byte[] {1}));
    for (Coder<?> coder :
        List.of(sets, maps, IterableCoder.of(STRINGS), CollectionCoder.of(STRINGS))) {
      assertThat(CoderContract.isDeterministic(coder)).as("%s", coder).isFalse();
    }
  }

  @Test
  void aSortedMapHasOneOrderWhateverItsComparator() throws Exception {
    SortedMapCoder<String, Integer> coder = SortedMapCoder.of(STRINGS, VarIntCoder.of());
    SortedMap<String, Integer> natural = new TreeMap<>(Map.of("a", 1, "b", 2));
    SortedMap<String, Integer> reversed = new TreeMap<>(Comparator.reverseOrder());
    reversed.putAll(natural);
    CoderContract.holds(coder, natural, reversed, new TreeMap<>());
    assertThat(CoderContract.isDeterministic(coder)).isTrue();
    assertThat(CoderContract.bytes(coder, reversed)).isEqualTo(CoderContract.bytes(coder, natural));
  }

  @Test
  void pairsAndOptionalsAreComparedByPart() {
    CoderContract.holds(
        KvCoder.of(STRINGS, VarIntCoder.of()), KV.of("a", 1), KV.of("a", 2), KV.of("b", 1));
    CoderContract.holds(
        KvCoder.of(ARRAYS, NullableCoder.of(STRINGS)),
        KV.of(new byte[] {1}, null),
        KV.of(new byte[] {1}, null),
        KV.of(new byte[] {1}, ""));
    CoderContract.holds(OptionalCoder.of(STRINGS), Optional.empty(), Optional.of(""));
    CoderContract.holds(
        OptionalCoder.of(ARRAYS), Optional.of(new byte[] {1}), Optional.of(new byte[] {1}));
    CoderContract.holds(NullableCoder.of(STRINGS), null, "", "a");
    CoderContract.holds(LengthPrefixCoder.of(ListCoder.of(STRINGS)), lists());
    CoderContract.holds(
        TimestampedValue.TimestampedValueCoder.of(STRINGS),
        TimestampedValue.of("a", Instant.EPOCH),
        TimestampedValue.atMinimumTimestamp("a"));
  }

  @Test
  void theReasonNamesTheWay() {
    Coder<?> coder = KvCoder.of(ListCoder.of(DoubleCoder.of()), STRINGS);
    assertThatThrownBy(coder::verifyDeterministic)
        .hasMessage(
            "KvCoder(ListCoder(DoubleCoder), StringUtf8Coder) is not deterministic: key:"
                + " ListCoder(DoubleCoder) is not deterministic: element:"
                + " DoubleCoder is not deterministic: floating point has several encodings for"
                + " what compares equal, such as 0.0 and -0.0");
  }

  @Test
  void aCorruptSizeAllocatesNothing() {
    byte[] huge = {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x07, 1, 'a'};
    for (Coder<?> coder : List.of(ListCoder.of(STRINGS), MapCoder.of(STRINGS, STRINGS))) {
      assertThatThrownBy(() -> coder.decode(new DecodeBuffer(huge)))
          .isInstanceOf(EOFException.class);
    }
    byte[] beyond = {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x07};
    assertThatThrownBy(() -> ListCoder.of(STRINGS).decode(new DecodeBuffer(beyond)))
        .hasMessageContaining("out of range");
  }

  @Test
  void aLengthPrefixIsHeldTo() throws Exception {
    byte[] bytes = {3, 1, 'a', 0};
    assertThatThrownBy(() -> LengthPrefixCoder.of(STRINGS).decode(new DecodeBuffer(bytes)))
        .hasMessage("StringUtf8Coder left 1 bytes of a length-prefixed value unread");
  }

  @Test
  void nullableOfNullableIsOne() {
    NullableCoder<String> once = NullableCoder.of(STRINGS);
    assertThat(NullableCoder.of(once)).isSameAs(once);
  }
}
