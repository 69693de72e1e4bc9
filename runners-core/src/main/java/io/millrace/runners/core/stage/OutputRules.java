package io.millrace.runners.core.stage;

import io.millrace.runners.core.batch.Typed;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.EncodeBuffer;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What elements of one output must satisfy.
 *
 * @param transformName the transform, for messages
 * @param coder the coder of the output
 * @param skew how far outputs may go back behind their input
 * @param nullAllowed whether the coder can encode null
 */
record OutputRules(String transformName, Coder<?> coder, Duration skew, boolean nullAllowed) {

  static OutputRules of(String transformName, Coder<?> coder, Duration skew) {
    return new OutputRules(transformName, coder, skew, allowsNull(coder));
  }

  /** Coders do not say whether they take null, so one is tried; they refuse in many ways. */
  @SuppressWarnings("unchecked")
  private static boolean allowsNull(Coder<?> coder) {
    try {
      ((Coder<@Nullable Object>) coder).encode(Typed.value(null), new EncodeBuffer());
      return true;
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }

  StageException nullElement() {
    return new StageException(
        transformName,
        String.format(
            "the output was given a null element, which its coder %s cannot encode. Leave the"
                + " element out, or set a NullableCoder on the output.",
            coder));
  }

  /** Rule E1: not before the input, give or take the allowed skew. */
  long checkedMillis(Instant timestamp, long inputMillis) {
    BoundedWindow.validateTimestampBounds(timestamp);
    long millis = timestamp.toEpochMilli();
    long earliest =
        Math.max(
            BoundedWindow.TIMESTAMP_MIN_VALUE.toEpochMilli(), saturatedSubtract(inputMillis, skew));
    if (millis < earliest) {
      throw new IllegalArgumentException(
          String.format(
              "Cannot output with timestamp %s: it is before that of the input, %s, by more than the"
                  + " allowed skew, %s. Output with the input's timestamp or a later one, or"
                  + " override DoFn.getAllowedTimestampSkew; such elements may be late.",
              timestamp, Instant.ofEpochMilli(inputMillis), skew));
    }
    return millis;
  }

  private static long saturatedSubtract(long millis, Duration skew) {
    try {
      return Math.subtractExact(millis, skew.toMillis());
    } catch (ArithmeticException e) {
      return Long.MIN_VALUE;
    }
  }

  Collection<? extends BoundedWindow> checkedWindows(Collection<? extends BoundedWindow> windows) {
    if (windows.isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot output in no window: the element would be lost. Give at least one window.");
    }
    return List.copyOf(windows);
  }
}
