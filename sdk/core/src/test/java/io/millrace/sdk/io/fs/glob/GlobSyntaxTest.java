package io.millrace.sdk.io.fs.glob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobSyntaxTest {

  @Test
  void bracesMultiplyUpToALimit() {
    String tooMany = "/tmp/" + "{0,1,2,3,4,5,6,7,8,9}".repeat(4);
    assertThat(GlobSyntax.alternatives(tooMany)).hasSize(GlobSyntax.MAX_ALTERNATIVES);
    assertThatThrownBy(() -> GlobSyntax.alternatives(tooMany + "{a,b}"))
        .hasMessageContaining("10000");
  }

  @ParameterizedTest
  @CsvSource({
    "part-*,part-",
    "*,''",
    "a?b,a",
    "x[0-9],x",
    "a\\*b*,a*b",
    "no wildcard,no wildcard",
    "**.txt,''",
    "sub**.txt,sub"
  })
  void theTextBeforeTheFirstWildcardIsWhatNamesMustBeginWith(String part, String prefix) {
    assertThat(GlobSyntax.literalPrefix(part)).isEqualTo(prefix);
  }
}
