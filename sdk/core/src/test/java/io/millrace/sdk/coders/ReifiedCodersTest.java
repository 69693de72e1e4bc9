package io.millrace.sdk.coders;

import io.millrace.sdk.io.range.OffsetRange;
import io.millrace.sdk.transforms.windowing.GlobalWindow;
import io.millrace.sdk.transforms.windowing.IntervalWindow;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import io.millrace.sdk.values.ValueInSingleWindow;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ReifiedCodersTest {

  private static final Instant NOON = Instant.parse("2024-06-01T12:00:00Z");

  @Test
  void valuesInWindowsKeepTheContract() {
    IntervalWindow hour = new IntervalWindow(NOON, NOON.plusSeconds(3600));
    CoderContract.holds(
        ValueInSingleWindow.Coder.of(StringUtf8Coder.of(), IntervalWindow.getCoder()),
        ValueInSingleWindow.of("", NOON, hour, PaneInfo.NO_FIRING),
        ValueInSingleWindow.of("a", NOON.plusMillis(1), hour, PaneInfo.ON_TIME_AND_ONLY_FIRING));
    CoderContract.holds(
        ValueInSingleWindow.Coder.of(VarIntCoder.of(), GlobalWindow.Coder.INSTANCE),
        ValueInSingleWindow.of(7, NOON, GlobalWindow.INSTANCE, PaneInfo.NO_FIRING));
  }

  @Test
  void rangesKeepTheContract() {
    CoderContract.holds(
        OffsetRange.Coder.of(),
        new OffsetRange(0, 0),
        new OffsetRange(3, 17),
        new OffsetRange(Long.MIN_VALUE, Long.MAX_VALUE));
  }
}
