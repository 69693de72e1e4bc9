package io.millrace.sdk.coders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class EnumCoderTest {
  enum Colour {
    RED,
    GREEN {
      @Override
      public String toString() {
        return "leafy";
      }
    },
    BLUE
  }

  private final EnumCoder<Colour> coder = EnumCoder.of(Colour.class);

  @Test
  void aConstantIsOneByte() throws Exception {
    CoderContract.holds(coder, Colour.values());
    assertThat(CoderContract.bytes(coder, Colour.GREEN)).containsExactly(1);
    assertThat(coder).hasToString("EnumCoder(Colour)");
  }

  @Test
  void theHashIsThatOfTheName() {
    assertThat(coder.stableHash(Colour.GREEN)).isEqualTo(StringUtf8Coder.of().stableHash("GREEN"));
  }

  @Test
  void aNumberBeyondTheConstantsIsRefused() {
    assertThatThrownBy(() -> coder.decode(new DecodeBuffer(new byte[] {3})))
        .isInstanceOf(CoderException.class)
        .hasMessageContaining("has no constant number 3 of 3");
  }
}
