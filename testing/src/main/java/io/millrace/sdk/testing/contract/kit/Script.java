package io.millrace.sdk.testing.contract.kit;

import com.google.common.base.Splitter;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.testing.TestStream;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.TimestampedValue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A {@link TestStream} of pairs of strings, written as a line. Its steps are separated by {@code
 * |}:
 *
 * <ul>
 *   <li>{@code a@1 b@2}: elements of one bundle with their timestamps in seconds; their key is
 *       {@code k}, unless it is given, as in {@code x:a@1}
 *   <li>{@code W=10}: the watermark advances
 *   <li>{@code +5}: so many seconds of processing time pass
 *   <li>{@code inf}: the watermark advances to the end of time; always the last step
 * </ul>
 */
public final class Script {

  private static final String KEY = "k";
  private static final Splitter STEPS = Splitter.on('|').trimResults();
  private static final Splitter ELEMENTS = Splitter.on(' ').omitEmptyStrings();

  private Script() {}

  /**
   * The stream of a line.
   *
   * @throws IllegalArgumentException if it is not written as it should be
   */
  public static TestStream<KV<String, String>> of(String line) {
    TestStream.Builder<KV<String, String>> stream =
        TestStream.create(KvCoder.of(StringUtf8Coder.of(), StringUtf8Coder.of()));
    List<String> steps = STEPS.splitToList(line);
    for (int i = 0; i < steps.size(); i++) {
      String step = steps.get(i);
      if (step.equals("inf") != (i == steps.size() - 1)) {
        throw new IllegalArgumentException("The last step, and no other, must be 'inf': " + line);
      }
      if (step.startsWith("W=")) {
        stream = stream.advanceWatermarkTo(instant(step.substring(2)));
      } else if (step.startsWith("+")) {
        stream = stream.advanceProcessingTime(Duration.ofMillis(Times.millis(step.substring(1))));
      } else if (!step.equals("inf")) {
        stream = addElements(stream, step);
      }
    }
    return stream.advanceWatermarkToInfinity();
  }

  private static TestStream.Builder<KV<String, String>> addElements(
      TestStream.Builder<KV<String, String>> stream, String step) {
    List<TimestampedValue<KV<String, String>>> elements = new ArrayList<>();
    for (String element : ELEMENTS.split(step)) {
      int time = element.lastIndexOf('@');
      if (time < 0) {
        throw new IllegalArgumentException("'" + element + "' has no timestamp, as in 'a@1'");
      }
      int key = element.indexOf(':');
      elements.add(
          TimestampedValue.of(
              KV.of(key < 0 ? KEY : element.substring(0, key), element.substring(key + 1, time)),
              instant(element.substring(time + 1))));
    }
    @SuppressWarnings({"unchecked", "rawtypes"})
    TimestampedValue<KV<String, String>>[] others =
        elements.subList(1, elements.size()).toArray(new TimestampedValue[0]);
    return stream.addElements(elements.get(0), others);
  }

  private static Instant instant(String seconds) {
    return Instant.ofEpochMilli(Times.millis(seconds));
  }
}
