package io.millrace.runners.distributed.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.millrace.cluster.v1.LinkFrame;
import io.millrace.cluster.v1.Welcome;
import io.millrace.runners.distributed.control.ClusterSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FragmentsTest {

  private static ByteString bytes(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return ByteString.copyFrom(bytes);
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        0,
        1,
        Fragments.PART_BYTES - 1,
        Fragments.PART_BYTES,
        Fragments.PART_BYTES + 1,
        3 * Fragments.PART_BYTES
      })
  void whatWasCutIsPutTogether(int size) {
    ByteString frame = bytes(size);
    List<LinkFrame> parts = new ArrayList<>();
    Fragments.cut(frame, parts::add);
    assertThat(parts).allMatch(part -> part.getPart().size() <= Fragments.PART_BYTES);
    Fragments fragments = new Fragments();
    List<ByteString> whole = new ArrayList<>();
    for (LinkFrame part : parts) {
      ByteString complete = fragments.add(part);
      if (complete != null) {
        whole.add(complete);
      }
    }
    assertThat(whole).containsExactly(frame);
  }

  @Test
  void aFrameWithoutEndIsCutOff() {
    Fragments fragments = new Fragments();
    LinkFrame part = LinkFrame.newBuilder().setPart(bytes(Fragments.PART_BYTES)).build();
    for (int i = 0; i < ClusterSettings.MAX_FRAME_BYTES / Fragments.PART_BYTES; i++) {
      assertThat(fragments.add(part)).isNull();
    }
    assertThatThrownBy(() -> fragments.add(part))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(Integer.toString(ClusterSettings.MAX_FRAME_BYTES));
  }

  @Test
  void whatIsNoPartIsRefused() {
    LinkFrame second = LinkFrame.newBuilder().setWelcome(Welcome.getDefaultInstance()).build();
    assertThatThrownBy(() -> new Fragments().add(second))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
