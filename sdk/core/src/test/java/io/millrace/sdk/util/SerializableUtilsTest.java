package io.millrace.sdk.util;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.coders.CoderException;
import io.millrace.sdk.coders.CustomCoder;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarIntCoder;
import io.millrace.sdk.transforms.SerializableFunction;
import io.millrace.sdk.values.KV;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SerializableUtilsTest {
  static class Connection {}

  record Inner(String name, Connection connection) implements Serializable {}

  static class Outer implements Serializable {
    final List<Serializable> parts = new ArrayList<>();
    transient Connection forgotten = new Connection();
  }

  static class WithoutEquals extends CustomCoder<String> {
    @Override
    public void encode(String value, OutputStream outStream) {}

    @Override
    public String decode(InputStream inStream) {
      return "";
    }
  }

  @Test
  void theFieldThatIsToBlameIsNamed() {
    Outer outer = new Outer();
    outer.parts.add("fine");
    outer.parts.add(new Inner("x", new Connection()));
    assertThatThrownBy(() -> SerializableUtils.serializeToByteArray(outer))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("cannot serialise " + Outer.class.getName())
        .hasMessageContaining(
            "field Outer.parts[1].connection is a "
                + Connection.class.getName()
                + ", which is not Serializable");
  }

  @Test
  void whatALambdaCapturedIsNamed() {
    Connection connection = new Connection();
    SerializableFunction<String, String> fn = text -> text + connection;
    assertThatThrownBy(() -> SerializableUtils.ensureSerializable(fn))
        .hasMessageContaining("captured variable 1 of the lambda in " + getClass().getName())
        .hasMessageContaining(Connection.class.getName());
  }

  @Test
  void whatSurvivesIsCopied() {
    Outer outer = new Outer();
    outer.parts.add("fine");
    Outer copy = SerializableUtils.clone(outer);
    assertThat(copy).isNotSameAs(outer);
    assertThat(copy.parts).containsExactly("fine");
    int captured = 3;
    SerializableFunction<Integer, Integer> fn = i -> i + captured;
    assertThat(SerializableUtils.ensureSerializable(fn).apply(1)).isEqualTo(4);
  }

  @Test
  void aCoderMustEqualItsCopy() {
    assertThatThrownBy(() -> SerializableUtils.ensureSerializable(new WithoutEquals()))
        .hasMessageContaining("does not equal its own copy after serialisation");
    assertThat(SerializableUtils.ensureSerializable(VarIntCoder.of())).isEqualTo(VarIntCoder.of());
  }

  @Test
  void coderUtilsGoThereAndBack() throws Exception {
    KvCoder<String, Integer> coder = KvCoder.of(StringUtf8Coder.of(), VarIntCoder.of());
    KV<String, Integer> pair = KV.of("ä", -1);
    assertThat(CoderUtils.clone(coder, pair)).isEqualTo(pair);
    assertThat(CoderUtils.decodeFromBase64(coder, CoderUtils.encodeToBase64(coder, pair)))
        .isEqualTo(pair);
    assertThatThrownBy(() -> CoderUtils.decodeFromByteArray(VarIntCoder.of(), new byte[] {1, 2}))
        .isInstanceOf(CoderException.class)
        .hasMessage("VarIntCoder read 1 of 2 bytes and left the rest");
    assertThatThrownBy(() -> CoderUtils.decodeFromByteArray(VarIntCoder.of(), new byte[0]))
        .isInstanceOf(CoderException.class);
    assertThatThrownBy(() -> CoderUtils.decodeFromBase64(coder, "?"))
        .hasMessageContaining("is not base 64");
  }
}
