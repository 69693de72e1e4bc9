package io.millrace.sdk.io.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.io.FileIO;
import io.millrace.sdk.io.RecordIO;
import io.millrace.sdk.io.csv.Order.Size;
import io.millrace.sdk.io.records.BadRecord;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.TestPipeline;
import io.millrace.sdk.transforms.Count;
import io.millrace.sdk.transforms.Create;
import io.millrace.sdk.transforms.Watch.Growth;
import io.millrace.sdk.transforms.WithFailures;
import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollection.IsBounded;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class CsvReadTest {

  @RegisterExtension final TestPipeline p = TestPipeline.create();

  @TempDir Path directory;

  record Named(int id, String name) {}

  record Point(double x, @Nullable Integer y) {}

  record Percent(int of100) {
    Percent {
      if (of100 > 100) {
        throw new IllegalArgumentException("more than all: " + of100);
      }
    }
  }

  private Path file(String name, String content) throws IOException {
    return Files.writeString(directory.resolve(name), content);
  }

  private static void gzip(Path file, byte[] content) throws IOException {
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(content);
    }
  }

  private PCollection<List<String>> rows(CsvFormat format, Path file) {
    return p.apply(CsvIO.readRows(format).from(file.toString()));
  }

  @Test
  void rowsAreReadAsRecordsByTheNamesOfTheirColumns() throws IOException {
    file(
        "a.csv",
        "shop,id,left out,size,paid,price,note,due\n"
            + "Oslo,1,x,SMALL,true,12.50,,2026-11-28\n"
            + "\"Bø, \"\"the\"\" shop\",2,y,LARGE,FALSE,,\"two\nlines\",\n");
    PAssert.that(p.apply(CsvIO.read(Order.class).from(directory + "/*.csv")))
        .containsInAnyOrder(
            new Order(
                1,
                "Oslo",
                null,
                Optional.of(new BigDecimal("12.50")),
                Size.SMALL,
                true,
                LocalDate.of(2026, 11, 28)),
            new Order(
                2, "Bø, \"the\" shop", "two\nlines", Optional.empty(), Size.LARGE, false, null));
    p.run();
  }

  @Test
  void rowsAreReadAsMapsAndAsLists() throws IOException {
    Path file = file("a.csv", "a,b\n1,\"x,\ny\"\n\n2,\n");
    PAssert.that(p.apply("Maps", CsvIO.readMaps(CsvFormat.create()).from(file.toString())))
        .containsInAnyOrder(Map.of("a", "1", "b", "x,\ny"), Map.of("a", "2", "b", ""));
    PAssert.that(rows(CsvFormat.create(), file))
        .containsInAnyOrder(List.of("1", "x,\ny"), List.of("2", ""));
    p.run();
  }

  @Test
  void filesWithoutHeaderHaveTheColumnsThatAreGiven() throws IOException {
    Path file = file("a.csv", "ann,1\nbo,2");
    CsvFormat format = CsvFormat.create().withoutHeaderRow();
    PAssert.that(
            p.apply(
                "Given",
                CsvIO.read(Named.class, format.withColumns("name", "id")).from(file.toString())))
        .containsInAnyOrder(new Named(1, "ann"), new Named(2, "bo"));
    Path other = file("b.csv", "7,x\n");
    PAssert.that(p.apply("ByOrder", CsvIO.read(Named.class, format).from(other.toString())))
        .containsInAnyOrder(new Named(7, "x"));
    PAssert.that(rows(format, file)).containsInAnyOrder(List.of("ann", "1"), List.of("bo", "2"));
    p.run();
  }

  @Test
  void columnsCanBeNamedAnewAndLinesBeforeTheHeaderLeftOut() throws IOException {
    Path file = file("a.csv", "made by hand\n\nThe Name,No.\nann,1\n");
    CsvFormat format = CsvFormat.create().withSkippedLines(2);
    PAssert.that(
            p.apply(
                "Named",
                CsvIO.read(
                        Named.class,
                        format.withColumnName("name", "The Name").withColumnName("id", "No."))
                    .from(file.toString())))
        .containsInAnyOrder(new Named(1, "ann"));
    PAssert.that(
            p.apply(
                "InOrder",
                CsvIO.read(Named.class, format.withColumns("name", "id")).from(file.toString())))
        .containsInAnyOrder(new Named(1, "ann"));
    p.run();
  }

  @Test
  void delimiterQuoteCommentAndLineEndsAreOfChoice() throws IOException {
    Path file = file("a.csv", "# made; by\r\na§b\r\n'x§''\r\n'§y\r\n# '\r\n#\r\nz§\"1\r\n");
    PAssert.that(rows(CsvFormat.create().withDelimiter('§').withQuote('\'').withComment('#'), file))
        .containsInAnyOrder(List.of("x§'\r\n", "y"), List.of("z", "\"1"));
    p.run();
  }

  @Test
  void oldLineEndsOfAReturnAloneAreRead() throws IOException {
    Path file = file("a.csv", "a,b\r1,\"2\r3\"\r4,5\r");
    PAssert.that(rows(CsvFormat.create(), file))
        .containsInAnyOrder(List.of("1", "2\r3"), List.of("4", "5"));
    p.run();
  }

  @Test
  void otherCharacterSetsAreReadAndAByteOrderMarkIsNoPartOfTheHeader() throws IOException {
    Path latin = directory.resolve("latin.csv");
    Files.write(latin, "id,name\n1,Bø\n".getBytes(StandardCharsets.ISO_8859_1));
    PAssert.that(
            p.apply(
                "Latin",
                CsvIO.read(Named.class, CsvFormat.create().withCharset(StandardCharsets.ISO_8859_1))
                    .from(latin.toString())))
        .containsInAnyOrder(new Named(1, "Bø"));
    Path marked = file("marked.csv", "\ufeffid,name\n2,x\n");
    PAssert.that(p.apply("Marked", CsvIO.read(Named.class).from(marked.toString())))
        .containsInAnyOrder(new Named(2, "x"));
    p.run();
  }

  @Test
  void aFileInUtf16IsReportedAsSuch() throws IOException {
    Path file = directory.resolve("a.csv");
    Files.write(file, "id,name\n1,x\n".getBytes(StandardCharsets.UTF_16));
    p.apply(CsvIO.read(Named.class).from(file.toString()));
    assertThatThrownBy(p::run)
        .hasStackTraceContaining("cannot read " + file + ": it is UTF-16, and not UTF-8");
  }

  @Test
  void whatStandsForNullIsOfChoice() throws IOException {
    Path file = file("a.csv", "x,y\n1,\\N\n2,3\n");
    PAssert.that(
            p.apply(
                CsvIO.read(Point.class, CsvFormat.create().withNullText("\\N"))
                    .from(file.toString())))
        .containsInAnyOrder(new Point(1, null), new Point(2, 3));
    p.run();
  }

  @Test
  void aColumnThatIsMissingIsAllowedForWhatMayBeNullOnly() throws IOException {
    Path file = file("a.csv", "x\n1.5\n");
    PAssert.that(p.apply("Allowed", CsvIO.read(Point.class).from(file.toString())))
        .containsInAnyOrder(new Point(1.5, null));
    p.run();
  }

  @Test
  void aColumnThatIsMissingOtherwiseFailsTheJobWithWhatThereIs() throws IOException {
    Path file = file("a.csv", "id,Name\n1,x\n");
    p.apply(CsvIO.read(Named.class).from(file.toString()).withBadRecords());
    assertThatThrownBy(p::run)
        .hasStackTraceContaining(
            "cannot read "
                + file
                + ": there is no column name, which Named needs, among [id, Name]");
  }

  @Test
  void conversionsAreUsedForTheirClass() throws IOException {
    Path file = file("a.csv", "id,name\none,x\n");
    PAssert.that(
            p.apply(
                CsvIO.read(
                        Named.class,
                        CsvFormat.create()
                            .withConversion(
                                Integer.class, text -> text.equals("one") ? 1 : 0, number -> "one"))
                    .from(file.toString())))
        .containsInAnyOrder(new Named(1, "x"));
    p.run();
  }

  @Test
  void filesAreDecompressedByTheirNamesAndPatternsAndFilesCanBeElements() throws IOException {
    gzip(directory.resolve("a.csv.gz"), "id,name\n1,x\n".getBytes(StandardCharsets.UTF_8));
    file("b.csv", "id,name\n2,y\n");
    file("empty.csv", "");
    PAssert.that(
            p.apply("Patterns", Create.of(directory + "/a*", directory + "/*.csv"))
                .apply("ReadAll", CsvIO.readAll(Named.class, CsvFormat.create())))
        .containsInAnyOrder(new Named(1, "x"), new Named(2, "y"));
    PAssert.that(
            p.apply("Match", FileIO.match().filepattern(directory + "/*"))
                .apply("Open", FileIO.readMatches())
                .apply("ReadFiles", CsvIO.readFiles(Named.class, CsvFormat.create())))
        .containsInAnyOrder(new Named(1, "x"), new Named(2, "y"));
    PAssert.that(
            p.apply("Patterns2", Create.of(directory + "/*"))
                .apply("Maps", CsvIO.readAllMaps(CsvFormat.create())))
        .containsInAnyOrder(Map.of("id", "1", "name", "x"), Map.of("id", "2", "name", "y"));
    p.run();
  }

  @Test
  void newFilesAreReadAsTheyCome() throws IOException {
    file("a.csv", "id,name\n1,x\n2\n");
    WithFailures.Result<PCollection<Named>, BadRecord> result =
        p.apply(
            CsvIO.read(Named.class)
                .from(directory + "/*.csv")
                .watchForNewFiles(Duration.ofMillis(1), Growth.afterIterations(2))
                .withBadRecords());
    assertThat(result.output().isBounded()).isEqualTo(IsBounded.UNBOUNDED);
    PAssert.that(result.output().apply("W1", Window.into(FixedWindows.of(Duration.ofDays(9999)))))
        .containsInAnyOrder(new Named(1, "x"));
    PAssert.that(result.failures().apply("W2", Window.into(FixedWindows.of(Duration.ofDays(9999)))))
        .containsInAnyOrder(
            new BadRecord(
                directory + "/a.csv", 3, 12, "2", false, "it has 1 field, and there should be 2"));
    p.run();
  }

  @Test
  void largeFilesAreReadInPartsWhereRowsAreOnOneLine() throws IOException {
    Path file = directory.resolve("a.csv");
    String padding = "x".repeat(1000);
    try (var out = Files.newBufferedWriter(file)) {
      out.write("id,name\n");
      for (int i = 0; i < 10_000; i++) {
        out.write(i + ",\"" + padding + "\"\n");
      }
    }
    CsvFormat format = CsvFormat.create().withRowsOnOneLine();
    PAssert.thatSingleton(
            p.apply(CsvIO.read(Named.class, format).from(file.toString())).apply(Count.globally()))
        .isEqualTo(10_000L);
    p.run();
  }

  @Nested
  class BadRows {

    private WithFailures.Result<PCollection<Named>, BadRecord> read(CsvFormat format, Path file) {
      return p.apply(CsvIO.read(Named.class, format).from(file.toString()).withBadRecords());
    }

    @Test
    void failTheJobWithFileLineAndText() throws IOException {
      Path file = file("a.csv", "id,name\n1,\"a\nb\"\n12x,y\n");
      p.apply(CsvIO.read(Named.class).from(file.toString()));
      assertThatThrownBy(p::run)
          .hasStackTraceContaining(
              "cannot read " + file + ", line 4: column id: \"12x\" is no int; it reads: 12x,y");
    }

    @Test
    void areAnOutputOfTheirOwnIfWanted() throws IOException {
      Path file =
          file("a.csv", "id,name\n1,a\n,b\n3,c,\n4\n\"5\"x,e\n6,\"f\nf\"\nseven,\"g\ng\"\n8,h");
      WithFailures.Result<PCollection<Named>, BadRecord> result = read(CsvFormat.create(), file);
      PAssert.that(result.output())
          .containsInAnyOrder(new Named(1, "a"), new Named(6, "f\nf"), new Named(8, "h"));
      String name = file.toString();
      PAssert.that(result.failures())
          .containsInAnyOrder(
              new BadRecord(name, 3, 12, ",b", false, "column id: it is empty, and no int"),
              new BadRecord(name, 4, 15, "3,c,", false, "it has 3 fields, and there should be 2"),
              new BadRecord(name, 5, 20, "4", false, "it has 1 field, and there should be 2"),
              new BadRecord(
                  name,
                  6,
                  22,
                  "\"5\"x,e",
                  false,
                  "Unexpected character after closing quote: 'x' (0x78)"),
              new BadRecord(
                  name, 9, 37, "seven,\"g\ng\"", false, "column id: \"seven\" is no int"));
      p.run();
    }

    @Test
    void ofAQuoteThatIsNeverClosedAreALineAndTheNextLineIsTried() throws IOException {
      Path file = file("a.csv", "id,name\n1,a\n2,\"b\n3,c\n4,d\n");
      WithFailures.Result<PCollection<Named>, BadRecord> result = read(CsvFormat.create(), file);
      PAssert.that(result.output())
          .containsInAnyOrder(new Named(1, "a"), new Named(3, "c"), new Named(4, "d"));
      PAssert.that(result.failures())
          .containsInAnyOrder(
              new BadRecord(
                  file.toString(),
                  3,
                  12,
                  "2,\"b",
                  false,
                  "a quote is opened, and not closed before the file ends"));
      p.run();
    }

    @Test
    void goOnInTheNextLineWhereRowsAreOnOneLine() throws IOException {
      Path file = file("a.csv", "id,name\n1,\"a\na\"\n2,b\n");
      WithFailures.Result<PCollection<Named>, BadRecord> result =
          read(CsvFormat.create().withRowsOnOneLine(), file);
      PAssert.that(result.output()).containsInAnyOrder(new Named(2, "b"));
      PAssert.that(result.failures())
          .containsInAnyOrder(
              new BadRecord(
                  file.toString(),
                  2,
                  8,
                  "1,\"a",
                  false,
                  "it goes on in the next line, and rows should be on one line"),
              new BadRecord(
                  file.toString(), 3, 13, "a\"", false, "it has 1 field, and there should be 2"));
      p.run();
    }

    @Test
    void areThoseThatARecordRefuses() throws IOException {
      Path file = file("a.csv", "of100\n101\n7\n");
      WithFailures.Result<PCollection<Percent>, BadRecord> result =
          p.apply(CsvIO.read(Percent.class).from(file.toString()).withBadRecords());
      PAssert.that(result.output()).containsInAnyOrder(new Percent(7));
      PAssert.that(result.failures())
          .containsInAnyOrder(
              new BadRecord(file.toString(), 2, 6, "101", false, "more than all: 101"));
      p.run();
    }

    @Test
    void areThoseThatAreTooLargeWhateverComesOfThem() throws IOException {
      // many times the limit, and without an end of its line
      byte[] content = new byte[40 << 20];
      Arrays.fill(content, (byte) 'x');
      byte[] before = "id,name\n1,a\n2,".getBytes(StandardCharsets.UTF_8);
      byte[] after = "\n3,c\n".getBytes(StandardCharsets.UTF_8);
      System.arraycopy(before, 0, content, 0, before.length);
      System.arraycopy(after, 0, content, content.length - after.length, after.length);
      Path file = directory.resolve("a.csv.gz");
      gzip(file, content);
      WithFailures.Result<PCollection<Named>, BadRecord> result =
          p.apply(CsvIO.read(Named.class).from(file.toString()).withBadRecords());
      PAssert.that(result.output()).containsInAnyOrder(new Named(1, "a"), new Named(3, "c"));
      PAssert.that(result.failures())
          .containsInAnyOrder(
              new BadRecord(
                  file.toString(),
                  3,
                  12,
                  "2," + "x".repeat(BadRecord.LONGEST_TEXT - 2),
                  true,
                  "it has more than 16,777,216 bytes, which is as large as records may be (see"
                      + " withMaxRecordBytes); perhaps a quote is missing"));
      p.run();
    }

    @Test
    void ofAnotherSizeAreRefusedWithTheLimitToChange() throws IOException {
      Path file = file("a.csv", "id,name\n1,abcdefgh\n2,abcdefghi\n");
      p.apply(CsvIO.read(Named.class).from(file.toString()).withMaxRecordBytes(11));
      assertThatThrownBy(p::run)
          .hasStackTraceContaining(
              "line 3: it has more than 11 bytes, which is as large as records may be (see"
                  + " withMaxRecordBytes); perhaps a quote is missing; it reads: 2,abcdefghi");
    }
  }

  @Test
  void aFileThatIsCutOffFailsTheJobWithItsName() throws IOException {
    StringBuilder rows = new StringBuilder("id,name\n");
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      rows.append(random.nextInt()).append(",x\n");
    }
    Path whole = directory.resolve("whole.gz");
    gzip(whole, rows.toString().getBytes(StandardCharsets.UTF_8));
    byte[] bytes = Files.readAllBytes(whole);
    Path cut = directory.resolve("cut.csv.gz");
    Files.write(cut, Arrays.copyOf(bytes, bytes.length / 2));
    p.apply(CsvIO.read(Named.class).from(cut.toString()).withBadRecords());
    assertThatThrownBy(p::run)
        .hasStackTraceContaining("cannot read " + cut + ": its gzip data end too early");
  }

  @Test
  void aFileThatIsMalformedFailsTheJobWithItsName() throws IOException {
    Path file = directory.resolve("a.csv.gz");
    gzip(file, "id,name\n1,a\n".repeat(1000).getBytes(StandardCharsets.UTF_8));
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 6]++; // the checksum
    Files.write(file, bytes);
    p.apply(CsvIO.readRows(CsvFormat.create()).from(file.toString()).withBadRecords());
    assertThatThrownBy(p::run)
        .hasStackTraceContaining("cannot read " + file + ": malformed gzip data");
  }

  @Test
  void whatCannotBeReadIsRefusedAtConstruction() {
    record Tagged(List<String> tags) {}
    record Generic<T>(T value) {}
    assertThatThrownBy(() -> CsvIO.read(Tagged.class))
        .hasMessageContaining("the component tags of")
        .hasMessageContaining("no text is known for java.util.List<java.lang.String>");
    assertThatThrownBy(() -> CsvIO.read(Generic.class))
        .hasMessageContaining("is no record without type parameters");
    assertThatThrownBy(() -> CsvIO.read(String.class))
        .hasMessageContaining("java.lang.String is no record");
    assertThatThrownBy(() -> CsvIO.read(Named.class, CsvFormat.create().withColumnName("x", "y")))
        .hasMessageContaining("a column is named for the component x");
    assertThatThrownBy(() -> CsvIO.readMaps(CsvFormat.create().withoutHeaderRow()))
        .hasMessageContaining("add withColumns(...)");
    assertThatThrownBy(() -> CsvFormat.create().withQuote(','))
        .hasMessage("no such CSV can be: the quote must not be the delimiter");
    assertThatThrownBy(() -> CsvFormat.create().withCharset(Charset.forName("UTF-16")))
        .hasMessageContaining("UTF-16 is not supported");
    assertThatThrownBy(() -> p.apply(CsvIO.read(Named.class)))
        .hasMessageContaining("CsvIO needs to be told what to read");
    assertThatThrownBy(() -> CsvIO.read(Named.class).withMaxRecordBytes(0))
        .hasMessageContaining("records of at most 0 bytes");
    p.enableAbandonedNodeEnforcement(false);
  }

  @Test
  void aPipelineTellsWhatItReads() {
    RecordIO.Read<Named> read =
        CsvIO.read(Named.class, CsvFormat.create().withDelimiter(';')).from("/x/*.csv");
    assertThat(DisplayData.from(read).items().toString()).contains("/x/*.csv").contains(";");
  }

  @Test
  void timesOfAllKindsAreRead() throws IOException {
    record Times(Instant at, @Nullable Duration took, char mark) {}
    Path file = file("a.csv", "at,took,mark\n2026-11-28T10:15:30Z, PT1M ,x\n");
    PAssert.that(p.apply(CsvIO.read(Times.class).from(file.toString())))
        .containsInAnyOrder(
            new Times(Instant.parse("2026-11-28T10:15:30Z"), Duration.ofMinutes(1), 'x'));
    p.run();
  }
}
