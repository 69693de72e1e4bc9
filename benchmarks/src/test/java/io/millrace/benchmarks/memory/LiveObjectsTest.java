package io.millrace.benchmarks.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.ref.Reference;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LiveObjectsTest {

  private static final String HISTOGRAM =
      """
       num     #instances         #bytes  class name (module)
      -------------------------------------------------------
         1:         22423        2158976  [B (java.base@17.0.15)
         2:          1000          48000  io.millrace.Thing
         3:          2000          16000  io.millrace.Thing
         4:             1             16  io.millrace.Node/0x00007f0c5c0a1000
      Total         25424        2222992
      """;

  private static LiveObjects objects(Map<String, Long> bytes) {
    return new LiveObjects(new TreeMap<>(bytes));
  }

  @Test
  void aHistogramIsReadByClass() {
    LiveObjects read = LiveObjects.parse(HISTOGRAM);
    assertThat(read.bytesByClass())
        .isEqualTo(
            Map.of(
                "[B", 2_158_976L,
                "io.millrace.Thing", 64_000L,
                "io.millrace.Node/0x00007f0c5c0a1000", 16L));
    assertThat(read.totalBytes()).isEqualTo(2_222_992);
    assertThatIllegalArgumentException().isThrownBy(() -> LiveObjects.parse("Total 1 2"));
  }

  @Test
  void whatGrewIsToldWithWhatGrewMostFirst() {
    LiveObjects before = objects(Map.of("same", 5L, "less", 50L, "more", 10L, "gone", 8L));
    LiveObjects after = objects(Map.of("same", 5L, "less", 40L, "more", 15L, "new", 30L));
    assertThat(after.grownSince(before))
        .isEqualTo(
            List.of(new LiveObjects.Growth("new", 0, 30), new LiveObjects.Growth("more", 10, 15)));
    assertThat(after.grownSince(before).get(1).bytes()).isEqualTo(5);
  }

  @Test
  void whatIsHeldInThisJvmIsSeen() {
    LiveObjects before = LiveObjects.now();
    int length = 4 << 20;
    long[] held = new long[length];
    LiveObjects after = LiveObjects.now();
    assertThat(after.grownSince(before))
        .anyMatch(growth -> growth.className().equals("[J") && growth.bytes() >= 8L * length);
    Reference.reachabilityFence(held);
  }
}
