package io.millrace.sdk.io.csv;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sdk.testing.generators.Entropy;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RowEndsTest {

  private static final RowEnds ENDS = new RowEnds(CsvFormat.create().withComment('#'));

  private static int end(String text, boolean contentEnds) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return ENDS.end(bytes, 0, bytes.length, contentEnds);
  }

  @Test
  void aRowEndsWithALineThatDoesNotEndWithinQuotes() {
    assertThat(end("a,b\nc", false)).isEqualTo(4);
    assertThat(end("a,\"b\n\"\nc", false)).isEqualTo(7);
    assertThat(end("a\"b\n\"\nc", false)).isEqualTo(4);
    assertThat(end("\"a\"\"\n\"\r\nc", false)).isEqualTo(8);
    assertThat(end("# \"\nc", false)).isEqualTo(4);
  }

  @Test
  void whatMayGoOnHasNoEndYet() {
    assertThat(end("a,b", false)).isEqualTo(-1);
    assertThat(end("a\r", false)).isEqualTo(-1);
    assertThat(end("a,b", true)).isEqualTo(3);
    assertThat(end("a\r", true)).isEqualTo(2);
    assertThat(end("\"a\n", true)).isEqualTo(-1);
    assertThat(end("", true)).isEqualTo(-1);
  }

  @Test
  void theLastEndIsFoundWithoutLookingAtAllOfThem() {
    for (long seed = 0; seed < 5000; seed++) {
      Entropy entropy = new Entropy(seed);
      byte[] bytes = new byte[entropy.nextInt(0, 30)];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) "a,\"\n\r#".charAt(entropy.nextInt(0, 5));
      }
      boolean contentEnds = entropy.oneIn(2);
      int expected = -1;
      int end = ENDS.end(bytes, 0, bytes.length, contentEnds);
      while (end >= 0) {
        expected = end;
        end = end == bytes.length ? -1 : ENDS.end(bytes, end, bytes.length, contentEnds);
      }
      assertThat(ENDS.lastEnd(bytes, 0, bytes.length, contentEnds))
          .as("seed %s, %s: %s", seed, contentEnds, new String(bytes, StandardCharsets.UTF_8))
          .isEqualTo(expected);
    }
  }
}
