package io.millrace.runners.distributed.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class StoreKeysTest {

  @Test
  void aKeyHasAThousandAndTwentyFourCharactersAtMost() {
    assertThat(StoreKeys.isKey("x".repeat(StoreKeys.MAX_CHARACTERS))).isTrue();
    assertThatThrownBy(() -> StoreKeys.checked("x".repeat(StoreKeys.MAX_CHARACTERS + 1)))
        .hasMessageContaining("it has 1025 characters, and the limit is 1024");
  }

  @Test
  void aKeyThatLeadsElsewhereIsRefusedWithThePartThatDoes() {
    assertThatThrownBy(() -> StoreKeys.checked("a/../b"))
        .hasMessage("'a/../b' is no key of the store: the part '..' at 2 is not a name");
    assertThatThrownBy(() -> StoreKeys.checked("/a")).hasMessageContaining("the part '' at 0");
    assertThatThrownBy(() -> StoreKeys.checked("s3://b/a")).hasMessageContaining("code 58");
  }
}
