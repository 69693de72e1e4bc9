package io.millrace.runners.distributed.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1:7077", "localhost:0", "[::1]:65535", "node-1.example:80"})
  void whatIsReadIsWrittenAlike(String text) {
    assertThat(Address.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "localhost", "localhost:", ":80", "a:b", "h:-1", "h:65536", "::1:80"})
  void whatIsNoAddressIsRefusedWithAnExample(String text) {
    assertThatThrownBy(() -> Address.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "'")
        .hasMessageContaining("HOST:PORT");
  }

  @Test
  void theLoopbackIsKnownByItsNames() {
    assertThat(Address.parse("127.0.0.1:1").isLoopback()).isTrue();
    assertThat(Address.parse("10.0.0.1:1").isLoopback()).isFalse();
  }
}
