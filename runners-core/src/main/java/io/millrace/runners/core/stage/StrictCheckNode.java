package io.millrace.runners.core.stage;

import io.millrace.runners.core.batch.Typed;
import io.millrace.runners.core.invoke.ElementReceiver;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.DecodeBuffer;
import io.millrace.sdk.coders.EncodeBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Checks each element of a collection: it survives its coder, and the transforms that read it, and
 * the one that made it, leave it as it is. That is looked at when the readers have seen the element
 * and once more at the end of the bundle, for as many of its last elements as are remembered.
 */
final class StrictCheckNode implements ElementReceiver, Finishable {

  /** How many elements are looked at again at the end of a bundle, and how many bytes of them. */
  static final int REMEMBERED_ELEMENTS = 256;

  static final int REMEMBERED_BYTES = 1 << 20;

  private static final int LONGEST_TEXT = 500;

  /** An element that was output, and its bytes at that time. */
  private static final class Output {
    private final @Nullable Object value;
    private final byte[] bytes;

    Output(@Nullable Object value, byte[] bytes) {
      this.value = value;
      this.bytes = bytes;
    }
  }

  private final String producer;
  private final String readers;
  private final Coder<@Nullable Object> coder;
  private final boolean deterministic;
  private final ElementReceiver next;
  private final Failures failures;
  private final ArrayDeque<Output> remembered = new ArrayDeque<>();
  private long rememberedBytes;

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
    this.deterministic = isDeterministic(coder);
    this.next = next;
    this.failures = failures;
  }

  private static boolean isDeterministic(Coder<?> coder) {
    try {
      coder.verifyDeterministic();
      return true;
    } catch (Coder.NonDeterministicException e) {
      return false;
    }
  }

  @Override
  public void accept(@Nullable Object value) {
    byte[] bytes = encode(value);
    checkSurvives(value, bytes);
    next.accept(value);
    checkUnchanged(value, bytes);
    remembered.addLast(new Output(value, bytes));
    rememberedBytes += bytes.length;
    while (remembered.size() > REMEMBERED_ELEMENTS || rememberedBytes > REMEMBERED_BYTES) {
      checkOldest();
    }
  }

  private void checkOldest() {
    Output oldest = remembered.removeFirst();
    rememberedBytes -= oldest.bytes.length;
    checkUnchanged(oldest.value, oldest.bytes);
  }

  @Override
  public void finishBundle() {
    while (!remembered.isEmpty()) {
      checkOldest();
    }
  }

  private void checkUnchanged(@Nullable Object value, byte[] before) {
    if (!Arrays.equals(before, encode(value)) && changed(before, value)) {
      throw failures.inEngine(
          producer,
          new StageException(
              producer,
              String.format(
                  "an element was changed after it was output: %s became %s. It was read by %s."
                      + " Elements must not be changed, neither by those who read them nor by the"
                      + " one who made them: make a copy instead.",
                  shortened(decode(before)), shortened(value), readers)));
    }
  }

  /** Encoded forms can differ without a change where the coder is not deterministic. */
  private boolean changed(byte[] before, @Nullable Object value) {
    return deterministic
        || !Objects.equals(structuralValue(decode(before)), structuralValue(value));
  }

  private void checkSurvives(@Nullable Object value, byte[] bytes) {
    Object copy = decode(bytes);
    boolean same = Objects.equals(structuralValue(value), structuralValue(copy));
    if (!same && (coder.consistentWithEquals() || !Arrays.equals(bytes, encode(copy)))) {
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
    } catch (Throwable t) {
      throw failures.inEngine(producer, t);
    }
    return out.toByteArray();
  }

  private @Nullable Object decode(byte[] bytes) {
    try {
      return coder.decode(new DecodeBuffer(bytes));
    } catch (Throwable t) {
      throw failures.inEngine(producer, t);
    }
  }
}
