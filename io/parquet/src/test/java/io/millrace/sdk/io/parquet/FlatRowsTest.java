package io.millrace.sdk.io.parquet;

import static org.apache.parquet.filter2.predicate.FilterApi.gt;
import static org.apache.parquet.filter2.predicate.FilterApi.intColumn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.io.FileSystems;
import io.millrace.sdk.io.avro.AvroType;
import io.millrace.sdk.io.avro.parts.FilePart;
import io.millrace.sdk.io.avro.parts.PartReader;
import io.millrace.sdk.testing.generators.Entropy;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.avro.reflect.AvroDefault;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows of single values, which get into records without generic ones in between. */
class FlatRowsTest {

  enum Kind {
    SMALL,
    LARGE
  }

  record Flat(
      boolean yes,
      byte tiny,
      short few,
      int some,
      long many,
      float about,
      double exactly,
      String name,
      @Nullable String note,
      @Nullable Integer count,
      Optional<Double> share,
      @Nullable Boolean perhaps,
      Kind kind,
      @Nullable BigDecimal price,
      Instant at,
      LocalDate day,
      UUID key) {}

  @TempDir Path directory;
  private Path path;

  @BeforeEach
  void nameTheFile() {
    path = directory.resolve("rows.parquet");
  }

  private <T> void write(Class<T> type, List<T> elements) throws IOException {
    try (FileChannel channel =
        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      ParquetSink<T> sink = ParquetIO.sink(type).withPageSize(1000);
      sink.open(channel);
      for (T element : elements) {
        sink.write(element);
      }
      sink.flush();
    }
  }

  private <T> List<T> read(ParquetFormat<T> format) throws IOException {
    FilePart whole =
        new FilePart(FileSystems.matchNewResource(path.toString(), false), 0, Files.size(path));
    List<T> elements = new ArrayList<>();
    try (PartReader<T> reader = format.open(whole)) {
      for (T each = reader.next(); each != null; each = reader.next()) {
        elements.add(each);
      }
    }
    return elements;
  }

  private <T> List<T> read(Class<T> type) throws IOException {
    return read(ParquetFormat.of(AvroType.of(type)));
  }

  private static Flat flat(Entropy entropy, int i) {
    return new Flat(
        entropy.oneIn(2),
        (byte) entropy.nextInt(-128, 127),
        (short) entropy.nextInt(-32768, 32767),
        entropy.nextInt(-5, 5),
        entropy.nextLong(),
        entropy.nextInt(-100, 100) / 3f,
        entropy.oneIn(9) ? Double.NaN : entropy.nextInt(-100, 100) / 3.0,
        "name" + (entropy.oneIn(2) ? 1 : i),
        entropy.oneIn(3) ? null : "nöte" + i,
        entropy.oneIn(3) ? null : i,
        entropy.oneIn(3) ? Optional.empty() : Optional.of(i / 7.0),
        entropy.oneIn(3) ? null : entropy.oneIn(2),
        Kind.values()[entropy.nextInt(0, 1)],
        entropy.oneIn(3) ? null : BigDecimal.valueOf(entropy.nextLong(-1L << 50, 1L << 50), 9),
        Instant.ofEpochSecond(i, 1000L * i),
        LocalDate.ofEpochDay(i),
        new UUID(entropy.nextLong(), i));
  }

  private static List<Flat> flats(int count, long seed) {
    Entropy entropy = new Entropy(seed);
    List<Flat> flats = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      flats.add(flat(entropy, i));
    }
    return flats;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void whatWasWrittenIsRead(long seed) throws IOException {
    List<Flat> flats = flats(500, seed);
    write(Flat.class, flats);
    assertThat(read(Flat.class)).isEqualTo(flats);
  }

  record Both(int some, String name, List<Integer> list) {}

  record One(int some, String name) {}

  @Test
  void aColumnThatIsNoSingleValueMakesNoDifference() throws IOException {
    List<Both> both = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      both.add(new Both(i, "name" + i % 7, List.of(i, i)));
    }
    write(Both.class, both);
    assertThat(read(Both.class)).isEqualTo(both);
    assertThat(read(One.class))
        .isEqualTo(both.stream().map(each -> new One(each.some, each.name)).toList());
  }

  record Missing(
      @AvroDefault("7") int seven, String name, @Nullable String nothing, Optional<Long> none) {}

  @Test
  void whatIsMissingHasItsDefaultInEachRow() throws IOException {
    write(One.class, List.of(new One(1, "a"), new One(2, "b")));
    assertThat(read(Missing.class))
        .containsExactly(
            new Missing(7, "a", null, Optional.empty()),
            new Missing(7, "b", null, Optional.empty()));
  }

  record Name(String name) {}

  @Test
  void theFilterMayLookAtColumnsThatElementsDoNotHave() throws IOException {
    write(One.class, List.of(new One(1, "a"), new One(5, "b"), new One(2, "c"), new One(9, "d")));
    assertThat(read(ParquetFormat.of(AvroType.of(Name.class)).withFilter(gt(intColumn("some"), 2))))
        .containsExactly(new Name("b"), new Name("d"));
  }

  record MaybeCount(@Nullable Integer some, @Nullable String name) {}

  record Count(String name, int some) {}

  @Test
  void aNumberThatIsNullIsToldWithTheComponentAndNotTakenFromTheRowBefore() throws IOException {
    write(MaybeCount.class, List.of(new MaybeCount(3, "a"), new MaybeCount(null, "b")));
    assertThatThrownBy(() -> read(Count.class))
        .hasMessageStartingWith("cannot read " + path)
        .hasMessageContaining("row 1 of ")
        .hasMessageContaining("component some of Count is null in what was read");
  }

  record Positive(int some) {
    Positive {
      if (some < 0) {
        throw new IllegalArgumentException(some + " is negative");
      }
    }
  }

  @Test
  void whatAConstructorRefusesIsToldWithTheRow() throws IOException {
    write(One.class, List.of(new One(1, "a"), new One(-1, "b")));
    assertThatThrownBy(() -> read(Positive.class))
        .hasMessageContaining("row 1 of ")
        .hasMessageContaining("refuses what was read")
        .hasMessageContaining("-1 is negative");
  }

  private static final MessageType FOREIGN =
      MessageTypeParser.parseMessageType(
          """
          message rows {
            required int32 whole;
            required int64 long;
            required float about;
            optional int32 price (DECIMAL(9,2));
            required binary kind (STRING);
            required binary bytes;
            required fixed_len_byte_array(16) key (UUID);
            optional fixed_len_byte_array(4) amount (DECIMAL(9,1));
          }
          """);

  record Widened(long whole, float about, @Nullable BigDecimal price, Kind kind, byte[] bytes) {}

  record Floating(double whole, double about, @Nullable Double none) {}

  record Rounded(float whole) {}

  record Optionals(Optional<Long> whole, @Nullable Double about, @Nullable BigDecimal amount) {}

  @Test
  void numbersOfOtherProgramsGetWiderAndBytesAreWhatComponentsSay() throws IOException {
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new LocalOutputFile(path))
            .withConf(new PlainParquetConfiguration())
            .withType(FOREIGN)
            .build()) {
      Group group = new SimpleGroupFactory(FOREIGN).newGroup();
      group.append("whole", 16_777_217).append("long", 1L << 40).append("about", 0.1f);
      group.append("price", -1234).append("kind", "LARGE");
      group.append("bytes", Binary.fromConstantByteArray(new byte[] {1, 2}));
      group.append("key", Binary.fromConstantByteArray(new byte[16]));
      group.append("amount", Binary.fromConstantByteArray(new byte[] {0, 0, 1, 4}));
      writer.write(group);
    }
    Widened widened = read(Widened.class).get(0);
    assertThat(widened.whole()).isEqualTo(16_777_217L);
    assertThat(widened.about()).isEqualTo(0.1f);
    assertThat(widened.price()).isEqualTo("-12.34");
    assertThat(widened.kind()).isEqualTo(Kind.LARGE);
    assertThat(widened.bytes()).containsExactly(1, 2);
    assertThat(read(Floating.class)).containsExactly(new Floating(16_777_217, 0.1f, null));
    assertThat(read(Rounded.class)).containsExactly(new Rounded(16_777_216f));
    assertThat(read(Optionals.class))
        .containsExactly(
            new Optionals(Optional.of(16_777_217L), (double) 0.1f, new BigDecimal("26.0")));
  }
}
