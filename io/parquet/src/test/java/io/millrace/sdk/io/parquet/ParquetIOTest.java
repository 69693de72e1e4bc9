package io.millrace.sdk.io.parquet;

import static org.apache.parquet.filter2.predicate.FilterApi.and;
import static org.apache.parquet.filter2.predicate.FilterApi.binaryColumn;
import static org.apache.parquet.filter2.predicate.FilterApi.eq;
import static org.apache.parquet.filter2.predicate.FilterApi.gtEq;
import static org.apache.parquet.filter2.predicate.FilterApi.intColumn;
import static org.apache.parquet.filter2.predicate.FilterApi.lt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.PipelineResult;
import io.millrace.sdk.io.FileIO;
import io.millrace.sdk.io.avro.AvroCoder;
import io.millrace.sdk.io.avro.BadFiles;
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
import java.io.IOException;
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
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.avro.AvroParquetReader;
import org.apache.parquet.avro.AvroParquetWriter;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.api.Binary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class ParquetIOTest {

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

  /** By Parquet's own reader, with its own codecs. */
  private static List<GenericRecord> readByParquet(Path file) throws IOException {
    List<GenericRecord> records = new ArrayList<>();
    try (ParquetReader<GenericRecord> reader =
        AvroParquetReader.<GenericRecord>builder(
                new LocalInputFile(file), new PlainParquetConfiguration())
            .withDataModel(GenericData.get())
            .build()) {
      for (GenericRecord next = reader.read(); next != null; next = reader.read()) {
        records.add(next);
      }
    }
    return records;
  }

  private static ParquetMetadata footer(Path file) throws IOException {
    try (ParquetFileReader reader =
        ParquetFileReader.open(
            new LocalInputFile(file),
            ParquetReadOptions.builder(new PlainParquetConfiguration()).build())) {
      return reader.getFooter();
    }
  }

  /** By Parquet's own writer, with its own codecs, and lists as old programs wrote them. */
  private static void writeByParquet(
      Path file, CompressionCodecName codec, long rowGroupSize, List<Visit> visits)
      throws IOException {
    try (ParquetWriter<GenericRecord> writer =
        AvroParquetWriter.<GenericRecord>builder(new LocalOutputFile(file))
            .withSchema(VISIT)
            .withConf(new PlainParquetConfiguration())
            .withCompressionCodec(codec)
            .withRowGroupSize(rowGroupSize)
            .build()) {
      for (Visit visit : visits) {
        writer.write(
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

  @ParameterizedTest
  @EnumSource(
      value = CompressionCodecName.class,
      names = {"UNCOMPRESSED", "SNAPPY", "GZIP", "ZSTD", "LZ4_RAW"})
  void parquetItselfReadsWhatIsWritten(CompressionCodecName codec) throws IOException {
    p.apply(Create.of(visits(1000)))
        .apply(
            ParquetIO.write(Visit.class)
                .to(directory + "/visits")
                .withCompressionCodec(codec)
                .withMetadata(Map.of("by", "us"))
                .withoutSharding());
    p.run();
    Path file = directory.resolve("visits.parquet");
    assertThat(readByParquet(file))
        .hasSize(1000)
        .extracting(record -> record.get("page").toString())
        .contains("page0", "page999");
    ParquetMetadata footer = footer(file);
    assertThat(footer.getFileMetaData().getKeyValueMetaData()).containsEntry("by", "us");
    assertThat(footer.getBlocks().get(0).getColumns())
        .allMatch(column -> column.getCodec() == codec);
  }

  @ParameterizedTest
  @EnumSource(
      value = CompressionCodecName.class,
      names = {"UNCOMPRESSED", "SNAPPY", "GZIP", "ZSTD", "LZ4_RAW"})
  void whatParquetItselfWroteIsRead(CompressionCodecName codec) throws IOException {
    writeByParquet(directory.resolve("a.parquet"), codec, 1 << 20, visits(3000));
    PAssert.that(p.apply(ParquetIO.read(Visit.class).from(directory + "/a.parquet")))
        .containsInAnyOrder(visits(3000));
    p.run();
  }

  record Seconds(int seconds) {}

  @Test
  void onlyColumnsOfTheElementsAreRead() throws IOException {
    writeByParquet(
        directory.resolve("a.parquet"), CompressionCodecName.UNCOMPRESSED, 1 << 20, visits(50));
    damageColumn(directory.resolve("a.parquet"), "page");
    PCollection<Integer> seconds =
        p.apply(ParquetIO.read(Seconds.class).from(directory + "/a.parquet"))
            .apply(MapElements.into(TypeDescriptors.integers()).via(Seconds::seconds));
    PAssert.that(seconds).satisfies(ParquetIOTest::areFifty);
    p.run();

    p.apply("all", ParquetIO.read(Visit.class).from(directory + "/a.parquet"));
    assertThatThrownBy(p::run)
        .hasStackTraceContaining("cannot read " + directory + "/a.parquet: malformed Parquet data");
  }

  private static Void areFifty(Iterable<Integer> numbers) {
    assertThat(numbers).hasSize(50);
    return null;
  }

  private static void damageColumn(Path file, String column) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    footer(file).getBlocks().get(0).getColumns().stream()
        .filter(each -> each.getPath().toDotString().equals(column))
        .forEach(
            each -> {
              for (long at = each.getStartingPos() + 40;
                  at < each.getStartingPos() + each.getTotalSize();
                  at++) {
                bytes[(int) at] ^= 0x55;
              }
            });
    Files.write(file, bytes);
  }

  @Test
  void elementsThatTheFilterExcludesAreNotReadAlsoByColumnsThatElementsDoNotHave()
      throws IOException {
    writeByParquet(
        directory.resolve("a.parquet"), CompressionCodecName.ZSTD, 1 << 12, visits(5000));
    assertThat(footer(directory.resolve("a.parquet")).getBlocks()).hasSizeGreaterThan(3);
    PAssert.that(
            p.apply(
                ParquetIO.read(Visit.class)
                    .from(directory + "/a.parquet")
                    .withFilter(
                        and(gtEq(intColumn("seconds"), 4000), lt(intColumn("seconds"), 4003)))))
        .containsInAnyOrder(
            new Visit("page4000", 4000), new Visit("page4001", 4001), new Visit("page4002", 4002));
    PAssert.that(
            p.apply(
                "ByPage",
                ParquetIO.read(Seconds.class)
                    .from(directory + "/a.parquet")
                    .withFilter(eq(binaryColumn("page"), Binary.fromString("page77")))))
        .containsInAnyOrder(new Seconds(77));
    p.run();
  }

  @Test
  void aFilterOfAnotherTypeFailsTheJobWithTheNameOfTheFile() throws IOException {
    writeByParquet(directory.resolve("a.parquet"), CompressionCodecName.ZSTD, 1 << 20, visits(3));
    p.apply(
        ParquetIO.read(Visit.class)
            .from(directory + "/a.parquet")
            .withBadFiles(BadFiles.SKIP)
            .withFilter(eq(intColumn("page"), 3)));
    assertThatThrownBy(p::run)
        .hasStackTraceContaining(
            "cannot read " + directory + "/a.parquet: the filter does not fit it");
  }

  @Test
  void patternsInACollectionAreRead() throws IOException {
    writeByParquet(directory.resolve("a1"), CompressionCodecName.ZSTD, 1 << 20, visits(2));
    writeByParquet(directory.resolve("b1"), CompressionCodecName.ZSTD, 1 << 20, visits(3));
    PCollection<Visit> read =
        p.apply(Create.of(directory + "/a*", directory + "/b1", directory + "/none*"))
            .apply(ParquetIO.readAll(Visit.class).withFilter(lt(intColumn("seconds"), 2)));
    PAssert.thatSingleton(read.apply(Count.globally())).isEqualTo(4L);
    p.run();
  }

  @Test
  void genericRecordsAreWrittenAndRead() {
    GenericRecord visit =
        new GenericRecordBuilder(VISIT).set("page", "a").set("seconds", 3).build();
    PCollection<String> names =
        p.apply(Create.of(visit).withCoder(AvroCoder.of(VISIT)))
            .apply(ParquetIO.writeGenericRecords(VISIT).to(directory + "/g"))
            .getPerDestinationOutputFilenames()
            .apply(Values.create());
    Schema wanted =
        SchemaBuilder.record("Visit")
            .fields()
            .requiredLong("seconds")
            .optionalString("more")
            .endRecord();
    PCollection<Long> seconds =
        names
            .apply(ParquetIO.readAllGenericRecords(wanted))
            .apply(
                MapElements.into(TypeDescriptors.longs())
                    .via(record -> (Long) record.get("seconds")));
    PAssert.that(seconds).containsInAnyOrder(3L);
    p.run();
  }

  @Test
  void filesAreElementsToo() throws IOException {
    writeByParquet(directory.resolve("a.parquet"), CompressionCodecName.ZSTD, 1 << 20, visits(4));
    PAssert.that(
            p.apply(FileIO.match().filepattern(directory + "/*.parquet"))
                .apply(FileIO.readMatches())
                .apply(ParquetIO.readFiles(Visit.class)))
        .containsInAnyOrder(visits(4));
    p.run();
  }

  @Test
  void newFilesAreReadAsTheyCome() throws IOException {
    writeByParquet(directory.resolve("a.parquet"), CompressionCodecName.ZSTD, 1 << 20, visits(3));
    PAssert.that(
            p.apply(
                    ParquetIO.read(Visit.class)
                        .from(directory + "/*.parquet")
                        .watchForNewFiles(Duration.ofMillis(10), Watch.Growth.afterIterations(2)))
                .apply(Window.into(FixedWindows.of(Duration.ofDays(10_000)))))
        .containsInAnyOrder(visits(3));
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
        .apply(ParquetIO.write(Visit.class).to(directory + "/w").withNumShards(1));
    p.run();
    Path first =
        directory.resolve(
            "w-20261127T120000.000Z-20261127T121000.000Z-pane-0-00000-of-00001.parquet");
    assertThat(names()).hasSize(2).contains(first.getFileName().toString());
    assertThat(readByParquet(first)).extracting(record -> record.get("seconds")).containsExactly(1);
  }

  @Test
  void ofAnEmptyCollectionThereIsOneFileWithoutElements() throws IOException {
    p.apply(Create.empty(AvroCoder.of(Visit.class)))
        .apply(ParquetIO.write(Visit.class).to(directory + "/none"));
    p.run();
    assertThat(readByParquet(directory.resolve("none-00000-of-00001.parquet"))).isEmpty();
  }

  @Test
  void aFileThatWasNotWrittenToItsEndFailsTheJobWithItsNameOrIsLeftOut() throws IOException {
    Path file = directory.resolve("a.parquet");
    writeByParquet(file, CompressionCodecName.ZSTD, 1 << 20, visits(100));
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 5));
    writeByParquet(directory.resolve("b.parquet"), CompressionCodecName.ZSTD, 1 << 20, visits(2));

    PAssert.that(
            p.apply(
                ParquetIO.read(Visit.class)
                    .from(directory + "/*.parquet")
                    .withBadFiles(BadFiles.SKIP)))
        .containsInAnyOrder(visits(2));
    PipelineResult result = p.run();
    assertThat(result.metrics().sumOfCounters(MetricName.named(BadFiles.class, "badParts")))
        .isEqualTo(1);

    p.apply("strictly", ParquetIO.read(Visit.class).from(directory + "/*.parquet"));
    assertThatThrownBy(p::run)
        .hasStackTraceContaining(
            "cannot read " + file + ": it is no Parquet file, or was not written to its end");
  }

  record Node(String name, List<Node> others) {}

  @Test
  void whatIsWrongIsSaidWhenThePipelineIsBuilt() {
    p.enableAbandonedNodeEnforcement(false);
    assertThatThrownBy(() -> p.apply(ParquetIO.read(Visit.class)))
        .hasMessageContaining("ParquetIO.read() needs to be told what to read");
    assertThatThrownBy(() -> ParquetIO.write(Node.class))
        .hasMessageContaining("Node contains itself, and columns cannot do that");
    assertThatThrownBy(
            () -> ParquetIO.write(Visit.class).withCompressionCodec(CompressionCodecName.LZO))
        .hasMessageContaining("pages compressed with LZO are not supported");
    assertThatThrownBy(() -> ParquetIO.write(Visit.class).withRowGroupSize(0))
        .hasMessageContaining("row groups cannot have 0 bytes");
    assertThatThrownBy(() -> ParquetIO.write(Visit.class).withPageSize(-1))
        .hasMessageContaining("pages cannot have -1 bytes");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5})
  void theNumberOfFilesIsAsAskedFor(int shards) throws IOException {
    p.apply(Create.of(visits(10)))
        .apply(ParquetIO.write(Visit.class).to(directory + "/n").withNumShards(shards));
    p.run();
    assertThat(names()).hasSize(shards);
  }
}
