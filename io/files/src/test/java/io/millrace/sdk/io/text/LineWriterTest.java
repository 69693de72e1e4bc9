package io.millrace.sdk.io.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LineWriterTest {

  /** Takes a few bytes at a time, as channels may. */
  private static final class SlowChannel implements WritableByteChannel {
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Override
    public int write(ByteBuffer source) {
      int count = Math.min(source.remaining(), 1000);
      for (int i = 0; i < count; i++) {
        bytes.write(source.get());
      }
      return count;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }

  private static String written(String delimiter, String... lines) throws IOException {
    SlowChannel channel = new SlowChannel();
    LineWriter writer = new LineWriter(channel, delimiter.getBytes(UTF_8));
    for (String line : lines) {
      writer.write(line);
    }
    writer.flush();
    return channel.bytes.toString(UTF_8);
  }

  @Test
  void eachLineIsFollowedByTheDelimiter() throws IOException {
    assertThat(written("\n", "a", "", "é漢😀")).isEqualTo("a\n\né漢😀\n");
    assertThat(written("|é|", "a", "b")).isEqualTo("a|é|b|é|");
    assertThat(written("", "a", "b")).isEqualTo("ab");
  }

  @Test
  void anUnpairedSurrogateBecomesAQuestionMark() throws IOException {
    assertThat(written("\n", "a\ud800b")).isEqualTo("a?b\n");
  }

  @Test
  void charactersWhoseLowByteIsAsciiAreNotTakenForAscii() throws IOException {
    assertThat(written("\n", "\u0141\u0161")).isEqualTo("\u0141\u0161\n");
  }

  @Test
  void linesOfAllLengthsAroundTheBufferSurvive() throws IOException {
    for (int length : List.of(65_534, 65_535, 65_536, 65_537, 200_000)) {
      for (String unit : List.of("x", "é", "漢")) {
        String line = unit.repeat(length);
        assertThat(written("\n", "before", line, line, "after"))
            .isEqualTo("before\n" + line + "\n" + line + "\nafter\n");
      }
    }
  }

  @Test
  void manyLinesOfRandomLengthSurvive() throws IOException {
    Random random = new Random(7);
    String[] lines = new String[2_000];
    for (int i = 0; i < lines.length; i++) {
      lines[i] = (random.nextInt(5) == 0 ? "é" : "y").repeat(random.nextInt(300));
    }
    assertThat(written("\n", lines)).isEqualTo(String.join("\n", lines) + "\n");
  }
}
