package io.millrace.sdk.options;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sdk.options.ValueProvider.NestedValueProvider;
import io.millrace.sdk.options.ValueProvider.StaticValueProvider;
import org.junit.jupiter.api.Test;

class ValueProviderTest {
  @Test
  void aStaticProviderHasItsValueAtOnce() {
    ValueProvider<String> provider = StaticValueProvider.of("a");

    assertThat(provider.isAccessible()).isTrue();
    assertThat(provider.get()).isEqualTo("a");
    assertThat(provider).hasToString("a").isEqualTo(StaticValueProvider.of("a"));
    assertThat(provider).isNotEqualTo(StaticValueProvider.of("b"));
    assertThat(StaticValueProvider.of(null).get()).isNull();
  }

  @Test
  void aNestedProviderTranslates() {
    ValueProvider<Integer> length =
        NestedValueProvider.of(StaticValueProvider.of("words"), String::length);

    assertThat(length.isAccessible()).isTrue();
    assertThat(length.get()).isEqualTo(5);
    assertThat(length).hasToString("5");
  }
}
