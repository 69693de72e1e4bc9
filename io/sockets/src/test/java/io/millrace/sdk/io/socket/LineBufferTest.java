package io.millrace.sdk.io.socket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LineBufferTest {

  private static void add(LineBuffer buffer, byte[] bytes, int from, int to) {
    for (int at = from; at < to; ) {
      ByteBuffer room = buffer.room();
      int count = Math.min(room.remaining(), to - at);
      assertThat(count).as("room").isPositive();
      room.put(bytes, at, count);
      buffer.added(count);
      at += count;
    }
  }

  @Test
  void linesEndWithAndWithoutCarriageReturns() throws IOException {
    LineBuffer buffer = new LineBuffer("one\ntwo\r\n\n\r\nthree".getBytes(UTF_8), 100);

    assertThat(buffer.nextLine()).isEqualTo("one");
    assertThat(buffer.nextLine()).isEqualTo("two");
    assertThat(buffer.nextLine()).isEmpty();
    assertThat(buffer.nextLine()).isEmpty();
    assertThat(buffer.nextLine()).isNull();
    assertThat(buffer.rest()).isEqualTo("three");
    assertThat(buffer.rest()).isNull();
  }

  /** Seeds 0 to 99; whatever pieces the bytes come in, and whenever the buffer is taken over. */
  @Test
  void linesAreTheSameInWhateverPiecesTheyCome() throws IOException {
    for (long seed = 0; seed < 100; seed++) {
      Random random = new Random(seed);
      List<String> expected = new ArrayList<>();
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < 200; i++) {
        String line =
            "zeile".repeat(random.nextInt(40)) + "é€😀".substring(0, random.nextInt(3)) + i;
        expected.add(line);
        text.append(line).append(random.nextBoolean() ? "\n" : "\r\n");
      }
      byte[] bytes = text.toString().getBytes(UTF_8);

      List<String> lines = new ArrayList<>();
      LineBuffer buffer = new LineBuffer(new byte[0], 1_000);
      for (int at = 0; at < bytes.length; ) {
        int to = Math.min(bytes.length, at + 1 + random.nextInt(300));
        add(buffer, bytes, at, to);
        at = to;
        int take = random.nextInt(5);
        String line;
        while (take-- > 0 && (line = buffer.nextLine()) != null) {
          lines.add(line);
        }
        if (random.nextInt(10) == 0) {
          buffer = new LineBuffer(buffer.remaining(), 1_000);
        }
        while (at < bytes.length && buffer.remaining().length > 5_000) {
          lines.add(buffer.nextLine());
        }
      }
      String line;
      while ((line = buffer.nextLine()) != null) {
        lines.add(line);
      }
      assertThat(lines).as("seed %s", seed).isEqualTo(expected);
      assertThat(buffer.rest()).isNull();
    }
  }

  @Test
  void aLineMayBeAsLongAsTheLimitAndNoLonger() throws IOException {
    byte[] fits = ("x".repeat(20_000) + "\n").getBytes(UTF_8);
    LineBuffer buffer = new LineBuffer(new byte[0], 20_000);
    for (int at = 0; at < fits.length; at += 1_000) {
      add(buffer, fits, at, Math.min(fits.length, at + 1_000));
      if (at < 20_000) {
        assertThat(buffer.nextLine()).isNull();
      }
    }
    assertThat(buffer.nextLine()).hasSize(20_000);

    LineBuffer whole = new LineBuffer(fits, 19_999);
    assertThatThrownBy(whole::nextLine)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("longer than 19999 bytes");
    LineBuffer unended = new LineBuffer("x".repeat(101).getBytes(UTF_8), 100);
    assertThatThrownBy(unended::nextLine).isInstanceOf(IOException.class);
  }
}
