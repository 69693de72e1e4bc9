package io.millrace.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WordCountTest {

  private static final String TRICKY =
      """
      It's the FIRST line; the second isn't.

      ΟΔΟΣ οδος Straße STRASSE İstanbul ÆON æon
      ٣٤ 34 ² Ⅳ x² 日本語 日本 語 a-b_c 'quoted' ''
      \uD801\uDC00\uD801\uDC28 caf\u00e9,cafe\u0301 \uFFFD z
      no line end""";

  @TempDir Path dir;

  /** The words of a text by the shortest definition there is. */
  private static Map<String, Long> expected(String text) {
    Map<String, Long> counts = new TreeMap<>();
    Matcher words = Pattern.compile("[\\p{L}\\p{Nd}']+").matcher(text);
    while (words.find()) {
      counts.merge(words.group().toLowerCase(Locale.ROOT), 1L, Long::sum);
    }
    return counts;
  }

  private static Map<String, Long> read(Path output) throws Exception {
    Map<String, Long> counts = new TreeMap<>();
    for (String line : Files.readAllLines(output)) {
      int colon = line.lastIndexOf(": ");
      counts.put(line.substring(0, colon), Long.valueOf(line.substring(colon + 2)));
    }
    return counts;
  }

  @Test
  void bothCountTrickyTextAsTheDefinitionSaysHoweverItIsSplit() throws Exception {
    Path input = Files.writeString(dir.resolve("text"), TRICKY);
    for (int threads = 1; threads <= 5; threads++) {
      WordCountByHand.run(input, dir.resolve("by-hand"), threads);
      WordCountLimit.run(input, dir.resolve("limit"), threads);
      assertThat(read(dir.resolve("by-hand"))).isEqualTo(expected(TRICKY));
      assertThat(read(dir.resolve("limit"))).isEqualTo(expected(TRICKY));
    }
  }

  @Test
  void linesLongerThanAChunkAreCountedWhole() throws Exception {
    String text = "longword ".repeat(300_000) + "\nshort\n" + "x".repeat(3_000_000);
    Path input = Files.writeString(dir.resolve("text"), text);
    WordCountLimit.run(input, dir.resolve("limit"), 3);
    assertThat(read(dir.resolve("limit"))).isEqualTo(expected(text));
  }

  @Test
  void malformedBytesSeparateWordsInBoth() throws Exception {
    byte[] bytes = "ab?cd ef?".getBytes(StandardCharsets.US_ASCII);
    bytes[2] = (byte) 0xff;
    bytes[8] = (byte) 0xe2;
    Path input = Files.write(dir.resolve("text"), bytes);
    WordCountByHand.run(input, dir.resolve("by-hand"), 1);
    WordCountLimit.run(input, dir.resolve("limit"), 1);
    assertThat(read(dir.resolve("by-hand"))).containsOnlyKeys("ab", "cd", "ef");
    assertThat(read(dir.resolve("limit"))).containsOnlyKeys("ab", "cd", "ef");
  }

  @Test
  void anEmptyFileHasNoWords() throws Exception {
    Path input = Files.writeString(dir.resolve("text"), "");
    assertThat(WordCountLimit.run(input, dir.resolve("limit"), 2))
        .isEqualTo(new RunLine.Answer(0, 0, 0));
    assertThat(WordCountByHand.run(input, dir.resolve("by-hand"), 2))
        .isEqualTo(new RunLine.Answer(0, 0, 0));
  }

  /** Distinct words and checksum as an independent implementation gave them. */
  @Test
  void twentyThousandGeneratedLinesHaveTheKnownAnswer() throws Exception {
    TextCommand text = new TextCommand();
    text.output = dir.resolve("text");
    text.lines = 20_000;
    text.call();

    RunLine.Answer known = new RunLine.Answer(200_000, 39_482, 0x98f5c1aca0b99f37L);
    assertThat(WordCountByHand.run(text.output, dir.resolve("by-hand"), 2)).isEqualTo(known);
    assertThat(WordCountLimit.run(text.output, dir.resolve("limit"), 2)).isEqualTo(known);
    assertThat(WordCountSum.sum(List.of(dir.resolve("limit")))).isEqualTo(known);
  }

  @Test
  void anotherSeedIsAnotherText() {
    StringBuilder zero = new StringBuilder();
    StringBuilder one = new StringBuilder();
    new ZipfText(0).appendLine(0, zero);
    new ZipfText(1).appendLine(0, one);
    assertThat(one.toString()).isNotEqualTo(zero.toString());
  }
}
