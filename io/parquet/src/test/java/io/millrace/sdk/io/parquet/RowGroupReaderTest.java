package io.millrace.sdk.io.parquet;

import static org.apache.parquet.filter2.predicate.FilterApi.eq;
import static org.apache.parquet.filter2.predicate.FilterApi.intColumn;
import static org.apache.parquet.filter2.predicate.FilterApi.longColumn;
import static org.apache.parquet.filter2.predicate.FilterApi.lt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.io.FileIO;
import io.millrace.sdk.io.FileSystems;
import io.millrace.sdk.io.avro.AvroType;
import io.millrace.sdk.io.avro.BadFiles;
import io.millrace.sdk.io.avro.parts.FilePart;
import io.millrace.sdk.io.avro.parts.FilePartCoder;
import io.millrace.sdk.io.avro.parts.PartReader;
import io.millrace.sdk.io.fs.ResourceId;
import io.millrace.sdk.testing.generators.Entropy;
import io.millrace.sdk.util.CoderUtils;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.reflect.AvroAlias;
import org.apache.avro.reflect.AvroDefault;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.filter2.predicate.FilterPredicate;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Parts of files, wherever they are cut, and files that other programs wrote. */
class RowGroupReaderTest {

  enum Kind {
    SMALL,
    LARGE
  }

  record Place(String city, @Nullable Integer zip, List<Long> codes) {}

  record Thing(
      int id,
      String name,
      @Nullable String note,
      Optional<Double> share,
      Kind kind,
      Place place,
      List<Place> places,
      List<@Nullable String> words,
      Map<String, Place> byName,
      BigDecimal price,
      Instant at,
      LocalDate day,
      LocalTime time,
      LocalDateTime local,
      UUID key) {}

  @TempDir Path directory;

  private Path path;
  private ResourceId file;

  @BeforeEach
  void nameTheFile() {
    path = directory.resolve("things.parquet");
    file = FileSystems.matchNewResource(path.toString(), false);
  }

  private <T> void write(FileIO.Sink<T> sink, List<T> elements) throws IOException {
    try (FileChannel channel =
        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      sink.open(channel);
      for (T element : elements) {
        sink.write(element);
      }
      sink.flush();
      assertThat(channel.isOpen()).isTrue();
    }
  }

  private FilePart whole() throws IOException {
    return new FilePart(file, 0, Files.size(path));
  }

  private static <T> List<T> read(ParquetFormat<T> format, FilePart part) throws IOException {
    List<T> elements = new ArrayList<>();
    try (PartReader<T> reader = format.open(part)) {
      for (T each = reader.next(); each != null; each = reader.next()) {
        elements.add(each);
      }
    }
    return elements;
  }

  private <T> List<T> read(Class<T> type) throws IOException {
    return read(ParquetFormat.of(AvroType.of(type)), whole());
  }

  private static List<Thing> things(int count, long seed) {
    Entropy entropy = new Entropy(seed);
    List<Thing> things = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Instant at = Instant.ofEpochSecond(entropy.nextInt(0, Integer.MAX_VALUE), 123_456_000);
      Map<String, Place> byName = new LinkedHashMap<>();
      List<Place> places = new ArrayList<>();
      for (int each = entropy.nextInt(0, 3); each > 0; each--) {
        byName.put("n" + each, place(entropy));
        places.add(place(entropy));
      }
      things.add(
          new Thing(
              i,
              "name" + entropy.nextInt(0, 50),
              entropy.oneIn(3) ? null : "note" + i,
              entropy.oneIn(2) ? Optional.empty() : Optional.of(i / 3.0),
              Kind.values()[entropy.nextInt(0, 1)],
              place(entropy),
              places,
              entropy.oneIn(2) ? List.of() : Arrays.asList("a", null, "b" + i),
              byName,
              BigDecimal.valueOf(entropy.nextLong(-1L << 50, 1L << 50), 9),
              at,
              LocalDate.ofEpochDay(entropy.nextInt(-9000, 30_000)),
              LocalTime.ofNanoOfDay(
                  entropy.nextInt(0, 86_399) * 1_000_001_000L % 86_400_000_000_000L),
              LocalDateTime.ofInstant(at, ZoneOffset.UTC),
              new UUID(entropy.nextLong(), entropy.nextLong())));
    }
    return things;
  }

  private static Place place(Entropy entropy) {
    List<Long> codes = new ArrayList<>();
    for (int i = entropy.nextInt(0, 3); i > 0; i--) {
      codes.add(entropy.nextLong());
    }
    return new Place(
        "city" + entropy.nextInt(0, 9), entropy.oneIn(2) ? null : entropy.nextInt(0, 9999), codes);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void whatWasWrittenIsRead(long seed) throws IOException {
    List<Thing> things = things(300, seed);
    write(ParquetIO.sink(Thing.class).withRowGroupSize(8000), things);
    assertThat(read(Thing.class)).isEqualTo(things);
  }

  record Part(
      long id,
      @AvroAlias(alias = "kind") String form,
      PlacePart place,
      List<PlacePart> places,
      Map<String, PlacePart> byName,
      @Nullable String fresh,
      @AvroDefault("7") int more) {}

  record PlacePart(String city, @AvroDefault("\"none\"") String country) {}

  @Test
  void aRecordNamesTheColumnsThatItWantsAlsoWithinOthers() throws IOException {
    List<Thing> things = things(100, 5);
    write(ParquetIO.sink(Thing.class), things);
    List<Part> parts = read(Part.class);
    assertThat(parts).hasSize(100);
    for (int i = 0; i < 100; i++) {
      Thing thing = things.get(i);
      Part part = parts.get(i);
      assertThat(part.id()).isEqualTo(thing.id());
      assertThat(part.form()).isEqualTo(thing.kind().name());
      assertThat(part.place()).isEqualTo(new PlacePart(thing.place().city(), "none"));
      assertThat(part.places())
          .isEqualTo(
              thing.places().stream().map(each -> new PlacePart(each.city(), "none")).toList());
      assertThat(part.byName().keySet()).isEqualTo(thing.byName().keySet());
      assertThat(part.fresh()).isNull();
      assertThat(part.more()).isEqualTo(7);
    }
  }

  @Test
  void whereverAFileIsCutEachElementIsInOnePart() throws IOException {
    List<Thing> things = things(200, 9);
    write(ParquetIO.sink(Thing.class).withRowGroupSize(4000), things);
    ParquetFormat<Thing> format = ParquetFormat.of(AvroType.of(Thing.class));
    long size = Files.size(path);
    for (long cut = 0; cut <= size; cut += 97) {
      List<Thing> read = read(format, new FilePart(file, 0, cut));
      read.addAll(read(format, new FilePart(file, cut, size)));
      assertThat(read).as("cut at %d", cut).isEqualTo(things);
    }
  }

  @Test
  void aReaderGoesOnWhereAnotherOneWasAlsoWithAFilter() throws IOException {
    write(ParquetIO.sink(Thing.class).withRowGroupSize(4000), things(300, 9));
    FilterPredicate filter = lt(intColumn("id"), 250);
    ParquetFormat<Thing> format = ParquetFormat.of(AvroType.of(Thing.class)).withFilter(filter);
    List<Thing> expected = read(format, whole());
    assertThat(expected).hasSize(250);
    for (long seed = 0; seed < 20; seed++) {
      Entropy entropy = new Entropy(seed);
      FilePart part = whole();
      List<Thing> read = new ArrayList<>();
      boolean more = true;
      while (more) {
        try (PartReader<Thing> reader = format.open(part)) {
          for (int i = entropy.nextInt(1, 40); i > 0 && more; i--) {
            Thing next = reader.next();
            more = next != null;
            if (next != null) {
              read.add(next);
            }
          }
          part =
              CoderUtils.decodeFromByteArray(
                  FilePartCoder.of(),
                  CoderUtils.encodeToByteArray(FilePartCoder.of(), reader.rest()));
        }
      }
      assertThat(read).as("seed %d", seed).isEqualTo(expected);
    }
  }

  @Test
  void aFileThatEndsAnywhereIsAnErrorWithItsName() throws IOException {
    write(ParquetIO.sink(Place.class), List.of(new Place("x", 1, List.of(1L))));
    byte[] bytes = Files.readAllBytes(path);
    for (int length = 0; length < bytes.length; length++) {
      Files.write(path, Arrays.copyOf(bytes, length));
      assertThatThrownBy(() -> read(Place.class))
          .as("%d of %d bytes", length, bytes.length)
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("cannot read " + path + ": ");
      assertThat(
              read(ParquetFormat.of(AvroType.of(Place.class)).withBadFiles(BadFiles.SKIP), whole()))
          .isEmpty();
    }
  }

  @Test
  void ofAMalformedRowGroupTheFileAndThePlaceAreToldAndTheOthersMayBeRead() throws IOException {
    List<Thing> things = things(200, 9);
    write(
        ParquetIO.sink(Thing.class)
            .withRowGroupSize(4000)
            .withCompressionCodec(CompressionCodecName.ZSTD),
        things);
    byte[] bytes = Files.readAllBytes(path);
    bytes[200] ^= 0x55;
    Files.write(path, bytes);
    assertThatThrownBy(() -> read(Thing.class))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(
            "cannot read " + path + ": malformed Parquet data in the row group at byte 4 (");
    List<Thing> left =
        read(ParquetFormat.of(AvroType.of(Thing.class)).withBadFiles(BadFiles.SKIP), whole());
    assertThat(left).hasSizeBetween(50, 199);
    assertThat(things).endsWith(left.subList(left.size() - 50, left.size()).toArray(new Thing[0]));
  }

  record Stranger(String nothing) {}

  record NoNull(String note) {}

  @Test
  void whatDoesNotFitIsToldWithTheNameOfTheFileAndTheComponent() throws IOException {
    write(ParquetIO.sink(Thing.class), things(20, 9));
    assertThatThrownBy(() -> read(Stranger.class))
        .hasMessageStartingWith("cannot read " + path)
        .hasMessageContaining("component nothing of Stranger is missing");
    assertThatThrownBy(() -> read(NoNull.class))
        .hasMessageStartingWith("cannot read " + path)
        .hasMessageContaining("component note of NoNull is null in what was read");
    record NoColumn(@Nullable String nothing) {}
    assertThatThrownBy(() -> read(NoColumn.class)).hasMessageContaining("it has no column of");
    record City(CityOnly place) {}
    assertThatThrownBy(
            () ->
                read(
                    ParquetFormat.of(AvroType.of(City.class))
                        .withFilter(eq(intColumn("place.zip"), 1)),
                    whole()))
        .hasMessageContaining("the filter needs the column place.zip");
  }

  record CityOnly(String city) {}

  record Foreign(
      BigDecimal small,
      BigDecimal medium,
      List<@Nullable Integer> numbers,
      List<BigDecimal> prices,
      Instant at,
      @Nullable String text) {}

  private static final MessageType FOREIGN =
      MessageTypeParser.parseMessageType(
          """
          message spark-schema {
            required int32 small (DECIMAL(9,2));
            optional int64 medium (DECIMAL(18,4));
            optional group numbers (LIST) { repeated group list { optional int32 element; } }
            optional group prices (LIST) { repeated group list { optional int32 element (DECIMAL(5,1)); } }
            required int64 at (TIMESTAMP(MILLIS,true));
            optional binary text (STRING);
            optional int96 old;
            optional int32 odd-name;
          }
          """);

  @Test
  void filesOfProgramsThatKnowNothingOfAvroAreRead() throws IOException {
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new LocalOutputFile(path))
            .withConf(new PlainParquetConfiguration())
            .withType(FOREIGN)
            .build()) {
      Group group = new SimpleGroupFactory(FOREIGN).newGroup();
      group.append("small", -1234).append("medium", 50_001L);
      Group list = group.addGroup("numbers");
      list.addGroup("list").append("element", 5);
      list.addGroup("list");
      group.addGroup("prices").addGroup("list").append("element", 15);
      group.append("at", 1_000L).append("odd-name", 3);
      writer.write(group);
    }
    assertThat(read(Foreign.class))
        .containsExactly(
            new Foreign(
                new BigDecimal("-12.34"),
                new BigDecimal("5.0001"),
                Arrays.asList(5, null),
                List.of(new BigDecimal("1.5")),
                Instant.ofEpochSecond(1),
                null));
    record Whole(int small) {}
    assertThatThrownBy(() -> read(Whole.class)).hasMessageContaining("component small of Whole");
    record WholeOnes(List<Integer> prices) {}
    assertThatThrownBy(() -> read(WholeOnes.class))
        .hasMessageContaining("component prices of WholeOnes");
    Schema generic = SchemaBuilder.record("G").fields().requiredInt("small").endRecord();
    assertThatThrownBy(() -> read(ParquetFormat.of(AvroType.of(generic)), whole()))
        .hasMessageContaining("small has decimal numbers that are stored as whole ones");
    record Old(@Nullable Instant old) {}
    assertThatThrownBy(() -> read(Old.class))
        .hasMessageContaining("Instant cannot be read from fixed");
    assertThat(
            read(
                ParquetFormat.of(AvroType.of(Foreign.class))
                    .withFilter(lt(longColumn("at"), 1000L)),
                whole()))
        .isEmpty();
  }
}
