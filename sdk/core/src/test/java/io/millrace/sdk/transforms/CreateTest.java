package io.millrace.sdk.transforms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.coders.BigEndianLongCoder;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.DoubleCoder;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.ListCoder;
import io.millrace.sdk.coders.MapCoder;
import io.millrace.sdk.coders.NullableCoder;
import io.millrace.sdk.coders.SetCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarIntCoder;
import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.coders.VoidCoder;
import io.millrace.sdk.io.source.Source;
import io.millrace.sdk.options.ValueProvider;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TimestampedValue;
import io.millrace.sdk.values.TypeDescriptor;
import io.millrace.sdk.values.TypeDescriptors;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CreateTest {

  private static final String READ = "Create.Values/Read(CreateSource)";

  private final Pipeline pipeline = Pipeline.create();

  private <T> List<T> only(List<List<TimestampedValue<T>>> splits) {
    assertThat(splits).hasSize(1);
    return splits.get(0).stream().map(TimestampedValue::getValue).toList();
  }

  @Test
  void elementsComeInOrderAtTheBeginningOfTime() throws IOException {
    PCollection<String> words = pipeline.apply(Create.of("to", "be", "or", "not", "to", "be"));
    assertThat(words.getCoder()).isEqualTo(StringUtf8Coder.of());
    assertThat(words.getTypeDescriptor()).isEqualTo(TypeDescriptors.strings());
    assertThat(words.isBounded()).isEqualTo(PCollection.IsBounded.BOUNDED);
    List<List<TimestampedValue<String>>> read = Applied.read(Applied.source(pipeline, READ), 8);
    assertThat(only(read)).containsExactly("to", "be", "or", "not", "to", "be");
    assertThat(read.get(0))
        .allMatch(word -> word.getTimestamp().equals(BoundedWindow.TIMESTAMP_MIN_VALUE));
  }

  /** Not serialisable, and no reason to be. */
  record Point(int x, int y) {}

  @Test
  void elementsNeedNotBeSerializable() throws IOException {
    pipeline.apply(Create.of(new Point(1, 2), new Point(3, 4)));
    assertThat(only(Applied.<Point, Object>read(cast(Applied.source(pipeline, READ)), 1)))
        .containsExactly(new Point(1, 2), new Point(3, 4));
  }

  @SuppressWarnings("unchecked")
  private static <T, S> Source<T, S> cast(Source<?, ?> source) {
    return (Source<T, S>) source;
  }

  @Test
  void manyElementsAreSharedByReadersInRuns() throws IOException {
    List<Integer> numbers = IntStream.range(0, 10_000).boxed().toList();
    pipeline.apply(Create.of(numbers));
    List<List<TimestampedValue<Integer>>> read =
        Applied.read(cast(Applied.source(pipeline, READ)), 4);
    assertThat(read).hasSize(4).allMatch(split -> split.size() == 2_500);
    assertThat(read.stream().flatMap(List::stream).map(TimestampedValue::getValue))
        .containsExactlyElementsOf(numbers);
  }

  @Test
  void fewButLargeElementsAreSharedToo() throws IOException {
    pipeline.apply(Create.of(Collections.nCopies(10, "x".repeat(100_000))));
    assertThat(Applied.read(cast(Applied.source(pipeline, READ)), 2)).hasSize(2);
  }

  @Test
  void entriesOfAMapBecomePairs() throws IOException {
    PCollection<KV<String, Integer>> pairs =
        pipeline.apply(Create.of(new TreeMap<>(Map.of("a", 1, "b", 2))));
    assertThat(pairs.getCoder()).isEqualTo(KvCoder.of(StringUtf8Coder.of(), VarIntCoder.of()));
    assertThat(only(Applied.read(cast(Applied.source(pipeline, READ)), 1)))
        .isEqualTo(List.of(KV.of("a", 1), KV.of("b", 2)));
  }

  @Test
  void nothingNeedsATypeOrACoder() throws IOException {
    assertThat(pipeline.apply(Create.empty(TypeDescriptors.longs())).getCoder())
        .isEqualTo(VarLongCoder.of());
    assertThat(pipeline.apply(Create.empty(BigEndianLongCoder.of())).getCoder())
        .isEqualTo(BigEndianLongCoder.of());
    assertThat(Applied.read(cast(Applied.source(pipeline, READ)), 4)).isEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> pipeline.apply("None", Create.of(List.of())))
        .withMessageContaining("Transform None")
        .withMessageContaining("Create.empty(");
  }

  private Coder<?> coderOf(Object... elements) {
    return pipeline.apply(Create.of(Arrays.asList(elements))).getCoder();
  }

  enum Size {
    SMALL,
    LARGE {}
  }

  sealed interface Shape permits Circle, Square {}

  record Circle(double radius) implements Shape {}

  record Square(double side) implements Shape {}

  @Test
  void coderIsInferredFromWhatTheElementsContain() throws Exception {
    Coder<String> strings = StringUtf8Coder.of();
    assertThat(coderOf(KV.of("a", 1.5))).isEqualTo(KvCoder.of(strings, DoubleCoder.of()));
    assertThat(coderOf(List.of(), List.of("a"))).isEqualTo(ListCoder.of(strings));
    assertThat(coderOf(Set.of("a"), Set.of())).isEqualTo(SetCoder.of(strings));
    assertThat(coderOf(Map.of("a", List.of(1))))
        .isEqualTo(MapCoder.of(strings, ListCoder.of(VarIntCoder.of())));
    assertThat(coderOf(TimestampedValue.of(1, Instant.EPOCH)))
        .isEqualTo(TimestampedValue.TimestampedValueCoder.of(VarIntCoder.of()));
    assertThat(coderOf(new Object[] {null})).isEqualTo(VoidCoder.of());
    assertThat(coderOf(Size.SMALL, Size.LARGE))
        .isEqualTo(pipeline.getCoderRegistry().getCoder(Size.class));
    assertThat(coderOf(new Square(1), new Circle(2)))
        .isEqualTo(pipeline.getCoderRegistry().getCoder(Shape.class));
  }

  @Test
  void elementsOfDifferentClassesAreRefusedWithAnExampleOfEach() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> pipeline.apply("Mixed", Create.<Object>of("one", 2)))
        .withMessageContaining("Transform Mixed")
        .withMessageContaining("java.lang.String (such as one)")
        .withMessageContaining("java.lang.Integer (such as 2)")
        .withMessageContaining(".withCoder(");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> pipeline.apply(Create.of(KV.of("a", (Object) 1), KV.of("b", 2L))))
        .withMessageContaining("the values of the elements");
  }

  record Box<T>(T content) {}

  @Test
  void genericClassIsRefusedUntilItsTypeIsSaid() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> pipeline.apply(Create.of(new Box<>("a"))))
        .withMessageContaining("new TypeDescriptor<Box<...>>() {}");
    PCollection<Box<String>> boxes =
        pipeline.apply(Create.of(new Box<>("a")).withType(new TypeDescriptor<Box<String>>() {}));
    assertThat(boxes.getTypeDescriptor()).isEqualTo(new TypeDescriptor<Box<String>>() {});
  }

  @Test
  void classWithoutCoderIsRefusedWithWhatCanBeDone() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> pipeline.apply("Builders", Create.of(new StringBuilder("a"))))
        .withMessageContaining("Transform Builders")
        .withMessageContaining("java.lang.StringBuilder")
        .withMessageContaining(".withCoder(");
  }

  @Test
  void nullNeedsACoderThatTakesIt() throws IOException {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> pipeline.apply("Gaps", Create.of("a", null, "b")))
        .withMessageContaining("Transform Gaps")
        .withMessageContaining("1 of the elements are null")
        .withMessageContaining("NullableCoder.of(StringUtf8Coder");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> pipeline.apply(Create.of("a", null, "b").withCoder(StringUtf8Coder.of())))
        .withMessageContaining("element 1 is null")
        .withMessageContaining("NullableCoder");
    Pipeline other = Pipeline.create();
    other.apply(Create.of("a", (String) null).withCoder(NullableCoder.of(StringUtf8Coder.of())));
    assertThat(only(Applied.read(cast(Applied.source(other, READ)), 1)))
        .isEqualTo(Arrays.asList("a", null));
  }

  @Test
  void elementThatItsCoderRefusesIsNamed() {
    @SuppressWarnings("unchecked")
    Coder<Object> ints = (Coder<Object>) (Coder<?>) VarIntCoder.of();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> pipeline.apply(Create.<Object>of(1, "two").withCoder(ints)))
        .withMessageContaining("element 1, two of java.lang.String");
  }

  @Test
  void timestampsAreGivenWithElementsOrBesides() throws IOException {
    Instant noon = Instant.parse("2024-06-01T12:00:00Z");
    pipeline.apply(
        Create.timestamped(
            TimestampedValue.of("a", noon), TimestampedValue.of("b", noon.minusSeconds(1))));
    assertThat(
            Applied.<String, Object>read(
                    cast(Applied.source(pipeline, "Create.TimestampedValues/Read(CreateSource)")),
                    1)
                .get(0))
        .containsExactly(
            TimestampedValue.of("a", noon), TimestampedValue.of("b", noon.minusSeconds(1)));

    Pipeline other = Pipeline.create();
    other.apply(Create.timestamped(List.of("a", "b"), List.of(1L, 2L)));
    assertThat(
            Applied.<String, Object>read(
                    cast(Applied.source(other, "Create.TimestampedValues/Read(CreateSource)")), 1)
                .get(0))
        .containsExactly(
            TimestampedValue.of("a", Instant.ofEpochMilli(1)),
            TimestampedValue.of("b", Instant.ofEpochMilli(2)));
  }

  @Test
  void timestampsWithoutPartnersOrOutOfBoundsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Create.timestamped(List.of("a", "b"), List.of(1L)))
        .withMessageContaining("more values than timestamps")
        .withMessageContaining("only 1");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                pipeline.apply(
                    "Late",
                    Create.timestamped(
                        TimestampedValue.of("a", BoundedWindow.TIMESTAMP_MAX_VALUE.plusMillis(1)))))
        .withMessageContaining("Transform Late");
  }

  private record Later(String value) implements ValueProvider<String> {
    @Override
    public String get() {
      return value;
    }

    @Override
    public boolean isAccessible() {
      return false;
    }
  }

  @Test
  void providerIsAskedAtOnceIfItKnows() throws Exception {
    PCollection<String> known =
        pipeline.apply(
            Create.ofProvider(ValueProvider.StaticValueProvider.of("now"), StringUtf8Coder.of()));
    assertThat(known.getCoder()).isEqualTo(StringUtf8Coder.of());
    assertThat(
            only(Applied.read(cast(Applied.source(pipeline, "Create.OfValueProvider/" + READ)), 1)))
        .isEqualTo(List.of("now"));

    Pipeline other = Pipeline.create();
    PCollection<String> later =
        other.apply(Create.ofProvider(new Later("then"), StringUtf8Coder.of()));
    assertThat(later.getCoder()).isEqualTo(StringUtf8Coder.of());
    assertThat(Applied.<Void, String>outputs(other, (Void) null)).containsExactly("then");
  }

  @Test
  void enumeratorGivesSplitsOutOnceAlsoAfterASnapshot() throws IOException {
    pipeline.apply(Create.of(1, 2, 3));
    var source = Applied.<Integer>source(pipeline, READ);
    try (var enumerator = source.createEnumerator(Applied.context(2), null)) {
      byte[] before = enumerator.snapshot();
      assertThat(enumerator.discover(0)).hasSize(1);
      assertThat(enumerator.discover(0)).isEmpty();
      byte[] after = enumerator.snapshot();
      assertThat(source.createEnumerator(Applied.context(2), before).discover(0)).hasSize(1);
      assertThat(source.createEnumerator(Applied.context(2), after).discover(0)).isEmpty();
      assertThat(source.createEnumerator(Applied.context(2), after).isFinished()).isTrue();
    }
  }
}
