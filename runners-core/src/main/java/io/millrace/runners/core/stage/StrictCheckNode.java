package io.millrace.runners.core.stage;

import io.millrace.runners.core.batch.Typed;
import io.millrace.runners.core.invoke.ElementReceiver;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.DecodeBuffer;
import io.millrace.sdk.coders.EncodeBuffer;
import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Checks each element of a collection: it survives its coder, and the transforms that read it leave
 * it as it is.
 */
final class StrictCheckNode implements ElementReceiver {

  private static final int LONGEST_TEXT = 500;

  private final String producer;
  private final String readers;
  private final Coder<@Nullable Object> coder;
  private final ElementReceiver next;
  private final Failures failures;

  /**
   * A check between a producer and its readers.
   *
   * @param producer the full name of the transform whose output this is
   * @param readers the names of those who read it, for messages
   */
  @SuppressWarnings("unchecked")
  StrictCheckNode(
      String producer, String readers, Coder<?> coder, ElementReceiver next, Failures failures) {
    this.producer = producer;
    this.readers = readers;
    this.coder = (Coder<@Nullable Object>) coder;
    this.next = next;
    this.failures = failures;
  }

  @Override
  public void accept(@Nullable Object value) {
    byte[] before = encode(value);
    checkSurvives(value, before);
    next.accept(value);
    byte[] after = encode(value);
    if (!Arrays.equals(before, after) && changed(before, value)) {
      throw failures.inEngine(
          producer,
          new StageException(
              producer,
              String.format(
                  "an element was changed after it was output: it is now %s. It was read by %s."
                      + " Elements must not be changed, neither by those who read them nor by the"
                      + " one who made them: make a copy instead.",
                  shortened(value), readers)));
    }
  }

  /** Encoded forms can differ without a change where the coder is not deterministic. */
  private boolean changed(byte[] before, @Nullable Object value) {
    return !Objects.equals(structuralValue(decode(before)), structuralValue(value));
  }

  private void checkSurvives(@Nullable Object value, byte[] bytes) {
    Object copy = decode(bytes);
    Object expected = structuralValue(value);
    Object actual = structuralValue(copy);
    if (!Objects.equals(expected, actual) && !Arrays.equals(bytes, encode(copy))) {
      throw failures.inEngine(
          producer,
          new StageException(
              producer,
              String.format(
                  "an element does not survive its coder %s: %s became %s. The coder loses something,"
                      + " or the element has no equals method; mend the coder or set another.",
                  coder, shortened(value), shortened(copy))));
    }
  }

  private static String shortened(@Nullable Object value) {
    String text = String.valueOf(value);
    return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + "...";
  }

  private Object structuralValue(@Nullable Object value) {
    return coder.structuralValue(Typed.value(value));
  }

  private byte[] encode(@Nullable Object value) {
    EncodeBuffer out = new EncodeBuffer();
    try {
      coder.encode(Typed.value(value), out);
    } catch (IOException | RuntimeException e) {
      throw failures.inEngine(producer, e);
    }
    return out.toByteArray();
  }

  private @Nullable Object decode(byte[] bytes) {
    try {
      return coder.decode(new DecodeBuffer(bytes));
    } catch (IOException | RuntimeException e) {
      throw failures.inEngine(producer, e);
    }
  }
}
