package io.millrace.sdk.io.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.millrace.sdk.io.Compression;
import io.millrace.sdk.io.FileIO;
import io.millrace.sdk.io.fs.EmptyMatchTreatment;
import io.millrace.sdk.io.records.BadRecord;
import io.millrace.sdk.io.records.RecordReading;
import io.millrace.sdk.io.records.RecordSource;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.SourceLaws;
import io.millrace.sdk.testing.TestPipeline;
import io.millrace.sdk.transforms.Count;
import io.millrace.sdk.transforms.Create;
import io.millrace.sdk.transforms.WithFailures;
import io.millrace.sdk.util.CoderUtils;
import io.millrace.sdk.values.PCollection;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class JsonIOTest {

  @RegisterExtension final TestPipeline p = TestPipeline.create();

  @TempDir Path directory;

  enum Size {
    SMALL,
    LARGE
  }

  record Item(String name, @Nullable BigDecimal price) {}

  record Order(
      long id,
      @JsonProperty("the-shop") String shop,
      @Nullable String note,
      Optional<Integer> count,
      Size size,
      List<Item> items,
      Map<String, Double> rates) {}

  record Times(
      Instant at, LocalDate day, Duration took, OffsetDateTime offset, ZonedDateTime zone) {}

  record Named(int id, String name) {}

  private Path file(String name, String content) throws IOException {
    return Files.writeString(directory.resolve(name), content);
  }

  @Test
  void linesAreReadAsRecordsWithWhatIsInThem() throws IOException {
    Path file =
        file(
            "a.jsonl",
            """
            {"id":1,"the-shop":"Bø","note":null,"count":3,"size":"SMALL","items":[{"name":"a","price":1.50}],"rates":{"x":0.5}}

            {"id":2,"the-shop":"","count":null,"size":"LARGE","items":[{"name":"b"}],"rates":{},"unknown":[1,{}]}
            """);
    PAssert.that(p.apply(JsonIO.read(Order.class).from(file.toString())))
        .containsInAnyOrder(
            new Order(
                1,
                "Bø",
                null,
                Optional.of(3),
                Size.SMALL,
                List.of(new Item("a", new BigDecimal("1.50"))),
                Map.of("x", 0.5)),
            new Order(
                2, "", null, Optional.empty(), Size.LARGE, List.of(new Item("b", null)), Map.of()));
    p.run();
  }

  @Test
  void linesAreReadAsTrees() throws IOException {
    Path file = file("a.jsonl", "{\"a\":[1,2.5,\"x\"]}\r\n7\r\n\"s\"");
    PAssert.that(p.apply(JsonIO.read().from(file.toString())))
        .satisfies(
            nodes -> {
              assertThat(nodes)
                  .extracting(JsonNode::toString)
                  .containsExactlyInAnyOrder("{\"a\":[1,2.5,\"x\"]}", "7", "\"s\"");
              return null;
            });
    p.run();
  }

  @Test
  void whatIsWrittenIsReadAsItWas() throws IOException {
    List<Order> orders =
        List.of(
            new Order(
                Long.MIN_VALUE,
                "a\n\"b\"\u2028",
                "",
                Optional.of(0),
                Size.SMALL,
                List.of(new Item("", new BigDecimal("0.10"))),
                Map.of("π", Double.MIN_VALUE)),
            new Order(2, "", null, Optional.empty(), Size.LARGE, List.of(), Map.of()));
    TestPipeline write = TestPipeline.create().enableAbandonedNodeEnforcement(false);
    write
        .apply(Create.of(orders))
        .apply(
            JsonIO.write(Order.class).to(directory.toString()).withCompression(Compression.ZSTD));
    write.run();
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.map(Path::toString)).isNotEmpty().allMatch(f -> f.endsWith(".jsonl.zst"));
    }
    PAssert.that(p.apply(JsonIO.read(Order.class).from(directory + "/*")))
        .containsInAnyOrder(orders);
    p.run();
  }

  @Test
  void timesKeepTheirOffsetsAndZones() throws IOException {
    Times times =
        new Times(
            Instant.parse("2026-11-28T10:15:30.123456789Z"),
            LocalDate.of(2026, 11, 28),
            Duration.ofMinutes(90),
            OffsetDateTime.parse("2026-11-28T10:15:30+01:00"),
            ZonedDateTime.parse("2026-11-28T10:15:30+01:00[Europe/Paris]"));
    TestPipeline write = TestPipeline.create().enableAbandonedNodeEnforcement(false);
    write
        .apply(Create.of(times))
        .apply(JsonIO.write(Times.class).to(directory.toString()).withNumShards(1));
    write.run();
    assertThat(Files.readString(directory.resolve("output-00000-of-00001.jsonl")))
        .isEqualTo(
            "{\"at\":\"2026-11-28T10:15:30.123456789Z\",\"day\":\"2026-11-28\",\"took\":\"PT1H30M\",\"offset\":\"2026-11-28T10:15:30+01:00\",\"zone\":\"2026-11-28T10:15:30+01:00[Europe/Paris]\"}\n");
    PAssert.that(p.apply(JsonIO.read(Times.class).from(directory + "/*")))
        .containsInAnyOrder(times);
    p.run();
  }

  @Test
  void badLinesFailTheJobWithFileLineAndPlace() throws IOException {
    Path file =
        file(
            "a.jsonl",
            """
            {"id":1,"the-shop":"x","size":"SMALL","items":[{"name":"a"},{"name":"b","price":"y"}],"rates":{}}
            """);
    p.apply(JsonIO.read(Order.class).from(file.toString()));
    assertThatThrownBy(p::run)
        .hasStackTraceContaining("cannot read " + file + ", line 1: items[1].price: ")
        .hasStackTraceContaining("(column ");
  }

  @Test
  void badLinesAreAnOutputOfTheirOwnIfWanted() throws IOException {
    Path file =
        file(
            "a.jsonl",
            """
            {"id":1,"name":"good"}
            {"id":"2","name":"a"}
            {"id":2.5,"name":"a"}
            {"id":3}
            {"id":4,"name":null}
            {"id":null,"name":"a"}
            {"id":5,"name":"a"} x
            {"id":5,"name":5}
            {"id":6,"name":"a"
            null
            [
            {"id":7,"name":"good"}
            """);
    WithFailures.Result<PCollection<Named>, BadRecord> result =
        p.apply(JsonIO.read(Named.class).from(file.toString()).withBadRecords());
    PAssert.that(result.output()).containsInAnyOrder(new Named(1, "good"), new Named(7, "good"));
    PAssert.that(result.failures())
        .satisfies(
            failures -> {
              assertThat(failures)
                  .extracting(BadRecord::line)
                  .containsExactlyInAnyOrder(2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L);
              assertThat(failures)
                  .anySatisfy(
                      bad -> {
                        assertThat(bad.line()).isEqualTo(4);
                        assertThat(bad.text()).isEqualTo("{\"id\":3}");
                        assertThat(bad.cause())
                            .contains("Missing required creator property 'name'");
                      });
              return null;
            });
    p.run();
  }

  @Test
  void anotherMapperHasOtherRules() throws IOException {
    Path file = file("a.jsonl", "{\"id\":1,\"name\":\"a\",\"more\":2}\n");
    p.apply(
        JsonIO.read(
                Named.class,
                () -> JsonIO.newMapper().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES))
            .from(file.toString()));
    assertThatThrownBy(p::run).hasStackTraceContaining("more: Unrecognized field");
  }

  @Test
  void aLineThatIsTooLongIsBadAndTakesNoMemory() throws IOException {
    Path file = directory.resolve("a.jsonl.gz");
    byte[] part = "x".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write("{\"id\":1,\"name\":\"".getBytes(StandardCharsets.UTF_8));
      for (int i = 0; i < 40; i++) {
        out.write(part);
      }
      out.write("\"}\n{\"id\":2,\"name\":\"b\"}\n".getBytes(StandardCharsets.UTF_8));
    }
    WithFailures.Result<PCollection<Named>, BadRecord> result =
        p.apply(JsonIO.read(Named.class).from(file.toString()).withBadRecords());
    PAssert.that(result.output()).containsInAnyOrder(new Named(2, "b"));
    PAssert.that(result.failures())
        .satisfies(
            failures -> {
              assertThat(failures)
                  .singleElement()
                  .satisfies(
                      bad -> {
                        assertThat(bad.cause()).startsWith("it has more than 16,777,216 bytes");
                        assertThat(bad.cut()).isTrue();
                      });
              return null;
            });
    p.run();
  }

  @Test
  void largeFilesAreReadInPartsAndReadersGoOnFromSnapshots() throws Exception {
    Path file = directory.resolve("a.jsonl");
    try (var out = Files.newBufferedWriter(file)) {
      for (int i = 0; i < 12_000; i++) {
        out.write("{\"id\":" + i + ",\"name\":\"" + "x".repeat(900) + "\"}\n");
      }
    }
    PAssert.thatSingleton(
            p.apply(JsonIO.read(Named.class).from(file.toString())).apply(Count.globally()))
        .isEqualTo(12_000L);
    p.run();
    Path small = file("b.jsonl", "{\"id\":1,\"name\":\"a\"}\n\n".repeat(300));
    JsonRecordFormat<Named> format = new JsonRecordFormat<>(Named.class, JsonIO::newMapper);
    SourceLaws.assertSnapshotsResume(
        RecordSource.ofGood(
            new RecordSource.Files(
                small.toString(), EmptyMatchTreatment.DISALLOW, Compression.AUTO),
            RecordReading.of(format),
            p.getCoderRegistry().getCoder(Named.class)),
        10_000);
  }

  @Test
  void filesCanBeElements() throws IOException {
    file("a.jsonl", "{\"id\":1,\"name\":\"a\"}\n");
    PAssert.that(
            p.apply(FileIO.match().filepattern(directory + "/*"))
                .apply(FileIO.readMatches())
                .apply(JsonIO.readFiles(Named.class)))
        .containsInAnyOrder(new Named(1, "a"));
    PAssert.that(p.apply(Create.of(directory + "/*")).apply(JsonIO.readAll(Named.class)))
        .containsInAnyOrder(new Named(1, "a"));
    p.run();
  }

  @Test
  void treesHaveACoder() throws IOException {
    JsonNode node = JsonIO.newMapper().readTree("{\"a\":[1,null,\"ø\"]}");
    assertThat(CoderUtils.clone(JsonNodeCoder.of(), node)).isEqualTo(node);
    assertThatThrownBy(() -> JsonNodeCoder.of().verifyDeterministic())
        .hasMessageContaining("the fields of an object come in any order");
  }

  @Test
  void whatCannotBeIsRefusedAtConstruction() {
    record Generic<T>(T value) {}
    assertThatThrownBy(() -> JsonIO.read(Generic.class)).hasMessageContaining("type parameters");
    assertThatThrownBy(
            () ->
                JsonIO.sink(
                    Named.class,
                    () -> JsonIO.newMapper().enable(SerializationFeature.INDENT_OUTPUT)))
        .hasMessageContaining("a value must be on one line");
  }
}
