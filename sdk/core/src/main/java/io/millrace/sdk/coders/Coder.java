package io.millrace.sdk.coders;

import com.google.common.base.Joiner;
import com.google.common.hash.Hashing;
import io.millrace.sdk.values.TypeDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says how values of {@code T} become bytes and back.
 *
 * <p>The bytes are self-delimiting: {@link #decode} reads exactly what {@link #encode} wrote, so
 * encodings can be concatenated without separators or lengths. Coders are immutable, serialisable
 * and thread-safe; two coders that are equal read each other's bytes.
 *
 * <p>For the engine's keys a coder also gives {@link #structuralValue}, by which keys are compared
 * in memory, and {@link #stableHash}, by which they are spread over key groups.
 */
public abstract class Coder<T extends @Nullable Object> implements Serializable {
  private static final long serialVersionUID = 1;

  /**
   * Writes {@code value}.
   *
   * @throws CoderException if this coder cannot write the value, such as null
   * @throws IOException if the stream fails
   */
  public abstract void encode(T value, OutputStream outStream) throws IOException;

  /**
   * Reads one value, and not a byte beyond it.
   *
   * @throws CoderException if the bytes are no encoding of a value
   * @throws IOException if the stream fails, or ends too early ({@link java.io.EOFException})
   */
  public abstract T decode(InputStream inStream) throws IOException;

  /** The coders of the type arguments, in their order: of the key and the value for a pair. */
  public abstract List<? extends Coder<?>> getCoderArguments();

  /** The coders that this one is made of; they and the class tell one coder from another. */
  public List<? extends Coder<?>> getComponents() {
    return getCoderArguments();
  }

  /**
   * Returns normally if equal values always have equal bytes, on every JVM and at any time, as a
   * key's coder must.
   *
   * @throws NonDeterministicException if not, with the reason
   */
  public abstract void verifyDeterministic() throws NonDeterministicException;

  /** Throws with {@code message} about {@code target} if one of {@code coders} may vary. */
  public static void verifyDeterministic(Coder<?> target, String message, Iterable<Coder<?>> coders)
      throws NonDeterministicException {
    for (Coder<?> coder : coders) {
      try {
        coder.verifyDeterministic();
      } catch (NonDeterministicException e) {
        throw new NonDeterministicException(target, message, e);
      }
    }
  }

  /** Throws with {@code message} about {@code target} if one of {@code coders} may vary. */
  public static void verifyDeterministic(Coder<?> target, String message, Coder<?>... coders)
      throws NonDeterministicException {
    verifyDeterministic(target, message, Arrays.asList(coders));
  }

  /**
   * Whether values are {@link Object#equals equal} exactly when their bytes are. Then a value can
   * be its own {@link #structuralValue}.
   */
  public boolean consistentWithEquals() {
    return false;
  }

  /**
   * An object whose {@code equals} and {@code hashCode} tell whether two values have the same
   * bytes.
   *
   * <p>The value itself where {@link #consistentWithEquals}, else its bytes unless a coder knows
   * something cheaper. Meaningful for deterministic coders only.
   *
   * @throws IllegalArgumentException if the value cannot be encoded
   */
  public Object structuralValue(T value) {
    if (value != null && consistentWithEquals()) {
      return value;
    }
    return new StructuralByteArray(encoded(value).toByteArray());
  }

  /**
   * A well-mixed hash that depends on this coder and the value alone: the same on every JVM, in
   * every process and in every version of this software. It decides which key group a key belongs
   * to, so the hash of a coder never changes. Values with equal bytes have equal hashes.
   *
   * <p>MurmurHash3 (x86, 32 bits, seed 0) of the encoded bytes unless a coder specifies a cheaper
   * one.
   *
   * @throws IllegalArgumentException if the value cannot be encoded
   */
  public int stableHash(T value) {
    EncodeBuffer buffer = encoded(value);
    return Hashing.murmur3_32_fixed().hashBytes(buffer.array(), 0, buffer.length()).asInt();
  }

  private EncodeBuffer encoded(T value) {
    EncodeBuffer buffer = new EncodeBuffer();
    try {
      encode(value, buffer);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          this + " cannot encode " + describe(value) + ": " + e.getMessage(), e);
    }
    return buffer;
  }

  private static String describe(@Nullable Object value) {
    return value == null ? "null" : "a value of " + value.getClass().getName();
  }

  /** The type whose values this coder takes, as far as its class tells it. */
  @SuppressWarnings("unchecked")
  public TypeDescriptor<T> getEncodedTypeDescriptor() {
    return (TypeDescriptor<T>)
        TypeDescriptor.of(getClass()).resolveType(Coder.class.getTypeParameters()[0]);
  }

  /** A coder is not deterministic: it says which one, why, and where in it. */
  public static class NonDeterministicException extends Exception {
    private static final long serialVersionUID = 1;

    private final List<String> reasons;
    private final String coder;

    public NonDeterministicException(Coder<?> coder, String reason) {
      this(coder, List.of(reason), null);
    }

    public NonDeterministicException(
        Coder<?> coder, String reason, @Nullable NonDeterministicException cause) {
      this(coder, List.of(reason), cause);
    }

    public NonDeterministicException(Coder<?> coder, List<String> reasons) {
      this(coder, reasons, null);
    }

    public NonDeterministicException(
        Coder<?> coder, List<String> reasons, @Nullable NonDeterministicException cause) {
      super(cause);
      if (reasons.isEmpty()) {
        throw new IllegalArgumentException("a reason must be given");
      }
      this.reasons = List.copyOf(reasons);
      this.coder = coder.toString();
    }

    /** Why the coder is not deterministic, outermost reason only; the cause knows the rest. */
    public Iterable<String> getReasons() {
      return reasons;
    }

    /** The coder and the reasons, then those of the coder inside that is to blame. */
    @Override
    public String getMessage() {
      String own = coder + " is not deterministic: " + Joiner.on("; ").join(reasons);
      return getCause() instanceof NonDeterministicException inner
          ? own + ": " + inner.getMessage()
          : own;
    }
  }
}
