package io.millrace.sdk.io.csv;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import de.siegmar.fastcsv.reader.StringArrayHandler;
import io.millrace.sdk.coders.ListCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.io.Compression;
import io.millrace.sdk.io.FileSystems;
import io.millrace.sdk.io.fs.EmptyMatchTreatment;
import io.millrace.sdk.io.records.BadRecord;
import io.millrace.sdk.io.records.RecordOutput;
import io.millrace.sdk.io.records.RecordRange;
import io.millrace.sdk.io.records.RecordReader;
import io.millrace.sdk.io.records.RecordReading;
import io.millrace.sdk.io.records.RecordSource;
import io.millrace.sdk.io.text.FileRange;
import io.millrace.sdk.testing.SourceLaws;
import io.millrace.sdk.testing.generators.Entropy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for any text, from a seed. */
class CsvLawsTest {

  private static final CsvFormat PLAIN = CsvFormat.create().withoutHeaderRow();
  private static final CsvRecordFormat<List<String>> ROWS =
      new CsvRecordFormat<>(PLAIN, new ListRows(PLAIN));

  @TempDir Path directory;

  /** All that a reader gives, in its order. */
  private record Given(List<List<String>> rows, List<BadRecord> bad)
      implements RecordOutput<List<String>> {

    @Override
    public void good(List<String> row) {
      rows.add(row);
    }

    @Override
    public void bad(BadRecord record) {
      bad.add(record);
    }
  }

  private static RecordRange whole(Path file) {
    return new RecordRange(
        new FileRange(
            FileSystems.matchNewResource(file.toString(), false),
            Compression.UNCOMPRESSED,
            0,
            FileRange.TO_THE_END,
            true,
            0),
        1);
  }

  private static Given read(CsvRecordFormat<List<String>> rows, Path file, int maxRecordBytes)
      throws IOException {
    Given given = new Given(new ArrayList<>(), new ArrayList<>());
    try (RecordReader<List<String>> reader = rows.open(whole(file), maxRecordBytes)) {
      boolean more = true;
      while (more) {
        more = reader.next(given);
      }
    }
    return given;
  }

  /** The same, by a new reader for each row, which begins where the last one stood. */
  private static Given readOneByOne(CsvRecordFormat<List<String>> rows, RecordRange from)
      throws IOException {
    Given given = new Given(new ArrayList<>(), new ArrayList<>());
    RecordRange range = from;
    boolean more = true;
    while (more) {
      try (RecordReader<List<String>> reader = rows.open(range, 1 << 20)) {
        more = reader.next(given);
        range = reader.rest();
      }
    }
    return given;
  }

  private static String text(Entropy entropy, String alphabet, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append(alphabet.charAt(entropy.nextInt(0, alphabet.length() - 1)));
    }
    return text.toString();
  }

  @Test
  void rowsAreThoseOfTheLibraryWhereverBlocksEnd() throws IOException {
    for (long seed = 0; seed < 9; seed++) {
      Entropy entropy = new Entropy(seed);
      String lineEnd = List.of("\n", "\r\n", "\r").get((int) (seed % 3));
      StringBuilder text = new StringBuilder();
      while (text.length() < 300_000) {
        int fields = entropy.nextInt(1, 5);
        for (int i = 0; i < fields; i++) {
          String field = text(entropy, "ab ,\"\n\rø", entropy.nextInt(0, 11));
          boolean plain = field.chars().allMatch(c -> c > ' ' && c != ',' && c != '"');
          text.append(plain ? field : '"' + field.replace("\"", "\"\"") + '"')
              .append(i + 1 < fields ? "," : lineEnd);
        }
      }
      Path file = Files.writeString(directory.resolve(seed + ".csv"), text);
      List<List<String>> expected =
          CsvReader.builder()
              .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
              .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
              .build(StringArrayHandler.of(), text.toString())
              .stream()
              .map(List::of)
              .toList();
      // blocks end elsewhere, as they are not larger than a row may be
      for (int maxRecordBytes : new int[] {200, 4099, 1 << 20}) {
        Given given = read(ROWS, file, maxRecordBytes);
        assertThat(given.bad()).as("seed %s", seed).isEmpty();
        assertThat(given.rows()).as("seed %s", seed).isEqualTo(expected);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whateverTheTextNothingIsLostAndAReaderGoesOnFromAnywhere(boolean onOneLine)
      throws IOException {
    Path file = directory.resolve("a.csv");
    CsvFormat format = CsvFormat.create().withoutHeaderRow();
    CsvFormat chosen = onOneLine ? format.withRowsOnOneLine() : format;
    CsvRecordFormat<List<String>> rows = new CsvRecordFormat<>(chosen, new ListRows(chosen));
    for (long seed = 0; seed < 400; seed++) {
      Entropy entropy = new Entropy(seed);
      String text = text(entropy, "ab,\"\n\r", entropy.nextInt(0, 60));
      Files.writeString(file, text);
      Given given = read(rows, file, 1 << 20);
      assertThat(readOneByOne(rows, whole(file))).as("seed %s: %s", seed, text).isEqualTo(given);
      // all letters are in some row, or in the text of some bad record
      String seen =
          String.join("", given.rows().stream().map(row -> String.join("", row)).toList())
              + String.join("", given.bad().stream().map(BadRecord::text).toList());
      assertThat(letters(seen)).as("seed %s: %s", seed, text).isEqualTo(letters(text));
      for (BadRecord bad : given.bad()) {
        assertThat(text.substring((int) bad.position())).startsWith(bad.text());
        assertThat(bad.line())
            .as("seed %s: %s", seed, text)
            .isEqualTo(lineOf(text, (int) bad.position()));
      }
    }
  }

  private static long letters(String text) {
    return text.chars().filter(Character::isLetter).count();
  }

  private static long lineOf(String text, int position) {
    String before = text.substring(0, position).replace("\r\n", "\n").replace('\r', '\n');
    return 1 + before.chars().filter(c -> c == '\n').count();
  }

  @Test
  void readersGoOnFromSnapshots() throws IOException {
    Entropy entropy = new Entropy(3);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 800; i++) {
      text.append(i).append(",\"").append(text(entropy, "ab\n", 30)).append("\"\n");
    }
    Path file = directory.resolve("a.csv");
    Files.write(file, text.toString().getBytes(StandardCharsets.UTF_8));
    SourceLaws.assertSnapshotsResume(
        RecordSource.ofGood(
            new RecordSource.Files(file.toString(), EmptyMatchTreatment.DISALLOW, Compression.AUTO),
            RecordReading.of(ROWS),
            ListCoder.of(StringUtf8Coder.of())),
        10_000);
  }

  @Test
  void rangesOfRowsOnOneLineHaveEachRowOnce() throws IOException {
    CsvFormat format = CsvFormat.create().withRowsOnOneLine().withSkippedLines(2);
    List<String> lineEnds = List.of("\n", "\r\n", "\r");
    CsvRecordFormat<List<String>> rows = new CsvRecordFormat<>(format, new ListRows(format));
    for (long seed = 0; seed < 100; seed++) {
      Entropy entropy = new Entropy(seed);
      StringBuilder text = new StringBuilder("these,are\nno,rows\n\na,b\n");
      List<List<String>> expected = new ArrayList<>();
      int count = entropy.nextInt(1, 20);
      for (int i = 0; i < count; i++) {
        String field = text(entropy, "xyz,", entropy.nextInt(0, 8));
        text.append(i)
            .append(",\"")
            .append(field)
            .append('"')
            .append(lineEnds.get(entropy.nextInt(0, 2)));
        expected.add(List.of(Integer.toString(i), field));
      }
      Path file = Files.writeString(directory.resolve("a.csv"), text);
      Given given = new Given(new ArrayList<>(), new ArrayList<>());
      int size = text.length();
      int step = entropy.nextInt(1, size);
      for (int start = 0; start < size; start += step) {
        RecordRange range =
            new RecordRange(
                new FileRange(
                    FileSystems.matchNewResource(file.toString(), false),
                    Compression.UNCOMPRESSED,
                    start,
                    Math.min(size, start + step),
                    start == 0,
                    0),
                start == 0 ? 1 : BadRecord.LINE_UNKNOWN);
        Given ofRange = readOneByOne(rows, range);
        given.rows().addAll(ofRange.rows());
        given.bad().addAll(ofRange.bad());
      }
      assertThat(given.bad()).as("seed %s", seed).isEmpty();
      assertThat(given.rows()).as("seed %s, step %s", seed, step).isEqualTo(expected);
    }
  }
}
