package io.millrace.sdk.extensions.protobuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DoubleValue;
import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import com.google.protobuf.Value;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.CoderException;
import io.millrace.sdk.coders.CoderRegistry;
import io.millrace.sdk.util.CoderUtils;
import io.millrace.sdk.util.SerializableUtils;
import org.junit.jupiter.api.Test;

class ProtoCoderTest {
  private static final Timestamp TIME = Timestamp.newBuilder().setSeconds(5).setNanos(7).build();

  @Test
  void messagesSurvive() throws Exception {
    Coder<Timestamp> coder = ProtoCoder.of(Timestamp.class);
    assertThat(CoderUtils.clone(coder, TIME)).isEqualTo(TIME);
    assertThat(CoderUtils.encodeToByteArray(coder, TIME)).containsExactly(4, 8, 5, 16, 7);
    assertThat(SerializableUtils.ensureSerializable(coder)).isEqualTo(coder);
    coder.verifyDeterministic();
    Struct struct =
        Struct.newBuilder().putFields("a", Value.newBuilder().setNumberValue(1).build()).build();
    assertThat(CoderUtils.clone(ProtoCoder.of(Struct.class), struct)).isEqualTo(struct);
  }

  @Test
  void mapsAndFloatingPointAreNotDeterministic() {
    assertThatThrownBy(ProtoCoder.of(Struct.class)::verifyDeterministic)
        .hasMessageContaining("Struct.fields is a map, which has no order");
    assertThatThrownBy(ProtoCoder.of(DoubleValue.class)::verifyDeterministic)
        .hasMessageContaining("DoubleValue.value is a floating-point number");
    assertThatThrownBy(ProtoCoder.of(FileDescriptorProto.class)::verifyDeterministic)
        .hasMessageContaining("double_value is a floating-point number");
  }

  @Test
  void badBytesAndWrongClassesAreRefused() throws Exception {
    assertThatThrownBy(
            () ->
                CoderUtils.decodeFromByteArray(
                    ProtoCoder.of(Timestamp.class), new byte[] {2, 8, (byte) 0x80}))
        .isInstanceOf(CoderException.class)
        .hasMessageContaining("the bytes are no com.google.protobuf.Timestamp");
    assertThatThrownBy(() -> ProtoCoder.of(Message.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is no generated message class");
    assertThatThrownBy(() -> CoderUtils.encodeToByteArray(ProtoCoder.of(Timestamp.class), null))
        .hasMessageStartingWith("cannot encode a null Timestamp");
  }

  @Test
  void theRegistryFindsIt() throws Exception {
    assertThat(CoderRegistry.createDefault().getCoder(Timestamp.class))
        .isEqualTo(ProtoCoder.of(Timestamp.class));
  }
}
