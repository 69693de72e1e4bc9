package io.millrace.sdk.coders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.values.KV;
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
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class AtomicCodersTest {
  private static final long SEED = 20260101;

  private static <T> List<T> random(List<T> examples, Function<Random, T> generator) {
    List<T> values = new ArrayList<>(examples);
    Random random = new Random(SEED);
    for (int i = 0; i < 30; i++) {
      values.add(generator.apply(random));
    }
    return values;
  }

  // all magnitudes alike, both signs
  private static long anyLong(Random random) {
    return random.nextLong() >> random.nextInt(64);
  }

  @Test
  void integersOfAllSizesSurvive() {
    List<Integer> integers =
        random(
            List.of(0, 1, -1, 127, 128, Integer.MAX_VALUE, Integer.MIN_VALUE),
            r -> (int) anyLong(r));
    CoderContract.holds(VarIntCoder.of(), integers);
    CoderContract.holds(BigEndianIntegerCoder.of(), integers);
    CoderContract.holds(TextualIntegerCoder.of(), integers);
    List<Long> longs =
        random(
            List.of(0L, 1L, -1L, 127L, 128L, Long.MAX_VALUE, Long.MIN_VALUE),
            AtomicCodersTest::anyLong);
    CoderContract.holds(VarLongCoder.of(), longs);
    CoderContract.holds(BigEndianLongCoder.of(), longs);
    CoderContract.holds(
        BigEndianShortCoder.of(),
        random(
            List.of((short) 0, (short) -1, Short.MAX_VALUE, Short.MIN_VALUE),
            r -> (short) anyLong(r)));
    CoderContract.holds(ByteCoder.of(), (byte) 0, (byte) -1, Byte.MAX_VALUE, Byte.MIN_VALUE);
    CoderContract.holds(CharacterCoder.of(), 'a', '\0', 'ß', '\uffff', '\ud800');
    CoderContract.holds(BooleanCoder.of(), true, false);
  }

  @Test
  void floatingPointSurvivesAndIsNotDeterministic() {
    CoderContract.holds(
        DoubleCoder.of(),
        random(
            List.of(0.0, -0.0, Double.NaN, Double.MIN_VALUE, Double.NEGATIVE_INFINITY),
            r -> Double.longBitsToDouble(r.nextLong())));
    CoderContract.holds(
        FloatCoder.of(),
        random(
            List.of(0f, -0f, Float.NaN, Float.MIN_VALUE, Float.NEGATIVE_INFINITY),
            r -> Float.intBitsToFloat(r.nextInt())));
    assertThatThrownBy(DoubleCoder.of()::verifyDeterministic)
        .hasMessageContaining("DoubleCoder is not deterministic: floating point");
    assertThat(CoderContract.isDeterministic(FloatCoder.of())).isFalse();
  }

  @Test
  void bigNumbersSurvive() {
    CoderContract.holds(
        BigIntegerCoder.of(),
        random(
            List.of(BigInteger.ZERO, BigInteger.ONE.negate(), BigInteger.TWO.pow(4000)),
            r -> new BigInteger(r.nextInt(200), r).negate()));
    CoderContract.holds(
        BigDecimalCoder.of(),
        random(
            List.of(
                BigDecimal.ZERO,
                new BigDecimal("1.0"),
                new BigDecimal("1.00"),
                new BigDecimal(BigInteger.ONE, Integer.MIN_VALUE),
                new BigDecimal(BigInteger.ONE, Integer.MAX_VALUE)),
            r -> new BigDecimal(new BigInteger(r.nextInt(200), r), r.nextInt(40) - 20)));
  }

  @Test
  void bytesAndBitsSurviveAndAreComparedByContent() {
    CoderContract.holds(
        ByteArrayCoder.of(),
        random(
            List.of(new byte[0], new byte[] {1, 2}, new byte[] {1, 2}),
            r -> {
              byte[] bytes = new byte[r.nextInt(300)];
              r.nextBytes(bytes);
              return bytes;
            }));
    CoderContract.holds(
        BitSetCoder.of(),
        random(
            List.of(new BitSet(), BitSet.valueOf(new long[] {1, 0, 7})),
            r -> BitSet.valueOf(new long[] {r.nextLong(), r.nextLong()})));
    CoderContract.holds(UuidCoder.of(), new UUID(1, -2), new UUID(0, 0), new UUID(-1, 1));
  }

  @Test
  void timesSurviveToTheNanosecond() {
    CoderContract.holds(
        InstantCoder.of(),
        random(
            List.of(
                Instant.EPOCH, Instant.MIN, Instant.MAX, Instant.ofEpochSecond(-1, 999_999_999)),
            r -> Instant.ofEpochSecond(anyLong(r) >> 32, r.nextInt(1_000_000_000))));
    CoderContract.holds(
        DurationCoder.of(),
        random(
            List.of(Duration.ZERO, Duration.ofSeconds(Long.MIN_VALUE), Duration.ofNanos(-1)),
            r -> Duration.ofSeconds(anyLong(r), r.nextInt(1_000_000_000))));
    CoderContract.holds(JavaTimeCoders.localDates(), LocalDate.EPOCH, LocalDate.MIN, LocalDate.MAX);
    CoderContract.holds(
        JavaTimeCoders.localTimes(), LocalTime.MIN, LocalTime.MAX, LocalTime.of(2, 30));
    CoderContract.holds(JavaTimeCoders.localDateTimes(), LocalDateTime.MIN, LocalDateTime.MAX);
    CoderContract.holds(
        JavaTimeCoders.offsetDateTimes(),
        OffsetDateTime.MIN,
        OffsetDateTime.of(2024, 2, 29, 1, 2, 3, 4, ZoneOffset.ofHours(-7)));
    CoderContract.holds(
        JavaTimeCoders.periods(),
        Period.ZERO,
        Period.of(-1, 2, -3),
        Period.ofDays(Integer.MIN_VALUE));
  }

  @Test
  void theHourThatSummerTimeRepeatsIsToldApart() {
    ZonedDateTime first =
        ZonedDateTime.ofLocal(
            LocalDateTime.of(2026, 10, 25, 2, 30),
            ZoneId.of("Europe/Berlin"),
            ZoneOffset.ofHours(2));
    ZonedDateTime second = first.withLaterOffsetAtOverlap();
    assertThat(first).isNotEqualTo(second);
    CoderContract.holds(
        JavaTimeCoders.zonedDateTimes(), first, second, first.withZoneSameInstant(ZoneOffset.UTC));
  }

  @Test
  void instantsSortAsTheirBytesDo() throws Exception {
    List<Instant> instants =
        random(
            List.of(Instant.MIN, Instant.MAX, Instant.EPOCH),
            r -> Instant.ofEpochSecond(anyLong(r) >> 32, r.nextInt(1_000_000_000)));
    Collections.sort(instants);
    for (int i = 1; i < instants.size(); i++) {
      byte[] less = CoderContract.bytes(InstantCoder.of(), instants.get(i - 1));
      byte[] more = CoderContract.bytes(InstantCoder.of(), instants.get(i));
      assertThat(Arrays.compareUnsigned(less, more)).isLessThanOrEqualTo(0);
    }
  }

  @Test
  void voidTakesNoBytes() throws Exception {
    CoderContract.holds(VoidCoder.of(), (Void) null, null);
    assertThat(CoderContract.bytes(VoidCoder.of(), null)).isEmpty();
  }

  @Test
  void uriGoesAsText() {
    CoderContract.holds(
        StringDelegateCoder.of(URI.class), URI.create("a:b"), URI.create("http://x/ä?q#f"));
    assertThatThrownBy(() -> StringDelegateCoder.of(Object.class))
        .hasMessage("java.lang.Object has no public constructor that takes a String");
  }

  @Test
  void delegateWritesTheOtherForm() throws Exception {
    DelegateCoder<Integer, String> coder =
        DelegateCoder.of(StringUtf8Coder.of(), String::valueOf, Integer::valueOf);
    assertThat(CoderContract.bytes(coder, 42)).isEqualTo(new byte[] {2, '4', '2'});
    assertThat(coder.decode(new DecodeBuffer(new byte[] {2, '4', '2'}))).isEqualTo(42);
    assertThat(coder.stableHash(42)).isEqualTo(StringUtf8Coder.of().stableHash("42"));
    assertThatThrownBy(() -> coder.decode(new DecodeBuffer(new byte[] {1, 'x'})))
        .isInstanceOf(CoderException.class)
        .hasMessageContaining("NumberFormatException");
  }

  @Test
  void serialisationIsNotDeterministicAndChecksTheClass() throws Exception {
    SerializableCoder<String> coder = SerializableCoder.of(String.class);
    CoderContract.holds(coder, "a", "", "b");
    assertThat(CoderContract.isDeterministic(coder)).isFalse();
    byte[] number = CoderContract.bytes(SerializableCoder.of(Integer.class), 7);
    assertThatThrownBy(() -> coder.decode(new DecodeBuffer(number)))
        .isInstanceOf(CoderException.class)
        .hasMessageContaining("java.lang.String");
  }

  @Test
  void nullIsRefusedWithAdvice() {
    List<Coder<?>> coders =
        List.of(
            StringUtf8Coder.of(),
            VarIntCoder.of(),
            VarLongCoder.of(),
            BooleanCoder.of(),
            DoubleCoder.of(),
            ByteArrayCoder.of(),
            InstantCoder.of(),
            JavaTimeCoders.localDates(),
            BigDecimalCoder.of(),
            KvCoder.of(VarIntCoder.of(), VarIntCoder.of()),
            ListCoder.of(VarIntCoder.of()),
            MapCoder.of(VarIntCoder.of(), VarIntCoder.of()),
            OptionalCoder.of(VarIntCoder.of()));
    for (Coder<?> coder : coders) {
      assertThatThrownBy(() -> coder.encode(null, new EncodeBuffer()))
          .as("%s", coder)
          .isInstanceOf(CoderException.class)
          .hasMessageMatching("cannot encode a null \\S+; use NullableCoder.*");
    }
  }

  /** Rule X4. */
  @Test
  void hashesArePinnedForEver() {
    // computed once by another program; a change here moves keys away from their state
    assertThat(StringUtf8Coder.of().stableHash("millrace")).isEqualTo(-1422533565);
    assertThat(VarIntCoder.of().stableHash(42)).isEqualTo(142593372);
    assertThat(VarLongCoder.of().stableHash(1L << 40)).isEqualTo(-755879178);
    assertThat(ByteArrayCoder.of().stableHash(new byte[] {1, 2, 3})).isEqualTo(-2133732860);
    assertThat(BigIntegerCoder.of().stableHash(BigInteger.TEN)).isEqualTo(-1358907795);
    assertThat(KvCoder.of(StringUtf8Coder.of(), VarIntCoder.of()).stableHash(KV.of("k", 1)))
        .isEqualTo(1368095832);
  }

  @Test
  void nearbyKeysSpreadOverKeyGroups() {
    int[] groups = new int[128];
    for (int i = 0; i < 128 * 100; i++) {
      groups[Math.floorMod(VarIntCoder.of().stableHash(i), 128)]++;
    }
    assertThat(Arrays.stream(groups).min().getAsInt()).isGreaterThan(60);
    assertThat(Arrays.stream(groups).max().getAsInt()).isLessThan(140);
  }
}
