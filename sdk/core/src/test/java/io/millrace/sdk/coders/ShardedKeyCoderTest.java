package io.millrace.sdk.coders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.util.ShardedKey;
import org.junit.jupiter.api.Test;

class ShardedKeyCoderTest {

  @Test
  void keysInShardsKeepTheContractOfCoders() {
    CoderContract.holds(
        ShardedKey.Coder.of(StringUtf8Coder.of()),
        ShardedKey.of("a", new byte[] {1}),
        ShardedKey.of("a", new byte[] {1, 2}),
        ShardedKey.of("b", new byte[0]));
    CoderContract.holds(
        ShardedKey.Coder.of(NullableCoder.of(ByteArrayCoder.of())),
        ShardedKey.of(new byte[] {1}, new byte[] {1}),
        ShardedKey.of(null, new byte[] {1}));
  }

  @Test
  void theCoderIsAsDeterministicAsThatOfTheKeys() throws Exception {
    ShardedKey.Coder.of(StringUtf8Coder.of()).verifyDeterministic();
    assertThatThrownBy(() -> ShardedKey.Coder.of(DoubleCoder.of()).verifyDeterministic())
        .isInstanceOf(Coder.NonDeterministicException.class);
  }

  @Test
  void aKeyAndItsShardTellShardedKeysApart() {
    ShardedKey<String> key = ShardedKey.of("a", new byte[] {1});
    assertThat(key).isEqualTo(ShardedKey.of("a", new byte[] {1}));
    assertThat(key).isNotEqualTo(ShardedKey.of("a", new byte[] {2}));
    assertThat(key).isNotEqualTo(ShardedKey.of("b", new byte[] {1}));
    assertThat(key.getKey()).isEqualTo("a");
    assertThat(key).hasToString("ShardedKey(a, [1])");
  }
}
