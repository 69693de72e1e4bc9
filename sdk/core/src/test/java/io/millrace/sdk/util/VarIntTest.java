package io.millrace.sdk.util;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.CodedOutputStream;
import io.millrace.sdk.coders.CoderException;
import io.millrace.sdk.coders.DecodeBuffer;
import io.millrace.sdk.coders.EncodeBuffer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VarIntTest {
  @Test
  void writtenAsProtobufWritesThem() throws Exception {
    Random random = new Random(5);
    for (int i = 0; i < 1000; i++) {
      long v = i < 2 ? -i : random.nextLong() >> random.nextInt(64);
      ByteArrayOutputStream expected = new ByteArrayOutputStream();
      CodedOutputStream coded = CodedOutputStream.newInstance(expected);
      coded.writeUInt64NoTag(v);
      coded.flush();
      ByteArrayOutputStream plain = new ByteArrayOutputStream();
      VarInt.encode(v, plain);
      EncodeBuffer buffer = new EncodeBuffer(1);
      VarInt.encode(v, buffer);
      byte[] bytes = expected.toByteArray();
      assertThat(plain.toByteArray()).as("%d", v).isEqualTo(bytes);
      assertThat(buffer.toByteArray()).as("%d", v).isEqualTo(bytes);
      assertThat(VarInt.getLength(v)).as("%d", v).isEqualTo(bytes.length);
      assertThat(VarInt.decodeLong(new DecodeBuffer(bytes))).isEqualTo(v);
      assertThat(VarInt.decodeLong(new ByteArrayInputStream(bytes))).isEqualTo(v);
    }
  }

  @Test
  void aNegativeIntTakesFiveBytes() throws Exception {
    EncodeBuffer buffer = new EncodeBuffer();
    VarInt.encode(-1, buffer);
    assertThat(buffer.length()).isEqualTo(5).isEqualTo(VarInt.getLength(-1));
    assertThat(VarInt.decodeInt(new DecodeBuffer(buffer.toByteArray()))).isEqualTo(-1);
  }

  @Test
  void whatIsTooLongOrTooShortIsRefused() {
    byte[] eleven = new byte[11];
    Arrays.fill(eleven, (byte) 0x80);
    byte[] tooLarge = {-1, -1, -1, -1, -1, -1, -1, -1, -1, 2};
    for (InputStream in :
        List.of(
            new DecodeBuffer(eleven),
            new ByteArrayInputStream(eleven),
            new DecodeBuffer(tooLarge),
            new ByteArrayInputStream(tooLarge))) {
      assertThatThrownBy(() -> VarInt.decodeLong(in))
          .isInstanceOf(CoderException.class)
          .hasMessage("a varint is longer than 64 bits");
    }
    assertThatThrownBy(() -> VarInt.decodeLong(new DecodeBuffer(new byte[] {-1})))
        .isInstanceOf(EOFException.class);
    assertThatThrownBy(() -> VarInt.decodeInt(new DecodeBuffer(new byte[] {-1, -1, -1, -1, 127})))
        .hasMessageContaining("does not fit an int");
  }
}
