package io.millrace.sdk.testing.contract.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.testing.TestStream.ElementEvent;
import io.millrace.sdk.testing.TestStream.ProcessingTimeEvent;
import io.millrace.sdk.testing.TestStream.WatermarkEvent;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.GlobalWindow;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.TimestampedValue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScriptTest {

  @Test
  void aLineIsReadStepByStep() {
    assertThat(Script.of("a@1  x:b@-0.5 | W=9.999 | +5 | inf").getEvents())
        .isEqualTo(
            List.of(
                new ElementEvent<>(
                    List.of(
                        TimestampedValue.of(KV.of("k", "a"), Instant.ofEpochMilli(1000)),
                        TimestampedValue.of(KV.of("x", "b"), Instant.ofEpochMilli(-500)))),
                new WatermarkEvent<KV<String, String>>(Instant.ofEpochMilli(9999)),
                new ProcessingTimeEvent<KV<String, String>>(Duration.ofSeconds(5)),
                new WatermarkEvent<KV<String, String>>(BoundedWindow.TIMESTAMP_MAX_VALUE)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a@1", "inf | a@1", "a | inf", "a@x | inf", "W=1.2345 | inf", "| inf"})
  void aLineThatIsWrittenWrongIsRefused(String line) {
    assertThatThrownBy(() -> Script.of(line)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void timesAreWrittenAsTheyAreRead() {
    assertThat(Times.text(Times.at(10))).isEqualTo("10");
    assertThat(Times.text(Instant.ofEpochMilli(Times.millis("9.999")))).isEqualTo("9.999");
    assertThat(Times.text(GlobalWindow.INSTANCE.maxTimestamp())).isEqualTo("end");
    assertThat(Times.text(Times.window(-5, 5))).isEqualTo("[-5,5)");
  }
}
