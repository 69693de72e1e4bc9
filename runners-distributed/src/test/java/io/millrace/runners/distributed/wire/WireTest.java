package io.millrace.runners.distributed.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.millrace.cluster.v1.SlotFrame;
import io.millrace.sdk.coders.DecodeBuffer;
import java.io.ByteArrayOutputStream;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WireTest {

  private static byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  private static SlotFrame.Builder frame() {
    return SlotFrame.newBuilder().setJob("job").setAttempt(7).setTo(3);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 127, 128, 1000, 100_000})
  void aMessageWithWhatWasAppendedIsTheMessageWithTheField(int size) throws Exception {
    ByteString content = UnsafeByteOperations.unsafeWrap(bytes(size));
    ByteString written =
        Wire.append(frame().build().toByteString(), SlotFrame.FRAME_FIELD_NUMBER, content);
    assertThat(SlotFrame.parseFrom(written)).isEqualTo(frame().setFrame(content).build());
    assertThat(Wire.parse(SlotFrame.parser(), written))
        .isEqualTo(frame().setFrame(content).build());
  }

  @Test
  void whatIsReadSharesTheBytesThatItWasReadFrom() throws Exception {
    byte[] all =
        frame().setFrame(UnsafeByteOperations.unsafeWrap(bytes(1000))).build().toByteArray();
    SlotFrame read = Wire.parse(SlotFrame.parser(), UnsafeByteOperations.unsafeWrap(all));
    DecodeBuffer content = Wire.decoding(read.getFrame());
    assertThat(content.remaining()).isEqualTo(1000);
    byte first = read.getFrame().byteAt(0);
    all[content.position()]++;
    assertThat(read.getFrame().byteAt(0)).isEqualTo((byte) (first + 1));
  }

  @Test
  void bytesInSeveralPartsAreDecodedAndWrittenAsOne() throws Exception {
    ByteString parts =
        UnsafeByteOperations.unsafeWrap(bytes(500))
            .concat(UnsafeByteOperations.unsafeWrap(bytes(600)))
            .substring(100);
    assertThat(Wire.decoding(parts).readAllBytes()).isEqualTo(parts.toByteArray());
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    Wire.write(parts, written);
    assertThat(written.toByteArray()).isEqualTo(parts.toByteArray());
    assertThat(Wire.decoding(ByteString.EMPTY).remaining()).isZero();
  }

  @Test
  void whatIsCutOffIsNoMessage() {
    ByteString whole =
        Wire.append(
            frame().build().toByteString(),
            SlotFrame.FRAME_FIELD_NUMBER,
            ByteString.copyFrom(bytes(300)));
    assertThatThrownBy(() -> Wire.parse(SlotFrame.parser(), whole.substring(0, whole.size() - 1)))
        .isInstanceOf(InvalidProtocolBufferException.class);
  }
}
