package io.millrace.sdk.coders;

import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.TimestampedValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The classes whose coders the SDK knows without looking at what they are made of. */
final class KnownCoders {
  private static final Map<Class<?>, Function<List<? extends Coder<?>>, Coder<?>>> BY_CLASS =
      new HashMap<>();

  static {
    one(String.class, StringUtf8Coder.of());
    one(Integer.class, VarIntCoder.of());
    one(Long.class, VarLongCoder.of());
    one(Short.class, BigEndianShortCoder.of());
    one(Byte.class, ByteCoder.of());
    one(Boolean.class, BooleanCoder.of());
    one(Character.class, CharacterCoder.of());
    one(Double.class, DoubleCoder.of());
    one(Float.class, FloatCoder.of());
    one(Void.class, VoidCoder.of());
    one(byte[].class, ByteArrayCoder.of());
    one(BigDecimal.class, BigDecimalCoder.of());
    one(BigInteger.class, BigIntegerCoder.of());
    one(BitSet.class, BitSetCoder.of());
    one(UUID.class, UuidCoder.of());
    one(URI.class, StringDelegateCoder.of(URI.class));
    one(Instant.class, InstantCoder.of());
    one(Duration.class, DurationCoder.of());
    one(LocalDate.class, JavaTimeCoders.localDates());
    one(LocalTime.class, JavaTimeCoders.localTimes());
    one(LocalDateTime.class, JavaTimeCoders.localDateTimes());
    one(OffsetDateTime.class, JavaTimeCoders.offsetDateTimes());
    one(ZonedDateTime.class, JavaTimeCoders.zonedDateTimes());
    one(Period.class, JavaTimeCoders.periods());

    of(Iterable.class, args -> IterableCoder.of(args.get(0)));
    of(Collection.class, args -> CollectionCoder.of(args.get(0)));
    of(List.class, args -> ListCoder.of(args.get(0)));
    of(ArrayList.class, args -> ListCoder.of(args.get(0)));
    of(Deque.class, args -> DequeCoder.of(args.get(0)));
    of(ArrayDeque.class, args -> DequeCoder.of(args.get(0)));
    of(Set.class, args -> SetCoder.of(args.get(0)));
    of(HashSet.class, args -> SetCoder.of(args.get(0)));
    of(LinkedHashSet.class, args -> SetCoder.of(args.get(0)));
    of(Optional.class, args -> OptionalCoder.of(args.get(0)));
    of(KV.class, args -> KvCoder.of(args.get(0), args.get(1)));
    of(Map.class, args -> MapCoder.of(args.get(0), args.get(1)));
    of(HashMap.class, args -> MapCoder.of(args.get(0), args.get(1)));
    of(LinkedHashMap.class, args -> MapCoder.of(args.get(0), args.get(1)));
    of(SortedMap.class, KnownCoders::sortedMap);
    of(NavigableMap.class, KnownCoders::sortedMap);
    of(TreeMap.class, KnownCoders::sortedMap);
    of(TimestampedValue.class, args -> TimestampedValue.TimestampedValueCoder.of(args.get(0)));
  }

  private KnownCoders() {}

  private static void one(Class<?> type, Coder<?> coder) {
    BY_CLASS.put(type, args -> coder);
  }

  private static void of(Class<?> type, Function<List<? extends Coder<?>>, Coder<?>> maker) {
    BY_CLASS.put(type, maker);
  }

  // Java's type system has seen to it that keys of a sorted map are comparable, or it has a
  // comparator and encoding says what is wrong
  @SuppressWarnings({"unchecked", "rawtypes"})
  private static Coder<?> sortedMap(List<? extends Coder<?>> args) {
    return SortedMapCoder.of((Coder<Comparable>) (Coder<?>) args.get(0), args.get(1));
  }

  /** The coder of {@code rawType} with type arguments of these coders, or null if not known. */
  static @Nullable Coder<?> coderFor(Class<?> rawType, List<? extends Coder<?>> arguments) {
    Function<List<? extends Coder<?>>, Coder<?>> maker = BY_CLASS.get(rawType);
    return maker == null ? null : maker.apply(arguments);
  }

  static boolean knows(Class<?> rawType) {
    return BY_CLASS.containsKey(rawType);
  }
}
