package io.millrace.sdk.coders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Timestamp;
import io.millrace.sdk.coders.CannotProvideCoderException.ReasonCode;
import io.millrace.sdk.extensions.protobuf.ProtoCoder;
import io.millrace.sdk.transforms.SimpleFunction;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.TypeDescriptor;
import io.millrace.sdk.values.TypeDescriptors;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

class CoderRegistryTest {
  private final CoderRegistry registry = CoderRegistry.createDefault();

  static class Ordinary implements Serializable {}

  static class Closed {}

  record Holder(Closed closed) {}

  record Box<T>(T content) {}

  static class OrdinaryCoder extends CustomCoder<Ordinary> {
    static OrdinaryCoder of() {
      return new OrdinaryCoder();
    }

    @Override
    public void encode(Ordinary value, OutputStream outStream) {}

    @Override
    public Ordinary decode(InputStream inStream) {
      return new Ordinary();
    }
  }

  @DefaultCoder(SerializableCoder.class)
  static class Annotated implements Serializable {}

  @Test
  void theUsualTypesAreKnown() throws Exception {
    Map<TypeDescriptor<?>, Coder<?>> expected = new LinkedHashMap<>();
    expected.put(TypeDescriptors.strings(), StringUtf8Coder.of());
    expected.put(TypeDescriptors.integers(), VarIntCoder.of());
    expected.put(TypeDescriptors.longs(), VarLongCoder.of());
    expected.put(TypeDescriptors.shorts(), BigEndianShortCoder.of());
    expected.put(TypeDescriptors.bytes(), ByteCoder.of());
    expected.put(TypeDescriptors.booleans(), BooleanCoder.of());
    expected.put(TypeDescriptors.characters(), CharacterCoder.of());
    expected.put(TypeDescriptors.doubles(), DoubleCoder.of());
    expected.put(TypeDescriptors.floats(), FloatCoder.of());
    expected.put(TypeDescriptors.voids(), VoidCoder.of());
    expected.put(TypeDescriptors.bigdecimals(), BigDecimalCoder.of());
    expected.put(TypeDescriptors.bigintegers(), BigIntegerCoder.of());
    expected.put(TypeDescriptor.of(byte[].class), ByteArrayCoder.of());
    expected.put(TypeDescriptor.of(Instant.class), InstantCoder.of());
    expected.put(TypeDescriptor.of(Duration.class), DurationCoder.of());
    expected.put(TypeDescriptor.of(LocalDate.class), JavaTimeCoders.localDates());
    expected.put(TypeDescriptor.of(Timestamp.class), ProtoCoder.of(Timestamp.class));
    expected.put(TypeDescriptor.of(ReasonCode.class), EnumCoder.of(ReasonCode.class));
    expected.put(
        TypeDescriptors.lists(TypeDescriptors.strings()), ListCoder.of(StringUtf8Coder.of()));
    expected.put(
        TypeDescriptors.iterables(TypeDescriptors.strings()),
        IterableCoder.of(StringUtf8Coder.of()));
    expected.put(TypeDescriptors.sets(TypeDescriptors.longs()), SetCoder.of(VarLongCoder.of()));
    expected.put(
        TypeDescriptors.maps(TypeDescriptors.strings(), TypeDescriptors.longs()),
        MapCoder.of(StringUtf8Coder.of(), VarLongCoder.of()));
    expected.put(
        TypeDescriptors.kvs(TypeDescriptors.strings(), TypeDescriptors.longs()),
        KvCoder.of(StringUtf8Coder.of(), VarLongCoder.of()));
    expected.put(new TypeDescriptor<Collection<Long>>() {}, CollectionCoder.of(VarLongCoder.of()));
    expected.put(new TypeDescriptor<ArrayList<Long>>() {}, ListCoder.of(VarLongCoder.of()));
    expected.put(new TypeDescriptor<Optional<Long>>() {}, OptionalCoder.of(VarLongCoder.of()));
    expected.put(
        new TypeDescriptor<SortedMap<Long, String>>() {},
        SortedMapCoder.of(VarLongCoder.of(), StringUtf8Coder.of()));
    expected.put(
        new TypeDescriptor<KV<String, ? extends Iterable<? extends Long>>>() {},
        KvCoder.of(StringUtf8Coder.of(), IterableCoder.of(VarLongCoder.of())));
    expected.put(
        new TypeDescriptor<Set<List<byte[]>>>() {}, SetCoder.of(ListCoder.of(ByteArrayCoder.of())));
    for (Map.Entry<TypeDescriptor<?>, Coder<?>> entry : expected.entrySet()) {
      assertThat((Object) registry.getCoder(entry.getKey()))
          .as("%s", entry.getKey())
          .isEqualTo(entry.getValue());
    }
  }

  @Test
  void whatIsRegisteredLastWins() throws Exception {
    registry.registerCoderForClass(String.class, StringDelegateCoder.of(String.class));
    assertThat(registry.getCoder(String.class)).isInstanceOf(StringDelegateCoder.class);
    registry.registerCoderForType(
        TypeDescriptors.lists(TypeDescriptors.strings()), ListCoder.of(StringUtf8Coder.of()));
    assertThat(registry.getCoder(TypeDescriptors.lists(TypeDescriptors.strings())))
        .isEqualTo(ListCoder.of(StringUtf8Coder.of()));
    registry.registerCoderProvider(
        CoderProviders.fromStaticMethods(Ordinary.class, OrdinaryCoder.class));
    assertThat(registry.getCoder(Ordinary.class)).isInstanceOf(OrdinaryCoder.class);
  }

  @Test
  void aRegisteredTypeMayHaveArgumentsWithoutCoders() throws Exception {
    Coder<?> coder = SerializableCoder.of(String.class);
    TypeDescriptor<Box<Closed>> type = new TypeDescriptor<>() {};
    registry.registerCoderForType(type, coder);
    assertThat((Object) registry.getCoder(type)).isSameAs(coder);
  }

  @Test
  void serialisationIsUsedOnlyWhenAskedFor() throws Exception {
    assertThatThrownBy(() -> registry.getCoder(Ordinary.class))
        .hasMessageContaining("SerializableCoder.of(Ordinary.class) would do, slowly");
    assertThat(registry.getCoder(Annotated.class)).isEqualTo(SerializableCoder.of(Annotated.class));
    registry.registerCoderProvider(SerializableCoder.getCoderProvider());
    assertThat(registry.getCoder(Ordinary.class)).isEqualTo(SerializableCoder.of(Ordinary.class));
  }

  @Test
  void theErrorSaysWhichTypeInsideIsToBlameAndWhatToDo() {
    CannotProvideCoderException e =
        catchThrowableOfType(
            CannotProvideCoderException.class,
            () -> registry.getCoder(new TypeDescriptor<KV<String, List<Holder>>>() {}));
    assertThat(e)
        .hasMessageContaining("because of its type argument java.util.List<")
        .hasMessageContaining("because of its component closed: no coder is known for")
        .hasMessageContaining("Make it a record")
        .hasMessageContaining("registerCoderForClass(Closed.class, ...)")
        .hasMessageContaining("setCoder(...)");
    assertThat(e.getRootCause().getMessage()).startsWith("no coder is known for");
    assertThat(e.getReason()).isEqualTo(ReasonCode.UNKNOWN);
  }

  @Test
  void erasedTypesAreNamedAsSuch() {
    for (TypeDescriptor<?> type :
        List.of(
            TypeDescriptor.of((Type) List.class.getTypeParameters()[0]),
            TypeDescriptor.of((Type) List.class),
            TypeDescriptor.of((Type) Box.class))) {
      assertThat(
              catchThrowableOfType(CannotProvideCoderException.class, () -> registry.getCoder(type))
                  .getReason())
          .as("%s", type)
          .isEqualTo(ReasonCode.TYPE_ERASURE);
    }
    assertThatThrownBy(() -> registry.getCoder(String[].class))
        .hasMessageContaining("of arrays only byte[] has a coder; use a List");
    assertThatThrownBy(() -> registry.getCoder(Object.class))
        .hasMessageContaining("it may be anything");
  }

  @Test
  <A, B> void partsOfTheInputKeepTheirCoders() throws Exception {
    Coder<String> special = StringDelegateCoder.of(String.class);
    assertThat(
            registry.getCoder(
                TypeDescriptors.lists(TypeDescriptors.strings()),
                TypeDescriptors.kvs(TypeDescriptors.strings(), TypeDescriptors.longs()),
                KvCoder.of(special, VarLongCoder.of())))
        .isEqualTo(ListCoder.of(special));
    TypeDescriptor<A> a = new TypeDescriptor<A>() {};
    TypeDescriptor<B> b = new TypeDescriptor<B>() {};
    @SuppressWarnings("unchecked")
    KvCoder<A, B> input = (KvCoder<A, B>) KvCoder.of(special, VarLongCoder.of());
    assertThat(
            (Object) registry.getCoder(TypeDescriptors.kvs(b, a), TypeDescriptors.kvs(a, b), input))
        .isEqualTo(KvCoder.of(VarLongCoder.of(), special));
    assertThatThrownBy(
            () ->
                registry.getCoder(
                    TypeDescriptors.strings(),
                    TypeDescriptors.kvs(TypeDescriptors.strings(), TypeDescriptors.strings()),
                    KvCoder.of(special, StringUtf8Coder.of())))
        .hasMessageContaining("has several coders in the input");
  }

  @Test
  void aFunctionsOutputHasTheCoderOfItsType() throws Exception {
    SimpleFunction<String, List<Integer>> fn =
        new SimpleFunction<>() {
          @Override
          public List<Integer> apply(String text) {
            return List.of(text.length());
          }
        };
    assertThat(registry.getOutputCoder(fn, StringUtf8Coder.of()))
        .isEqualTo(ListCoder.of(VarIntCoder.of()));
  }

  interface Fold<InT, AccT> {}

  static class Counting<T> implements Fold<T, KV<T, Long>> {}

  @Test
  void aTypeParameterOfABaseClassIsFilledBySubclassAndKnownCoders() throws Exception {
    Coder<?> coder =
        registry.getCoder(
            Counting.class,
            Fold.class,
            Map.of(Fold.class.getTypeParameters()[0], StringUtf8Coder.of()),
            Fold.class.getTypeParameters()[1]);
    assertThat((Object) coder).isEqualTo(KvCoder.of(StringUtf8Coder.of(), VarLongCoder.of()));
  }

  @Test
  void aDecimalInARecordOfARecordIsFound() throws Exception {
    CoderContract.holds(
        registry.getCoder(new TypeDescriptor<Box<Box<BigDecimal>>>() {}),
        new Box<>(new Box<>(BigDecimal.ONE)),
        new Box<>(new Box<>(new BigDecimal("1.0"))));
  }
}
