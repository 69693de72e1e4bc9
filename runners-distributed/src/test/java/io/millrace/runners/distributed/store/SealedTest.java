package io.millrace.runners.distributed.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import org.junit.jupiter.api.Test;

class SealedTest {

  private static final ByteString SEALED =
      Sealed.seal("TEST", ByteString.copyFromUtf8("some content"));

  @Test
  void whatWasSealedCanBeOpened() throws Exception {
    assertThat(Sealed.open("TEST", SEALED).toStringUtf8()).isEqualTo("some content");
  }

  @Test
  void noChangeOfAByteGoesUnnoticed() {
    for (int i = 0; i < SEALED.size(); i++) {
      for (int change = 1; change < 256; change++) {
        byte[] bytes = SEALED.toByteArray();
        bytes[i] ^= (byte) change;
        assertThatThrownBy(() -> Sealed.open("TEST", ByteString.copyFrom(bytes)))
            .isInstanceOf(CorruptException.class);
      }
    }
  }

  @Test
  void noCutAndNoLetterOfAnotherKindGoesUnnoticed() {
    for (int i = 0; i < SEALED.size(); i++) {
      ByteString cut = SEALED.substring(0, i);
      assertThatThrownBy(() -> Sealed.open("TEST", cut)).isInstanceOf(CorruptException.class);
    }
    assertThatThrownBy(() -> Sealed.open("ELSE", SEALED)).hasMessage("not ELSE, but TEST");
  }
}
