package io.millrace.sdk.testing.scripts;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sdk.coders.CustomCoder;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.ListCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.values.KV;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class JavaTextTest {

  private record Point(int x, String name) {}

  private static final class Opaque {
    @Override
    public String toString() {
      return "what */ it is";
    }
  }

  private static final class OpaqueCoder extends CustomCoder<Opaque> {
    private static final long serialVersionUID = 1;

    @Override
    public void encode(Opaque value, OutputStream out) {}

    @Override
    public Opaque decode(InputStream in) {
      return new Opaque();
    }

    @Override
    public String toString() {
      return "opaque";
    }
  }

  @Test
  void valuesAreExpressions() {
    assertThat(JavaText.value(null)).isEqualTo("null");
    assertThat(JavaText.value("a\n\"b\"")).isEqualTo("\"a\\n\\\"b\\\"\"");
    assertThat(JavaText.value(-3)).isEqualTo("-3");
    assertThat(JavaText.value(3L)).isEqualTo("3L");
    assertThat(JavaText.value(0.5)).isEqualTo("0.5");
    assertThat(JavaText.value(true)).isEqualTo("true");
    assertThat(JavaText.value(Duration.ofSeconds(1))).isEqualTo("Duration.ofMillis(1000)");
    assertThat(JavaText.value(TimeUnit.DAYS)).isEqualTo("TimeUnit.DAYS");
    assertThat(JavaText.value(new byte[] {1, -2})).isEqualTo("new byte[] {1, -2}");
    assertThat(JavaText.value(KV.of("k", List.of(1)))).isEqualTo("KV.of(\"k\", List.of(1))");
    assertThat(JavaText.value(Arrays.asList(1, null))).isEqualTo("Arrays.asList(1, null)");
    assertThat(JavaText.value(new Point(1, "p"))).isEqualTo("new Point(1, \"p\")");
  }

  @Test
  void whatHasNoExpressionIsAComment() {
    assertThat(JavaText.value(new Opaque())).isEqualTo("/* a Opaque: what * / it is */");
    assertThat(JavaText.value(Double.NaN)).isEqualTo("/* a Double: NaN */");
    assertThat(JavaText.coder(new OpaqueCoder())).isEqualTo("/* a OpaqueCoder: opaque */");
  }

  @Test
  void codersAreMadeOfCoders() {
    assertThat(JavaText.coder(KvCoder.of(StringUtf8Coder.of(), ListCoder.of(VarLongCoder.of()))))
        .isEqualTo("KvCoder.of(StringUtf8Coder.of(), ListCoder.of(VarLongCoder.of()))");
  }
}
