package io.millrace.sdk.io.jdbc.connect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressTest {

  @ParameterizedTest
  @CsvSource({
    "jdbc:postgresql://db:5432/shop, jdbc:postgresql://db:5432/shop",
    "jdbc:postgresql://db/shop?user=u&password=secret, jdbc:postgresql://db/shop",
    "jdbc:mysql://u:secret@db:3306/shop, jdbc:mysql://db:3306/shop",
    "jdbc:mysql://u:secret@db/shop?a=b, jdbc:mysql://db/shop",
    "jdbc:mysql://u:sec?ret@db/shop, jdbc:mysql:...",
    "jdbc:mysql://db/shop?password=sec@ret, jdbc:mysql:...",
    "jdbc:sqlserver://db:1433;user=u;password=secret, jdbc:sqlserver://db:1433",
    "jdbc:oracle:thin:scott/secret@//db:1521/shop, jdbc:oracle:thin://db:1521/shop",
    "jdbc:oracle:thin:@db:1521:shop, jdbc:oracle:thin:db:1521:shop",
    "jdbc:h2:mem:shop;PASSWORD=secret, jdbc:h2:mem:shop",
    "secret, jdbc:...",
  })
  void whatMayBeSecretIsNotShown(String url, String shown) {
    assertThat(Address.withoutSecrets(url)).isEqualTo(shown).doesNotContain("sec");
  }
}
