package io.millrace.sdk.coders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StringUtf8CoderTest {
  private static final StringUtf8Coder CODER = StringUtf8Coder.of();

  @Test
  void everyStringSurvivesUnpairedSurrogatesToo() {
    List<String> strings =
        new ArrayList<>(
            List.of(
                "",
                "a",
                "Grüße",
                "漢字",
                "🐎 race",
                "x".repeat(127),
                "x".repeat(128),
                "é".repeat(64),
                "\ufffd",
                "\ufffd\ud800",
                "\ud800",
                "\udc00",
                "\udc00\ud800",
                "a\ud83dz",
                "\0"));
    Random random = new Random(7);
    for (int i = 0; i < 50; i++) {
      int bound = List.of(0x80, 0x800, 0x10000).get(random.nextInt(3));
      StringBuilder text = new StringBuilder();
      for (int k = random.nextInt(200); k > 0; k--) {
        text.append((char) random.nextInt(bound));
      }
      strings.add(text.toString());
    }
    CoderContract.holds(CODER, strings);
  }

  @Test
  void wellFormedTextIsPlainUtf8() throws Exception {
    String text = "Grüße, 漢字 🐎";
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    byte[] encoded = CoderContract.bytes(CODER, text);
    assertThat(encoded[0]).isEqualTo((byte) utf8.length);
    assertThat(encoded).endsWith(utf8).hasSize(1 + utf8.length);
  }

  @Test
  void malformedBytesAreRefused() {
    int[][] malformed = {
      {0x80},
      {0xc0, 0x80},
      {0xc3},
      {0xe0, 0x80, 0x80},
      {0xf5, 0x80, 0x80, 0x80},
      {0xf0, 0x80, 0x80, 0x80},
      {0xf4, 0x90, 0x80, 0x80},
      {'a', 0xff},
      // a pair of surrogates in three bytes each
      {0xed, 0xa0, 0x80, 0xed, 0xb0, 0x80},
    };
    for (int[] units : malformed) {
      byte[] bytes = new byte[units.length + 1];
      bytes[0] = (byte) units.length;
      for (int i = 0; i < units.length; i++) {
        bytes[i + 1] = (byte) units[i];
      }
      assertThatThrownBy(() -> CODER.decode(new DecodeBuffer(bytes)))
          .isInstanceOf(CoderException.class)
          .hasMessageContaining("is no UTF-8");
    }
  }

  @Test
  void aLengthBeyondTheBytesAllocatesNothing() {
    byte[] huge = {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x07, 'a'};
    assertThatThrownBy(() -> CODER.decode(new DecodeBuffer(huge)))
        .hasMessage("2147483647 bytes are needed and 1 are left");
    assertThatThrownBy(() -> CODER.decode(new ByteArrayInputStream(huge)))
        .hasMessage("2147483647 bytes are needed and the stream ends after 1");
  }
}
