package io.millrace.sdk.io.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VoidCoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SpilledElementsTest {

  @Test
  void elementsComeBackByDestinationInTheirOrder() throws Exception {
    for (long seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      Map<String, List<String>> expected = new TreeMap<>();
      Map<String, List<String>> found = new TreeMap<>();
      try (SpilledElements<String, String> spilled =
          new SpilledElements<>(StringUtf8Coder.of(), 1 + random.nextInt(300))) {
        int count = random.nextInt(500);
        for (int i = 0; i < count; i++) {
          String destination = "d" + random.nextInt(20);
          String element = "x".repeat(random.nextInt(40)) + i;
          expected.computeIfAbsent(destination, unused -> new ArrayList<>()).add(element);
          spilled.add(destination, destination, element);
        }
        spilled.forEachDestination(
            (key, destination, elements) -> {
              List<String> all = new ArrayList<>();
              while (elements.hasNext()) {
                all.add(elements.next());
              }
              assertThat(key).isEqualTo(destination);
              found.put(destination, all);
            });
      }
      assertThat(found).as("seed %d", seed).isEqualTo(expected);
    }
  }

  @Test
  void elementsWithoutBytesAreCounted() throws Exception {
    int[] count = new int[1];
    try (SpilledElements<String, @Nullable Void> spilled =
        new SpilledElements<>(VoidCoder.of(), 10)) {
      for (int i = 0; i < 3; i++) {
        spilled.add("d", "d", null);
      }
      spilled.forEachDestination(
          (key, destination, elements) -> {
            while (elements.hasNext()) {
              elements.next();
              count[0]++;
            }
          });
    }
    assertThat(count[0]).isEqualTo(3);
  }
}
