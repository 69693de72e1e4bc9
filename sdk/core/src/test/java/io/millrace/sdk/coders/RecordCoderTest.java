package io.millrace.sdk.coders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.util.SerializableUtils;
import io.millrace.sdk.values.TypeDescriptor;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecordCoderTest {
  private final CoderRegistry registry = CoderRegistry.createDefault();

  private record Point(int x, long y) {}

  record Nothing() {}

  record Person(
      String name,
      @Nullable Integer age,
      List<@Nullable String> nicknames,
      Point home,
      Kind kind) {}

  enum Kind {
    CAT,
    DOG
  }

  record Pair<A, B>(A first, B second) {}

  record Bytes(String name, byte[] content) {}

  record Everything(
      boolean a,
      byte b,
      short c,
      char d,
      int e,
      long f,
      float g,
      double h,
      Instant i,
      BigDecimal j) {}

  record Tree(int value, List<Tree> children) {}

  record Chain<T>(T head, @Nullable Chain<T> tail) {}

  record CaseBlind(String text) {
    @Override
    public boolean equals(Object other) {
      return other instanceof CaseBlind that && text.equalsIgnoreCase(that.text);
    }

    @Override
    public int hashCode() {
      return text.toLowerCase(Locale.ROOT).hashCode();
    }
  }

  record Positive(int value) {
    Positive {
      if (value <= 0) {
        throw new IllegalArgumentException(value + " is not positive");
      }
    }
  }

  @Test
  void aRecordIsItsComponentsInOrderAndNothingElse() throws Exception {
    Coder<Point> coder = registry.getCoder(Point.class);
    assertThat(CoderContract.bytes(coder, new Point(1, 300))).containsExactly(1, 0xac, 2);
    CoderContract.holds(
        coder, new Point(0, 0), new Point(0, 1), new Point(1, 0), new Point(-1, -1));
    assertThat(coder).hasToString("RecordCoder(Point)");
    assertThat(coder.getEncodedTypeDescriptor()).isEqualTo(TypeDescriptor.of(Point.class));
    CoderContract.holds(registry.getCoder(Nothing.class), new Nothing());
  }

  @Test
  void nestedRecordsListsEnumsAndNullableComponentsSurvive() throws Exception {
    Coder<Person> coder = registry.getCoder(Person.class);
    CoderContract.holds(
        coder,
        new Person("a", null, List.of(), new Point(1, 2), Kind.CAT),
        new Person("a", 0, Arrays.asList("b", null), new Point(1, 2), Kind.DOG));
    assertThat(coder.consistentWithEquals()).isTrue();
    Person key = new Person("a", 1, List.of(), new Point(1, 2), Kind.CAT);
    assertThat(coder.structuralValue(key)).isSameAs(key);
  }

  @Test
  void primitivesOfAllKindsSurvive() throws Exception {
    Random random = new Random(3);
    List<Everything> values = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      values.add(
          new Everything(
              random.nextBoolean(),
              (byte) random.nextInt(),
              (short) random.nextInt(),
              (char) random.nextInt(),
              random.nextInt(),
              random.nextLong(),
              random.nextFloat(),
              random.nextDouble(),
              Instant.ofEpochMilli(random.nextInt()),
              BigDecimal.valueOf(random.nextLong(), 3)));
    }
    CoderContract.holds(registry.getCoder(Everything.class), values);
  }

  @Test
  void genericRecordsTakeTheirArguments() throws Exception {
    CoderContract.holds(
        registry.getCoder(new TypeDescriptor<Pair<String, Pair<Integer, List<Long>>>>() {}),
        new Pair<>("a", new Pair<>(1, List.of(1L, 2L))),
        new Pair<>("b", new Pair<>(2, List.of())));
    Coder<Pair<String, Integer>> coder =
        registry.getCoder(new TypeDescriptor<Pair<String, Integer>>() {});
    assertThat(coder.getCoderArguments())
        .isEqualTo(List.of(StringUtf8Coder.of(), VarIntCoder.of()));
  }

  @Test
  void aRecordDefinedInAMethodWorksToo() throws Exception {
    record Local(String text) {}
    CoderContract.holds(registry.getCoder(Local.class), new Local("a"), new Local("b"));
  }

  @Test
  void arraysInRecordsAreComparedByContent() throws Exception {
    Coder<Bytes> coder = registry.getCoder(Bytes.class);
    assertThat(coder.consistentWithEquals()).isFalse();
    CoderContract.holds(
        coder,
        new Bytes("a", new byte[] {1}),
        new Bytes("a", new byte[] {1}),
        new Bytes("a", new byte[] {2}));
  }

  @Test
  void anEqualsOfItsOwnDoesNotDecideWhatKeyIsSame() throws Exception {
    Coder<CaseBlind> coder = registry.getCoder(CaseBlind.class);
    assertThat(coder.consistentWithEquals()).isFalse();
    CoderContract.holds(coder, new CaseBlind("a"), new CaseBlind("A"));
  }

  @Test
  void recursiveRecordsReferToThemselves() throws Exception {
    Coder<Tree> coder = registry.getCoder(Tree.class);
    Tree leaf = new Tree(3, List.of());
    CoderContract.holds(coder, leaf, new Tree(1, List.of(leaf, new Tree(2, List.of(leaf)))));
    assertThat(CoderContract.isDeterministic(coder)).isTrue();
    Coder<Chain<String>> chains = registry.getCoder(new TypeDescriptor<Chain<String>>() {});
    CoderContract.holds(chains, new Chain<>("a", new Chain<>("b", null)), new Chain<>("a", null));
    assertThat(SerializableUtils.clone(ListCoder.of(chains))).isEqualTo(ListCoder.of(chains));
  }

  @Test
  void aTypeThatNeverEndsIsRefusedWithItsCycle() {
    record Growing<T>(@Nullable Growing<List<T>> next) {}
    assertThatThrownBy(() -> registry.getCoder(new TypeDescriptor<Growing<String>>() {}))
        .isInstanceOf(CannotProvideCoderException.class)
        .hasMessageContaining("the type never ends")
        .hasMessageContaining("Growing<java.util.List<java.lang.String>>");
  }

  @Test
  void bytesNestedWithoutEndAreRefused() throws Exception {
    Coder<Chain<Integer>> coder = registry.getCoder(new TypeDescriptor<Chain<Integer>>() {});
    byte[] endless = new byte[4_000_000];
    Arrays.fill(endless, (byte) 1);
    assertThatThrownBy(() -> coder.decode(new DecodeBuffer(endless)))
        .isInstanceOf(CoderException.class)
        .hasMessageContaining("nested deeper");
  }

  @Test
  void theComponentThatCannotBeEncodedIsNamed() throws Exception {
    Coder<Person> people = registry.getCoder(Person.class);
    assertThatThrownBy(
            () ->
                people.encode(
                    new Person(null, 1, List.of(), new Point(0, 0), Kind.CAT), new EncodeBuffer()))
        .isInstanceOf(CoderException.class)
        .hasMessage(
            "component name of Person is null; annotate it @Nullable if null is a value here");
    Coder<Pair<String, Person>> nested =
        registry.getCoder(new TypeDescriptor<Pair<String, Person>>() {});
    assertThatThrownBy(
            () ->
                nested.encode(
                    new Pair<>("a", new Person("b", 1, List.of(), null, Kind.CAT)),
                    new EncodeBuffer()))
        .hasMessageStartingWith("component second of Pair: component home of Person is null");
    assertThatThrownBy(() -> people.encode(null, new EncodeBuffer()))
        .hasMessageStartingWith("cannot encode a null Person");
  }

  @Test
  void bytesThatTheConstructorRefusesAreBadBytes() throws Exception {
    Coder<Positive> coder = registry.getCoder(Positive.class);
    assertThatThrownBy(() -> coder.decode(new DecodeBuffer(new byte[] {0})))
        .isInstanceOf(CoderException.class)
        .hasMessageContaining("0 is not positive");
  }

  @Test
  void theReasonForNonDeterminismNamesTheComponent() throws Exception {
    record Weighed(String name, Map<String, Integer> weights) {}
    assertThatThrownBy(registry.getCoder(Weighed.class)::verifyDeterministic)
        .hasMessageStartingWith(
            "RecordCoder(Weighed) is not deterministic: component weights: MapCoder");
  }

  @Test
  void theDescriptionTellsNamesTypesAndNullability() throws Exception {
    RecordCoder<Person> coder = (RecordCoder<Person>) registry.getCoder(Person.class);
    List<RecordDescription.Component> components = coder.description().components();
    assertThat(components)
        .extracting(RecordDescription.Component::name)
        .containsExactly("name", "age", "nicknames", "home", "kind");
    assertThat(components.get(1).nullable()).isTrue();
    assertThat(components.get(2).type()).isEqualTo(new TypeDescriptor<List<String>>() {});
    assertThat(components.get(0).nullable()).isFalse();
  }
}
