package io.millrace.sdk.io.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.util.SerializableUtils;
import java.util.Arrays;
import java.util.Map;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AvroMessagesTest {

  record Old(int id, String gone) {}

  record New(long id, @Nullable String fresh) {}

  private static final AvroMessages<Old> OLD = AvroMessages.of(AvroType.of(Old.class));

  @Test
  void aMessageOfAnOlderSchemaIsRead() {
    AvroMessages<New> messages =
        SerializableUtils.clone(
            AvroMessages.of(AvroType.of(New.class)).writtenWith(AvroType.of(Old.class).schema()));
    assertThat(messages.decode(OLD.encode(new Old(3, "x")))).isEqualTo(new New(3, null));
  }

  @Test
  void aSchemaThatDoesNotFitIsRefusedBeforeAnyMessage() {
    assertThatThrownBy(
            () ->
                AvroMessages.of(AvroType.of(Old.class))
                    .writtenWith(AvroType.of(New.class).schema()))
        .hasMessageContaining("component id of Old");
  }

  @Test
  void theHeaderSaysWhichSchemaAMessageHas() {
    Map<Integer, Schema> registry =
        Map.of(5, AvroType.of(Old.class).schema(), 6, AvroType.of(New.class).schema());
    AvroMessages<Old> old = OLD.withConfluentHeader(5, id -> registry.get(id).toString());
    AvroMessages<New> fresh =
        AvroMessages.of(AvroType.of(New.class))
            .withConfluentHeader(6, id -> registry.get(id).toString());

    byte[] message = old.encode(new Old(3, "x"));
    assertThat(message).startsWith(0, 0, 0, 0, 5);
    assertThat(fresh.decode(message)).isEqualTo(new New(3, null));
    assertThat(fresh.decode(fresh.encode(new New(4, "y")))).isEqualTo(new New(4, "y"));
    assertThatThrownBy(() -> fresh.decode(new byte[] {1, 2, 3}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("there is no header");
  }

  @Test
  void aMessageThatIsTooShortOrTooLongIsRefused() {
    byte[] message = OLD.encode(new Old(3, "x"));
    for (int length : new int[] {0, 1, message.length - 1, message.length + 1}) {
      assertThatThrownBy(() -> OLD.decode(Arrays.copyOf(message, length)))
          .as("a message of %d bytes", length)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("Old from " + length + " bytes");
    }
  }
}
