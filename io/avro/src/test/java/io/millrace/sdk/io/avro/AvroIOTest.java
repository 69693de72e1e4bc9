package io.millrace.sdk.io.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.PipelineResult;
import io.millrace.sdk.io.FileIO;
import io.millrace.sdk.io.avro.Orders.Order;
import io.millrace.sdk.io.fs.EmptyMatchTreatment;
import io.millrace.sdk.metrics.MetricName;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.TestPipeline;
import io.millrace.sdk.testing.TestStream;
import io.millrace.sdk.transforms.Count;
import io.millrace.sdk.transforms.Create;
import io.millrace.sdk.transforms.MapElements;
import io.millrace.sdk.transforms.Values;
import io.millrace.sdk.transforms.Watch;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TimestampedValue;
import io.millrace.sdk.values.TypeDescriptors;
import java.io.File;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class AvroIOTest {

  record Visit(String page, int seconds) {}

  private static final Schema VISIT =
      SchemaBuilder.record("Visit")
          .fields()
          .requiredString("page")
          .requiredInt("seconds")
          .endRecord();

  @RegisterExtension final TestPipeline p = TestPipeline.create();

  @TempDir Path directory;

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  /** By Avro's own reader, which knows nothing of this project. */
  private List<GenericRecord> readByAvro(Path file) throws IOException {
    List<GenericRecord> records = new ArrayList<>();
    try (DataFileReader<GenericRecord> reader =
        new DataFileReader<>(file.toFile(), new GenericDatumReader<GenericRecord>())) {
      reader.forEach(records::add);
    }
    return records;
  }

  /** By Avro's own writer. */
  private void writeByAvro(Path file, CodecFactory codec, List<Visit> visits) throws IOException {
    try (DataFileWriter<GenericRecord> writer =
        new DataFileWriter<>(new GenericDatumWriter<GenericRecord>(VISIT))) {
      writer.setCodec(codec).create(VISIT, file.toFile());
      for (Visit visit : visits) {
        writer.append(
            new GenericRecordBuilder(VISIT)
                .set("page", visit.page())
                .set("seconds", visit.seconds())
                .build());
      }
    }
  }

  private static List<Visit> visits(int count) {
    List<Visit> visits = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      visits.add(new Visit("page" + i, i));
    }
    return visits;
  }

  @Test
  void writtenRecordsCanBeReadAgain() throws IOException {
    List<Order> orders = Orders.some(200, 11);
    p.apply(Create.of(orders))
        .apply(AvroIO.write(Order.class).to(directory + "/out").withNumShards(3));
    p.run();
    assertThat(names())
        .containsExactly(
            "out-00000-of-00003.avro", "out-00001-of-00003.avro", "out-00002-of-00003.avro");

    TestPipeline again = TestPipeline.create().enableAbandonedNodeEnforcement(false);
    PAssert.that(again.apply(AvroIO.read(Order.class).from(directory + "/out-*")))
        .containsInAnyOrder(orders);
    again.run();
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "deflate", "snappy", "zstandard", "bzip2"})
  void avroItselfReadsWhatIsWritten(String codec) throws IOException {
    p.apply(Create.of(visits(1000)))
        .apply(
            AvroIO.write(Visit.class)
                .to(directory + "/visits")
                .withCodec(CodecFactory.fromString(codec))
                .withSyncInterval(1000)
                .withMetadata(Map.of("by", "us"))
                .withoutSharding());
    p.run();
    Path file = directory.resolve("visits.avro");
    assertThat(readByAvro(file))
        .hasSize(1000)
        .extracting(record -> record.get("page").toString())
        .contains("page0", "page999");
    try (DataFileReader<GenericRecord> reader =
        new DataFileReader<>(file.toFile(), new GenericDatumReader<GenericRecord>())) {
      assertThat(reader.getMetaString("by")).isEqualTo("us");
      assertThat(reader.getMetaString("avro.codec")).isEqualTo(codec);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "deflate", "snappy", "zstandard"})
  void whatAvroItselfWroteIsRead(String codec) throws IOException {
    writeByAvro(directory.resolve("a.avro"), CodecFactory.fromString(codec), visits(3000));
    PAssert.that(p.apply(AvroIO.read(Visit.class).from(directory + "/a.avro")))
        .containsInAnyOrder(visits(3000));
    p.run();
  }

  @Test
  void aFileThatIsReadInPartsGivesEachElementOnce() throws IOException {
    List<Visit> visits = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      visits.add(new Visit("x".repeat(1000) + i, i));
    }
    Path file = directory.resolve("large.avro");
    writeByAvro(file, CodecFactory.nullCodec(), visits);
    // several times the smallest part
    assertThat(Files.size(file)).isGreaterThan(4L * 4 * 1024 * 1024);
    PAssert.thatSingleton(
            p.apply(AvroIO.read(Visit.class).from(file.toString()))
                .apply(MapElements.into(TypeDescriptors.integers()).via(Visit::seconds))
                .apply(Count.perElement())
                .apply(Count.globally()))
        .isEqualTo(20_000L);
    p.run();
  }

  @Test
  void patternsInACollectionAreRead() throws IOException {
    writeByAvro(directory.resolve("a1.avro"), CodecFactory.nullCodec(), visits(2));
    writeByAvro(directory.resolve("b1.avro"), CodecFactory.nullCodec(), visits(3));
    PCollection<Visit> read =
        p.apply(Create.of(directory + "/a*", directory + "/b1.avro", directory + "/none*"))
            .apply(AvroIO.readAll(Visit.class));
    PAssert.thatSingleton(read.apply(Count.globally())).isEqualTo(5L);
    p.run();
  }

  @Test
  void genericRecordsAreWrittenAndRead() throws IOException {
    GenericRecord visit =
        new GenericRecordBuilder(VISIT).set("page", "a").set("seconds", 3).build();
    PCollection<String> names =
        p.apply(Create.of(visit).withCoder(AvroCoder.of(VISIT)))
            .apply(AvroIO.writeGenericRecords(VISIT).to(directory + "/g"))
            .getPerDestinationOutputFilenames()
            .apply(Values.create());
    Schema wanted = SchemaBuilder.record("Visit").fields().requiredLong("seconds").endRecord();
    PCollection<Long> seconds =
        names
            .apply(AvroIO.readAllGenericRecords(wanted))
            .apply(
                MapElements.into(TypeDescriptors.longs())
                    .via(record -> (Long) record.get("seconds")));
    PAssert.that(seconds).containsInAnyOrder(3L);
    p.run();
  }

  @Test
  void filesAreElementsToo() throws IOException {
    writeByAvro(directory.resolve("a.avro"), CodecFactory.snappyCodec(), visits(4));
    PCollection<Visit> read =
        p.apply(FileIO.match().filepattern(directory + "/*.avro"))
            .apply(FileIO.readMatches())
            .apply(AvroIO.readFiles(Visit.class));
    PAssert.that(read).containsInAnyOrder(visits(4));
    p.run();
  }

  @Test
  void newFilesAreReadAsTheyCome() throws IOException {
    writeByAvro(directory.resolve("a.avro"), CodecFactory.nullCodec(), visits(3));
    PCollection<Visit> read =
        p.apply(
                AvroIO.read(Visit.class)
                    .from(directory + "/*.avro")
                    .watchForNewFiles(Duration.ofMillis(10), Watch.Growth.afterIterations(2)))
            .apply(Window.into(FixedWindows.of(Duration.ofDays(10_000))));
    PAssert.that(read).containsInAnyOrder(visits(3));
    p.run();
  }

  @Test
  void eachWindowOfAStreamHasFilesOfItsOwn() throws IOException {
    Instant noon = Instant.parse("2026-11-27T12:00:00Z");
    p.apply(
            TestStream.create(AvroCoder.of(Visit.class))
                .addElements(
                    TimestampedValue.of(new Visit("a", 1), noon.plusSeconds(60)),
                    TimestampedValue.of(new Visit("b", 2), noon.plusSeconds(660)))
                .advanceWatermarkToInfinity())
        .apply(Window.into(FixedWindows.of(Duration.ofMinutes(10))))
        .apply(AvroIO.write(Visit.class).to(directory + "/w").withNumShards(1));
    p.run();
    Path first =
        directory.resolve("w-20261127T120000.000Z-20261127T121000.000Z-pane-0-00000-of-00001.avro");
    assertThat(names()).hasSize(2).contains(first.getFileName().toString());
    assertThat(readByAvro(first)).extracting(record -> record.get("seconds")).containsExactly(1);
  }

  @Test
  void ofAnEmptyCollectionThereIsOneFileWithoutElements() throws IOException {
    p.apply(Create.empty(AvroCoder.of(Visit.class)))
        .apply(AvroIO.write(Visit.class).to(directory + "/none"));
    p.run();
    assertThat(readByAvro(directory.resolve("none-00000-of-00001.avro"))).isEmpty();
  }

  record Price(BigDecimal amount) {}

  @Test
  void anElementThatDoesNotFitFailsTheJobAndNoFileIsSeen() throws IOException {
    p.apply(Create.of(new Price(new BigDecimal("0.0000000001"))))
        .apply(AvroIO.write(Price.class).to(directory + "/bad"));
    assertThatThrownBy(p::run)
        .hasStackTraceContaining("cannot write an element as Avro: component amount of Price");
    assertThat(names()).noneMatch(name -> name.startsWith("bad"));
  }

  @Test
  void aFileWhoseSchemaDoesNotFitFailsTheJobWithItsNameAndTheComponent() throws IOException {
    record Other(String page, String fresh) {}
    writeByAvro(directory.resolve("a.avro"), CodecFactory.nullCodec(), visits(1));
    p.apply(AvroIO.read(Other.class).from(directory + "/a.avro"));
    assertThatThrownBy(p::run)
        .hasStackTraceContaining("cannot read " + directory + "/a.avro: component fresh of Other");
  }

  @Test
  void missingFilesFailTheJobUnlessThatIsAllowed() {
    p.apply(AvroIO.read(Visit.class).from(directory + "/none.avro"));
    assertThatThrownBy(p::run)
        .hasStackTraceContaining("cannot read " + directory + "/none.avro: no such file");
    TestPipeline again = TestPipeline.create().enableAbandonedNodeEnforcement(false);
    PAssert.that(
            again.apply(
                AvroIO.read(Visit.class)
                    .from(directory + "/none*")
                    .withEmptyMatchTreatment(EmptyMatchTreatment.ALLOW)))
        .empty();
    again.run();
  }

  @Test
  void whatIsMalformedIsLeftOutIfThatWasAskedForAndCounted() throws IOException {
    Path file = directory.resolve("a.avro");
    writeByAvro(file, CodecFactory.nullCodec(), visits(100));
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 5));
    writeByAvro(directory.resolve("b.avro"), CodecFactory.nullCodec(), visits(2));
    PAssert.that(
            p.apply(
                AvroIO.read(Visit.class).from(directory + "/*.avro").withBadFiles(BadFiles.SKIP)))
        .containsInAnyOrder(visits(2));
    PipelineResult result = p.run();
    assertThat(result.metrics().sumOfCounters(MetricName.named(BadFiles.class, "badParts")))
        .isEqualTo(1);
  }

  @Test
  void whatIsWrongIsSaidWhenThePipelineIsBuilt() {
    assertThatThrownBy(() -> p.apply(AvroIO.read(Visit.class)))
        .hasMessageContaining("AvroIO.read() needs to be told what to read");
    assertThatThrownBy(() -> p.apply(Create.of(visits(1))).apply(AvroIO.write(Visit.class)))
        .hasMessageContaining("AvroIO.write() needs to be told where to");
    assertThatThrownBy(() -> AvroIO.write(Visit.class).withNumShards(-1))
        .hasMessageContaining("cannot write -1 shards");
    assertThatThrownBy(() -> AvroIO.write(Visit.class).withSyncInterval(3))
        .hasMessageContaining("from 32 to 2^30 bytes");
    assertThatThrownBy(() -> AvroIO.write(Visit.class).withMetadata(Map.of("avro.x", "y")))
        .hasMessageContaining("avro.x is Avro's own");
    assertThatThrownBy(() -> AvroIO.read(Schema.class)).hasMessageContaining("is no record");
    p.enableAbandonedNodeEnforcement(false);
  }

  @Test
  void codecsKeepTheirLevels() {
    for (CodecFactory codec :
        List.of(
            CodecFactory.deflateCodec(9),
            CodecFactory.zstandardCodec(-3),
            CodecFactory.xzCodec(4),
            CodecFactory.bzip2Codec())) {
      assertThat(AvroCodec.of(codec).factory()).hasToString(codec.toString());
    }
  }

  @Test
  void namesMayLieAnywhere() throws IOException {
    String nested = directory + File.separator + "deep" + File.separator + "er";
    p.apply(Create.of(visits(1))).apply(AvroIO.write(Visit.class).to(nested + "/x"));
    p.run();
    assertThat(Files.list(Path.of(nested))).hasSize(1);
  }
}
