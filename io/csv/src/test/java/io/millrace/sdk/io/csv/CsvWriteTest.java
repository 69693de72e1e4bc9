package io.millrace.sdk.io.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.coders.ListCoder;
import io.millrace.sdk.coders.MapCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.io.Compression;
import io.millrace.sdk.io.FileIO;
import io.millrace.sdk.io.csv.Order.Size;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.TestPipeline;
import io.millrace.sdk.testing.TestStream;
import io.millrace.sdk.testing.generators.Entropy;
import io.millrace.sdk.transforms.Create;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.TimestampedValue;
import io.millrace.sdk.values.TypeDescriptor;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class CsvWriteTest {

  @RegisterExtension final TestPipeline p = TestPipeline.create();

  @TempDir Path directory;

  record Named(int id, String name) {}

  record Noted(@Nullable String note) {}

  record Text(String text) {}

  private Map<String, String> files() throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> found = Files.list(directory)) {
      for (Path file : found.toList()) {
        files.put(file.getFileName().toString(), Files.readString(file));
      }
    }
    return files;
  }

  private static Order order(long id, String shop, @Nullable String note) {
    return new Order(id, shop, note, Optional.empty(), Size.LARGE, true, null);
  }

  @Test
  void recordsAreRowsBelowAHeaderAndQuotedWhereTheyMustBe() throws IOException {
    p.apply(
            Create.of(
                new Order(
                    1,
                    "a, \"b\"",
                    "",
                    Optional.of(new BigDecimal("1.50")),
                    Size.SMALL,
                    false,
                    LocalDate.of(2026, 11, 28))))
        .apply(
            CsvIO.write(Order.class)
                .to(directory.toString())
                .withPrefix("orders")
                .withNumShards(1));
    p.run();
    assertThat(files())
        .isEqualTo(
            Map.of(
                "orders-00000-of-00001.csv",
                Order.HEADER + "1,\"a, \"\"b\"\"\",\"\",1.50,SMALL,false,2026-11-28\n"));
  }

  @Test
  void eachFileHasTheHeaderAlsoOneWithoutRows() throws IOException {
    p.apply(Create.of(new Named(1, "a"), new Named(2, "b")))
        .apply("Two", CsvIO.write(Named.class).to(directory.toString()).withNumShards(2));
    p.apply(Create.empty(TypeDescriptor.of(Named.class)))
        .apply(
            "None",
            CsvIO.write(Named.class).to(directory.toString()).withPrefix("none").withNumShards(1));
    p.run();
    assertThat(files().values()).hasSize(3).allMatch(content -> content.startsWith("id,name\n"));
    assertThat(files()).containsEntry("none-00000-of-00001.csv", "id,name\n");
  }

  @Test
  void windowsOfAStreamHaveFilesOfTheirOwnWithAHeader() throws Exception {
    Instant start = Instant.parse("2026-11-28T10:00:00Z");
    TestStream<Named> stream =
        TestStream.create(p.getCoderRegistry().getCoder(Named.class))
            .addElements(
                TimestampedValue.of(new Named(1, "a"), start),
                TimestampedValue.of(new Named(2, "b"), start.plusSeconds(60)))
            .advanceWatermarkToInfinity();
    p.apply(stream)
        .apply(Window.into(FixedWindows.of(Duration.ofMinutes(1))))
        .apply(CsvIO.write(Named.class).to(directory.toString()).withNumShards(1));
    p.run();
    assertThat(files().values()).containsExactlyInAnyOrder("id,name\n1,a\n", "id,name\n2,b\n");
  }

  @Test
  void listsAndMapsAreRowsOfTheColumnsThatAreGiven() throws IOException {
    CsvFormat format = CsvFormat.create().withDelimiter(';').withColumns("a", "b");
    p.apply(Create.of(List.of(List.of("1", "x;y"))).withCoder(ListCoder.of(StringUtf8Coder.of())))
        .apply(
            "Lists",
            FileIO.<List<String>>write()
                .via(CsvIO.sinkOfRows(format))
                .to(directory.toString())
                .withPrefix("lists")
                .withNumShards(1));
    p.apply(
            Create.of(List.of(Map.of("b", "2")))
                .withCoder(MapCoder.of(StringUtf8Coder.of(), StringUtf8Coder.of())))
        .apply(
            "Maps",
            FileIO.<Map<String, String>>write()
                .via(CsvIO.sinkOfMaps(format))
                .to(directory.toString())
                .withPrefix("maps")
                .withNumShards(1));
    p.run();
    assertThat(files())
        .isEqualTo(
            Map.of("lists-00000-of-00001", "a;b\n1;\"x;y\"\n", "maps-00000-of-00001", "a;b\n;2\n"));
  }

  @Test
  void columnsCanBeChosenAndTheHeaderLeftOut() throws IOException {
    p.apply(Create.of(order(7, "Oslo", "x")))
        .apply(
            CsvIO.write(
                    Order.class,
                    CsvFormat.create()
                        .withoutHeaderRow()
                        .withColumnName("shop", "The Shop")
                        .withColumns("The Shop", "id"))
                .to(directory.toString())
                .withNumShards(1));
    p.run();
    assertThat(files().values()).containsExactly("Oslo,7\n");
  }

  @Test
  void whatIsWrittenIsReadAsItWas() throws IOException {
    long seed = 42;
    Entropy entropy = new Entropy(seed);
    String alphabet = "ab ,;\"'\n\r#ø\ud83d\ude00NULL";
    List<Order> orders = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      StringBuilder text = new StringBuilder();
      int[] points = alphabet.codePoints().toArray();
      for (int j = entropy.nextInt(0, 6); j > 0; j--) {
        text.appendCodePoint(points[entropy.nextInt(0, points.length - 1)]);
      }
      String shop = entropy.oneIn(4) ? "NULL" : text.toString();
      orders.add(
          new Order(
              entropy.nextLong(),
              shop,
              entropy.oneIn(3) ? null : entropy.oneIn(3) ? "" : text.reverse().toString(),
              entropy.oneIn(2) ? Optional.empty() : Optional.of(BigDecimal.valueOf(i, 2)),
              entropy.oneIn(2) ? Size.SMALL : Size.LARGE,
              entropy.oneIn(2),
              entropy.oneIn(2) ? null : LocalDate.ofEpochDay(i)));
    }
    List<CsvFormat> formats =
        List.of(
            CsvFormat.create(),
            CsvFormat.create().withDelimiter(';').withQuote('\'').withComment('#'),
            CsvFormat.create().withNullText("NULL"),
            CsvFormat.create().withDelimiter('§').withoutHeaderRow());
    for (int i = 0; i < formats.size(); i++) {
      TestPipeline write = TestPipeline.create().enableAbandonedNodeEnforcement(false);
      write
          .apply(Create.of(orders))
          .apply(
              CsvIO.write(Order.class, formats.get(i))
                  .to(directory.toString())
                  .withPrefix("f" + i)
                  .withCompression(Compression.GZIP));
      write.run();
      PAssert.that(
              p.apply(
                  "Read" + i,
                  CsvIO.read(Order.class, formats.get(i)).from(directory + "/f" + i + "-*")))
          .containsInAnyOrder(orders);
    }
    p.run();
  }

  @Test
  void anEmptyTextAloneInItsRowIsNoEmptyLine() throws IOException {
    p.apply(Create.of(new Text("")))
        .apply(CsvIO.write(Text.class).to(directory.toString()).withNumShards(1));
    p.run();
    assertThat(files().values()).containsExactly("text\n\"\"\n");
  }

  @Test
  void whatCannotBeWrittenIsRefusedAtConstruction() {
    assertThatThrownBy(() -> CsvIO.sink(Noted.class, CsvFormat.create()))
        .hasMessageContaining("would be an empty line")
        .hasMessageContaining("withNullText");
    assertThatThrownBy(() -> CsvIO.sinkOfRows(CsvFormat.create()))
        .hasMessageContaining("add withColumns(...) to the format, or withoutHeaderRow()");
    assertThatThrownBy(() -> CsvIO.sinkOfMaps(CsvFormat.create()))
        .hasMessageContaining("add withColumns(...)");
    assertThatThrownBy(() -> CsvIO.sink(Named.class, CsvFormat.create().withColumns("x")))
        .hasMessageContaining("has no column x to write, only [id, name]");
    assertThatThrownBy(() -> CsvIO.sink(Named.class, CsvFormat.create().withSkippedLines(1)))
        .hasMessageContaining("withSkippedLines(...) is for reading");
  }

  @Test
  void aCharacterThatTheSetDoesNotHaveFailsAndWritesNothing() throws IOException {
    p.apply(Create.of(new Named(1, "π")))
        .apply(
            CsvIO.write(Named.class, CsvFormat.create().withCharset(StandardCharsets.ISO_8859_1))
                .to(directory.toString())
                .withNumShards(1));
    assertThatThrownBy(p::run)
        .hasStackTraceContaining("characters that cannot be written in ISO-8859-1");
    assertThat(files().keySet()).noneMatch(name -> name.startsWith("output"));
  }

  @Test
  void aMapWithoutAColumnForAllOfItFails() {
    p.apply(
            Create.of(List.of(Map.of("c", "2")))
                .withCoder(MapCoder.of(StringUtf8Coder.of(), StringUtf8Coder.of())))
        .apply(
            FileIO.<Map<String, String>>write()
                .via(CsvIO.sinkOfMaps(CsvFormat.create().withColumns("a", "b")))
                .to(directory.toString()));
    assertThatThrownBy(p::run)
        .hasStackTraceContaining("a row has more than the columns [a, b]: [c]");
  }
}
